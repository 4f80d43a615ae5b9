//! What the crate promises, seen from the other end of the wire: by an independent server
//! (Python's `aiosmtpd`), by servers that go wrong at each step, and by the catcher.

mod broken;
mod catcher;
mod certificate;
mod cuts;
mod doubt;
mod fidelity;
mod independent;
mod peer;
mod ways;

use std::time::Duration;

use chrono::{DateTime, Utc};
use mail::{
    Address, Line, Mail, MessageId, Outcome, Person, Relay, RelayConfig, Text,
    catcher::{Catcher, CatcherConfig, Caught},
    relay::Timeouts,
};
use tokio::{sync::mpsc, time::timeout};

fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

fn date() -> DateTime<Utc> {
    "2026-11-23T07:30:00Z".parse().expect("a date")
}

/// To a parent, with accents everywhere.
fn mail(reference: &str) -> Mail {
    let from = address("vie-scolaire@tilleuls.invalid");
    Mail {
        id: MessageId::new(reference, &from).expect("a reference"),
        date: date(),
        from: Person::new("Collège Les Tilleuls", from),
        reply_to: Some(Person::new(
            "Mme Noël, CPE",
            address("cpe@tilleuls.invalid"),
        )),
        to: Person::new("Zoé Martin", address("zoe.martin@exemple.invalid")),
        subject: Line::new("Absence de Léo ce matin"),
        text: Text::new("Bonjour,\n\nLéo est absent depuis 8 h. Merci de nous appeler.\n"),
        html: None,
    }
}

fn mail_to(reference: &str, to: &str) -> Mail {
    Mail {
        to: address(to).into(),
        ..mail(reference)
    }
}

/// Short times, so that tests of silence don't last.
fn config(url: &str) -> RelayConfig {
    RelayConfig {
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            step: Duration::from_secs(2),
            answer: Duration::from_secs(2),
        },
        ..RelayConfig::from_url(url).expect("a sound address")
    }
}

fn relay(url: &str) -> Relay {
    Relay::new(config(url)).expect("a relay")
}

async fn catcher(config: CatcherConfig) -> (Catcher, mpsc::UnboundedReceiver<Caught>) {
    Catcher::start(0, config).await.expect("a free port")
}

/// Sends, and fails rather than wait for ever.
async fn send(relay: &Relay, mail: &Mail) -> Outcome {
    timeout(Duration::from_secs(20), relay.send(mail))
        .await
        .expect("no outcome in twenty seconds")
}

async fn next(caught: &mut mpsc::UnboundedReceiver<Caught>) -> Caught {
    timeout(Duration::from_secs(10), caught.recv())
        .await
        .expect("nothing was caught in ten seconds")
        .expect("a catcher that runs")
}

fn is_accepted(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Accepted { .. })
}
