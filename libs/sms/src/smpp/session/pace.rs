//! How fast messages leave.

use std::time::Duration;

use tokio::time::Instant;

/// A token bucket, and the pause that a provider asks for.
#[derive(Debug)]
pub(crate) struct Pace {
    rate: Option<f64>,
    tokens: f64,
    counted_at: Instant,
    paused_until: Instant,
}

impl Pace {
    pub(crate) fn new(rate: Option<f64>, now: Instant) -> Self {
        let rate = rate.filter(|rate| rate.is_finite() && *rate > 0.0);
        Self {
            rate,
            tokens: rate.map_or(0.0, burst),
            counted_at: now,
            paused_until: now,
        }
    }

    /// When the next message may leave: `now` or before means at once.
    pub(crate) fn ready_at(&mut self, now: Instant) -> Instant {
        let Some(rate) = self.rate else {
            return self.paused_until;
        };
        let elapsed = now.saturating_duration_since(self.counted_at);
        self.tokens = (self.tokens + elapsed.as_secs_f64() * rate).min(burst(rate));
        self.counted_at = now;
        if self.tokens >= 1.0 {
            return self.paused_until;
        }
        let missing = Duration::from_secs_f64(((1.0 - self.tokens) / rate).min(3_600.0));
        // A timer which rings a hair too soon would turn in circles.
        (now + missing + Duration::from_micros(1)).max(self.paused_until)
    }

    /// A message leaves.
    pub(crate) fn take(&mut self) {
        self.tokens -= 1.0;
    }

    /// The provider asks to slow down.
    pub(crate) fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(until);
    }
}

/// How many may leave at once: a tenth of a second's worth, so that a provider which counts by the
/// second never sees more than its limit and a tenth.
fn burst(rate: f64) -> f64 {
    (rate / 10.0).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_to_the_rate() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(20.0), start);
        let mut now = start;
        for _ in 0..100 {
            now = now.max(pace.ready_at(now));
            assert!(pace.ready_at(now) <= now);
            pace.take();
        }
        let seconds = (now - start).as_secs_f64();
        assert!((4.8..5.1).contains(&seconds), "{seconds}");
    }

    #[test]
    fn pauses_when_asked() {
        let now = Instant::now();
        let mut pace = Pace::new(None, now);
        assert!(pace.ready_at(now) <= now);
        pace.pause(now + Duration::from_secs(1));
        assert_eq!(pace.ready_at(now), now + Duration::from_secs(1));
    }
}
