//! Whom a message goes to, by which way, and what it may say of the reason: one a mailbox and one a
//! home, none lost, and to no address that is another's by now.

use crate::letters::{by, first, letters_of, office, told, told_on};
use crate::message_templates::template;
use crate::office::{CLARA, HUGO, INES, Office, between};
use db::{in_write, sql};
use education::{Guardian, Id};
use mail::{
    Address, Person, Relay,
    catcher::{Catcher, CatcherConfig},
};
use std::time::{Duration, Instant};
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

const TOWN: &str = r#""postal_code":"99120","town":"Vinzelle","country":"100""#;
const WAITING: &str = "/absences/courriers";

/// Légal 1 and Légal 2 of Inès.
async fn both(office: &Office) -> [Id<Guardian>; 2] {
    let recipients = office.entry(INES).await.recipients;
    let ids: Vec<Id<Guardian>> = recipients.iter().map(|id| id.parse().unwrap()).collect();
    ids.try_into().expect("two guardians")
}

/// What the register says of where a guardian is reached.
async fn reached(office: &Office, guardian: Id<Guardian>, civility: &str, email: &str, home: &str) {
    let home: serde_json::Value = serde_json::from_str(home).unwrap();
    in_write!(office.portal.db(), db::Error, |tx| {
        sql!("UPDATE guardian SET civility = $1, email = $2, address = $3 WHERE id = $4")
            .bind(civility)
            .bind(email)
            .bind(home.clone())
            .bind(guardian)
            .run(tx)
            .await
    })
    .unwrap();
}

/// Prints all that waits; gives the lines of each window.
async fn windows(office: &Office) -> Vec<Vec<String>> {
    let printed = office
        .assistant
        .post("/absences/courriers/impression", "portee=tout")
        .await;
    let document = printed.expect(303).location.unwrap();
    let letters = letters_of(office, &document).await;
    let windows = letters.iter().map(|letter| letter.recipient.lines());
    windows.map(<[String]>::to_vec).collect()
}

on_each_engine!(
    /// Invariant: one mailbox, however the register writes it, gets one mail; two get one each, and a
    /// correction each.
    one_mail_a_mailbox,
    |which| async move {
        let office = office(which).await;
        let [_, second] = both(&office).await;
        let home = format!(r#"{{"lines":["9 rue Notre-Dame"],{TOWN}}}"#);
        reached(&office, second, "M", "Famille@Exemple.invalid", &home).await;
        told_on(&office, INES, "Courriel", "2026-11-24").await;
        let page = office.assistant.get("/absences/courriels").await.expect(200);
        page.shows("1\u{a0}courriel en attente").shows("Légal 1 – Financier, Légal 2");
        office.assistant.post("/absences/courriels/suppression", "portee=tout&confirme=oui").await.expect(303);
        reached(&office, second, "M", "autre@exemple.invalid", &home).await;
        told_on(&office, INES, "Courriel", "2026-11-25").await;
        office.assistant.get("/absences/courriels").await.expect(200).shows("2\u{a0}courriels en attente");
        office.assistant.post("/absences/courriels/diffusion", "portee=tout").await.expect(303);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET state = 'accepted' WHERE state = 'queued'").run(tx).await?;
            sql!("UPDATE absence SET cancelled_at = recorded_at, cancelled_by = recorded_by").run(tx).await
        })
        .unwrap();
        let page = office.assistant.get("/absences/rectificatifs").await.expect(200).shows("2\u{a0}messages sont partis");
        let row = between(&page.body, "name=\"absence\"", ">").expect("a box");
        let id = between(&row, "value=\"", "\"").expect("an absence");
        let sent = office.assistant.post("/absences/rectificatifs", &format!("absence={id}")).await.expect(303);
        assert_eq!(sent.location.unwrap(), "/absences/rectificatifs?envoyes=2&restent=0");
        let mut read = office.portal.db().read().await.unwrap();
        let to = sql!("SELECT recipient FROM message WHERE state = 'queued' ORDER BY recipient");
        let to: Vec<(String,)> = to.all(&mut read).await.unwrap();
        assert_eq!(to, [("autre@exemple.invalid".into(),), ("famille@exemple.invalid".into(),)]);
    }
);

