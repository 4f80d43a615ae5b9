//! Against a centre of other authors: npm `smpp`.

use std::time::Duration;

use serde_json::json;
use sms::{
    Sender, State, TextPolicy, prepare,
    smpp::{ConnectError, EndReason, Event, Events, Handle, Outcome, Session, Status, Submission},
};

use crate::{config, message, next, node::Peer, send};

async fn centre() -> (Peer, u16) {
    let mut peer = Peer::start("smsc.js", &[]);
    let port = peer.sees("port").await.as_u64().expect("a port");
    (peer, port as u16)
}

async fn open(port: u16) -> (Handle, Events) {
    Session::connect(config(port)).await.expect("bound")
}

#[tokio::test]
async fn the_centre_sees_what_providers_expect() {
    let (mut peer, port) = centre().await;
    let (handle, _events) = open(port).await;
    let bind = peer.sees("bind").await;
    assert_eq!(bind["interface_version"], 0x34);
    assert_eq!(bind["system_id"], "preau");

    let text = "Élève absent à 8h : où ? 5€ [a]{b}~^|\\";
    let outcome = send(&handle, message(text)).await;
    let seen = peer.sees("submit").await;
    assert_eq!(
        outcome,
        Outcome::Accepted {
            message_id: seen["id"].as_str().expect("an identifier").to_owned()
        }
    );
    assert_eq!(seen["text"], text);
    assert_eq!(seen["esm_class"], 0x00);
    assert_eq!(seen["registered_delivery"], 0x01);
    assert_eq!(seen["data_coding"], 0x00);
    assert_eq!(seen["ton"], json!([5, 0, 1, 1]));
    assert_eq!(seen["source"], "PREAU");
    assert_eq!(seen["destination"], "33639980012");
    assert_eq!(seen["udh"], json!([]));

    // UCS-2, a numeric sender.
    let exact = prepare("Être prévenu 🎉", TextPolicy::Exact).expect("text");
    let submission = Submission {
        source: Sender::parse("06 39 98 00 99").expect("sender"),
        part: exact.parts[0].clone(),
        validity: Some(Duration::from_secs(600)),
        ..message("x")
    };
    send(&handle, submission).await;
    let seen = peer.sees("submit").await;
    assert_eq!(seen["text"], "Être prévenu 🎉");
    assert_eq!(seen["data_coding"], 0x08);
    assert_eq!(seen["ton"], json!([1, 1, 1, 1]));
    assert_eq!(seen["source"], "33639980099");
    assert!(seen["validity"].is_string(), "{seen}");
}

#[tokio::test]
async fn long_texts_carry_their_headers() {
    let (mut peer, port) = centre().await;
    let (handle, _events) = open(port).await;
    let text = "Votre enfant était absent hier, merci de régulariser. ".repeat(6);
    for policy in [TextPolicy::Plain, TextPolicy::Exact] {
        let text = match policy {
            TextPolicy::Plain => text.clone(),
            TextPolicy::Exact => text.replace('e', "ê"),
        };
        let prepared = prepare(&text, policy).expect("text");
        let mut joined = String::new();
        for part in &prepared.parts {
            let submission = Submission {
                part: part.clone(),
                reference: 0xa7,
                ..message("x")
            };
            send(&handle, submission).await;
            let seen = peer.sees("submit").await;
            assert_eq!(seen["esm_class"], 0x40);
            let header = format!("0003a7{:02x}{:02x}", part.total, part.number);
            assert_eq!(seen["udh"], json!([header]));
            joined.push_str(seen["text"].as_str().expect("text"));
        }
        assert!(prepared.parts.len() > 2);
        assert_eq!(joined, text);
    }
}

#[tokio::test]
async fn a_receipt_may_come_before_the_answer() {
    let (_peer, port) = centre().await;
    let (handle, mut events) = open(port).await;
    let sending = tokio::spawn(async move { send(&handle, message("before")).await });
    let Event::Receipt {
        receipt,
        number,
        sender,
        responder,
    } = next(&mut events).await
    else {
        panic!("no receipt");
    };
    assert!(!sending.is_finished(), "the answer comes 200 ms later");
    responder.ack();
    assert_eq!(receipt.state, State::Delivered);
    assert_eq!((number.as_str(), sender.as_str()), ("33639980012", "PREAU"));
    let Outcome::Accepted { message_id } = sending.await.expect("joined") else {
        panic!("not accepted");
    };
    assert_eq!(receipt.id, Some(message_id));
}

