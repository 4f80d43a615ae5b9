//! Codes are told: one message a person, each once, and nothing of a code is kept once it is told.

use crate::house::{HREF, House, codes_in, tokens_in};
use chrono::Duration;
use db::{in_write, sql};
use education::{Guardian, Id, Pupil};
use messaging::{RecheckRequest, Rechecks, Recipient, Verdict};
use std::{
    collections::HashMap,
    time::{Duration as Wait, Instant},
};
use testkit::on_each_engine;
use uuid::Uuid;

/// All légal 1 have a code, and an address by each means.
pub(crate) async fn ready(which: testkit::Which, pupils: usize) -> House {
    let house = House::open(which, pupils).await;
    in_write!(house.portal.db(), db::Error, |tx| {
        sql!("UPDATE guardian SET email = 'r' || personne_id || '@exemple.fr', accepts_sms = TRUE, mobile = '+33639980012'")
            .run(tx).await
    })
    .unwrap();
    house.generate("qui=legal1").await;
    house
}

/// Whether anything that the database keeps holds one of these codes, in clear.
async fn anywhere(house: &House, codes: &[String]) -> bool {
    let mut read = house.portal.db().read().await.unwrap();
    let rows = sql!(
        "SELECT body || title || recipient || person || event || dedup_key || COALESCE(reason, '') FROM message \
         UNION ALL SELECT detail FROM audit_line UNION ALL SELECT label || reason FROM code_sending \
         UNION ALL SELECT COALESCE(sealed, '') || state FROM activation_code UNION ALL SELECT report FROM job"
    )
    .all::<(String,)>(&mut read)
    .await
    .unwrap();
    codes
        .iter()
        .flat_map(|code| [code.clone(), code.replace('-', "")])
        .any(|code| rows.iter().any(|(row,)| row.contains(&code)))
}

on_each_engine!(
    /// Invariant: one mail a guardian with one code for each child of the school, and what is open to them; from then on the code is a
    /// keyed hash, shown nowhere; who has no address is told, and nothing is sent to them.
    one_mail_a_guardian, |which| async move {
        let house = ready(which, 60).await;
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET email = NULL WHERE id IN (SELECT id FROM guardian ORDER BY surname, id LIMIT 9)").run(tx).await
        })
        .unwrap();
        house.head.post("/teleservices/choix", "choix=oui").await.expect(303);
        let version = house.head.get("/teleservices").await.expect(200).field("version");
        let open = format!("version={version}&ouvert-marks=guardian&ouvert-absences=pupil");
        house.head.post("/teleservices", &open).await.expect(303);
        let codes: Vec<String> = house.sealed().await;
        let page = house.office.get(&format!("{HREF}/notification?qui=legal1&moyen=mail")).await.expect(200);
        for code in &codes {
            assert!(!page.body.contains(code) && !page.body.contains(&code[..4]), "{code}");
        }
        let page = page.shows("jointes ainsi").shows("n'a pas d'adresse électronique");
        house.office.post(&format!("{HREF}/notification"), "qui=legal1&moyen=mail").await.expect(422).shows("Cochez au moins un destinataire");
        let form = format!("form_id={}&qui=legal1&moyen=mail&portee=tout", page.field("form_id"));
        let sent = house.office.post(&format!("{HREF}/notification"), &form).await.expect(303).location.unwrap();
        house.office.post(&format!("{HREF}/notification"), &form).await.expect(303);
        house.work().await;
        let shown = house.office.get(&sent).await.expect(200).shows("contenu masqué").shows("en attente").shows("non envoyé");
        let messages = house.messages().await;
        let mut told: Vec<String> = Vec::new();
        let mut links: Vec<String> = Vec::new();
        let mut addresses: HashMap<&str, usize> = HashMap::new();
        for (to, medium, state, text) in &messages {
            assert_eq!((medium.as_str(), state.as_str()), ("mail", "queued"));
            assert!(text.contains("http://preau.test") && text.contains("Collège Les Tilleuls"), "{text}");
            assert!(text.contains("Services ouverts : Notes."), "what is open to guardians, and no more: {text}");
            *addresses.entry(to).or_default() += 1;
            told.extend(codes_in(text));
            // One link for all of its codes, of 256 bits.
            assert_eq!(tokens_in(text).len(), 1, "{text}");
            links.extend(tokens_in(text));
        }
        assert!(links.iter().all(|token| token.len() == 43));
        assert!(!anywhere(&house, &links).await);
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_link")).await, messages.len() as i64);
        assert!(addresses.values().all(|count| *count == 1));
        let of_several = messages.iter().filter(|(.., text)| codes_in(text).len() > 1).count();
        assert!(of_several > 0, "families with two children");
        assert_eq!(told.len() as i64, house.live("notified").await);
        assert_eq!(told.len() + house.sealed().await.len(), codes.len());
        assert!(told.iter().all(|code| codes.contains(&code.replace('-', ""))));
        assert!(!anywhere(&house, &told).await);
        for code in told.iter().chain(&links) {
            assert!(!shown.body.contains(code.as_str()));
        }
        house.nothing_is_double().await;
        // Told once: nothing is left to tell.
        house.office.post(&format!("{HREF}/notification"), "qui=legal1&moyen=mail&portee=tout").await.expect(422);
        // Told again, with another code; the first is none any more.
        house.notify("qui=legal1&moyen=mail&etat=tous").await;
        let again = house.messages().await;
        let live: Vec<_> = again.iter().filter(|(_, _, state, _)| state == "queued").collect();
        assert_eq!(live.len(), messages.len());
        assert!(live.iter().flat_map(|(.., text)| codes_in(text)).all(|code| !told.contains(&code)));
        assert_eq!(again.iter().filter(|(_, _, state, text)| state == "cancelled" && text.is_empty()).count(), messages.len());
        house.nothing_is_double().await;
    }
);

