//! « Élève » among the recipients: on a mobile of their own, if they accept; and what only the pupil
//! was told, the family does not know.

use crate::{
    office::{CLARA, HUGO, INES, Office, between, selected, typed},
    sms::provider,
};
use db::{in_write, sql};
use education::{Guardian, Id, Pupil};
use std::time::{Duration, Instant};
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

const ENTRY: &str = "/absences/saisie";
const ALL_DAY: &str = "/absences/jour?jour=2026-11-24&heure=jour";
const MOBILE: &str = "+33639980071";

/// What the record of a pupil says of how they are reached.
async fn own(office: &Office, name: &str, mobile: Option<&str>, accepts: bool) {
    let family_name = name.split(' ').next().unwrap_or_default().to_owned();
    in_write!(office.portal.db(), db::Error, |tx| {
        sql!("UPDATE pupil SET mobile = $1, mobile_typed = $1, accepts_sms = $2 WHERE family_name = $3")
            .bind(mobile)
            .bind(accepts)
            .bind(family_name.as_str())
            .run(tx)
            .await
    })
    .unwrap();
}

/// Types an entry of today that is told to the pupil alone; gives its address.
async fn told_alone(office: &Office, name: &str) -> String {
    own(office, name, Some(MOBILE), true).await;
    let mut entry = office.entry(name).await;
    entry.recipients = vec!["eleve".into()];
    typed(office, &entry, ("08:30", "17:05"), "nature=absence").await
}

/// Messages: to whom, where they stand, why.
async fn messages(office: &Office) -> Vec<(String, String, String)> {
    let mut read = office.portal.db().read().await.unwrap();
    sql!("SELECT recipient_label, state, COALESCE(reason, '') FROM message ORDER BY number")
        .all(&mut read)
        .await
        .unwrap()
}

