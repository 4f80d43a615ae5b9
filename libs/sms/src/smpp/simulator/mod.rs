//! A message centre that plays an operator, for demonstrations and tests: it listens on this
//! machine only, sends nothing to anybody, and decides by the last two digits of the number.
//!
//! | digits | what happens |
//! |---|---|
//! | `00` | delivered late (45 s by default) |
//! | `01` | the submission is refused: invalid number (ESME_RINVDSTADR) |
//! | `02` | not delivered: UNDELIV, error 027 (telephone off or out of reach) |
//! | `03` | delivered, but no receipt ever comes |
//! | `04` | delivered, and the receipt comes twice |
//! | others | delivered shortly after (2 s by default) |
//!
//! Like real centres, it keeps the receipts that nobody acknowledged and sends them at the next
//! bind of the same account; it keeps them in memory only.

mod centre;
mod connection;
mod notice;
mod telephones;

use std::{
    fmt, io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use tokio::{net::TcpListener, select, sync::mpsc};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{number::MobileNumber, text::TextError};
use centre::Centre;
pub use telephones::Telephones;

/// How the simulator behaves.
#[derive(Clone)]
pub struct SimulatorConfig {
    /// The account and password it accepts; `None` accepts anyone.
    pub credentials: Option<(String, String)>,
    /// How long an ordinary message takes. Default 2 s: « en transit » can be seen.
    pub delivered_after: Duration,
    /// How long a late message takes. Default 45 s.
    pub late_after: Duration,
    /// What becomes of a message, by its number. Default: [`Fate::of`].
    pub fate: fn(MobileNumber) -> Fate,
    /// How many receipts may wait for their acknowledgement at once on a connection, as real
    /// centres have a window too. Default 10.
    pub window: usize,
    /// What time it is, in receipts and reports. Default: the machine's time.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Delivered shortly after.
    Delivered,
    /// `00`: delivered late.
    Late,
    /// `01`: refused at once.
    Invalid,
    /// `02`: not delivered.
    NotDelivered,
    /// `03`: delivered without a receipt.
    NoReceipt,
    /// `04`: delivered, with two receipts.
    TwoReceipts,
}

/// What the simulator tells of each message, parts put together again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// All its parts were accepted.
    Accepted(Received),
    /// It shows on the telephone; not said of messages that are not delivered.
    Arrived(Received),
}

/// A message that the simulator received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Who it was for.
    pub number: MobileNumber,
    /// Who it came from.
    pub source: String,
    /// The text as the telephone shows it.
    pub text: String,
    /// How many parts it had.
    pub parts: u8,
    /// When, by the simulator's clock.
    pub at: DateTime<Utc>,
    /// The identifiers given to its parts, in order.
    pub ids: Vec<String>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What a simulator has counted since it started, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Parts that were accepted.
    pub accepted: u64,
    /// Receipts and answers that were acknowledged.
    pub acknowledged: u64,
    /// When the first part was accepted.
    pub first: Option<SystemTime>,
    /// When the last part was accepted, or the last receipt acknowledged.
    pub last: Option<SystemTime>,
}

/// A running simulator; dropped, it stops.
#[derive(Debug)]
pub struct Simulator {
    address: SocketAddr,
    centre: Arc<Centre>,
    _stop: DropGuard,
}

impl Simulator {
    /// Listens on `127.0.0.1:port`; port 0 takes any free one.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(
        port: u16,
        config: SimulatorConfig,
    ) -> io::Result<(Self, mpsc::UnboundedReceiver<Report>)> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let (reports, reports_in) = mpsc::unbounded_channel();
        let centre = Arc::new(Centre::new(config, reports, stop.clone()));
        tokio::spawn(listen(listener, Arc::clone(&centre), stop.clone()));
        let simulator = Self {
            address,
            centre,
            _stop: stop.drop_guard(),
        };
        Ok((simulator, reports_in))
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it has counted so far. Times are the machine's, whatever the simulator's clock says.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.centre.tally()
    }

    /// See [`Telephones::reply`].
    ///
    /// # Errors
    /// When there is nothing to send, or too much.
    pub fn reply(&self, from: MobileNumber, to: &str, text: &str) -> Result<bool, TextError> {
        self.telephones().reply(from, to, text)
    }

    /// The telephones that it reaches, for whoever writes on them.
    #[must_use]
    pub fn telephones(&self) -> Telephones {
        let centre = Arc::clone(&self.centre);
        Telephones::new(move |from, to, text| centre.reply(from, to, text))
    }
}

async fn listen(listener: TcpListener, centre: Arc<Centre>, stop: CancellationToken) {
    loop {
        let accepted = select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let (centre, stop) = (Arc::clone(&centre), stop.clone());
                tokio::spawn(async move {
                    select! {
                        () = connection::serve(stream, &centre) => {}
                        () = stop.cancelled() => {}
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: it passes.
                tracing::warn!(%error, "SMPP simulator can't accept a connection");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

impl Fate {
    /// Decides by the last two digits.
    #[must_use]
    pub fn of(number: MobileNumber) -> Self {
        let digits = number.digits();
        match &digits[digits.len() - 2..] {
            "00" => Self::Late,
            "01" => Self::Invalid,
            "02" => Self::NotDelivered,
            "03" => Self::NoReceipt,
            "04" => Self::TwoReceipts,
            _ => Self::Delivered,
        }
    }

    /// Whether the telephone shows the message in the end.
    #[must_use]
    pub fn arrives(self) -> bool {
        !matches!(self, Self::Invalid | Self::NotDelivered)
    }
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            credentials: None,
            delivered_after: Duration::from_secs(2),
            late_after: Duration::from_secs(45),
            fate: Fate::of,
            window: 10,
            clock: Arc::new(Utc::now),
        }
    }
}

impl fmt::Debug for SimulatorConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatorConfig")
            .field("delivered_after", &self.delivered_after)
            .field("late_after", &self.late_after)
            .field("window", &self.window)
            .finish_non_exhaustive()
    }
}
