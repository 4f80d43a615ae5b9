//! Typing an absence.

use crate::office::{CLARA, INES, Office};
use admission::Function;
use chrono::{DateTime, Duration, Utc};
use db::{in_write, sql};
use education::{Id, Pupil, School};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: an entry makes one absence and one message, however often its form is sent.
    a_double_click_changes_nothing,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        entry.page.contains("Légal 1 – Financier");
        let first = office.record(&entry).await.expect(303);
        assert!(first.location.unwrap().contains("&fait=1&"));
        office.record(&entry).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1);
        assert_eq!(office.lines("absence.recorded").await, 1);
        let page = office.assistant.get("/absences/sms").await.expect(200);
        page.shows("Il y a actuellement 1 SMS en attente de diffusion")
            .shows(CLARA)
            .shows("5B")
            .shows("Absence du 24/11/26 08:30 au 24/11/26 17:05")
            .shows("Légal 1 – Financier");
    }
);

on_each_engine!(
    /// Invariant: what is wrong is said on its field, and nothing typed is lost.
    a_wrong_entry_keeps_what_was_typed,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let backwards = entry.form("2026-11-24", "17:05", "08:30");
        let page = office.assistant.post("/absences/saisie", &backwards).await.expect(422);
        let page = page.shows("La fin doit venir après le début.");
        assert!(page.body.contains("<option value=\"17:05\" selected"), "{}", page.body);
        assert_eq!(page.field("form_id"), entry.form_id);
        let nobody = entry.form_to("2026-11-24", "08:30", "17:05", &[]);
        office.assistant.post("/absences/saisie", &nobody).await.expect(422)
            .shows("Choisissez au moins un destinataire");
        let no_day = entry.form("", "08:30", "17:05");
        office.assistant.post("/absences/saisie", &no_day).await.expect(422)
            .shows("Indiquez une date");
        assert_eq!(office.waiting().await.len(), 0);
    }
);

on_each_engine!(
    /// Invariant: a pupil is not absent twice at once.
    an_overlap_is_refused_with_a_sentence,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let again = office.entry(CLARA).await;
        office.record(&again).await.expect(422).shows("Une autre saisie couvre une partie de cette période");
        // One begins when the other ends: they do not overlap.
        let evening = again.form("2026-11-24", "17:05", "18:00");
        office.assistant.post("/absences/saisie", &evening).await.expect(303);
        let again = office.entry(CLARA).await;
        let next_day = again.form("2026-11-25", "10:40", "12:30");
        office.assistant.post("/absences/saisie", &next_day).await.expect(303);
        let before = office.entry(CLARA).await.form("2026-11-25", "08:30", "10:40");
        office.assistant.post("/absences/saisie", &before).await.expect(303);
        assert_eq!(office.waiting().await.len(), 4);
    }
);

on_each_engine!(
    /// Invariant: nobody is offered who does not accept text messages.
    without_consent_nobody_is_offered,
    |which| async move {
        let office = Office::ready(which).await;
        office.set_consent(false).await;
        let entry = office.entry(CLARA).await;
        assert!(entry.recipients.is_empty());
        let page = entry.page.shows("n'accepte pas les SMS");
        let page = page.shows("Aucun responsable ne peut être prévenu ainsi");
        assert_eq!(page.status, 200);
        // Withdrawn between the showing and the sending: said, and nothing is prepared.
        office.set_consent(true).await;
        let entry = office.entry(CLARA).await;
        office.set_consent(false).await;
        office.record(&entry).await.expect(422).shows("ne peut pas recevoir de SMS : n'accepte pas les SMS");
        assert_eq!(office.waiting().await.len(), 0);
    }
);

on_each_engine!(
    /// Invariant: the action is offered once it can be done, as in the original guide.
    without_a_provider_no_action_is_offered,
    |which| async move {
        let office = Office::bare(which).await;
        let entry = office.entry(CLARA).await;
        entry.page.shows("Aucun envoi n'est possible pour l'instant");
        assert_eq!(entry.action, "");
        let form = format!(
            "eleve={}&form_id={}&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=17:05&action=",
            entry.pupil, entry.form_id
        );
        let done = office.assistant.post("/absences/saisie", &form).await.expect(303);
        office.assistant.get(&done.location.unwrap()).await.expect(200)
            .shows("C'est enregistré, sans envoi.");
        // Nor after the provider was taken away, even by a page that was shown before.
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        office.unsubscribe().await;
        office.entry(CLARA).await.page.shows("choisit un fournisseur dans");
        office.record(&entry).await.expect(422).shows("Choisissez une action de la liste.");
    }
);

on_each_engine!(
    /// Invariant: taking an entry back stops what has not left, and only at one's own school.
    an_entry_can_be_taken_back,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let page = office.entry(CLARA).await.page;
        let address = crate::office::between(&page.body, "action=\"/absences/0", "\"").unwrap();
        let address = format!("/absences/0{address}");
        let elsewhere = crate::office::school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.post(&address, "confirme=oui").await.expect(404);
        assert_eq!(office.waiting().await.len(), 1);
        office.assistant.post(&address, "confirme=oui").await.expect(303);
        assert_eq!(office.waiting().await.len(), 0);
        office.assistant.post(&address, "confirme=oui").await.expect(404);
        assert_eq!(office.lines("absence.cancelled").await, 1);
        let again = office.entry(CLARA).await;
        // What was taken back leaves its place to what is right.
        office.record(&again).await.expect(303);
        again.page.shows("Saisie annulée");
    }
);

