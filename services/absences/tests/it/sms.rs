//! Releasing and following.

use crate::office::{CLARA, HUGO, INES, Office, school};
use ::sms::smpp::{Report, Simulator, SimulatorConfig};
use admission::Function;
use std::time::{Duration, Instant};
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

/// Asks the page again until it shows this, for a while.
pub(crate) async fn wait_for(office: &Office, path: &str, text: &str) {
    let patience = Instant::now();
    loop {
        let page = office.assistant.get(path).await.expect(200);
        if page.contains(text) {
            return;
        }
        assert!(
            patience.elapsed() < Duration::from_secs(20),
            "« {text} »:\n{}",
            page.text()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A simulated provider, where the office's contract says that it is.
pub(crate) async fn provider(
    office: &Office,
) -> (Simulator, tokio::sync::mpsc::UnboundedReceiver<Report>) {
    let config = SimulatorConfig {
        credentials: Some(("cle".into(), "secret".into())),
        delivered_after: Duration::from_millis(300),
        ..SimulatorConfig::default()
    };
    let (provider, reports) = Simulator::start(0, config).await.unwrap();
    let port = provider.address().port();
    db::in_write!(office.portal.db(), db::Error, |tx| {
        db::sql!("UPDATE provider SET port = $1, version = version + 1")
            .bind(port)
            .run(tx)
            .await
    })
    .unwrap();
    (provider, reports)
}

on_each_engine!(
    /// Invariant, the main job: what is released leaves once, and the school sees it arrive.
    a_released_message_is_followed_until_delivered,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let _provider = provider(&office).await.0;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, None, stop.clone());
        let waiting = office.waiting().await;
        let form = format!("sms={}", waiting[0]);
        let done = office.assistant.post("/absences/sms/diffusion", &form).await.expect(303);
        assert_eq!(done.location.unwrap(), "/absences/sms?diffuses=1");
        wait_for(&office, "/absences/sms/suivi?onglet=delivres", "Msg 1 – délivré").await;
        office.assistant.get("/absences/sms/suivi?onglet=synthese").await.expect(200)
            .shows("Envoi de SMS 11/2026 1 1");
        // A second click finds nothing to release.
        let again = office.assistant.post("/absences/sms/diffusion", &form).await.expect(303);
        assert_eq!(again.location.unwrap(), "/absences/sms?diffuses=0");
        stop.cancel();
        running.await.unwrap();
    }
);

on_each_engine!(
    /// Invariant: consent is asked again at the last moment.
    a_consent_withdrawn_while_queued_stops_the_message,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let form = format!("sms={}", office.waiting().await[0]);
        office.assistant.post("/absences/sms/diffusion", &form).await.expect(303);
        office.set_consent(false).await;
        let provider = provider(&office).await.0;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, None, stop.clone());
        let patience = Instant::now();
        loop {
            let (state, reason) = db::sql!("SELECT state, COALESCE(reason, '') FROM message")
                .one::<(String, String)>(&mut office.portal.db().read().await.unwrap())
                .await
                .unwrap();
            if state == "cancelled" {
                assert_eq!(reason, "Le responsable n'accepte plus les SMS.");
                break;
            }
            assert!(patience.elapsed() < Duration::from_secs(20), "{state}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        stop.cancel();
        running.await.unwrap();
        drop(provider);
    }
);

on_each_engine!(
    /// Invariant: nothing leaves to a number that is no longer theirs, to somebody who is no longer
    /// a guardian, about a pupil who has left, or about an entry that was taken back.
    what_has_changed_since_stops_the_message,
    |which| async move {
        let office = Office::ready(which).await;
        for pupil in [CLARA, HUGO, INES] {
            office.record(&office.entry(pupil).await).await.expect(303);
        }
        let next_day = office.entry(CLARA).await.form("2026-11-25", "08:30", "17:05");
        office.assistant.post("/absences/saisie", &next_day).await.expect(303);
        office.assistant.post("/absences/sms/diffusion", "portee=tout").await.expect(303);
        let (now, yesterday) = (office.portal.now(), office.portal.today() - chrono::Days::new(1));
        let of = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
        db::in_write!(office.portal.db(), db::Error, |tx| {
            db::sql!("UPDATE guardian SET mobile = '+33639980099' WHERE surname = $1")
                .bind(of(CLARA))
                .run(tx)
                .await?;
            db::sql!(
                "UPDATE guardianship SET ended_on = $1 WHERE pupil IN \
                 (SELECT id FROM pupil WHERE family_name = $2)"
            )
            .bind(yesterday)
            .bind(of(HUGO))
            .run(tx)
            .await?;
            db::sql!(
                "UPDATE enrolment SET left_on = $1 WHERE pupil IN \
                 (SELECT id FROM pupil WHERE family_name = $2)"
            )
            .bind(yesterday)
            .bind(of(INES))
            .run(tx)
            .await?;
            // As if it were taken back while the message was being looked at.
            db::sql!("UPDATE absence SET cancelled_at = $1 WHERE from_day > $2")
                .bind(now)
                .bind(office.portal.today())
                .run(tx)
                .await
        })
        .unwrap();
        let _provider = provider(&office).await.0;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, None, stop.clone());
        let patience = Instant::now();
        let ended = loop {
            let rows = db::sql!(
                "SELECT state, COALESCE(reason, '') FROM message ORDER BY event_at, person"
            )
            .all::<(String, String)>(&mut office.portal.db().read().await.unwrap())
            .await
            .unwrap();
            if rows.iter().all(|(state, _)| !["queued", "sending"].contains(&state.as_str())) {
                break rows;
            }
            assert!(patience.elapsed() < Duration::from_secs(20), "{rows:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        let stopped = |reason: &str| ("cancelled".to_owned(), reason.to_owned());
        assert_eq!(ended, [
            stopped("Le numéro de mobile du responsable a changé."),
            stopped("Le responsable n'est plus rattaché à l'élève."),
            stopped("L'élève a quitté l'établissement."),
            stopped("L'absence a été annulée avant l'envoi."),
        ]);
        stop.cancel();
        running.await.unwrap();
    }
);

on_each_engine!(
    /// Invariant: the menu counts what waits, and the list says why it will go on waiting.
    what_waits_is_counted_and_explained,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        office.assistant.get("/").await.expect(200).shows("SMS à diffuser : 1");
        office.assistant.get("/absences/saisie").await.expect(200).shows("SMS à diffuser 1");
        let page = office.assistant.get("/absences/sms").await.expect(200).body;
        assert!(page.contains("href=\"/absences/sms\" aria-current=\"page\""), "{page}");
        let sentence = "Aucun fournisseur de services n'est choisi";
        office.assistant.get("/absences/sms").await.expect(200).hides(sentence);
        office.unsubscribe().await;
        office.assistant.get("/absences/sms").await.expect(200).shows(sentence);
    }
);

on_each_engine!(
    /// Invariant: deleting asks once, and can be given up.
    deleting_asks_once,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let form = format!("sms={}", office.waiting().await[0]);
        let asked = office.assistant.post("/absences/sms/suppression", &form).await.expect(200);
        asked.shows("Supprimer 1 SMS").shows("reste enregistrée");
        assert_eq!(office.waiting().await.len(), 1);
        let sure = format!("{form}&confirme=oui");
        office.assistant.post("/absences/sms/suppression", &sure).await.expect(303);
        assert_eq!(office.waiting().await.len(), 0);
        office.assistant.get("/absences/sms").await.expect(200)
            .shows("Aucun SMS en attente de diffusion");
    }
);