on_each_engine!(
    /// Invariant: letters of a batch are one PDF, printed as often as asked until the office says that all is
    /// posted; then the codes are nowhere. A sheet of a class holds its pupils' own codes, and no other's.
    paper_is_printed_until_it_is_posted, |which| async move {
        let house = ready(which, 12).await;
        house.generate("qui=eleve").await;
        for (asked, whole) in [("qui=legal1&moyen=letter", false), ("qui=eleve&moyen=sheet", true)] {
            let (page, batch) = house.notify(asked).await;
            page.shows("Imprimer (PDF)").shows("contenu masqué");
            let pdf = house.office.post(&format!("{batch}/impression"), "partie=1").await.expect(200);
            let printed = codes_in(&pdf.body);
            assert!(!printed.is_empty());
            // One code for the camera a family, or a pupil; it goes the way of the codes.
            let links = tokens_in(&pdf.body);
            let holders: i64 = match whole {
                true => printed.len() as i64,
                false => house.one(sql!("SELECT COUNT(DISTINCT holder) FROM activation_code WHERE state = 'notified'")).await,
            };
            assert_eq!((links.len() as i64, pdf.body.matches("\"holds\"").count() as i64), (holders, holders));
            assert!(!anywhere(&house, &links).await);
            assert_eq!(pdf.body.contains("\"letters\""), !whole);
            assert_eq!(pdf.body.contains("Division 5B") && pdf.body.contains("Division 3A"), whole);
            // Each on one sheet, that of its class.
            let mut once = printed.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), printed.len());
            assert!(!anywhere(&house, &printed).await);
            let again = house.office.post(&format!("{batch}/impression"), "partie=1").await.expect(200);
            assert_eq!((codes_in(&again.body), tokens_in(&again.body)), (printed.clone(), links));
            house.office.get(&batch).await.expect(200).shows("imprimé, à poster");
            let done = house.office.post(&format!("{batch}/postes"), "").await.expect(303).location.unwrap();
            house.office.get(&done).await.expect(200).shows("ne sont plus gardés nulle part").shows("plus rien à imprimer");
            house.office.post(&format!("{batch}/impression"), "partie=1").await.expect(303);
            assert!(!anywhere(&house, &printed).await);
            assert!(house.messages().await.iter().filter(|(.., state, _)| state == "delivered").all(|(.., text)| text.is_empty()));
            let tasks = house.office.post(&format!("{batch}/postes"), "").await.expect(303).location.unwrap();
            house.office.get(&tasks).await.expect(200).shows("imprimez d'abord");
        }
        let own = sql!("SELECT COUNT(*) FROM activation_code WHERE pupil = holder AND state = 'notified'");
        let classed = sql!(
            "SELECT COUNT(*) FROM enrolment WHERE division IS NOT NULL AND (left_on IS NULL OR left_on > $1)"
        );
        let classed = house.one(classed.bind(house.portal.today())).await;
        assert_eq!(house.one(own).await, classed);
    }
);

