//! What is surely not sent, what is in doubt, and peers that go wrong.

use std::{collections::HashSet, time::Duration};

use sms::smpp::{EndReason, Event, Outcome, Session, Status, Submission};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    config, message, next, send,
    wire::{DELIVER, DELIVER_ANSWER, ENQUIRE, Listener, NACK, SUBMIT, SUBMIT_ANSWER, Wire, pdu},
};

/// The text of a `submit_sm` made by [`message`]: what follows its fixed fields.
fn text(body: &[u8]) -> String {
    // service_type, ton, npi, "PREAU", ton, npi, "33639980012", three octets, two empty times,
    // four octets, length.
    let start = 1 + 2 + 6 + 2 + 12 + 3 + 2 + 4 + 1;
    String::from_utf8(body[start..].to_vec()).expect("plain text")
}

#[tokio::test]
async fn a_silent_peer_ends_the_session() {
    let listener = Listener::new().await;
    let mut config = config(listener.port());
    config.enquire_link_interval = Duration::from_millis(150);
    config.enquire_link_timeout = Duration::from_millis(150);
    config.response_timeout = Duration::from_secs(60);
    let peer = tokio::spawn(async move {
        let mut wire = listener.accept().await;
        wire.expect(SUBMIT).await;
        wire.expect(ENQUIRE).await;
        // Half-open: the connection stands, nobody speaks.
        tokio::time::sleep(Duration::from_secs(20)).await;
        drop(wire);
    });
    let (handle, mut events) = Session::connect(config).await.expect("bound");
    let outcome = timeout(Duration::from_secs(5), send(&handle, message("x"))).await;
    assert_eq!(outcome, Ok(Outcome::InDoubt));
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Silent)
    ));
    peer.abort();
}

#[tokio::test]
async fn garbage_ends_the_session_and_leaves_doubt() {
    let listener = Listener::new().await;
    let port = listener.port();
    tokio::spawn(async move {
        let mut wire = listener.accept().await;
        wire.expect(SUBMIT).await;
        wire.send(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        wire.read().await;
    });
    let (handle, mut events) = Session::connect(config(port)).await.expect("bound");
    assert_eq!(send(&handle, message("x")).await, Outcome::InDoubt);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Garbage(_))
    ));
}

#[tokio::test]
async fn strange_pdus_are_nacked_and_the_session_goes_on() {
    let listener = Listener::new().await;
    let port = listener.port();
    let peer = tokio::spawn(async move {
        let mut wire = listener.accept().await;
        // A command that does not exist.
        wire.send(&pdu(0x77, 0, 900, b"abc")).await;
        let nack = wire.expect(NACK).await;
        assert_eq!((nack.sequence, nack.status), (900, 3));
        // A deliver_sm that ends in the middle of a field.
        wire.send(&pdu(DELIVER, 0, 901, b"\0\x01\x0133639")).await;
        assert_eq!(wire.expect(NACK).await.sequence, 901);
        // Answers to nothing.
        wire.send(&pdu(SUBMIT_ANSWER, 0, 5_000, b"id\0")).await;
        wire.send(&pdu(NACK, 3, 0, b"")).await;
        wire.send(&pdu(0x8000_0077, 0, 5_001, b"?")).await;
        // An error without a body; an identifier that is not ASCII; a nack of a submission.
        let first = wire.expect(SUBMIT).await;
        wire.send(&pdu(SUBMIT_ANSWER, 8, first.sequence, b"")).await;
        let second = wire.expect(SUBMIT).await;
        wire.send(&pdu(SUBMIT_ANSWER, 0, second.sequence, "né\0".as_bytes()))
            .await;
        let third = wire.expect(SUBMIT).await;
        wire.send(&pdu(NACK, 0x02, third.sequence, b"")).await;
        // A long identifier cut in two on the wire.
        let fourth = wire.expect(SUBMIT).await;
        let octets = pdu(SUBMIT_ANSWER, 0, fourth.sequence, b"0123456789abcdef\0");
        wire.send(&octets[..21]).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        wire.send(&octets[21..]).await;
        wire.read().await;
    });
    let (handle, mut events) = Session::connect(config(port)).await.expect("bound");
    assert!(matches!(next(&mut events).await, Event::Unreadable { octets } if octets.len() == 24));
    let temporary = Outcome::Rejected {
        status: Status::SYSTEM_ERROR,
        temporary: true,
    };
    assert_eq!(send(&handle, message("x")).await, temporary);
    let accepted = |id: &str| Outcome::Accepted {
        message_id: id.into(),
    };
    assert_eq!(send(&handle, message("x")).await, accepted("né"));
    let refused = Outcome::Rejected {
        status: Status(0x02),
        temporary: false,
    };
    assert_eq!(send(&handle, message("x")).await, refused);
    assert_eq!(
        send(&handle, message("x")).await,
        accepted("0123456789abcdef")
    );
    drop(handle);
    peer.await.expect("the peer saw what it expected");
}

