//! The server that takes our mail: what was given to it, and exactly what became of it.

mod config;
mod dialogue;
mod door;
mod line_stream;
mod obstacle;
mod outcome;
mod reply;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::sync::Semaphore;

pub use config::{Encryption, RelayConfig, Timeouts, UrlError};
pub use door::RootError;
pub use obstacle::Obstacle;
pub use outcome::Outcome;
pub use reply::Reply;

use crate::Mail;
use door::Door;

/// After how long a connection that nobody used is left: servers close theirs after a minute or
/// more, and one that we close ourselves cannot fail us.
const IDLE_MAX: Duration = Duration::from_secs(20);
/// How many mails one connection carries: servers have limits, often a hundred.
const MAILS_MAX: u32 = 50;

/// A way to a server, shared: clones use the same connections.
#[derive(Clone)]
pub struct Relay {
    inner: Arc<Inner>,
}

struct Inner {
    door: Door,
    slots: Semaphore,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
    mails: u32,
}

impl Relay {
    /// A way to the server that this address names: see [`RelayConfig::from_url`].
    ///
    /// # Errors
    /// When the address is not sound, with a sentence that says why.
    pub fn from_url(url: &str) -> Result<Self, UrlError> {
        // Without an extra root there is no file to read.
        Self::new(RelayConfig::from_url(url)?).map_err(|_| UrlError::Malformed)
    }

    /// A way to this server. Nothing is opened yet.
    ///
    /// # Errors
    /// When the file of an extra root can't be read.
    pub fn new(config: RelayConfig) -> Result<Self, RootError> {
        let slots = Semaphore::new(config.connections.max(1));
        Ok(Self {
            inner: Arc::new(Inner {
                door: Door::new(config)?,
                slots,
                idle: Mutex::default(),
            }),
        })
    }

    /// Hands a mail over, once, and says what became of it; waits for a free connection first.
    /// It never tries twice on a doubt.
    ///
    /// To drop this future before it ends is doubt too: the caller commits an attempt before, as
    /// for anything that leaves.
    pub async fn send(&self, mail: &Mail) -> Outcome {
        let inner = &*self.inner;
        // The semaphore is never closed.
        let Ok(_slot) = inner.slots.acquire().await else {
            return Outcome::NotWritten {
                obstacle: Obstacle::Interrupted,
            };
        };
        let (mut connection, mails) = match inner.connection().await {
            Ok(open) => open,
            Err(obstacle) => return Outcome::NotWritten { obstacle },
        };
        let handed = dialogue::hand_over(&mut connection, mail, inner.door.timeouts()).await;
        if handed.reusable && mails + 1 < MAILS_MAX {
            inner.idle().push(Idle {
                connection,
                since: Instant::now(),
                mails: mails + 1,
            });
        }
        handed.outcome
    }
}

impl Inner {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Idle>> {
        // What was pushed is whole, whoever panicked.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One that still answers, or a new one. Nothing was written of the mail yet, so that to try
    /// another is safe.
    async fn connection(&self) -> Result<(AsyncSmtpConnection, u32), Obstacle> {
        loop {
            let Some(mut idle) = self.idle().pop() else {
                return Ok((self.door.open().await?, 0));
            };
            if idle.since.elapsed() < IDLE_MAX
                && dialogue::is_alive(&mut idle.connection, self.door.timeouts()).await
            {
                return Ok((idle.connection, idle.mails));
            }
        }
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Relay")
            .field(self.inner.door.config())
            .finish()
    }
}
