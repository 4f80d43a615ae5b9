//! An account at a provider, and how fast to send.

use std::{fmt, sync::Arc, time::Duration};

use rustls::ClientConfig;

use crate::http::provider::{Credentials, HttpProvider};

/// What a session needs to know.
#[derive(Clone)]
pub struct SessionConfig {
    /// How the provider is spoken to.
    pub provider: HttpProvider,
    /// The account.
    pub credentials: Credentials,
    /// How many messages may wait for their answer at once. Default 10.
    pub window: usize,
    /// Messages a second; `None` for no limit. Default `None`.
    pub rate: Option<f64>,
    /// How long nothing is sent after the provider asked to slow down, when it does not say it
    /// itself (`Retry-After`). Default 1 s.
    pub throttle_pause: Duration,
    /// How long an answer is waited for, whole, before the message is in doubt. Default: what the
    /// provider's configuration says.
    pub response_timeout: Duration,
    /// How long the connection may take, TLS included. Default: as above.
    pub connect_timeout: Duration,
    /// Whom to trust; `None`, the usual thing, for the system's authorities.
    pub tls: Option<Arc<ClientConfig>>,
}

impl SessionConfig {
    /// An account, all else by default.
    #[must_use]
    pub fn new(provider: HttpProvider, credentials: Credentials) -> Self {
        Self {
            window: 10,
            rate: None,
            throttle_pause: Duration::from_secs(1),
            response_timeout: provider.answer_timeout(),
            connect_timeout: provider.connect_timeout(),
            tls: None,
            provider,
            credentials,
        }
    }
}

impl fmt::Debug for SessionConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionConfig")
            .field("provider", &self.provider)
            .field("window", &self.window)
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}
