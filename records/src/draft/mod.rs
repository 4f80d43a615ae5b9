//! Files given by the import page, kept until somebody of the school accepts them. They are read
//! and compared by a job: the page can be left, and any instance may do the next step.

mod given;
mod job;
mod pieces;
mod shown;

pub use given::keep;
pub(crate) use given::put;
pub(crate) use job::{Deposited, done, finish, note_progress, of, of_job, refuse, show};
pub(crate) use pieces::files;
pub(crate) use shown::row;
pub use shown::{Kept, State, accept, anomalies, find, is_too_old};

use chrono::Duration;

/// A deposit of files.
#[derive(Debug, Clone, Copy)]
pub enum Draft {}

/// What was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Exports of the registers.
    Registers,
    /// Archives of photographs.
    Photographs,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::Registers => "registers",
            Self::Photographs => "photographs",
        }
    }

    /// The kind of job that reads it.
    fn job(self) -> &'static str {
        match self {
            Self::Registers => crate::import_job::COMPARE,
            Self::Photographs => crate::photo::JOB,
        }
    }
}

/// How long a deposit may be accepted.
fn longest_wait() -> Duration {
    Duration::hours(1)
}
