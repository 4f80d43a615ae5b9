//! The client: messages to a provider over HTTP, with the outcomes of SMPP.
//!
//! - [`Outcome::NotWritten`] is said only when not one octet of the request was handed to the
//!   socket: no name, no connection, no TLS.
//! - [`Outcome::InDoubt`] is said when one was, and no whole answer came that a rule knows.
//!
//! Each message has a connection of its own. One that is kept open may be closed by the provider at
//! the very moment when we write on it, which leaves a doubt that nobody can settle; TLS sessions
//! are resumed instead. For the same reason nothing is ever sent again here, and redirects are
//! never followed.
//!
//! ```no_run
//! use sms::http::{Credentials, HttpProvider, Session, SessionConfig, Submission};
//! use sms::smpp::Outcome;
//! # async fn example(provider: HttpProvider, submission: Submission)
//! #     -> Result<(), Box<dyn std::error::Error>> {
//! let credentials = Credentials { key: "compte".into(), ..Credentials::default() };
//! let (handle, mut events) = Session::connect(SessionConfig::new(provider, credentials)).await?;
//! // Commit "about to be sent", and only then:
//! let outcome = handle.submit(submission).await;
//! assert!(matches!(outcome, Outcome::Accepted { .. }));
//! handle.close().await;
//! # Ok(())
//! # }
//! ```

mod config;
pub(in crate::http) mod exchange;
mod gate;
pub(in crate::http) mod line;

pub use config::SessionConfig;

use std::{sync::Arc, time::Duration};

use chrono::DateTime;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::provider::Submission;
use crate::{
    number::{MobileNumber, Sender},
    smpp::{ConnectError, Events, Outcome},
};
use gate::{Gate, Order};
use line::Line;

/// Opens sessions; an open one is a [`Handle`] and its [`Events`].
#[derive(Debug)]
pub struct Session;

impl Session {
    /// Checks that the account can be written and that the provider can be reached: it connects,
    /// TLS included, and says nothing. Receipts come by call-backs, not by these events: they tell
    /// late answers and the end.
    ///
    /// # Errors
    /// When the provider can't be reached, or the account can't be written.
    pub async fn connect(mut config: SessionConfig) -> Result<(Handle, Events), ConnectError> {
        check(&config)?;
        let tls = match (&config.tls, config.provider.server().tls) {
            (_, false) => None,
            (Some(tls), true) => Some(Arc::clone(tls)),
            (None, true) => Some(line::system().await.map_err(ConnectError::Unreachable)?),
        };
        let line = Line::new(config.provider.server().clone(), tls);
        timeout(config.connect_timeout, line.open())
            .await
            .map_err(|_| ConnectError::Silent)?
            .map_err(ConnectError::Unreachable)?;

        config.window = config.window.max(1);
        let (orders, orders_in) = mpsc::channel(config.window);
        let (events, events_in) = mpsc::unbounded_channel();
        let (closing, ended) = (CancellationToken::new(), CancellationToken::new());
        let gate = Gate::new(config, line, orders_in, events, closing.clone());
        let at_end = ended.clone().drop_guard();
        tokio::spawn(async move {
            gate.run().await;
            drop(at_end);
        });
        let handle = Handle {
            orders,
            closing,
            ended,
        };
        Ok((handle, Events(events_in)))
    }
}

/// Sends messages to one account. Clones share it; when all are dropped, the session ends.
#[derive(Debug, Clone)]
pub struct Handle {
    orders: mpsc::Sender<Order>,
    closing: CancellationToken,
    ended: CancellationToken,
}

impl Handle {
    /// Sends one whole message and says what became of it. Waits for a place in the window and for
    /// the rate.
    ///
    /// If this future is dropped while the message still waits for its place, the message is not
    /// sent; if after, its outcome comes as [`Event::LateAnswer`](crate::smpp::Event::LateAnswer).
    pub async fn submit(&self, submission: Submission) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let order = Order { submission, answer };
        if self.orders.send(order).await.is_err() {
            return Outcome::NotWritten;
        }
        // Every order is settled before the end. Were the task killed with its runtime, nothing
        // could be said of this one.
        outcome.await.unwrap_or(Outcome::InDoubt)
    }

    /// Takes no more messages ([`Outcome::NotWritten`]) and waits for the answers under way.
    /// Returns when the session has ended.
    pub async fn close(&self) {
        self.closing.cancel();
        self.ended.cancelled().await;
    }

    /// Returns when the session has ended, for whatever reason.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// Whether the session has ended: a new one must be opened.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended.is_cancelled()
    }
}

/// Writes a message that goes nowhere: an account that can't be written is better known before
/// the first family waits.
fn check(config: &SessionConfig) -> Result<(), ConnectError> {
    let Ok(destination) = MobileNumber::from_e164("+33639980012") else {
        return Ok(());
    };
    let trial = Submission {
        tag: 0,
        source: Sender::Name("PREAU".into()),
        destination,
        text: "essai".into(),
        code: "0".into(),
        reference: "0".into(),
        validity: Duration::from_secs(3_600),
        expires_at: DateTime::UNIX_EPOCH,
    };
    match config.provider.request(&config.credentials, &trial) {
        Ok(_) => Ok(()),
        Err(_) => Err(ConnectError::Config(
            "la clé, le mot de passe ou une option contient un signe que ce fournisseur n’admet pas",
        )),
    }
}

#[cfg(test)]
mod tests;