#[tokio::test]
async fn a_peer_that_answers_nothing_gets_one_window_at_most() {
    let listener = Listener::new().await;
    let mut config = config(listener.port());
    config.window = 3;
    let peer = tokio::spawn(async move {
        let mut wire = listener.accept().await;
        let mut seen = 0;
        while let Some(raw) = wire.read().await {
            seen += u32::from(raw.command == SUBMIT);
        }
        seen
    });
    let (handle, mut events) = Session::connect(config).await.expect("bound");
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let handle = handle.clone();
        tasks.spawn(async move { send(&handle, message("x")).await });
    }
    let outcomes = tasks.join_all().await;
    let count = |wanted: Outcome| {
        outcomes
            .iter()
            .filter(|outcome| **outcome == wanted)
            .count()
    };
    assert_eq!(count(Outcome::InDoubt), 3);
    assert_eq!(count(Outcome::NotWritten), 7);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::NoAnswers)
    ));
    assert_eq!(peer.await.expect("joined"), 3);
}

/// The peer reads so many messages and cuts, while everything on the way is full: what it may have
/// seen is never called unwritten, and what never left is not called doubtful.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_written_is_never_said_of_what_the_peer_saw() {
    const ON_THE_WAY: usize = 1_000;
    for reads in [0usize, 1, 37, 200] {
        let (ours, theirs) = tokio::io::duplex(ON_THE_WAY);
        let mut config = config(0);
        config.window = 1_000;
        config.response_timeout = Duration::from_secs(30);
        let peer = tokio::spawn(async move {
            let mut wire = Wire::bound(theirs).await;
            let mut seen = HashSet::new();
            for _ in 0..reads {
                let raw = wire.expect(SUBMIT).await;
                seen.insert(text(&raw.body));
            }
            // Time to fill every buffer on the way.
            tokio::time::sleep(Duration::from_millis(100)).await;
            // Of what was handed over, more can still be read.
            let mut on_the_way = ON_THE_WAY;
            while on_the_way > 250 {
                let raw = wire.expect(SUBMIT).await;
                on_the_way -= 16 + raw.body.len();
                seen.insert(text(&raw.body));
            }
            seen
        });
        let (handle, _events) = Session::over(ours, config).await.expect("bound");
        let mut tasks = JoinSet::new();
        for number in 0..500 {
            let handle = handle.clone();
            tasks.spawn(async move {
                let text = format!("{number:<150}.");
                (send(&handle, message(&text)).await, text)
            });
        }
        let outcomes = tasks.join_all().await;
        let seen = peer.await.expect("joined");
        let mut doubtful = 0;
        for (outcome, text) in outcomes {
            match outcome {
                Outcome::NotWritten => assert!(!seen.contains(&text), "seen: {text}"),
                Outcome::InDoubt => doubtful += 1,
                other => panic!("{other:?}"),
            }
        }
        // One window of octets on the way, and one in the session's own buffer.
        assert!(
            (seen.len()..seen.len() + 30).contains(&doubtful),
            "{doubtful}"
        );
    }
}

/// The peer reads nothing at all: one octet left, so one message is in doubt and no other, however
/// long it lasts.
#[tokio::test]
async fn a_stuck_connection_puts_one_message_in_doubt() {
    let (ours, theirs) = tokio::io::duplex(1);
    let mut config = config(0);
    config.window = 1_000;
    config.response_timeout = Duration::from_millis(100);
    config.enquire_link_interval = Duration::from_millis(1_500);
    config.enquire_link_timeout = Duration::from_millis(500);
    let peer = tokio::spawn(Wire::bound(theirs));
    let (handle, mut events) = Session::over(ours, config).await.expect("bound");
    let _stuck = peer.await.expect("joined");
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let handle = handle.clone();
        tasks.spawn(async move { send(&handle, message(&"x".repeat(150))).await });
    }
    let first = tasks.join_next().await.expect("one").expect("joined");
    assert_eq!(first, Outcome::InDoubt);
    let others = timeout(Duration::from_millis(200), tasks.join_next()).await;
    assert!(others.is_err(), "{others:?}");

    // Messages wait where they are surely unsent, not in the session's buffer: they come back at
    // once.
    let closing = tokio::spawn(async move { handle.close().await });
    let mut returned = 0;
    while let Ok(Some(outcome)) = timeout(Duration::from_millis(50), tasks.join_next()).await {
        assert_eq!(outcome.expect("joined"), Outcome::NotWritten);
        returned += 1;
    }
    assert!(returned > 150, "{returned}");
    for outcome in tasks.join_all().await {
        assert_eq!(outcome, Outcome::NotWritten);
    }
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Silent)
    ));
    closing.await.expect("closed");
}

