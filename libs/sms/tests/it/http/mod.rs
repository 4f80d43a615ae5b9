//! Providers over HTTP, seen from the other end of the wire: bare sockets that answer as they are
//! told, TLS, and the simulator.

mod hostile;
mod outcome;
mod pace;
mod peer;
mod simulator;
mod tls;

use std::time::Duration;

use sms::{
    Sender,
    http::{Credentials, Handle, HttpProvider, Session, SessionConfig, Submission},
    smpp::{Events, Outcome},
};
use tokio::time::timeout;

use crate::number;

/// JSON by POST to this port, accepted by 200.
fn provider(port: u16) -> HttpProvider {
    HttpProvider::read(
        &r#"{
            "url": "http://127.0.0.1:PORT/envoi?c={code}",
            "method": "POST",
            "headers": { "X-Cle": "{cle}" },
            "body": { "json": { "to": "{destinataire}", "text": "{texte}", "ref": "{reference}" } },
            "answers": {
                "accepted": [{ "status": [200, 201] }],
                "identifier": { "json": "/id" }
            }
        }"#
        .replace("PORT", &port.to_string()),
    )
    .expect("sound")
}

/// Short times, so that tests of silence don't last.
fn config(port: u16) -> SessionConfig {
    let credentials = Credentials {
        key: "abc".into(),
        ..Credentials::default()
    };
    SessionConfig {
        response_timeout: Duration::from_millis(500),
        connect_timeout: Duration::from_millis(500),
        throttle_pause: Duration::from_millis(50),
        ..SessionConfig::new(provider(port), credentials)
    }
}

fn message(text: &str) -> Submission {
    Submission {
        tag: 42,
        source: Sender::parse("PREAU").expect("sender"),
        destination: number("12"),
        text: text.into(),
        code: "7".into(),
        reference: "ref-1".into(),
        validity: Duration::from_secs(600),
        expires_at: "2026-11-23T08:05:00Z".parse().expect("a date"),
    }
}

async fn open(config: SessionConfig) -> (Handle, Events) {
    Session::connect(config).await.expect("reachable")
}

/// Sends, and fails rather than wait for ever.
async fn send(handle: &Handle, submission: Submission) -> Outcome {
    timeout(Duration::from_secs(20), handle.submit(submission))
        .await
        .expect("no outcome in twenty seconds")
}

fn accepted(id: &str) -> Outcome {
    Outcome::Accepted {
        message_id: id.into(),
    }
}
