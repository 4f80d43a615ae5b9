//! A provider that plays an operator over HTTP, for demonstrations and tests: it listens on this
//! machine only, sends nothing to anybody, and decides by the last two digits of the number, as
//! [the SMPP one](crate::smpp::simulator) does.
//!
//! It takes `POST /messages` with an account and its password, answers JSON, and calls back with
//! signed receipts until they are taken. [`Simulator::provider`] is the configuration that speaks
//! to it.

mod centre;
mod serve;

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{net::TcpListener, sync::mpsc};
use tokio_util::sync::{CancellationToken, DropGuard};
use url::Url;

use super::{
    callback::CallbackSecret,
    provider::{HttpProvider, ProviderError},
};
use crate::{
    number::MobileNumber,
    smpp::{Report, Telephones},
    text::{TextError, TextPolicy},
};
use centre::Centre;

/// How the simulator behaves.
#[derive(Clone)]
pub struct SimulatorConfig {
    /// The account and password it accepts; `None` accepts anyone.
    pub credentials: Option<(String, String)>,
    /// Whom it calls back; `None`, nobody.
    pub callback: Option<CallbackTarget>,
    /// How long an ordinary message takes. Default 2 s.
    pub delivered_after: Duration,
    /// How long a late message takes. Default 45 s.
    pub late_after: Duration,
    /// How long it waits before it calls again, when a call was not taken. Default 1 s.
    pub again_after: Duration,
    /// What time it is, in receipts and reports. Default: the machine's time.
    pub clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

/// Where receipts and replies go.
#[derive(Debug, Clone)]
pub struct CallbackTarget {
    /// For receipts, on this machine: `http://127.0.0.1:8000/…`.
    pub status: Url,
    /// For what people write.
    pub inbound: Option<Url>,
    /// Signs calls.
    pub secret: CallbackSecret,
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
        tokio::spawn(serve::listen(listener, Arc::clone(&centre), stop.clone()));
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

    /// The configuration that speaks to it: `{cle}` is the account, `{motdepasse}` its password.
    ///
    /// # Errors
    /// Never: it is sound.
    pub fn provider(&self) -> Result<HttpProvider, ProviderError> {
        Self::provider_at(self.address.port())
    }

    /// The configuration of a simulator that will listen on this port.
    ///
    /// # Errors
    /// Never: it is sound.
    pub fn provider_at(port: u16) -> Result<HttpProvider, ProviderError> {
        HttpProvider::read(&include_str!("provider.json").replace("8025", &port.to_string()))
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
        Telephones::new(move |from, to, text| {
            let prepared = crate::text::prepare(text, TextPolicy::Exact)?;
            Ok(centre.reply(from, to, prepared.received))
        })
    }
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            credentials: None,
            callback: None,
            delivered_after: Duration::from_secs(2),
            late_after: Duration::from_secs(45),
            again_after: Duration::from_secs(1),
            clock: Arc::new(Utc::now),
        }
    }
}

impl fmt::Debug for SimulatorConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimulatorConfig")
            .field("delivered_after", &self.delivered_after)
            .field("late_after", &self.late_after)
            .finish_non_exhaustive()
    }
}
