//! How to reach a provider and how fast to send.

use std::{fmt, time::Duration};

/// What a session needs to know of a provider.
#[derive(Clone)]
pub struct SessionConfig {
    /// Name or address of the message centre.
    pub host: String,
    /// TCP port; 2775 is registered for SMPP.
    pub port: u16,
    /// Account: 15 ASCII signs at most (SMPP 3.4 §5.2.1).
    pub system_id: String,
    /// Password: 8 ASCII signs at most (SMPP 3.4 §5.2.2).
    pub password: String,
    /// Usually empty: 12 ASCII signs at most (SMPP 3.4 §5.2.3).
    pub system_type: String,
    /// How many messages may wait for their answer at once (SMPP 3.4 §2.9). Default 10.
    pub window: usize,
    /// Messages a second; `None` for no limit. Default `None`.
    pub rate: Option<f64>,
    /// How long nothing is sent after the provider asked to slow down. Default 1 s.
    pub throttle_pause: Duration,
    /// Silence of the provider after which it is asked whether it is there. Default 30 s.
    pub enquire_link_interval: Duration,
    /// How long it has to say anything then. Default 10 s.
    pub enquire_link_timeout: Duration,
    /// How long an answer to a message is waited for before it is in doubt. Default 60 s.
    pub response_timeout: Duration,
    /// How long the connection, then the bind, may take each. Default 10 s.
    pub connect_timeout: Duration,
    /// How many incoming messages may wait for their acknowledgement; more are asked for again
    /// later. Default 1,000.
    pub unacknowledged: usize,
}

impl SessionConfig {
    /// An account at a provider, all else by default.
    #[must_use]
    pub fn new(host: impl Into<String>, port: u16, system_id: &str, password: &str) -> Self {
        Self {
            host: host.into(),
            port,
            system_id: system_id.to_owned(),
            password: password.to_owned(),
            system_type: String::new(),
            window: 10,
            rate: None,
            throttle_pause: Duration::from_secs(1),
            enquire_link_interval: Duration::from_secs(30),
            enquire_link_timeout: Duration::from_secs(10),
            response_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            unacknowledged: 1_000,
        }
    }
}

// By hand: the password must not reach a log.
impl fmt::Debug for SessionConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("system_id", &self.system_id)
            .field("window", &self.window)
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}
