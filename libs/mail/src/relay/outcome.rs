//! What became of a mail.

use super::{obstacle::Obstacle, reply::Reply};

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took it and answers for it. Whether it reaches its reader is another matter:
    /// what other servers refuse later comes back as a mail.
    Accepted {
        /// What it said, often with its own name for the mail.
        reply: Reply,
    },
    /// The relay refused this mail: it has none of it.
    Rejected {
        /// Why.
        reply: Reply,
        /// Trying again later may succeed.
        temporary: bool,
    },
    /// The end of the mail was never written, so that no server can have taken it: safe to send
    /// again, even through another relay.
    NotWritten {
        /// Why.
        obstacle: Obstacle,
    },
    /// The end of the mail was written, or may have been, and no answer came: nobody knows.
    InDoubt,
}
