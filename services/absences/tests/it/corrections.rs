//! « Annule et remplace ».

use crate::office::{CLARA, HUGO, INES, Office, between};
use crate::sms::{provider, wait_for};
use ::sms::smpp::Report;
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

const PAGE: &str = "/absences/rectificatifs";

/// Takes back today's absence of a pupil, on their page.
async fn take_back(office: &Office, name: &str) {
    let page = office.entry(name).await.page;
    let action = page.body.split("action=\"").find_map(|rest| {
        let action = rest.split('"').next()?;
        action.ends_with("/annulation").then(|| action.to_owned())
    });
    office
        .assistant
        .post(&action.expect("an absence"), "confirme=oui")
        .await
        .expect(303);
}

on_each_engine!(
    /// Invariant: a correction goes once, to the numbers that got the notice and to no other; what
    /// had not left, and absences that stand, ask for none; a family that refuses SMS since gets
    /// none.
    a_correction_goes_to_who_was_told,
    |which| async move {
        let office = Office::ready(which).await;
        // The operator of the simulation knows Hugo's number to be wrong.
        db::in_write!(office.portal.db(), db::Error, |tx| {
            db::sql!("UPDATE guardian SET mobile = '+33639981113' WHERE surname = 'ABEL'").run(tx).await
        }).unwrap();
        let (_provider, mut reports) = provider(&office).await;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, None, stop.clone());
        for pupil in [CLARA, HUGO] {
            office.record(&office.entry(pupil).await).await.expect(303);
        }
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        for number in [1, 2] {
            let delivered = format!("Msg {number} – délivré");
            wait_for(&office, "/absences/sms/suivi?onglet=delivres", &delivered).await;
        }
        office.record(&office.entry(INES).await).await.expect(303);
        office.assistant.get(PAGE).await.expect(200).shows("Aucun rectificatif à envoyer");
        for pupil in [CLARA, HUGO, INES] {
            take_back(&office, pupil).await;
        }
        let page = office.assistant.get(PAGE).await.expect(200);
        let page = page.shows("2 messages sont partis").shows(CLARA).shows(HUGO).hides(INES)
            .shows("ANNULE ET REMPLACE").shows("Rectificatifs 2");
        let first = between(&page.body, "name=\"absence\"", ">").expect("a box");
        let clara = between(&first, "value=\"", "\"").expect("an absence");
        while reports.try_recv().is_ok() {}

        office.assistant.post(PAGE, "absence=").await.expect(303);
        let done = office.assistant.post(PAGE, &format!("absence={clara}")).await.expect(303);
        assert_eq!(done.location.as_deref(), Some("/absences/rectificatifs?envoyes=1&restent=0"));
        let again = office.assistant.post(PAGE, &format!("absence={clara}")).await.expect(303);
        assert_eq!(again.location.as_deref(), Some("/absences/rectificatifs?envoyes=0&restent=0"));
        wait_for(&office, "/absences/sms/suivi?onglet=delivres", "Annule et remplace").await;
        let accepted: Vec<_> = std::iter::from_fn(|| reports.try_recv().ok())
            .filter_map(|report| match report {
                Report::Accepted(received) => Some(received),
                Report::Arrived(_) => None,
            })
            .collect();
        assert_eq!(accepted.len(), 1, "{accepted:?}");
        assert!(accepted[0].text.starts_with("ANNULE ET REMPLACE notre SMS du 24/11"), "{accepted:?}");
        assert_eq!(accepted[0].parts, 1, "{accepted:?}");
        assert_eq!(office.lines("absence.corrected").await, 1);

        // The other family does not want them any more.
        office.set_consent(false).await;
        let page = office.assistant.get(PAGE).await.expect(200);
        let first = between(&page.body, "name=\"absence\"", ">").expect("a box");
        let hugo = between(&first, "value=\"", "\"").expect("an absence");
        assert_ne!(hugo, clara);
        office.assistant.post(PAGE, &format!("absence={hugo}")).await.expect(303);
        let left = db::sql!("SELECT COUNT(*) FROM message WHERE state IN ('queued', 'held', 'sending')");
        for _ in 0..200 {
            let mut read = office.portal.db().read().await.unwrap();
            let (left,) = db::sql!("SELECT COUNT(*) FROM message WHERE state IN ('queued', 'held', 'sending')")
                .one::<(i64,)>(&mut read).await.unwrap();
            if left == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let (left,) = left.one::<(i64,)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        assert_eq!(left, 0);
        assert!(reports.try_recv().is_err(), "it left without consent");
        stop.cancel();
        running.await.unwrap();
    }
);

on_each_engine!(
    /// Invariant: of what was taken back, the entries of which somebody is noted to have been told are
    /// looked at, and no other: an import that is undone takes back thousands.
    what_nobody_was_told_of_is_not_looked_at,
    |which| async move {
        let office = Office::ready(which).await;
        for pupil in [CLARA, HUGO, INES] {
            office.record(&office.entry(pupil).await).await.expect(303);
        }
        db::in_write!(office.portal.db(), db::Error, |tx| {
            db::sql!("UPDATE message SET state = 'delivered'").run(tx).await?;
            db::sql!("DELETE FROM absence_notice WHERE message IN \
                      (SELECT id FROM message WHERE person <> 'ABOU Inès')").run(tx).await?;
            // Told to the pupil alone.
            db::sql!("INSERT INTO absence_pupil_notice (message, absence, asked_at, asked_by) \
                      SELECT m.id, a.id, a.recorded_at, a.recorded_by FROM message m \
                      JOIN absence a ON a.id = m.subject WHERE m.person = 'ABEL Hugo'").run(tx).await
        }).unwrap();
        for pupil in [CLARA, HUGO, INES] {
            take_back(&office, pupil).await;
        }
        let page = office.assistant.get(PAGE).await.expect(200);
        page.shows("2 messages sont partis").shows("Rectificatifs 2").shows(INES).shows(HUGO).hides(CLARA);
    }
);