#[tokio::test]
async fn receipts_are_acknowledged_when_the_caller_says_so_and_not_before() {
    let (mut peer, port) = centre().await;
    let (handle, mut events) = open(port).await;
    send(&handle, message("twice")).await;
    let mut responders = Vec::new();
    for _ in 0..2 {
        match next(&mut events).await {
            Event::Receipt { responder, .. } => responders.push(responder),
            other => panic!("{other:?}"),
        }
    }
    assert!(peer.is_quiet("ack", Duration::from_millis(300)).await);
    responders.remove(0).ack();
    assert_eq!(peer.sees("ack").await, 0);
    responders.remove(0).later();
    assert_eq!(peer.sees("ack").await, 0x64);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let (_peer, port) = centre().await;
    let (handle, mut events) = open(port).await;
    for (text, outcome) in [
        (
            "throttle",
            Outcome::Throttled {
                status: Status::THROTTLED,
            },
        ),
        (
            "queue full",
            Outcome::Throttled {
                status: Status::QUEUE_FULL,
            },
        ),
        (
            "invalid",
            Outcome::Rejected {
                status: Status::INVALID_DESTINATION,
                temporary: false,
            },
        ),
    ] {
        assert_eq!(send(&handle, message(text)).await, outcome);
    }
    send(&handle, message("undelivered")).await;
    let Event::Receipt { receipt, .. } = next(&mut events).await else {
        panic!("no receipt");
    };
    assert_eq!(receipt.state, State::Undeliverable);
    assert!(receipt.failure().expect("a failure").permanent);
}

#[tokio::test]
async fn a_bind_that_is_refused_says_why() {
    let (_peer, port) = centre().await;
    let mut wrong = config(port);
    wrong.password = "faux".into();
    match Session::connect(wrong).await {
        Err(ConnectError::Refused { status }) => assert_eq!(status, Status::INVALID_PASSWORD),
        other => panic!("{other:?}"),
    }
    let mut long = config(port);
    long.password = "beaucoup trop long".into();
    assert!(matches!(
        Session::connect(long).await,
        Err(ConnectError::Config(_))
    ));
}

#[tokio::test]
async fn no_answer_is_doubt_and_a_late_answer_settles_it() {
    let (_peer, port) = centre().await;
    let (handle, mut events) = open(port).await;
    assert_eq!(send(&handle, message("silent")).await, Outcome::InDoubt);
    let late = Submission {
        tag: 7,
        ..message("late")
    };
    assert_eq!(send(&handle, late).await, Outcome::InDoubt);
    match next(&mut events).await {
        Event::LateAnswer {
            tag: 7,
            outcome: Outcome::Accepted { .. },
        } => {}
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_cut_leaves_doubt_on_what_was_written_only() {
    let (_peer, port) = centre().await;
    let mut one = config(port);
    one.window = 1;
    let (handle, mut events) = Session::connect(one).await.expect("bound");
    let sent = tokio::spawn({
        let handle = handle.clone();
        async move { send(&handle, message("cut")).await }
    });
    let queued = tokio::spawn({
        let handle = handle.clone();
        async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            send(&handle, message("never")).await
        }
    });
    assert_eq!(sent.await.expect("joined"), Outcome::InDoubt);
    assert_eq!(queued.await.expect("joined"), Outcome::NotWritten);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::PeerClosed | EndReason::Io(_))
    ));
    assert_eq!(send(&handle, message("after")).await, Outcome::NotWritten);
    assert!(handle.has_ended());
}

#[tokio::test]
async fn goodbyes_on_both_sides() {
    let (mut peer, port) = centre().await;
    let (handle, mut events) = open(port).await;
    send(&handle, message("leave")).await;
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::PeerUnbound)
    ));

    let (handle, mut events) = open(port).await;
    handle.close().await;
    assert_eq!(peer.sees("unbind").await, true);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Closed)
    ));
    assert_eq!(send(&handle, message("x")).await, Outcome::NotWritten);

    let (handle, _events) = open(port).await;
    drop(handle);
    assert_eq!(peer.sees("unbind").await, true);
}
