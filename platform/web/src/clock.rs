//! The time of the house. Handlers, jobs and stores are given it; nothing else tells the time.

use chrono::{DateTime, Duration, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A clock that runs, at the machine's time or shifted from it (demo, tests).
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_micros: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's time.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that shows `instant` now, and runs from there.
    pub fn starting_at(instant: DateTime<Utc>) -> Self {
        let clock = Self::default();
        clock.set(instant);
        clock
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + Duration::microseconds(self.shift_micros.load(Ordering::Relaxed))
    }

    /// Moves the clock, for all who hold it.
    pub fn set(&self, instant: DateTime<Utc>) {
        let shift = instant - Utc::now();
        self.shift_micros
            .store(shift.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }

    /// Whether it shows another time than the machine's.
    pub fn is_shifted(&self) -> bool {
        self.shift_micros.load(Ordering::Relaxed) != 0
    }
}
