//! A server that catches mail, for demonstrations and tests: it listens on this machine only and
//! sends nothing to anybody. What a mail is for decides what becomes of it.
//!
//! | address | what happens |
//! |---|---|
//! | `inconnu…@` | refused for good: no such mailbox (550 5.1.1) |
//! | `plein…@` | refused for now: the mailbox is full (452 4.2.2) |
//! | others | caught |
//!
//! It is stricter than many servers, so that what passes here passes elsewhere: lines end with
//! CRLF, none is longer than the standard says, nothing may be slipped in before TLS.

mod connection;
mod content;
mod identity;
mod sign_in;
mod transaction;
mod wire;

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{net::TcpListener, select, sync::mpsc};
use tokio_util::sync::{CancellationToken, DropGuard};

pub use content::{Content, Named};
pub use identity::{Identity, IdentityError};

/// How the catcher behaves.
#[derive(Clone)]
pub struct CatcherConfig {
    /// The account and password without which it takes nothing; `None` takes from anyone.
    pub credentials: Option<(String, String)>,
    /// Whether and how it speaks TLS. Default: it does not.
    pub tls: CatcherTls,
    /// The octets that a mail may have. Default: ten million.
    pub size_max: usize,
    /// What time it is. Default: the machine's time.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

/// Whether and how a catcher speaks TLS.
#[derive(Debug, Clone)]
pub enum CatcherTls {
    /// It does not.
    None,
    /// It offers STARTTLS, and takes mail without it too.
    Offered(Identity),
    /// From the first octet.
    FromTheStart(Identity),
}

/// A mail that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caught {
    /// From whom, as the dialogue said; nobody for a notice of failure.
    pub from: Option<String>,
    /// To whom, as the dialogue said.
    pub to: Vec<String>,
    /// Whether it came under TLS.
    pub encrypted: bool,
    /// The account that was signed in.
    pub account: Option<String>,
    /// When, by the catcher's clock.
    pub at: DateTime<Utc>,
    /// What a reader sees.
    pub content: Content,
    /// The octets, dots of the dialogue taken away.
    pub octets: Vec<u8>,
}

/// What becomes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Caught.
    Caught,
    /// `inconnu…@`: refused for good.
    Unknown,
    /// `plein…@`: refused for now.
    Full,
}

impl Fate {
    /// Decides by what stands before the `@`.
    #[must_use]
    pub fn of(address: &str) -> Self {
        let address = address.to_ascii_lowercase();
        if address.starts_with("inconnu") {
            Self::Unknown
        } else if address.starts_with("plein") {
            Self::Full
        } else {
            Self::Caught
        }
    }
}

/// A running catcher; dropped, it stops.
#[derive(Debug)]
pub struct Catcher {
    address: SocketAddr,
    _stop: DropGuard,
}

impl Catcher {
    /// Listens on `127.0.0.1:port`; port 0 takes any free one. A mail is in the channel before
    /// its sender is told that it was taken.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(
        port: u16,
        config: CatcherConfig,
    ) -> io::Result<(Self, mpsc::UnboundedReceiver<Caught>)> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let (caught, caught_in) = mpsc::unbounded_channel();
        tokio::spawn(listen(listener, Arc::new(config), caught, stop.clone()));
        let catcher = Self {
            address,
            _stop: stop.drop_guard(),
        };
        Ok((catcher, caught_in))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to give to a relay.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }
}

async fn listen(
    listener: TcpListener,
    config: Arc<CatcherConfig>,
    caught: mpsc::UnboundedSender<Caught>,
    stop: CancellationToken,
) {
    loop {
        let accepted = select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let (config, caught) = (Arc::clone(&config), caught.clone());
                let stop = stop.clone();
                tokio::spawn(async move {
                    select! {
                        // Whoever hangs up has nothing more to say.
                        _ = connection::serve(stream, &config, &caught) => {}
                        () = stop.cancelled() => {}
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: it passes.
                tracing::warn!(%error, "mail catcher can't accept a connection");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

impl Default for CatcherConfig {
    fn default() -> Self {
        Self {
            credentials: None,
            tls: CatcherTls::None,
            size_max: 10_000_000,
            clock: Arc::new(Utc::now),
        }
    }
}

impl fmt::Debug for CatcherConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CatcherConfig")
            .field("tls", &self.tls)
            .field("size_max", &self.size_max)
            .finish_non_exhaustive()
    }
}
