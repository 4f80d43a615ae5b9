//! The simulator, with an independent client and with ours.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::Value;
use sms::{
    Sender, State, TextPolicy, prepare,
    smpp::{
        ConnectError, Event, Fate, Outcome, Report, Responder, Session, Simulator, SimulatorConfig,
        Status, Submission, Tally,
    },
};
use tokio::{sync::mpsc::UnboundedReceiver, time::timeout};

use crate::{config, message, next, node::Peer, number, send};

fn quick() -> SimulatorConfig {
    let noon: DateTime<Utc> = "2026-11-23T08:05:00Z".parse().expect("a date");
    SimulatorConfig {
        credentials: None,
        delivered_after: Duration::from_millis(100),
        late_after: Duration::from_millis(400),
        clock: Arc::new(move || noon),
        ..SimulatorConfig::default()
    }
}

async fn report(reports: &mut UnboundedReceiver<Report>) -> Report {
    timeout(Duration::from_secs(10), reports.recv())
        .await
        .expect("no report in ten seconds")
        .expect("the simulator stopped")
}

#[tokio::test]
async fn fates_by_the_last_two_digits() {
    let (simulator, mut reports) = Simulator::start(0, quick()).await.expect("started");
    let port = simulator.address().port();
    let (handle, mut events) = Session::connect(config(port)).await.expect("bound");

    for (end, state, receipts, fate) in [
        ("12", State::Delivered, 1, Fate::Delivered),
        ("00", State::Delivered, 1, Fate::Late),
        ("02", State::Undeliverable, 1, Fate::NotDelivered),
        ("04", State::Delivered, 2, Fate::TwoReceipts),
    ] {
        let submission = Submission {
            destination: number(end),
            ..message("Bonjour à tous")
        };
        let Outcome::Accepted { message_id } = send(&handle, submission).await else {
            panic!("{end} refused");
        };
        let Report::Accepted(received) = report(&mut reports).await else {
            panic!("not accepted");
        };
        assert_eq!(received.number, number(end));
        assert_eq!(received.text, "Bonjour à tous");
        assert_eq!(received.source, "PREAU");
        assert_eq!(received.ids, std::slice::from_ref(&message_id));
        assert_eq!(received.fate, fate);
        for _ in 0..receipts {
            let Event::Receipt {
                receipt, responder, ..
            } = next(&mut events).await
            else {
                panic!("no receipt for {end}");
            };
            assert_eq!(receipt.id.as_ref(), Some(&message_id));
            assert_eq!(receipt.other_id, None);
            assert_eq!(receipt.state, state);
            assert_eq!(receipt.done.as_deref(), Some("2611230805"));
            responder.ack();
        }
        if fate.arrives() {
            assert!(
                matches!(report(&mut reports).await, Report::Arrived(arrived) if arrived.text == received.text)
            );
        }
    }
    let invalid = Submission {
        destination: number("01"),
        ..message("x")
    };
    let refused = Outcome::Rejected {
        status: Status::INVALID_DESTINATION,
        temporary: false,
    };
    assert_eq!(send(&handle, invalid).await, refused);
    let mute = Submission {
        destination: number("03"),
        ..message("x")
    };
    assert!(matches!(
        send(&handle, mute).await,
        Outcome::Accepted { .. }
    ));
    let silence = timeout(Duration::from_millis(400), events.next()).await;
    assert!(silence.is_err(), "{silence:?}");
}

/// Invariant: the simulator counts what it took and what was acknowledged, does with each message
/// what it was told, and says no more receipts at once than its window.
#[tokio::test]
async fn counts_what_it_took_and_keeps_to_its_window() {
    let settings = SimulatorConfig {
        delivered_after: Duration::ZERO,
        fate: |_| Fate::Delivered,
        window: 2,
        ..quick()
    };
    let (simulator, _reports) = Simulator::start(0, settings).await.expect("started");
    assert_eq!(simulator.tally(), Tally::default());
    let port = simulator.address().port();
    let (handle, mut events) = Session::connect(config(port)).await.expect("bound");
    for end in ["01", "03", "12"] {
        let submission = Submission {
            destination: number(end),
            ..message("x")
        };
        let taken = send(&handle, submission).await;
        assert!(matches!(taken, Outcome::Accepted { .. }), "{end}");
    }
    let mut responders = Vec::new();
    for _ in 0..2 {
        let Event::Receipt { responder, .. } = next(&mut events).await else {
            panic!("no receipt");
        };
        responders.push(responder);
    }
    let third = timeout(Duration::from_millis(300), events.next()).await;
    assert!(third.is_err(), "more than the window: {third:?}");
    let tally = simulator.tally();
    assert_eq!((tally.accepted, tally.acknowledged), (3, 0));
    responders.drain(..).for_each(Responder::ack);
    let Event::Receipt { responder, .. } = next(&mut events).await else {
        panic!("no third receipt");
    };
    responder.ack();
    handle.close().await;
    let tally = simulator.tally();
    assert_eq!((tally.accepted, tally.acknowledged), (3, 3));
    assert!(tally.first < tally.last);
}

