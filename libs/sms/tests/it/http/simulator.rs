//! The simulator, through its own configuration: messages, receipts, replies.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use ::http::{HeaderMap, HeaderName};
use chrono::{DateTime, Utc};
use sms::{
    Sender, State,
    http::{
        CallbackError, CallbackRequest, CallbackSecret, CallbackTarget, Credentials, HttpProvider,
        Session, SessionConfig, Simulator, SimulatorConfig, Submission,
    },
    smpp::{Fate, Outcome, Report, Status},
};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpListener,
    sync::mpsc::{self, UnboundedReceiver},
    time::timeout,
};

use super::{accepted, message, open, peer::request, send};
use crate::number;

const SECRET: &str = "un secret pour les rappels";

/// A call, as the web server of the house would hand it over.
struct Call {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Call {
    fn parse(octets: &[u8]) -> Self {
        let text = String::from_utf8(octets.to_vec()).expect("UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.split("\r\n");
        let path = lines
            .next()
            .expect("a line")
            .split(' ')
            .nth(1)
            .expect("a path");
        let mut headers = HeaderMap::new();
        for (name, value) in lines.map(|line| line.split_once(": ").expect("a header")) {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, value.parse().expect("a value"));
        }
        Self {
            path: path.into(),
            headers,
            body: body.into(),
        }
    }

    fn request(&self) -> CallbackRequest<'_> {
        CallbackRequest {
            path: &self.path,
            query: "",
            headers: &self.headers,
            body: &self.body,
        }
    }
}

/// Takes calls; the first `deaf` ones are answered 500.
async fn listener(deaf: usize) -> (u16, UnboundedReceiver<Call>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("address").port();
    let (calls, calls_in) = mpsc::unbounded_channel();
    let count = AtomicUsize::new(0);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let octets = request(&mut stream).await.expect("a call");
            let status = match count.fetch_add(1, SeqCst) < deaf {
                true => "500 Panne",
                false => {
                    let _ = calls.send(Call::parse(&octets));
                    "200 OK"
                }
            };
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, calls_in)
}

fn secret() -> CallbackSecret {
    CallbackSecret::new(SECRET).expect("long enough")
}

fn quick(port: u16) -> SimulatorConfig {
    let noon: DateTime<Utc> = "2026-11-23T08:05:00Z".parse().expect("a date");
    let at = |path: &str| {
        format!("http://127.0.0.1:{port}{path}")
            .parse()
            .expect("an address")
    };
    SimulatorConfig {
        credentials: Some(("preau".into(), "secret".into())),
        callback: Some(CallbackTarget {
            status: at("/accuses"),
            inbound: Some(at("/reponses")),
            secret: secret(),
        }),
        delivered_after: Duration::from_millis(50),
        late_after: Duration::from_millis(300),
        again_after: Duration::from_millis(50),
        clock: Arc::new(move || noon),
    }
}

fn credentials(password: &str) -> Credentials {
    Credentials {
        key: "preau".into(),
        password: password.into(),
        ..Credentials::default()
    }
}

fn to(end: &str) -> Submission {
    Submission {
        destination: number(end),
        reference: format!("ref-{end}"),
        ..message("Bonjour à tous")
    }
}

async fn soon<T>(queue: &mut UnboundedReceiver<T>) -> T {
    timeout(Duration::from_secs(10), queue.recv())
        .await
        .expect("nothing in ten seconds")
        .expect("the simulator stopped")
}

async fn started(
    deaf: usize,
) -> (
    Simulator,
    UnboundedReceiver<Report>,
    HttpProvider,
    UnboundedReceiver<Call>,
) {
    let (port, calls) = listener(deaf).await;
    let (simulator, reports) = Simulator::start(0, quick(port)).await.expect("started");
    let provider = simulator.provider().expect("sound");
    (simulator, reports, provider, calls)
}

