//! What is surely not sent, what is in doubt, and what was answered.

use std::time::Duration;

use sms::{
    http::Session,
    smpp::{ConnectError, EndReason, Event, Outcome, Status},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    time::{sleep, timeout},
};

use super::{
    accepted, config, message, open,
    peer::{Peer, ok},
    send,
};
use crate::next;

/// Invariant: the request is what was declared, to the octet, and each message has one connection.
#[tokio::test]
async fn the_request_is_what_was_declared() {
    let peer = Peer::answering(ok(r#"{"id":"0aB"}"#)).await;
    let (handle, _events) = open(config(peer.port)).await;
    assert_eq!(peer.spoken(), 0, "connecting says nothing");
    assert_eq!(
        send(&handle, message("Élève « absent »")).await,
        accepted("0aB")
    );
    assert_eq!(send(&handle, message("b")).await, accepted("0aB"));
    let requests = peer.requests();
    assert_eq!((requests.len(), peer.spoken()), (2, 2));
    let request = String::from_utf8(requests[0].clone()).expect("UTF-8");
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    let mut lines: Vec<String> = head.split("\r\n").map(str::to_lowercase).collect();
    assert_eq!(lines.remove(0), "post /envoi?c=7 http/1.1");
    lines.sort();
    let expected = [
        "connection: close".to_owned(),
        format!("content-length: {}", body.len()),
        "content-type: application/json".to_owned(),
        format!("host: 127.0.0.1:{}", peer.port),
        "user-agent: preau".to_owned(),
        "x-cle: abc".to_owned(),
    ];
    assert_eq!(lines, expected);
    let said: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(
        said,
        serde_json::json!({ "to": "33639980012", "text": "Élève « absent »", "ref": "ref-1" })
    );
}

/// Invariant: answers of every sound framing are read whole.
#[tokio::test]
async fn answers_of_every_framing_are_read() {
    for answer in [
        "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"id\r\n6\r\n\":\"1\"}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n{\"id\":\"1\"}",
        "HTTP/1.0 200 OK\r\n\r\n{\"id\":\"1\"}",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{\"id\":\"1\"}",
    ] {
        let peer = Peer::answering(answer).await;
        let (handle, _events) = open(config(peer.port)).await;
        assert_eq!(send(&handle, message("x")).await, accepted("1"), "{answer}");
    }
    let peer = Peer::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let (handle, _events) = open(config(peer.port)).await;
    assert_eq!(
        send(&handle, message("x")).await,
        accepted("ref-1"),
        "our reference"
    );
}

/// Invariant: refusals of HTTP come as the outcomes of SMPP.
#[tokio::test]
async fn refusals_are_outcomes() {
    let rejected = |status, temporary| Outcome::Rejected { status, temporary };
    let status = Status::http_throttled(429);
    for (line, outcome) in [
        (
            "400 Bad Request",
            rejected(Status::http_refused(400), false),
        ),
        (
            "401 Unauthorized",
            rejected(Status::http_refused_for_now(401), true),
        ),
        (
            "402 Payment Required",
            rejected(Status::out_of_credit(402), true),
        ),
        ("429 Too Many Requests", Outcome::Throttled { status }),
        ("503 Service Unavailable", Outcome::InDoubt),
    ] {
        let peer = Peer::answering(format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n")).await;
        let (handle, _events) = open(config(peer.port)).await;
        assert_eq!(send(&handle, message("x")).await, outcome, "{line}");
    }
}

/// Invariant: a redirection is never followed, whatever its code; what became of the message is not
/// known.
#[tokio::test]
async fn redirections_are_never_followed() {
    let elsewhere = Peer::answering(ok("{}")).await;
    for code in [301, 302, 303, 307, 308] {
        let location = format!("http://127.0.0.1:{}/envoi", elsewhere.port);
        let peer = Peer::answering(format!(
            "HTTP/1.1 {code} Ailleurs\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        ))
        .await;
        let (handle, _events) = open(config(peer.port)).await;
        assert_eq!(
            send(&handle, message("x")).await,
            Outcome::InDoubt,
            "{code}"
        );
        assert_eq!((peer.spoken(), elsewhere.spoken()), (1, 0), "{code}");
    }
}

/// Invariant: a refused connection is surely not written; the session ends, and what waits is not
/// written either.
#[tokio::test]
async fn a_refused_connection_is_not_written() {
    let peer = Peer::answering(ok("{}")).await;
    let port = peer.port;
    let (handle, mut events) = open(config(port)).await;
    peer.leave().await;
    assert_eq!(send(&handle, message("x")).await, Outcome::NotWritten);
    assert!(matches!(
        next(&mut events).await,
        Event::Closed(EndReason::Io(_))
    ));
    assert!(handle.has_ended());
    assert_eq!(send(&handle, message("x")).await, Outcome::NotWritten);
    let refused = Session::connect(config(port)).await;
    assert!(matches!(refused, Err(ConnectError::Unreachable(_))));
}

/// Invariant: a machine that has no name here is unreachable, and said so before any message.
#[tokio::test]
async fn an_unknown_name_is_unreachable() {
    let mut config = config(1);
    let mut declared = config.provider.declared().clone();
    declared.url = "https://nulle-part.invalid/envoi".into();
    config.provider = declared.try_into().expect("sound");
    config.connect_timeout = Duration::from_secs(10);
    let refused = Session::connect(config).await;
    assert!(matches!(
        refused,
        Err(ConnectError::Unreachable(_) | ConnectError::Silent)
    ));
}

/// Invariant: an account that headers can't carry is known before any message, without its secret.
#[tokio::test]
async fn an_account_that_cannot_be_written_is_refused() {
    let peer = Peer::answering(ok("{}")).await;
    let mut config = config(peer.port);
    config.credentials.key = "très\nsecret".into();
    let refused = Session::connect(config).await.expect_err("refused");
    assert!(matches!(refused, ConnectError::Config(_)) && !refused.to_string().contains("secret"));
}

/// Invariant: a message that can't be written is refused for good, and nothing leaves.
#[tokio::test]
async fn a_message_that_cannot_be_written_does_not_leave() {
    let peer = Peer::answering(ok("{}")).await;
    let mut config = config(peer.port);
    let mut declared = config.provider.declared().clone();
    declared.url = format!("http://127.0.0.1:{}/?t={{texte}}", peer.port);
    declared.charset = sms::http::provider::Charset::Latin9;
    declared.body = sms::http::provider::Body::Form([("n".into(), "{destinataire}".into())].into());
    config.provider = declared.try_into().expect("sound");
    let (handle, _events) = open(config).await;
    let rejected = Outcome::Rejected {
        status: Status::UNWRITABLE,
        temporary: false,
    };
    assert_eq!(send(&handle, message("Bravo 🙂")).await, rejected);
    let too_long = "x".repeat(80_000);
    assert_eq!(send(&handle, message(&too_long)).await, rejected);
    assert_eq!(peer.spoken(), 0);
    assert_eq!(send(&handle, message("Bravo")).await, accepted("ref-1"));
}

/// Invariant: once the request was written, no answer is doubt: silence, an end after the first
/// octets, an end after the whole. It is written once, whatever happens.
#[tokio::test]
async fn what_was_written_without_an_answer_is_in_doubt() {
    let silent = Peer::start(|stream| async move {
        sleep(Duration::from_secs(20)).await;
        drop(stream);
    })
    .await;
    let (handle, _events) = open(config(silent.port)).await;
    assert_eq!(send(&handle, message("x")).await, Outcome::InDoubt);
    assert_eq!(silent.spoken(), 1);

    let closing = Peer::start(|stream| async move { drop(stream) }).await;
    let (handle, _events) = open(config(closing.port)).await;
    assert_eq!(send(&handle, message("x")).await, Outcome::InDoubt);
    sleep(Duration::from_millis(100)).await;
    assert_eq!(closing.spoken(), 1, "written once");

    // One octet is read, and the connection is reset.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("address").port();
    let (handle, _events) = open(config(port)).await;
    let reset = async {
        let (probe, _) = listener.accept().await.expect("the check");
        drop(probe);
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_u8().await.expect("an octet");
        drop(stream);
        timeout(Duration::from_millis(300), listener.accept()).await
    };
    let (outcome, again) = tokio::join!(send(&handle, message(&"x".repeat(2_000))), reset);
    assert_eq!(outcome, Outcome::InDoubt);
    assert!(again.is_err(), "nothing is sent again");
}

/// Invariant: an answer that comes before the request is read to its end counts.
#[tokio::test]
async fn an_early_refusal_is_an_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("address").port();
    let (handle, _events) = open(config(port)).await;
    let refuse = async {
        listener.accept().await.expect("the check");
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_u8().await.expect("an octet");
        let answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).await.expect("written");
        sleep(Duration::from_millis(300)).await;
    };
    let (outcome, ()) = tokio::join!(send(&handle, message(&"x".repeat(30_000))), refuse);
    let rejected = Outcome::Rejected {
        status: Status::http_refused(400),
        temporary: false,
    };
    assert_eq!(outcome, rejected);
}
