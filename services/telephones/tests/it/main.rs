//! What the demo's telephones promise.

use manifest::Manifest;
use sms::{
    MobileNumber, NumberPolicy, Sender, TextPolicy,
    smpp::{Outcome, Session, SessionConfig, Submission},
};
use std::time::Duration;
use testkit::{Portal, on_each_engine};
use web::Mode;

fn manifests() -> Vec<Manifest> {
    vec![telephones::manifest()]
}

async fn send(portal: &Portal, number: &str) -> Outcome {
    let provider = telephones::start(portal.context.clone(), 0, "cle", "secret")
        .await
        .unwrap();
    let address = provider.address();
    let config = SessionConfig::new(address.ip().to_string(), address.port(), "cle", "secret");
    let (session, mut events) = Session::connect(config).await.unwrap();
    let submission = Submission {
        tag: 1,
        source: Sender::parse("Tilleuls").unwrap(),
        destination: MobileNumber::parse(number, NumberPolicy::Demo).unwrap(),
        part: sms::prepare("Léo est absent.", TextPolicy::Plain)
            .unwrap()
            .parts
            .remove(0),
        reference: 1,
        validity: None,
    };
    let outcome = session.submit(submission).await;
    if matches!(outcome, Outcome::Accepted { .. }) {
        // The receipt says that the telephone has shown it.
        let _ = tokio::time::timeout(Duration::from_secs(10), events.next())
            .await
            .unwrap();
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    outcome
}

on_each_engine!(
    /// Invariant: what the provider delivers shows on a telephone; what it refuses does not.
    a_telephone_shows_what_it_receives,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        let visitor = portal.visitor();
        visitor.get("/telephones").await.expect(200).shows("Aucun téléphone n'a encore sonné");
        assert!(matches!(send(&portal, "06 39 98 12 34").await, Outcome::Accepted { .. }));
        let page = visitor.get("/telephones").await.expect(200);
        page.shows("06 39 98 12 34").shows("Léo est absent.").shows("Reçu mardi 24 novembre");
        assert!(matches!(send(&portal, "06 39 98 12 01").await, Outcome::Rejected { .. }));
        visitor.get("/telephones/ecrans").await.expect(200).hides("06 39 98 12 01");
    }
);

on_each_engine!(
    /// Invariant: there are no telephones to look at in live mode.
    live_mode_has_no_telephones,
    |which| async move {
        let portal = Portal::start_in(which, Mode::Live, manifests()).await;
        portal.visitor().get("/telephones").await.expect(404);
        portal.visitor().get("/telephones/ecrans").await.expect(404);
    }
);