on_each_engine!(
    /// Invariant: the most frequent entry takes one click: from the bell under way to the last
    /// one, by the only action, to légal 1 alone.
    the_form_is_ready_for_the_most_frequent_entry,
    |which| async move {
        let office = Office::ready(which).await;
        let chosen = |page: &str, value: &str| page.contains(&format!("<option value=\"{value}\" selected"));
        let entry = office.entry(INES).await;
        let page = &entry.page.body;
        assert!(chosen(page, "08:30") && chosen(page, "17:05"), "{page}");
        assert!(chosen(page, &entry.action), "{page}");
        assert_eq!(entry.recipients.len(), 2);
        let ticked = format!("name=\"destinataires\" value=\"{}\" checked", entry.recipients[0]);
        assert!(page.contains(&ticked), "{page}");
        assert_eq!(page.matches(" checked").count(), 1, "{page}");
        let ten = testkit::START.parse::<DateTime<Utc>>().unwrap() + Duration::minutes(80);
        office.portal.context.clock.set(ten);
        let page = office.entry(INES).await.page.body;
        assert!(chosen(&page, "09:25") && !chosen(&page, "08:30"), "{page}");
    }
);

on_each_engine!(
    /// Invariant: each number gets one message, and each guardian chosen is told.
    one_message_a_number,
    |which| async move {
        let office = Office::ready(which).await;
        let both = |entry: &crate::office::Entry, day: &str| {
            entry.form_to(day, "08:30", "17:05", &entry.recipients)
        };
        let entry = office.entry(INES).await;
        let done = office.assistant.post("/absences/saisie", &both(&entry, "2026-11-24")).await.expect(303);
        assert!(done.location.unwrap().contains("&fait=2&"));
        assert_eq!(office.waiting().await.len(), 2);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET mobile = '+33639982357' WHERE mobile IS NOT NULL").run(tx).await
        })
        .unwrap();
        let entry = office.entry(INES).await;
        let done = office.assistant.post("/absences/saisie", &both(&entry, "2026-11-25")).await.expect(303);
        assert!(done.location.unwrap().contains("&fait=1&"));
        assert_eq!(office.waiting().await.len(), 3);
        let (told,) = sql!(
            "SELECT COUNT(*) FROM absence_notice r JOIN absence a ON a.id = r.absence \
             WHERE a.from_day = $1"
        )
        .bind(chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap())
        .one::<(i64,)>(&mut office.portal.db().read().await.unwrap())
        .await
        .unwrap();
        assert_eq!(told, 2, "consent is asked again of both");
    }
);

on_each_engine!(
    /// Invariant: a message is dated by the school's hours, and is of use for a week after it was
    /// typed, even when the absence is typed late.
    a_late_entry_can_still_leave,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let late = entry.form("2026-11-03", "08:30", "17:05");
        office.assistant.post("/absences/saisie", &late).await.expect(303);
        let (event_at, not_after) = sql!("SELECT event_at, not_after FROM message")
            .one::<(DateTime<Utc>, DateTime<Utc>)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(event_at.to_rfc3339(), "2026-11-03T07:30:00+00:00");
        assert!(not_after - office.portal.now() > Duration::days(6), "{not_after}");
    }
);

on_each_engine!(
    /// Invariant: « Saisies du jour » is of the day.
    yesterday_is_not_among_the_entries_of_the_day,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        office.assistant.get("/absences/saisie").await.expect(200).shows(CLARA);
        let tomorrow = testkit::START.parse::<DateTime<Utc>>().unwrap() + Duration::days(1);
        office.portal.context.clock.set(tomorrow);
        let assistant = office.portal
            .signed_in_as(Function::SchoolLifeAssistant, Some(office.school))
            .await;
        assistant.get("/absences/saisie").await.expect(200)
            .hides(CLARA)
            .shows("Aucune absence n'a été saisie aujourd'hui");
    }
);

on_each_engine!(
    /// Invariant: what another school typed of a pupil, who came from there, stays there.
    what_another_school_typed_stays_there,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let pupil: Id<Pupil> = entry.pupil.parse().unwrap();
        let day = office.portal.today();
        let bell = chrono::NaiveTime::from_hms_opt(8, 30, 0).unwrap();
        let now = office.portal.now();
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!(
                "INSERT INTO absence (id, school, pupil, form_id, from_day, from_time, to_day, \
                 to_time, recorded_by, recorded_at) VALUES ($1, $2, $3, $1, $4, $5, $4, $6, $1, $7)"
            )
            .bind(Id::<School>::new())
            .bind(Id::<School>::new())
            .bind(pupil)
            .bind(day)
            .bind(bell)
            .bind(bell + Duration::hours(9))
            .bind(now)
            .run(tx)
            .await
        })
        .unwrap();
        office.assistant.get("/absences/saisie").await.expect(200).hides(CLARA);
        office.entry(CLARA).await.page.shows("Aucune absence n'est enregistrée pour cet élève");
        office.record(&entry).await.expect(303);
    }
);

on_each_engine!(
    /// Invariant: who opens the form of a pupil's absence sees how the guardians are reached, and
    /// leaves a line.
    a_look_at_the_guardians_leaves_a_line,
    |which| async move {
        let office = Office::ready(which).await;
        assert_eq!(office.lines("pupil.seen").await, 0);
        office.entry(CLARA).await;
        assert_eq!(office.lines("pupil.seen").await, 1);
    }
);
