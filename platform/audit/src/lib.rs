//! Who did what, and who looked at whom: lines that nobody can change unseen.
//!
//! A line is inserted unchained, in the transaction of its act ([`note`]) or, for a look, by
//! group commit before the answer ([`Recorder`]). One sealer chains them in batches
//! ([`seal_pending`]); [`verify`] follows the chain.

mod line;
mod reading;
mod recorder;
mod seal;

pub use line::{Act, Actor, Line, note};
pub use reading::{Filter, Found, latest, of_object};
pub use recorder::Recorder;
pub use seal::{Head, Verdict, head, purge_before, seal_pending, verify};

/// The tables of the audit.
pub const MIGRATIONS: db::migration::Set = db::migrations!("audit": 1 "0001_lines_and_seals");
