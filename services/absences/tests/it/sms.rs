//! Releasing and following.

use crate::office::{CLARA, Office, school};
use ::sms::smpp::{Simulator, SimulatorConfig};
use admission::Function;
use std::time::{Duration, Instant};
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

/// Asks the page again until it shows this, for a while.
async fn wait_for(office: &Office, path: &str, text: &str) {
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
async fn provider(office: &Office) -> Simulator {
    let config = SimulatorConfig {
        credentials: Some(("cle".into(), "secret".into())),
        delivered_after: Duration::from_millis(300),
        ..SimulatorConfig::default()
    };
    let (provider, _) = Simulator::start(0, config).await.unwrap();
    let port = provider.address().port();
    db::in_write!(office.portal.db(), db::Error, |tx| {
        db::sql!("UPDATE provider SET port = $1, version = version + 1")
            .bind(port)
            .run(tx)
            .await
    })
    .unwrap();
    provider
}

on_each_engine!(
    /// Invariant, the main job: what is released leaves once, and the school sees it arrive.
    a_released_message_is_followed_until_delivered,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let _provider = provider(&office).await;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, stop.clone());
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
        let provider = provider(&office).await;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, stop.clone());
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
        assert_eq!(lines[0].detail, "0 SMS");
        assert_eq!(lines[0].school, Some(office.school.uuid()));
    }
);