/// Lets the dispatcher work until nothing of what was released is under way.
async fn sent(office: &Office) {
    let _provider = provider(office).await.0;
    let stop = CancellationToken::new();
    let rechecks = absences::rechecks(messaging::Rechecks::new());
    let running = messaging::start(office.portal.context.clone(), rechecks, None, stop.clone());
    let patience = Instant::now();
    loop {
        let under_way = ["queued", "held", "sending", "accepted"];
        let all = messages(office).await;
        if !all
            .iter()
            .any(|(_, state, _)| under_way.contains(&state.as_str()))
        {
            break;
        }
        assert!(patience.elapsed() < Duration::from_secs(20), "{all:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stop.cancel();
    running.await.unwrap();
}

on_each_engine!(
    /// Invariant: a pupil is offered who has a mobile of their own and accepts text messages; of
    /// another the page says why, and nothing can be sent.
    a_pupil_is_offered_who_accepts,
    |which| async move {
        let office = Office::ready(which).await;
        for (mobile, accepts, why) in [
            (None, true, "Élève (ABADIE Clara) : n'a pas de numéro de mobile à soi."),
            (Some(MOBILE), false, "Élève (ABADIE Clara) : n'accepte pas les SMS."),
            (None, false, "Élève (ABADIE Clara) : n'accepte pas les SMS."),
        ] {
            own(&office, CLARA, mobile, accepts).await;
            let entry = office.entry(CLARA).await;
            assert_eq!(entry.recipients.len(), 1, "{why}");
            assert!(entry.page.contains(why), "{}", entry.page.text());
            let form = entry.form_to("2026-11-24", "08:30", "17:05", &["eleve".into()]);
            office.assistant.post(ENTRY, &form).await.expect(422).shows("Choisissez au moins un destinataire");
        }
        own(&office, CLARA, Some(MOBILE), true).await;
        let entry = office.entry(CLARA).await;
        assert_eq!(entry.recipients.last().unwrap(), "eleve");
        let page = entry.page.shows("ABADIE Clara – 06 39 98 00 71").hides("Élève (ABADIE Clara)");
        assert!(!page.body.contains("value=\"eleve\" checked"), "the family first");
        // Nobody else can be told: the pupil still can.
        office.set_consent(false).await;
        let entry = office.entry(CLARA).await;
        assert_eq!(entry.recipients, ["eleve"]);
        assert!(entry.page.contains("Aucun responsable ne peut être prévenu ainsi"));
        office.record(&entry).await.expect(303);
        assert_eq!(messages(&office).await, [("Élève".into(), "prepared".into(), String::new())]);
        let (to,) = sql!("SELECT recipient FROM message")
            .one::<(String,)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(to, MOBILE);
    }
);

on_each_engine!(
    /// Invariant: a message that reached the pupil alone tells no family: the day says so, a gesture
    /// still tells the family, and no answer is owed.
    what_the_pupil_knows_the_family_does_not,
    |which| async move {
        let office = Office::ready(which).await;
        let href = told_alone(&office, CLARA).await;
        let id = href.rsplit('/').next().unwrap().to_owned();
        let untold = "1 absent dans la journée 1 famille à prévenir";
        // It waits.
        let day = office.assistant.get(ALL_DAY).await.expect(200).shows("Pas prévenue");
        assert!(day.contains(untold), "{}", day.text());
        office.assistant.get(&href).await.expect(200).shows("Envoi de SMS, à Élève");
        office.assistant.get(ENTRY).await.expect(200).shows("1 message préparé");
        // It has arrived, long ago.
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        sent(&office).await;
        assert_eq!(messages(&office).await[0].1, "delivered");
        let day = office.assistant.get(ALL_DAY).await.expect(200).shows("Pas prévenue");
        assert!(day.contains(untold), "{}", day.text());
        office.later(chrono::Duration::days(9));
        let later = office.portal
            .signed_in_as(admission::Function::SchoolLifeAssistant, Some(office.school))
            .await;
        later.get("/absences/suivi?onglet=delai&depuis=2026-11-01").await.expect(200)
            .hides(CLARA).shows("Aucune famille n'est en retard");
        office.later(chrono::Duration::days(-9));
        // The gesture of the day tells the family, and what waits for the pupil goes on waiting.
        let again = told_alone(&office, HUGO).await;
        let hugo = again.rsplit('/').next().unwrap();
        for row in [id.as_str(), hugo] {
            let form = format!("jour=2026-11-24&heure=jour&prevenir={row}");
            let done = office.assistant.post("/absences/jour", &form).await.expect(303);
            office.assistant.get(&done.location.unwrap()).await.expect(200).shows("1 message part");
        }
        let states: Vec<(String, String)> =
            messages(&office).await.into_iter().map(|(to, state, _)| (to, state)).collect();
        let of = |to: &str, state: &str| (to.to_owned(), state.to_owned());
        assert_eq!(states[..2], [of("Élève", "delivered"), of("Élève", "prepared")]);
        assert!(states[2..].iter().all(|(to, state)| to.starts_with("Légal 1") && state == "queued"), "{states:?}");
        office.assistant.get(ALL_DAY).await.expect(200).hides("Pas prévenue");
    }
);

on_each_engine!(
    /// Invariant: nothing leaves to a pupil who has left or does not accept any more, nor to a number
    /// that is not theirs any more.
    what_has_changed_since_stops_the_message,
    |which| async move {
        let office = Office::ready(which).await;
        for name in [CLARA, HUGO, INES] {
            told_alone(&office, name).await;
        }
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        own(&office, CLARA, Some(MOBILE), false).await;
        own(&office, HUGO, Some("+33639980072"), true).await;
        let yesterday = office.portal.today() - chrono::Days::new(1);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!(
                "UPDATE enrolment SET left_on = $1 WHERE pupil IN \
                 (SELECT id FROM pupil WHERE family_name = 'ABOU')"
            )
            .bind(yesterday)
            .run(tx)
            .await
        })
        .unwrap();
        sent(&office).await;
        let stopped = |why: &str| ("Élève".to_owned(), "cancelled".to_owned(), why.to_owned());
        assert_eq!(messages(&office).await, [
            stopped("L'élève n'accepte plus les SMS."),
            stopped("Le numéro de mobile de l'élève a changé."),
            stopped("L'élève a quitté l'établissement."),
        ]);
    }
);