/// Invariant: the last two digits decide, as they do over SMPP, and receipts are proved.
#[tokio::test]
async fn fates_by_the_last_two_digits() {
    let (_simulator, mut reports, provider, mut calls) = started(0).await;
    let (handle, _events) = open(SessionConfig::new(provider.clone(), credentials("secret"))).await;
    let callback = provider.status_callback().expect("declared");
    for (end, state, receipts, fate) in [
        ("12", State::Delivered, 1, Fate::Delivered),
        ("00", State::Delivered, 1, Fate::Late),
        ("02", State::Undeliverable, 1, Fate::NotDelivered),
        ("04", State::Delivered, 2, Fate::TwoReceipts),
        ("03", State::Delivered, 0, Fate::NoReceipt),
    ] {
        let Outcome::Accepted { message_id } = send(&handle, to(end)).await else {
            panic!("{end} refused");
        };
        let Report::Accepted(received) = soon(&mut reports).await else {
            panic!("not accepted");
        };
        assert_eq!(received.number, number(end));
        assert_eq!(
            (received.text.as_str(), received.source.as_str()),
            ("Bonjour à tous", "PREAU")
        );
        assert_eq!(
            (received.ids, received.fate),
            (vec![message_id.clone()], fate)
        );
        for _ in 0..receipts {
            let call = soon(&mut calls).await;
            assert_eq!(call.path, "/accuses");
            let said = callback.read(&call.request(), &secret()).expect("proved");
            let receipt = &said[0].receipt;
            let ids: Vec<_> = receipt.ids().collect();
            assert_eq!(ids, [message_id.as_str(), format!("ref-{end}").as_str()]);
            assert_eq!(receipt.state, state);
            assert_eq!(
                receipt.done_at.expect("a date").to_string(),
                "2026-11-23 08:05:00"
            );
            assert_eq!(said[0].number, Some(number(end).e164()));
            let other = CallbackSecret::new("un autre secret, aussi long").expect("long enough");
            assert_eq!(
                callback.read(&call.request(), &other),
                Err(CallbackError::Forged)
            );
        }
        if fate.arrives() {
            assert!(
                matches!(soon(&mut reports).await, Report::Arrived(_)),
                "{end}"
            );
        }
    }
    let rejected = Outcome::Rejected {
        status: Status::http_refused(400),
        temporary: false,
    };
    assert_eq!(send(&handle, to("01")).await, rejected);
    let silence = timeout(Duration::from_millis(400), calls.recv()).await;
    assert!(silence.is_err(), "one receipt too many");
}

/// Invariant: another account is refused for now, and nothing of it is taken.
#[tokio::test]
async fn credentials_are_checked() {
    let (_simulator, mut reports, provider, _calls) = started(0).await;
    let (handle, _events) = open(SessionConfig::new(provider, credentials("autre"))).await;
    let rejected = Outcome::Rejected {
        status: Status::http_refused_for_now(401),
        temporary: true,
    };
    assert_eq!(send(&handle, to("12")).await, rejected);
    assert!(reports.try_recv().is_err());
}

/// Invariant: a receipt that could not be taken is said again until it is, and once only.
#[tokio::test]
async fn receipts_are_said_until_they_are_taken() {
    let (_simulator, _reports, provider, mut calls) = started(3).await;
    let (handle, _events) = open(SessionConfig::new(provider.clone(), credentials("secret"))).await;
    let Outcome::Accepted { message_id } = send(&handle, to("12")).await else {
        panic!("refused");
    };
    let call = soon(&mut calls).await;
    let callback = provider.status_callback().expect("declared");
    let said = callback.read(&call.request(), &secret()).expect("proved");
    assert_eq!(said[0].receipt.id, Some(message_id));
    let silence = timeout(Duration::from_millis(300), calls.recv()).await;
    assert!(silence.is_err(), "taken receipts don't come back");
}

/// Invariant: a long text is one message, and telephones can answer a number.
#[tokio::test]
async fn long_texts_and_replies() {
    let (simulator, mut reports, provider, mut calls) = started(0).await;
    let (handle, _events) = open(SessionConfig::new(provider.clone(), credentials("secret"))).await;
    let text = "Élève absent ce matin, « merci » de prévenir. ".repeat(8);
    let long = Submission {
        text: text.clone(),
        source: Sender::parse("36034").expect("sender"),
        ..to("03")
    };
    assert!(matches!(
        send(&handle, long).await,
        Outcome::Accepted { .. }
    ));
    let Report::Accepted(received) = soon(&mut reports).await else {
        panic!("not accepted");
    };
    assert_eq!(
        (received.text, received.parts, received.ids.len()),
        (text, 6, 1)
    );
    assert_eq!(simulator.reply(number("03"), "PREAU", "ok"), Ok(false));
    assert_eq!(
        simulator.reply(number("03"), "36034", "Bien reçu, merci 🙂"),
        Ok(true)
    );
    let call = soon(&mut calls).await;
    let callback = provider.inbound_callback().expect("declared");
    let said = callback.read(&call.request(), &secret()).expect("proved");
    assert_eq!(said[0].text, "Bien reçu, merci 🙂");
    assert_eq!(said[0].source, number("03").e164());
    assert_eq!(said[0].destination.as_deref(), Some("36034"));
    assert!(said[0].id.is_some());
}

/// Invariant: it listens on this machine only, and stops when it is dropped.
#[tokio::test]
async fn it_stops_when_it_is_dropped() {
    let (simulator, _reports, provider, _calls) = started(0).await;
    assert!(simulator.address().ip().is_loopback());
    let config = SessionConfig::new(provider, credentials("secret"));
    let (handle, _events) = open(config.clone()).await;
    assert_ne!(send(&handle, to("12")).await, accepted(""));
    drop(simulator);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(Session::connect(config).await.is_err());
}
