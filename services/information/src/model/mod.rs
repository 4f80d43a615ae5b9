//! What a school tells, judged; no I/O.

mod contact;
mod entry;

pub(crate) use contact::{Contact, LONGEST_PLACE, LONGEST_WHO};
pub(crate) use entry::{Entry, EntryRow, Kind, LONGEST_TITLE, Said};
