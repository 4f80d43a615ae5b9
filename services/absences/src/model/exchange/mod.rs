//! « Import/Export »: entries as a table that people can read, arrange and bring back. What a
//! school reads of it is in `docs/formats/absences-csv.md`.
//!
//! The export says all that the import gives back, and nothing else: an export that is imported
//! into a school without entries is exported the same, byte for byte.

mod columns;
mod judge;
mod line;
mod pupils;
mod reading;
mod remark;
mod slots;
mod teachers;
#[cfg(test)]
mod tests;
mod wordings;
mod writing;

pub(crate) use crate::model::wording::Secrets;
pub(crate) use columns::TITLES;
pub(crate) use judge::{Judged, NewEntry, Present, Register, judge};
pub(crate) use line::{Facts, Moment};
pub(crate) use pupils::Directory;
pub(crate) use reading::{File, read};
pub(crate) use remark::{Remark, RemarkKind};
pub(crate) use teachers::Teachers;
pub(crate) use wordings::Wordings;
pub(crate) use writing::{Exported, row};
