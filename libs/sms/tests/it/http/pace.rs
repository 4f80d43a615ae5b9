//! The window, the rate, pauses, and how sessions end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use sms::smpp::{EndReason, Event, Outcome};
use tokio::{
    io::AsyncWriteExt as _,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    accepted, config, message, open,
    peer::{Peer, ok},
    send,
};
use crate::next;

/// Invariant: the window is used whole, and never exceeded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_window_is_used_whole_and_never_exceeded() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, highest) = (Arc::clone(&now), Arc::clone(&most));
    let peer = Peer::start(move |mut stream| {
        let (now, most) = (Arc::clone(&counted), Arc::clone(&highest));
        async move {
            most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
            sleep(Duration::from_millis(60)).await;
            now.fetch_sub(1, SeqCst);
            let _ = stream.write_all(ok("{\"id\":\"1\"}").as_bytes()).await;
        }
    })
    .await;
    let mut config = config(peer.port);
    config.window = 4;
    config.response_timeout = Duration::from_secs(10);
    let (handle, _events) = open(config).await;
    let mut tasks = JoinSet::new();
    for _ in 0..40 {
        let handle = handle.clone();
        tasks.spawn(async move { send(&handle, message("x")).await });
    }
    let outcomes = tasks.join_all().await;
    assert!(outcomes.iter().all(|outcome| *outcome == accepted("1")));
    assert_eq!(most.load(SeqCst), 4);
    assert_eq!(peer.spoken(), 40);
}

/// Invariant: messages leave at the declared rate.
#[tokio::test]
async fn the_rate_is_kept() {
    let peer = Peer::answering(ok("{}")).await;
    let mut config = config(peer.port);
    config.rate = Some(20.0);
    let (handle, _events) = open(config).await;
    let start = Instant::now();
    for _ in 0..12 {
        assert_eq!(send(&handle, message("x")).await, accepted("ref-1"));
    }
    // Two may leave at once.
    assert!(
        start.elapsed() >= Duration::from_millis(480),
        "{:?}",
        start.elapsed()
    );
}

/// Invariant: nothing leaves while the provider rests: as long as it says, else as long as we do.
#[tokio::test]
async fn nothing_leaves_while_the_provider_rests() {
    for (header, pause) in [("", 300), ("Retry-After: 1\r\n", 950)] {
        let answer = format!("HTTP/1.1 429 Doucement\r\n{header}Content-Length: 0\r\n\r\n");
        let peer = Peer::answering(answer).await;
        let mut config = config(peer.port);
        config.throttle_pause = Duration::from_millis(300);
        let (handle, _events) = open(config).await;
        let throttled = |outcome| matches!(outcome, Outcome::Throttled { .. });
        assert!(throttled(send(&handle, message("x")).await));
        let start = Instant::now();
        assert!(throttled(send(&handle, message("x")).await));
        assert!(start.elapsed() >= Duration::from_millis(pause), "{header}");
    }
}

/// Invariant: a provider which answers nothing puts one window in doubt, and no more.
#[tokio::test]
async fn no_more_than_a_window_is_put_in_doubt() {
    let peer = Peer::start(|stream| async move {
        sleep(Duration::from_secs(20)).await;
        drop(stream);
    })
    .await;
    let mut config = config(peer.port);
    config.window = 3;
    let (handle, mut events) = open(config).await;
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let handle = handle.clone();
        tasks.spawn(async move { send(&handle, message("x")).await });
    }
    let outcomes = tasks.join_all().await;
    let count = |wanted: &Outcome| outcomes.iter().filter(|outcome| *outcome == wanted).count();
    assert_eq!(
        (count(&Outcome::InDoubt), count(&Outcome::NotWritten)),
        (3, 7)
    );
    assert_eq!(peer.spoken(), 3);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::NoAnswers)
    ));
}

/// Invariant: doubts now and then, among answers, end nothing.
#[tokio::test]
async fn doubts_among_answers_end_nothing() {
    let count = Arc::new(AtomicUsize::new(0));
    let peer = Peer::start(move |mut stream| {
        let turn = count.fetch_add(1, SeqCst);
        async move {
            if turn.is_multiple_of(2) {
                let _ = stream.write_all(ok("{}").as_bytes()).await;
            }
        }
    })
    .await;
    let mut config = config(peer.port);
    config.window = 2;
    let (handle, _events) = open(config).await;
    for turn in 0..8 {
        let expected = match turn % 2 {
            0 => accepted("ref-1"),
            _ => Outcome::InDoubt,
        };
        assert_eq!(send(&handle, message("x")).await, expected, "{turn}");
    }
    assert!(!handle.has_ended());
}

/// Invariant: a caller that gives up cuts nothing: what was begun ends, and is told; what had not
/// begun is not sent.
#[tokio::test]
async fn a_caller_that_gives_up_is_told_later() {
    let peer = Peer::start(|mut stream| async move {
        sleep(Duration::from_millis(300)).await;
        let _ = stream.write_all(ok("{\"id\":\"7\"}").as_bytes()).await;
    })
    .await;
    let mut config = config(peer.port);
    config.window = 1;
    config.response_timeout = Duration::from_secs(5);
    let (handle, mut events) = open(config).await;
    let patience = Duration::from_millis(100);
    let both = futures::future::join(
        timeout(patience, handle.submit(message("a"))),
        timeout(patience, handle.submit(message("b"))),
    );
    let (first, second) = both.await;
    assert!(first.is_err() && second.is_err());
    let Event::LateAnswer { tag, outcome } = next(&mut events).await else {
        panic!("no late answer");
    };
    assert_eq!((tag, outcome), (42, accepted("7")));
    sleep(patience).await;
    assert_eq!(peer.spoken(), 1, "the second had not begun");
}

/// Invariant: closing waits for what is under way, writes nothing more, and is told once.
#[tokio::test]
async fn closing_waits_for_what_is_under_way() {
    let peer = Peer::start(|mut stream| async move {
        sleep(Duration::from_millis(200)).await;
        let _ = stream.write_all(ok("{\"id\":\"7\"}").as_bytes()).await;
    })
    .await;
    let mut config = config(peer.port);
    config.window = 1;
    let (handle, mut events) = open(config).await;
    let sending = async {
        let both = futures::future::join(send(&handle, message("a")), send(&handle, message("b")));
        both.await
    };
    let closing = async {
        sleep(Duration::from_millis(80)).await;
        handle.close().await;
    };
    let ((first, second), ()) = tokio::join!(sending, closing);
    assert_eq!((first, second), (accepted("7"), Outcome::NotWritten));
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Closed)
    ));
    assert!(events.next().await.is_none());
    assert_eq!(peer.spoken(), 1);
}

/// Invariant: a session that nobody holds ends.
#[tokio::test]
async fn a_session_that_nobody_holds_ends() {
    let peer = Peer::answering(ok("{}")).await;
    let (handle, mut events) = open(config(peer.port)).await;
    drop(handle);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Closed)
    ));
}