#[tokio::test]
async fn receipts_wait_for_the_client_to_come_back() {
    let (simulator, _reports) = Simulator::start(0, quick()).await.expect("started");
    let port = simulator.address().port();
    let (handle, mut events) = Session::connect(config(port)).await.expect("bound");
    send(&handle, message("x")).await;
    // Read, but never acknowledged: the client dies before it has stored it.
    let Event::Receipt {
        receipt: lost,
        responder,
        ..
    } = next(&mut events).await
    else {
        panic!("no receipt");
    };
    send(&handle, message("y")).await;
    drop(responder);
    handle.close().await;
    tokio::time::sleep(Duration::from_millis(300)).await;

    let (_handle, mut events) = Session::connect(config(port)).await.expect("bound");
    for index in 0..2 {
        let Event::Receipt {
            receipt, responder, ..
        } = next(&mut events).await
        else {
            panic!("no receipt");
        };
        assert_eq!(index == 0, receipt.id == lost.id, "in order");
        responder.ack();
    }
    let silence = timeout(Duration::from_millis(200), events.next()).await;
    assert!(silence.is_err(), "acknowledged receipts don't come back");
}

#[tokio::test]
async fn telephones_can_answer() {
    let (simulator, _reports) = Simulator::start(0, quick()).await.expect("started");
    let port = simulator.address().port();
    let (handle, mut events) = Session::connect(config(port)).await.expect("bound");
    let from_number = Submission {
        source: Sender::parse("36034").expect("sender"),
        destination: number("03"),
        ..message("x")
    };
    send(&handle, from_number).await;
    assert_eq!(simulator.reply(number("03"), "PREAU", "ok"), Ok(false));
    let long = "Bien reçu, il est malade ; merci. ".repeat(4);
    assert_eq!(simulator.reply(number("03"), "36034", &long), Ok(true));
    let prepared = prepare(&long, TextPolicy::Exact).expect("text");
    let mut text = String::new();
    for part in &prepared.parts {
        let Event::Message { inbound, responder } = next(&mut events).await else {
            panic!("no message");
        };
        let place = inbound.concatenation.expect("several parts");
        assert_eq!((place.number, place.total), (part.number, part.total));
        assert_eq!(inbound.source, "33639980003");
        text.push_str(&inbound.text);
        responder.ack();
    }
    assert_eq!(text, long);
}

#[tokio::test]
async fn an_independent_client_is_served() {
    let mut simulated = quick();
    simulated.credentials = Some(("node".into(), "secret".into()));
    let (simulator, mut reports) = Simulator::start(0, simulated).await.expect("started");
    let port = simulator.address().port();
    assert!(matches!(
        Session::connect(config(port)).await,
        Err(ConnectError::Refused {
            status: Status::INVALID_SYSTEM_ID
        })
    ));

    let lines = Peer::start("esme.js", &[port.to_string()]).all().await;
    let said = |key: &str| -> Vec<&Value> {
        lines
            .iter()
            .filter(|line| line.get(key).is_some())
            .collect()
    };
    let bound: Vec<_> = said("bound")
        .iter()
        .map(|line| line["bound"].clone())
        .collect();
    assert_eq!(bound, [0x0e, 0, 0, 0]);
    let status = |end: &str| {
        let line = said("answer")
            .into_iter()
            .find(|line| {
                line["destination"]
                    .as_str()
                    .is_some_and(|to| to.ends_with(end))
            })
            .unwrap_or_else(|| panic!("no answer for {end}: {lines:#?}"))
            .clone();
        (
            line["answer"].clone(),
            line["id"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(status("01").0, 0x0b);
    let receipts_of = |id: &str| -> Vec<&Value> {
        said("receipt")
            .into_iter()
            .filter(|line| line["id"] == id)
            .collect()
    };
    for (end, count, state) in [
        ("00", 1, 2),
        ("02", 1, 5),
        ("03", 0, 0),
        ("04", 2, 2),
        ("12", 1, 2),
        ("30", 2, 2),
    ] {
        let (answer, id) = status(end);
        assert_eq!(answer, 0, "{end}");
        let receipts = receipts_of(&id);
        // 30 was read once without an acknowledgement, and came again.
        assert_eq!(receipts.len(), count, "receipts of {end}: {lines:#?}");
        for receipt in receipts {
            assert_eq!(receipt["state"], state);
            assert_eq!(receipt["esm_class"], 4);
            let text = receipt["receipt"].as_str().expect("text");
            assert!(text.starts_with(&format!("id:{id} sub:001")), "{text}");
        }
    }

    let mut texts = Vec::new();
    while let Ok(report) = reports.try_recv() {
        if let Report::Accepted(received) = report {
            texts.push((received.text, received.parts));
        }
    }
    assert!(
        texts.contains(&("Élève absent 12".to_owned(), 1)),
        "{texts:?}"
    );
    assert!(
        texts.contains(&("première, deuxième".to_owned(), 2)),
        "{texts:?}"
    );
}