on_each_engine!(
    /// Invariant: a telephone that pupil and guardian share gets one message, and it stays as long as
    /// one of them may be told.
    a_shared_telephone_gets_one_message,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let number = between(entry.page.text().as_str(), "ABADIE Nadia – ", " Élève").unwrap();
        let digits: String = number.chars().filter(char::is_ascii_digit).skip(1).collect();
        own(&office, CLARA, Some(&format!("+33{digits}")), true).await;
        let entry = office.entry(CLARA).await;
        assert_eq!(entry.recipients.len(), 2);
        let form = entry.form_to("2026-11-24", "08:30", "17:05", &entry.recipients);
        let done = office.assistant.post(ENTRY, &form).await.expect(303);
        assert!(done.location.unwrap().contains("&fait=1&"));
        office.assistant.get(ALL_DAY).await.expect(200).hides("Pas prévenue");
        office.assistant.get(ENTRY).await.expect(200).shows("1 message préparé");
        // The guardian goes: the pupil still gets it.
        let pupil: Id<Pupil> = entry.pupil.parse().unwrap();
        let guardian: Id<Guardian> = entry.recipients[0].parse().unwrap();
        assert_eq!(office.detach(pupil, guardian).await, 0);
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        sent(&office).await;
        let all = messages(&office).await;
        assert_eq!(all, [("Légal 1 – Financier, Élève".into(), "delivered".into(), String::new())]);
    }
);

on_each_engine!(
    /// Invariant: what the pupil was told is taken back as what a family was told: it does not leave
    /// when the family has called, and is corrected when it was wrong.
    what_a_pupil_was_told_is_corrected,
    |which| async move {
        let office = Office::ready(which).await;
        let called = told_alone(&office, HUGO).await;
        let form = format!("jour=2026-11-24&heure=jour&appele={}", called.rsplit('/').next().unwrap());
        let done = office.assistant.post("/absences/jour", &form).await.expect(303);
        assert!(done.location.unwrap().contains("retires=1"));
        let href = told_alone(&office, CLARA).await;
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        sent(&office).await;
        let done = office.assistant.post(&format!("{href}/annulation"), "confirme=oui").await.expect(303);
        office.assistant.get(&done.location.unwrap()).await.expect(200).shows("un message était déjà parti");
        office.assistant.get("/absences/rectificatifs").await.expect(200).shows("Msg 2 (SMS) – délivré – Élève");
        let id = href.rsplit('/').next().unwrap();
        office.assistant.post("/absences/rectificatifs", &format!("absence={id}")).await.expect(303);
        let all = messages(&office).await;
        assert_eq!(all.len(), 3);
        assert_eq!(all[2], ("Élève".into(), "queued".into(), String::new()));
    }
);

on_each_engine!(
    /// Invariant: a school may have the pupil ticked from the first, who can be told.
    a_school_may_tick_pupils,
    |which| async move {
        let office = Office::ready(which).await;
        own(&office, CLARA, Some(MOBILE), true).await;
        let page = office.head.get("/absences/valeurs").await.expect(200);
        let form = format!(
            "motif=&action=only&destinataires=everybody&debut=day&fin=day&anciennete=&version={}",
            page.field("version")
        );
        office.head.post("/absences/valeurs", &form).await.expect(303);
        let page = office.head.get("/absences/valeurs").await.expect(200);
        assert!(page.body.contains("value=\"everybody\""), "{}", page.body);
        let page = office.entry(CLARA).await.page;
        assert!(page.body.contains("value=\"eleve\" checked"), "{}", page.body);
        assert_ne!(selected(&page.body, "action"), "");
        let page = office.entry(HUGO).await.page;
        assert!(!page.body.contains("value=\"eleve\""), "{}", page.body);
    }
);
