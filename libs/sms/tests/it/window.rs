//! Many messages at once, against a sink that answers and sends nothing else: a session which
//! waits for an incoming PDU to wake it hangs here.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use sms::smpp::{Outcome, Session};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    config, message,
    wire::{Listener, SUBMIT, SUBMIT_ANSWER, pdu},
};

/// Answers each submission, and counts the most that waited at once.
async fn sink(listener: Listener, patience: Duration) -> usize {
    let mut wire = listener.accept().await;
    let (mut most, mut count) = (0, 0u32);
    let mut waiting = Vec::new();
    loop {
        // Nothing more comes: the window is full.
        if !wire.has_more(patience).await {
            most = most.max(waiting.len());
            for sequence in waiting.drain(..) {
                count += 1;
                let id = format!("{count:08x}\0");
                wire.send(&pdu(SUBMIT_ANSWER, 0, sequence, id.as_bytes()))
                    .await;
            }
        }
        match wire.read().await {
            Some(raw) if raw.command == SUBMIT => waiting.push(raw.sequence),
            // The unbind, or the end.
            _ => return most,
        }
    }
}

async fn run(window: usize, count: usize, callers: usize) -> (usize, Duration) {
    let listener = Listener::new().await;
    let mut config = config(listener.port());
    config.window = window;
    config.response_timeout = Duration::from_secs(30);
    let sink = tokio::spawn(sink(listener, Duration::from_millis(10)));
    let (handle, events) = Session::connect(config).await.expect("bound");
    let start = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        let (handle, next) = (handle.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            let mut accepted = 0;
            while next.fetch_add(1, Relaxed) < count {
                if let Outcome::Accepted { .. } = handle.submit(message("Bonjour")).await {
                    accepted += 1;
                }
            }
            accepted
        });
    }
    let accepted = timeout(Duration::from_secs(30), tasks.join_all())
        .await
        .expect("the session hangs");
    assert_eq!(accepted.iter().sum::<usize>(), count);
    let elapsed = start.elapsed();
    drop((handle, events));
    let most = timeout(Duration::from_secs(10), sink)
        .await
        .expect("no end");
    (most.expect("joined"), elapsed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn windows_fill_and_never_hang() {
    for window in [10, 50, 200] {
        let (most, _) = run(window, window * 10, window * 3).await;
        assert_eq!(most, window, "the window is used whole, and never exceeded");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn windows_never_hang_on_one_thread() {
    for window in [1, 6, 200] {
        let (most, _) = run(window, window * 5, window * 2).await;
        assert_eq!(most, window);
    }
}
