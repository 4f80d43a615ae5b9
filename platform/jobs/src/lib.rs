//! What happens without a person: work that survives a crash, each piece done once.
//!
//! A piece of work is a row, written in the transaction that wants it ([`enqueue`]) or by the
//! schedule of its [`Kind`]. A [`Worker`] takes it under a lease that it must keep alive; each
//! attempt has an epoch, and an attempt that lost its lease can no longer commit anything
//! ([`JobRun::fence`]). Work that fails is tried again, later each time, then declared dead and
//! shown to a person, who may start it again ([`restart`]).

mod kind;
mod manifest;
mod queue;
mod reading;
mod schedule;
mod worker;

pub use kind::{JobRun, Kind, RunFuture};
pub use manifest::manifest;
pub use queue::{enqueue, restart};
pub use reading::{Counts, Dead, Finished, counts, dead, last_done};
pub use schedule::schedule;
pub use worker::{Outcome, Worker};
