//! What the demo's telephones promise.

use manifest::Manifest;
use sms::{
    MobileNumber, NumberPolicy, Sender, TextPolicy,
    smpp::{Event, Events, Handle, Outcome, Session, SessionConfig, Simulator, Submission},
};
use std::time::Duration;
use testkit::{Portal, on_each_engine};
use web::Mode;

fn manifests() -> Vec<Manifest> {
    vec![telephones::manifest()]
}

fn submission(number: &str) -> Submission {
    Submission {
        tag: 1,
        source: Sender::parse("Tilleuls").unwrap(),
        destination: MobileNumber::parse(number, NumberPolicy::Demo).unwrap(),
        part: sms::prepare("Léo est absent.", TextPolicy::Plain)
            .unwrap()
            .parts
            .remove(0),
        reference: 1,
        validity: None,
    }
}

on_each_engine!(
    /// Invariant: a family whose number ends by 05 writes back to a number, and no other does; a
    /// name can't be answered.
    a_family_writes_back,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        let (_provider, session, mut events) = connected(&portal).await;
        for (source, number) in [("Tilleuls", "06 39 98 12 05"), ("0199000010", "06 39 98 12 34"), ("0199000010", "06 39 98 13 05")] {
            let submission = Submission { source: Sender::parse(source).unwrap(), ..submission(number) };
            assert!(matches!(session.submit(submission).await, Outcome::Accepted { .. }));
        }
        let (mut receipts, mut replies) = (0, Vec::new());
        while receipts < 3 || replies.is_empty() {
            match tokio::time::timeout(Duration::from_secs(10), events.next()).await.unwrap().unwrap() {
                Event::Receipt { responder, .. } => {
                    receipts += 1;
                    responder.ack();
                }
                Event::Message { inbound, responder } => {
                    replies.push((inbound.source.clone(), inbound.destination.clone()));
                    responder.ack();
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(tokio::time::timeout(Duration::from_millis(500), events.next()).await.is_err(), "no other answer");
        assert_eq!(replies.len(), 1);
        assert!(replies[0].0.ends_with("639981305") && replies[0].1.ends_with("199000010"), "{replies:?}");
    }
);

/// The provider, and a session at it.
async fn connected(portal: &Portal) -> (Simulator, Handle, Events) {
    let provider = telephones::start(portal.context.clone(), 0, "cle", "secret")
        .await
        .unwrap();
    let address = provider.address();
    let config = SessionConfig::new(address.ip().to_string(), address.port(), "cle", "secret");
    let (session, events) = Session::connect(config).await.unwrap();
    (provider, session, events)
}

async fn send(portal: &Portal, number: &str) -> Outcome {
    let (_provider, session, mut events) = connected(portal).await;
    let outcome = session.submit(submission(number)).await;
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
        page.shows("06 39 98 12 34").shows("Tilleuls Léo est absent.").shows("Reçu mardi 24 novembre");
        assert!(matches!(send(&portal, "06 39 98 12 01").await, Outcome::Rejected { .. }));
        visitor.get("/telephones/ecrans").await.expect(200).hides("06 39 98 12 01");
    }
);

on_each_engine!(
    /// Invariant: a telephone that is off has not shown its message.
    a_telephone_that_is_off_shows_nothing,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        assert!(matches!(send(&portal, "06 39 98 12 02").await, Outcome::Accepted { .. }));
        portal.visitor().get("/telephones").await.expect(200)
            .shows("Un message est en chemin depuis mardi 24 novembre")
            .shows("Téléphone éteint ou hors réseau")
            .hides("Léo est absent.");
    }
);

on_each_engine!(
    /// Invariant: each message arrives in its own time, even at one number.
    each_message_arrives_by_itself,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        let (_provider, session, mut events) = connected(&portal).await;
        for _ in 0..2 {
            assert!(matches!(session.submit(submission("06 39 98 12 34")).await, Outcome::Accepted { .. }));
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
        for _ in 0..2 {
            let _ = tokio::time::timeout(Duration::from_secs(10), events.next()).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let (moments,) = db::sql!("SELECT COUNT(DISTINCT arrived_at) FROM telephone_screen")
            .one::<(i64,)>(&mut portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(moments, 2);
    }
);

on_each_engine!(
    /// Invariant: the page shows the latest sixty, the newest first.
    the_newest_come_first,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        let now = portal.now();
        db::in_write!(portal.db(), db::Error, |tx| {
            for n in 0..61_i64 {
                db::sql!(
                    "INSERT INTO telephone_screen (id, reference, number, source, text, parts, \
                     fate, accepted_at, arrived_at) \
                     VALUES ($1, $2, '+33639981234', 'Tilleuls', $2, 1, 'delivered', $3, $3)"
                )
                .bind(uuid::Uuid::now_v7())
                .bind(format!("message {n}."))
                .bind(now + chrono::Duration::seconds(n))
                .run(tx)
                .await?;
            }
            Ok(())
        })
        .unwrap();
        let page = portal.visitor().get("/telephones/ecrans").await.expect(200).hides("message 0.");
        let text = page.text();
        let place = |n: i64| text.find(&format!("message {n}.")).expect("a message");
        assert!(place(60) < place(59) && place(2) < place(1));
    }
);

on_each_engine!(
    /// Invariant: the provider of the demo knows one key and password, like a real one.
    a_wrong_password_opens_no_session,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        let provider = telephones::start(portal.context.clone(), 0, "cle", "secret").await.unwrap();
        let address = provider.address();
        for (key, password) in [("cle", "faux"), ("autre", "secret")] {
            let config = SessionConfig::new(address.ip().to_string(), address.port(), key, password);
            assert!(Session::connect(config).await.is_err(), "{key}, {password}");
        }
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

on_each_engine!(
    /// Invariant: a mail that is caught shows beside the telephones, as its reader sees it.
    a_mailbox_shows_what_it_receives,
    |which| async move {
        let portal = Portal::start(which, manifests()).await;
        let visitor = portal.visitor();
        visitor.get("/telephones").await.expect(200).shows("Aucun courriel n'est encore arrivé");
        let catcher = telephones::catch_mails(portal.context.clone()).await.unwrap();
        let relay = mail::Relay::from_url(&catcher.url()).unwrap();
        let address = |text| mail::Address::parse(text).unwrap();
        let from = mail::Person::new("Préau", address("ne-pas-repondre@preau.invalid"));
        let mail = mail::Mail {
            id: mail::MessageId::new("1", &from.address).unwrap(),
            date: portal.now(),
            from,
            reply_to: None,
            to: address("elodie.roux@preau.invalid").into(),
            subject: mail::Line::new("Votre compte <b>Préau</b>"),
            text: mail::Text::new("Bonjour,\n\nvoici : http://preau.test/mot-de-passe/abc"),
            html: None,
        };
        assert!(matches!(relay.send(&mail).await, mail::Outcome::Accepted { .. }));
        for _ in 0..100 {
            if visitor.get("/telephones/ecrans").await.contains("elodie.roux") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let page = visitor.get("/telephones").await.expect(200).shows("Votre compte <b>Préau</b>").shows("De Préau à elodie.roux@preau.invalid");
        assert!(page.body.contains("href=\"http://preau.test/mot-de-passe/abc\""), "{}", page.body);
        assert!(!page.body.contains("<b>Préau"));
    }
);
