//! What the crate promises, seen from the other end of the wire: by an independent centre and an
//! independent client (npm `smpp`), by a centre made of bare octets, and by the simulator.

mod doubt;
mod http;
mod independent;
mod node;
mod simulator;
mod window;
mod wire;

use std::time::Duration;

use sms::{
    MobileNumber, NumberPolicy, Sender, TextPolicy, prepare,
    smpp::{Event, Events, Handle, Outcome, SessionConfig, Submission},
};
use tokio::time::timeout;

/// A fictional number that ends by these two digits.
fn number(end: &str) -> MobileNumber {
    MobileNumber::parse(&format!("06 39 98 00 {end}"), NumberPolicy::Demo).expect("fictional")
}

/// One part, to 06 39 98 00 12.
fn message(text: &str) -> Submission {
    Submission {
        tag: 42,
        source: Sender::parse("PREAU").expect("sender"),
        destination: number("12"),
        part: prepare(text, TextPolicy::Plain)
            .expect("text")
            .parts
            .remove(0),
        reference: 0,
        validity: None,
    }
}

/// Short times, so that tests of silence don't last.
fn config(port: u16) -> SessionConfig {
    SessionConfig {
        response_timeout: Duration::from_millis(500),
        throttle_pause: Duration::from_millis(50),
        ..SessionConfig::new("127.0.0.1", port, "preau", "secret")
    }
}

async fn next(events: &mut Events) -> Event {
    timeout(Duration::from_secs(10), events.next())
        .await
        .expect("no event in ten seconds")
        .expect("no more events")
}

/// Sends, and fails rather than wait for ever.
async fn send(handle: &Handle, submission: Submission) -> Outcome {
    timeout(Duration::from_secs(20), handle.submit(submission))
        .await
        .expect("no outcome in twenty seconds")
}
