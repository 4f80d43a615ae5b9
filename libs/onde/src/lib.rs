//! Reads the two CSV extractions of ONDE, the register of French primary schools, and writes
//! fictitious ones.
//!
//! A school's head extracts one file of pupils and one of guardians. Both are called
//! `CSVExtraction.csv`; [`open`] tells them apart by the names of their columns, whose order and
//! set vary by year, and hands over typed rows one by one:
//!
//! ```
//! use onde::{Limits, Row, generate::{self, Plan}};
//!
//! let files = generate::files(&Plan::school(2026));
//! let mut rows = onde::open(std::io::Cursor::new(files.pupils), &Limits::default())?;
//! let mut pupils = 0;
//! for row in &mut rows {
//!     match row? {
//!         Row::Pupil(_) => pupils += 1,
//!         Row::Rejected(row) => panic!("{}: {}", row.what, row.reason),
//!         _ => {}
//!     }
//! }
//! rows.finish()?;
//! assert_eq!(pupils, 200);
//! # Ok::<(), onde::ReadError>(())
//! ```
//!
//! Four promises, those of `siecle`:
//! - **a wrong row never refuses the file**: it comes as [`Row::Rejected`], and what was doubtful
//!   but kept is followed by [`Row::Doubt`], both with a line number and a sentence in French, for
//!   the school;
//! - **never half a row**: a file that stops inside one is an error before [`Rows::finish`]. A file
//!   that stops between two rows is told by nothing in it: whoever keeps the rows compares their
//!   number with the year before;
//! - **a hostile file costs little**: bounded sizes ([`Limits`]), one row in memory however long
//!   the file;
//! - **no clock, no network, no database**.
//!
//! The files say neither whose they are nor of when, and have no key but the pupils' INE: a
//! guardian's children are known by their names. They say nothing of consent to text messages
//! either, nor of who is a legal guardian. There is no public schema: the facts come from what
//! public software reads (EOLE, Laclasse, SACoche, OPEN-ENT).

mod charset;
mod error;
mod fields;
pub mod generate;
mod guardians;
mod header;
mod misfit;
mod pupils;
mod report;
mod rows;
mod source;

pub use error::ReadError;
pub use fields::Level;
pub use guardians::{Child, Guardian};
pub use header::{Kind, is_onde};
pub use pupils::{Address, Pupil};
pub use report::{About, Anomaly, RejectedRow};
pub use rows::{Row, Rows, open};
/// A pupil's sex, as in the register of secondary schools.
pub use siecle::Sex;

/// How much a file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file. A school of 300 pupils needs about 100 kB, an académie of 100,000 about
    /// 40 MB.
    pub size: u64,
    /// Bytes of one row, the header included.
    pub row: usize,
}

impl Default for Limits {
    /// For whoever has time: a command, a job.
    fn default() -> Self {
        Self {
            size: 1024 * 1024 * 1024,
            row: 64 * 1024,
        }
    }
}

impl Limits {
    /// For what somebody drops on a page, and waits for: 128 MiB.
    pub fn for_page() -> Self {
        Self {
            size: 128 * 1024 * 1024,
            ..Self::default()
        }
    }
}