on_each_engine!(
    /// Invariant: a text message goes to those who accept them; what is asked just before it leaves: the codes
    /// stand, the guardian is one, the number is theirs.
    a_text_message_is_asked_about_once_more, |which| async move {
        let house = ready(which, 12).await;
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET accepts_sms = FALSE WHERE id IN (SELECT id FROM guardian ORDER BY id LIMIT 5)").run(tx).await
        })
        .unwrap();
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE pupil SET first_name = 'Marie-Antoinette-Josephine-Dominique' WHERE id IN (SELECT id FROM pupil ORDER BY id LIMIT 6)").run(tx).await
        })
        .unwrap();
        let (page, _) = house.notify("qui=legal1&moyen=sms").await;
        page.shows("n'accepte pas les SMS");
        house.office.get(&format!("{HREF}/notification?moyen=sms")).await.expect(200).shows("pas encore de fournisseur de SMS");
        let told = house.live("notified").await;
        assert!(told > 0);
        // A link costs no second text message: it is there where it takes none.
        let (mut with, mut without) = (0, 0);
        for (.., text) in house.messages().await {
            let parts = |text: &str| sms::prepare(text, sms::TextPolicy::Plain).unwrap().parts.len();
            let tokens = tokens_in(&text);
            match tokens.first() {
                Some(token) => {
                    with += 1;
                    let bare = text.replace(&format!("/premier-acces/lien/{token}"), "");
                    assert_eq!(parts(&text), parts(&bare), "{text}");
                }
                None => {
                    without += 1;
                    let linked = format!("{text}/premier-acces/lien/{}", "x".repeat(43));
                    assert!(parts(&linked) > parts(&text), "{text}");
                }
            }
        }
        assert!(with > 0 && without > 0, "{with} with a link, {without} without");
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_link")).await, with);
        let mut read = house.portal.db().read().await.unwrap();
        type Row = (Id<messaging::Message>, Uuid, Id<Pupil>, Id<Guardian>);
        let rows = sql!(
            "SELECT m.id, m.subject, c.pupil, c.holder FROM message m JOIN activation_code c ON c.sending = m.subject \
             WHERE m.medium = 'sms' ORDER BY m.number"
        ).all::<Row>(&mut read).await.unwrap();
        drop(read);
        let number = sms::MobileNumber::parse("06 39 98 00 12", sms::NumberPolicy::Demo).unwrap();
        let rechecks = teleservices::rechecks(Rechecks::new());
        let ask = async |of: &Row| -> Verdict {
            let request = RecheckRequest {
                message: of.0, school: house.school, service: "teleservices".into(), subject: of.1,
                recipient: Recipient::Mobile(number),
            };
            let answers = rechecks.ask(&house.portal.context, "teleservices", vec![request]).await;
            answers.unwrap().remove(0).unwrap()
        };
        assert_eq!(ask(&rows[0]).await, Verdict::Send);
        let change = async |statement: db::Statement| {
            let mut write = house.portal.db().begin().await.unwrap();
            statement.run(&mut write).await.unwrap();
            write.commit().await.unwrap();
        };
        let why = async |of: &Row| match ask(of).await { Verdict::Cancel(why) => why, Verdict::Send => String::new() };
        change(sql!("UPDATE guardian SET mobile = '+33639980013' WHERE id = $1").bind(rows[0].3)).await;
        assert!(why(&rows[0]).await.contains("numéro a changé"));
        change(sql!("UPDATE guardian SET accepts_sms = FALSE WHERE id = $1").bind(rows[0].3)).await;
        assert!(why(&rows[0]).await.contains("n'accepte plus"));
        change(sql!("UPDATE guardianship SET ended_on = '2026-11-23' WHERE guardian = $1").bind(rows[0].3)).await;
        assert!(why(&rows[0]).await.contains("plus rattaché"));
        let other = rows.iter().find(|row| row.3 != rows[0].3).unwrap();
        assert_eq!(ask(other).await, Verdict::Send);
        change(sql!("UPDATE activation_code SET replaced_at = made_at WHERE holder = $1").bind(other.3)).await;
        assert!(why(other).await.contains("remplacé"));
    }
);

