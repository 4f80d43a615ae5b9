//! Answers that are none.

use std::time::{Duration, Instant};

use sms::smpp::Outcome;
use tokio::{io::AsyncWriteExt as _, time::sleep};

use super::{
    accepted, config, message, open,
    peer::{Peer, ok},
    send,
};

/// Invariant: of an answer that is not whole nothing is believed, not even its status.
#[tokio::test]
async fn an_answer_that_is_not_whole_is_doubt() {
    for answer in [
        "",
        "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"id\":",
        "HTTP/1.1 429 Too Many\r\nContent-Length: 10\r\n\r\n{",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"id",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
    ] {
        let peer = Peer::answering(answer).await;
        let (handle, _events) = open(config(peer.port)).await;
        assert_eq!(
            send(&handle, message("x")).await,
            Outcome::InDoubt,
            "{answer}"
        );
    }
}

/// Invariant: what is not HTTP is doubt, and harms nobody.
#[tokio::test]
async fn garbage_is_doubt() {
    let noise: Vec<u8> = (0..5_000_u32).map(|at| (at * 31 % 256) as u8).collect();
    for answer in [
        b"SSH-2.0-OpenSSH\r\n".to_vec(),
        b"HTTP/9.9 200 OK\r\n\r\n".to_vec(),
        b"HTTP/1.1 99999 OK\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}".to_vec(),
        b"HTTP/1.1 200 OK\r\nX Y: a\r\n\r\n{}".to_vec(),
        b"<html>".to_vec(),
        noise,
    ] {
        let peer = Peer::answering(answer.clone()).await;
        let (handle, _events) = open(config(peer.port)).await;
        let outcome = send(&handle, message("x")).await;
        let shown = String::from_utf8_lossy(&answer[..answer.len().min(60)]).into_owned();
        assert_eq!(outcome, Outcome::InDoubt, "{shown}");
        assert_eq!(peer.spoken(), 1);
    }
}

/// Invariant: an answer is read up to 64 KB; beyond, it is doubt, at once and without keeping it.
#[tokio::test]
async fn endless_answers_are_not_read_to_the_end() {
    let full = Peer::answering(ok(&format!("{{\"id\":\"1\"{}}}", " ".repeat(65_526)))).await;
    let (handle, _events) = open(config(full.port)).await;
    assert_eq!(
        send(&handle, message("x")).await,
        accepted("1"),
        "64 KB are read"
    );
    let over = Peer::answering(ok(&format!("{{\"id\":\"1\"{}}}", " ".repeat(65_527)))).await;
    let (handle, _events) = open(config(over.port)).await;
    assert_eq!(send(&handle, message("x")).await, Outcome::InDoubt);

    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: ",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
    ] {
        let peer = Peer::start(move |mut stream| async move {
            let _ = stream.write_all(head.as_bytes()).await;
            let more = match head.contains("Continue") {
                true => head.repeat(1_000),
                false => "a".repeat(50_000),
            };
            while stream.write_all(more.as_bytes()).await.is_ok() {}
        })
        .await;
        let mut config = config(peer.port);
        config.response_timeout = Duration::from_secs(2);
        let (handle, _events) = open(config).await;
        let start = Instant::now();
        assert_eq!(
            send(&handle, message("x")).await,
            Outcome::InDoubt,
            "{head}"
        );
        assert!(start.elapsed() < Duration::from_secs(5), "{head}");
    }
}

/// Invariant: a provider that drips is waited for no longer than a silent one.
#[tokio::test]
async fn slow_answers_are_doubt_in_time() {
    let peer = Peer::start(|mut stream| async move {
        for octet in ok("{\"id\":\"1\"}").bytes() {
            if stream.write_u8(octet).await.is_err() {
                return;
            }
            sleep(Duration::from_millis(40)).await;
        }
    })
    .await;
    let (handle, _events) = open(config(peer.port)).await;
    let start = Instant::now();
    assert_eq!(send(&handle, message("x")).await, Outcome::InDoubt);
    assert!(start.elapsed() < Duration::from_secs(2));
}