on_each_engine!(
    /// Invariant: two homes of one street get a letter each, and so do two people whom one envelope does
    /// not hold: none is lost; an address abroad has a line more.
    nobody_is_left_without_a_letter,
    |which| async move {
        let office = office(which).await;
        let [one, two] = both(&office).await;
        let mail = "famille@exemple.invalid";
        let here = format!(r#"{{"lines":["9 rue Notre-Dame"],{TOWN}}}"#);
        reached(&office, one, "MME", mail, &here).await;
        reached(&office, two, "M", mail, &here.replace("Vinzelle", "Autrelieu")).await;
        told_on(&office, INES, "Courrier", "2026-11-24").await;
        office.assistant.get(WAITING).await.expect(200).shows("2\u{a0}courriers en attente");
        let mut found = windows(&office).await;
        found.sort();
        assert!(found[0][0].starts_with("M. ") && found[1][0].starts_with("Mme "), "{found:?}");
        assert_eq!([&found[0][2], &found[1][2]], ["99120 AUTRELIEU", "99120 VINZELLE"]);
        let full = r#""Résidence du Lac","Bâtiment C","Escalier 4","9 rue Notre-Dame""#;
        let full = format!(r#"{{"lines":[{full}],{TOWN}}}"#);
        for guardian in [one, two] {
            reached(&office, guardian, "MME", mail, &full).await;
        }
        told_on(&office, INES, "Courrier", "2026-11-25").await;
        office.assistant.get(WAITING).await.expect(200).shows("2\u{a0}courriers en attente");
        let found = windows(&office).await;
        assert_eq!([found[0].len(), found[1].len()], [6, 6], "{found:?}");
        assert_ne!(found[0][0], found[1][0], "each is named");
        let abroad = full.replace("\"100\"", "\"109\",\"country_name\":\"Allemagne\"");
        reached(&office, one, "MME", mail, &abroad).await;
        told_on(&office, INES, "Courrier", "2026-11-26").await;
        let found = windows(&office).await;
        assert_eq!(found.iter().map(Vec::len).max(), Some(7), "{found:?}");
        assert!(found.iter().any(|lines| lines.last().is_some_and(|line| line == "ALLEMAGNE")), "{found:?}");
    }
);

on_each_engine!(
    /// Invariant: a mail leaves to the mailbox that the register still has, however it is written there
    /// by now, and to no other.
    a_mail_goes_where_its_reader_is_still,
    |which| async move {
        let office = office(which).await;
        for name in [CLARA, HUGO] {
            told(&office, name, "Courriel").await;
        }
        office.assistant.post("/absences/courriels/diffusion", "portee=tout").await.expect(303);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET email = 'FAMILLE@exemple.invalid'").run(tx).await?;
            sql!("UPDATE guardian SET email = 'ailleurs@exemple.invalid' WHERE surname = 'ABEL'").run(tx).await
        })
        .unwrap();
        let (catcher, mut caught) = Catcher::start(0, CatcherConfig::default()).await.unwrap();
        let courier = messaging::Courier {
            relay: Relay::from_url(&catcher.url()).unwrap(),
            from: Person::new("Préau", Address::parse("ne-pas-repondre@ac-exemple.fr").unwrap()),
        };
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, Some(courier), stop.clone());
        let patience = Instant::now();
        let ended = loop {
            let rows = sql!("SELECT person, state, COALESCE(reason, '') FROM message ORDER BY person")
                .all::<(String, String, String)>(&mut office.portal.db().read().await.unwrap())
                .await
                .unwrap();
            if rows.iter().all(|(_, state, _)| !["queued", "sending"].contains(&state.as_str())) {
                break rows;
            }
            assert!(patience.elapsed() < Duration::from_secs(20), "{rows:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        let why = "L'adresse électronique du responsable a changé.";
        assert_eq!(ended, [
            (CLARA.to_owned(), "accepted".to_owned(), String::new()),
            (HUGO.to_owned(), "cancelled".to_owned(), why.to_owned()),
        ]);
        let received = caught.try_recv().unwrap().content;
        assert!(received.text.contains("Motif : non communiqué."), "{received:?}");
        assert!(received.subject.contains("Clara"), "{received:?}");
        assert!(caught.try_recv().is_err());
        stop.cancel();
        running.await.unwrap();
    }
);

on_each_engine!(
    /// Invariant: a family reads the reason that the school publishes, and no other: never one of health,
    /// nor any that is not published.
    a_family_reads_what_is_published,
    |which| async move {
        let office = office(which).await;
        for (label, flags) in [
            ("Fermeture du car", "&proprietes=published"),
            ("Rendez-vous au CMPP", "&proprietes=published&proprietes=health"),
            ("Affaire de famille", ""),
        ] {
            let page = office.head.get("/absences/motifs/nouveau").await.expect(200);
            let form = format!("form_id={}&libelle={label}{flags}", page.field("form_id"));
            office.head.post("/absences/motifs/nouveau", &form).await.expect(303);
        }
        for (day, label, said) in [
            ("2026-11-24", "Fermeture du car", "Motif : Fermeture du car."),
            ("2026-11-25", "Rendez-vous au CMPP", "Motif : non communiqué."),
            ("2026-11-26", "Affaire de famille", "Motif : non communiqué."),
        ] {
            let mut entry = office.entry(CLARA).await;
            let page = &entry.page.body;
            let (before, _) = page.split_once(&format!(">{label}</option>")).expect("the reason");
            let reason = before.rsplit_once("value=\"").unwrap().1.trim_end_matches('"').to_owned();
            entry.action = by(&entry, "Courriel");
            let form = format!("{}&motif={reason}", entry.form(day, "08:30", "17:05"));
            office.assistant.post("/absences/saisie", &form).await.expect(303);
            let id = first(&office, "/absences/courriels").await;
            office.assistant.get(&format!("/absences/messages/{id}")).await.expect(200).shows(said);
            // Whoever writes the template sees no more of it.
            let mail = template(&office, "Courriel d'absence").await;
            office.head.get(&mail).await.expect(200).shows("Sur la dernière absence").shows(said);
            office.assistant.post("/absences/courriels/suppression", "portee=tout&confirme=oui").await.expect(303);
        }
    }
);

on_each_engine!(
    /// Invariant: a pupil is told by text messages alone: no letter is asked for that nobody would get.
    a_pupil_gets_no_letter,
    |which| async move {
        let office = office(which).await;
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE pupil SET mobile = '+33639980071', mobile_typed = '+33639980071', accepts_sms = $1")
                .bind(true)
                .run(tx)
                .await
        })
        .unwrap();
        let mut entry = office.entry(CLARA).await;
        assert!(entry.recipients.contains(&"eleve".to_owned()), "{:?}", entry.recipients);
        for action in ["Courriel", "Courrier"] {
            entry.action = by(&entry, action);
            let form = entry.form_to("2026-11-24", "08:30", "17:05", &entry.recipients);
            office.assistant.post("/absences/saisie", &form).await.expect(422)
                .shows("L'élève n'est prévenu que par SMS");
        }
    }
);