on_each_engine!(
    /// Invariant: another school's messages do not exist.
    a_neighbour_releases_nothing,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let form = format!("sms={}", office.waiting().await[0]);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Cpe, Some(elsewhere)).await;
        neighbour.post("/absences/sms/diffusion", &form).await.expect(404);
        neighbour.post("/absences/sms/suppression", &format!("{form}&confirme=oui")).await.expect(404);
        let doubt = format!("/absences/sms/doute/{}", office.waiting().await[0]);
        neighbour.post(&doubt, "choix=envoye").await.expect(404);
        assert_eq!(office.waiting().await.len(), 1);
    }
);

on_each_engine!(
    /// Invariant: every look at the list leaves a line, with its scope.
    a_look_leaves_a_trace,
    |which| async move {
        let office = Office::ready(which).await;
        office.assistant.get("/absences/sms").await.expect(200);
        let filter = audit::Filter { act: Some("sms.listed".into()), ..audit::Filter::default() };
        let mut read = office.portal.db().read().await.unwrap();
        let lines = audit::latest(&mut read, &filter, 10).await.unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].detail, "0\u{a0}SMS");
        assert_eq!(lines[0].school, Some(office.school.uuid()));
        drop(read);
        office.assistant.get("/absences/sms/suivi?onglet=synthese").await.expect(200);
        assert_eq!(office.lines("sms.followed").await, 1);
    }
);
