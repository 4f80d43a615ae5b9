//! The pace of the dispatcher.

use std::time::Duration;

/// How often, how long.
#[derive(Debug, Clone)]
pub struct Timing {
    /// How often the queue is looked at. Half a second.
    pub poll: Duration,
    /// How long a session's lease lasts without being renewed: what a killed dispatcher keeps
    /// others waiting. 6 s.
    pub lease: Duration,
    /// How often attempts of dead sessions are looked for. 2 s.
    pub sweep: Duration,
    /// How long a session stays open without anything to send or to wait for. 5 s.
    pub idle: Duration,
    /// How long after its last change a message keeps its session open, for its receipt.
    /// 30 minutes.
    pub listen: Duration,
    /// How often a session opens for later receipts, up to three days. A quarter of an hour.
    pub revisit: Duration,
    /// How long a provider rests after a failure to connect, the first time. 2 s, then twice
    /// as long each time.
    pub first_rest: Duration,
    /// And at most. A minute.
    pub longest_rest: Duration,
    /// How long the provider rests after it asked to slow down. 1 s.
    pub throttle_pause: Duration,
    /// How long an answer is waited for before it is in doubt. A minute.
    pub response: Duration,
    /// How long a message is held before it is looked at again, at most: hours, budgets and
    /// clocks change. An hour.
    pub longest_hold: Duration,
    /// How long answers under way are waited for when the program stops. 5 s.
    pub farewell: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            poll: Duration::from_millis(500),
            lease: Duration::from_secs(6),
            sweep: Duration::from_secs(2),
            idle: Duration::from_secs(5),
            listen: Duration::from_secs(30 * 60),
            revisit: Duration::from_secs(15 * 60),
            first_rest: Duration::from_secs(2),
            longest_rest: Duration::from_secs(60),
            throttle_pause: Duration::from_secs(1),
            response: Duration::from_secs(60),
            longest_hold: Duration::from_secs(60 * 60),
            farewell: Duration::from_secs(5),
        }
    }
}

impl Timing {
    pub(crate) fn lease(&self) -> chrono::Duration {
        chrono::Duration::from_std(self.lease).unwrap_or(chrono::Duration::MAX)
    }

    pub(crate) fn renewal(&self) -> Duration {
        self.lease / 3
    }

    pub(crate) fn longest_hold(&self) -> chrono::Duration {
        chrono::Duration::from_std(self.longest_hold).unwrap_or(chrono::Duration::MAX)
    }

    pub(crate) fn listen(&self) -> chrono::Duration {
        chrono::Duration::from_std(self.listen).unwrap_or(chrono::Duration::zero())
    }
}