on_each_engine!(
    /// Invariant: the program is killed again and again while it tells some 3,000 codes, and two workers work at
    /// once: each message is made once, and each code is in one.
    what_is_killed_is_told_once, |which| async move {
        let house = ready(which, 1_600).await;
        let all = house.live("generated").await;
        let address = format!("{HREF}/notification");
        let started = Instant::now();
        house.office.post(&address, "qui=legal1&moyen=mail&portee=tout").await.expect(303);
        // The other office sends the same to the same, by letter: who comes second finds nothing to tell.
        house.head.post(&address, "qui=legal1&moyen=letter&portee=tout").await.expect(303);
        let asked = started.elapsed();
        let mut kills = 0;
        for pause in [30, 120, 200, 300, 400, 500] {
            let (a, b) = (house.worker(), house.worker());
            let running = [tokio::spawn(async move { a.pass().await }), tokio::spawn(async move { b.pass().await })];
            tokio::time::sleep(Wait::from_millis(pause)).await;
            for one in running {
                kills += u32::from(!one.is_finished());
                one.abort();
                let _ = one.await;
            }
            house.nothing_is_double().await;
            house.portal.context.clock.set(house.portal.now() + Duration::minutes(3));
        }
        assert!(kills > 0);
        let started = Instant::now();
        for _ in 0..12 {
            house.work().await;
            house.portal.context.clock.set(house.portal.now() + Duration::hours(2));
        }
        println!("asked in {asked:?}, killed {kills} times, then {:?}", started.elapsed());
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM code_batch WHERE finished_at IS NULL")).await, 0);
        house.nothing_is_double().await;
        assert_eq!((house.live("notified").await, house.live("generated").await), (all, 0));
        let mut told: Vec<String> = Vec::new();
        for (.., text) in house.messages().await {
            told.extend(codes_in(&text));
        }
        let count = told.len();
        told.sort_unstable();
        told.dedup();
        assert_eq!((told.len(), count as i64), (count, all));
        assert_eq!(house.one(sql!("SELECT COUNT(*) FROM activation_code WHERE sealed IS NOT NULL")).await, 0);
    }
);

on_each_engine!(
    /// Invariant: a code that is made anew takes its message back while it has not left; the brother's code that
    /// it carried, which nobody can read any more, waits to be told again.
    a_message_with_a_dead_code_does_not_leave, |which| async move {
        let house = ready(which, 60).await;
        house.notify("qui=legal1&moyen=mail").await;
        let mut read = house.portal.db().read().await.unwrap();
        let several = sql!("SELECT holder FROM activation_code GROUP BY holder HAVING COUNT(*) = 2 ORDER BY holder LIMIT 1");
        let (holder,) = several.one::<(Uuid,)>(&mut read).await.unwrap();
        let pairs = sql!("SELECT pupil, id FROM activation_code WHERE holder = $1 ORDER BY pupil").bind(holder);
        let pairs = pairs.all::<(Uuid, Uuid)>(&mut read).await.unwrap();
        drop(read);
        let page = format!("{HREF}/paires/{}.{holder}", pairs[0].0);
        let shown = house.office.get(&page).await.expect(200).shows("notifié").shows("courriel");
        assert_eq!(shown.field("code"), pairs[0].1.to_string());
        let done = house.office.post(&format!("{page}/regeneration"), &format!("code={}", pairs[0].1)).await.expect(303);
        house.office.get(&done.location.unwrap()).await.expect(200).shows("Un nouveau code est généré").shows("Code remplacé");
        assert_eq!(house.live("generated").await, 2);
        let cancelled = house.messages().await.into_iter().filter(|(_, _, state, _)| state == "cancelled").count();
        assert_eq!(cancelled, 1);
        // The older window changes nothing.
        let older = house.office.post(&format!("{page}/regeneration"), &format!("code={}", pairs[0].1)).await.expect(303);
        house.office.get(&older.location.unwrap()).await.expect(200).shows("avait changé entre-temps");
        assert_eq!(house.live("generated").await, 2);
        let (_, batch) = house.notify("qui=legal1&moyen=mail").await;
        house.office.get(&batch).await.expect(200);
        let last = house.messages().await.pop().unwrap();
        assert_eq!(codes_in(&last.3).len(), 2);
    }
);