#[tokio::test]
async fn a_message_given_up_in_the_queue_does_not_leave() {
    let listener = Listener::new().await;
    let mut config = config(listener.port());
    config.window = 1;
    config.response_timeout = Duration::from_secs(10);
    let peer = tokio::spawn(async move {
        let mut wire = listener.accept().await;
        let mut seen = Vec::new();
        for _ in 0..2 {
            let raw = wire.expect(SUBMIT).await;
            seen.push(text(&raw.body));
            tokio::time::sleep(Duration::from_millis(200)).await;
            wire.send(&pdu(SUBMIT_ANSWER, 0, raw.sequence, b"id\0"))
                .await;
        }
        seen
    });
    let (handle, _events) = Session::connect(config).await.expect("bound");
    let first = send(&handle, message("first"));
    let given_up = timeout(Duration::from_millis(50), async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        send(&handle, message("given up")).await
    });
    let (first, given_up) = tokio::join!(first, given_up);
    assert!(matches!(first, Outcome::Accepted { .. }));
    assert!(given_up.is_err());
    send(&handle, message("second")).await;
    assert_eq!(peer.await.expect("joined"), ["first", "second"]);
}

#[tokio::test]
async fn throttling_slows_the_session_down() {
    let listener = Listener::new().await;
    let mut config = config(listener.port());
    config.throttle_pause = Duration::from_millis(300);
    tokio::spawn(async move {
        let mut wire = listener.accept().await;
        for status in [0x58, 0] {
            let raw = wire.expect(SUBMIT).await;
            wire.send(&pdu(SUBMIT_ANSWER, status, raw.sequence, b"id\0"))
                .await;
        }
        wire.read().await;
    });
    let (handle, _events) = Session::connect(config).await.expect("bound");
    let throttled = Outcome::Throttled {
        status: Status::THROTTLED,
    };
    assert_eq!(send(&handle, message("x")).await, throttled);
    let start = std::time::Instant::now();
    let outcome = send(
        &handle,
        Submission {
            tag: 2,
            ..message("x")
        },
    )
    .await;
    assert!(matches!(outcome, Outcome::Accepted { .. }));
    assert!(
        start.elapsed() >= Duration::from_millis(280),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn what_the_caller_does_not_take_stays_with_the_provider() {
    let listener = Listener::new().await;
    let mut config = config(listener.port());
    config.unacknowledged = 2;
    let peer = tokio::spawn(async move {
        let mut wire = listener.accept().await;
        let mut body = b"\0\x01\x0133639980012\0\x05\0PREAU\0\x04\0\0\0\0\0\0\0\0".to_vec();
        let receipt = b"id:1 stat:DELIVRD";
        body.push(receipt.len() as u8);
        body.extend(receipt);
        for sequence in 1..=3 {
            wire.send(&pdu(DELIVER, 0, sequence, &body)).await;
        }
        let answer = wire.expect(DELIVER_ANSWER).await;
        assert_eq!((answer.sequence, answer.status), (3, 0x64));
        wire
    });
    let (handle, mut events) = Session::connect(config).await.expect("bound");
    let mut wire = peer.await.expect("joined");
    for _ in 0..2 {
        let Event::Receipt { receipt, .. } = next(&mut events).await else {
            panic!("no receipt");
        };
        assert_eq!(receipt.id.as_deref(), Some("1"));
    }
    // Both were dropped without a word: nothing was answered, and there is room again.
    let mut body = b"\0\x01\x0133639980012\0\x01\x0136034\0\0\0\0\0\0\0\0\0\0\x03".to_vec();
    body.extend(b"oui");
    wire.send(&pdu(DELIVER, 0, 4, &body)).await;
    match next(&mut events).await {
        Event::Message { inbound, responder } => {
            assert_eq!(
                (inbound.source.as_str(), inbound.text.as_str()),
                ("33639980012", "oui")
            );
            responder.ack();
        }
        other => panic!("{other:?}"),
    }
    let answer = wire.expect(DELIVER_ANSWER).await;
    assert_eq!((answer.sequence, answer.status), (4, 0));
    drop(handle);
}
