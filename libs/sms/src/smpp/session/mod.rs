//! The client: one SMPP 3.4 session, bound as a transceiver.
//!
//! What it is made for: the caller commits "about to send" **before** [`Handle::submit`], and
//! learns afterwards exactly what happened.
//!
//! - [`Outcome::NotWritten`] is said only when not one octet of the message was handed to the
//!   socket: it may be sent again without any risk of sending twice.
//! - [`Outcome::InDoubt`] is said when octets were handed over and no answer came: whether to send
//!   again is the caller's choice. An answer that comes later is [`Event::LateAnswer`].
//! - A receipt is acknowledged only when the caller calls [`Responder::ack`], once it has stored
//!   it; until then the centre keeps it and sends it again at the next bind.
//!
//! ```no_run
//! use sms::{MobileNumber, NumberPolicy, Sender, TextPolicy, prepare};
//! use sms::smpp::{Event, Outcome, Session, SessionConfig, Submission};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let config = SessionConfig::new("127.0.0.1", 2775, "compte", "secret");
//! let (handle, mut events) = Session::connect(config).await?;
//! tokio::spawn(async move {
//!     while let Some(event) = events.next().await {
//!         if let Event::Receipt { receipt, responder, .. } = event {
//!             // Store the receipt, commit, and only then:
//!             responder.ack();
//!         }
//!     }
//! });
//! for part in prepare("Votre enfant est absent ce matin.", TextPolicy::Plain)?.parts {
//!     // Commit "about to be sent", and only then:
//!     let outcome = handle
//!         .submit(Submission {
//!             tag: 1,
//!             source: Sender::parse("COLLEGE")?,
//!             destination: MobileNumber::parse("06 39 98 00 12", NumberPolicy::Demo)?,
//!             part,
//!             reference: 7,
//!             validity: None,
//!         })
//!         .await;
//!     assert!(matches!(outcome, Outcome::Accepted { .. }));
//! }
//! handle.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! One task reads, writes and keeps time in a single `select!`, so that no direction can wait
//! for the other.

mod bind;
mod config;
mod event;
mod flight;
pub(in crate::smpp) mod inbound;
mod outcome;
mod outgoing;
pub(crate) mod pace;
mod receive;
mod submit;
mod task;

pub use config::SessionConfig;
pub use event::{EndReason, Event, Events, Responder};
pub use inbound::{Concatenation, Inbound};
pub use outcome::{ConnectError, Outcome, Submission};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use task::{Order, Task};

/// Opens sessions; an open one is a [`Handle`] and its [`Events`].
#[derive(Debug)]
pub struct Session;

impl Session {
    /// Connects over TCP and binds.
    ///
    /// # Errors
    /// When the centre can't be reached, or refuses: the error says it in French.
    pub async fn connect(config: SessionConfig) -> Result<(Handle, Events), ConnectError> {
        let address = (config.host.as_str(), config.port);
        let stream = timeout(config.connect_timeout, TcpStream::connect(address))
            .await
            .map_err(|_| ConnectError::Silent)?
            .map_err(ConnectError::Unreachable)?;
        // A short message must not wait for a fuller packet.
        stream
            .set_nodelay(true)
            .map_err(ConnectError::Unreachable)?;
        Self::over(stream, config).await
    }

    /// Binds over a stream that the caller opened (TLS, a tunnel, a test).
    ///
    /// # Errors
    /// As [`Session::connect`].
    pub async fn over<S>(
        stream: S,
        mut config: SessionConfig,
    ) -> Result<(Handle, Events), ConnectError>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (reader, writer) = bind::bind(stream, &config).await?;
        config.window = config.window.max(1);
        let (orders, orders_in) = mpsc::channel(config.window);
        let (events, events_in) = mpsc::unbounded_channel();
        let (closing, ended) = (CancellationToken::new(), CancellationToken::new());
        let task = Task::new(config, reader, writer, orders_in, events, closing.clone());
        let at_end = ended.clone().drop_guard();
        tokio::spawn(async move {
            task.run().await;
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

/// Sends messages through one session. Clones share it; when all are dropped, the session unbinds
/// cleanly.
#[derive(Debug, Clone)]
pub struct Handle {
    orders: mpsc::Sender<Order>,
    closing: CancellationToken,
    ended: CancellationToken,
}

impl Handle {
    /// Sends one part and says what became of it. Waits for a place in the window and for the
    /// rate; messages of one caller leave in order.
    ///
    /// If this future is dropped while the message still waits for its place, the message is not
    /// sent; if after, the provider's answer comes as [`Event::LateAnswer`], and without one the
    /// message is in doubt.
    pub async fn submit(&self, submission: Submission) -> Outcome {
        let (answer, outcome) = oneshot::channel();
        let order = Order { submission, answer };
        if self.orders.send(order).await.is_err() {
            return Outcome::NotWritten;
        }
        // The task settles every order before it ends. Were it killed with its runtime, nothing
        // could be said of this one.
        outcome.await.unwrap_or(Outcome::InDoubt)
    }

    /// Takes no more messages ([`Outcome::NotWritten`]), waits for the answers and
    /// acknowledgements under way, unbinds and closes. Returns when the session has ended.
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
