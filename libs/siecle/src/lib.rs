//! Reads the XML exports of SIECLE, the register of pupils of French secondary schools, and that of
//! STS-web, which knows who teaches what; writes fictitious ones.
//!
//! A school's office exports one file per subject: pupils, guardians, structures (classes and
//! groups), nomenclature (programmes and school subjects), *communs* (the school itself), and from
//! STS-web its staff. [`open`] takes any of them, bare or in
//! its zip, tells them apart by their root element, and hands over typed rows one by one:
//!
//! ```
//! use siecle::{Limits, Row, generate::{self, Plan}};
//!
//! let at = chrono::NaiveDate::from_ymd_opt(2026, 9, 2).unwrap().and_hms_opt(8, 0, 0).unwrap();
//! let files = generate::files(&Plan::college("0990001N", 2026, at));
//! let mut rows = siecle::open(std::io::Cursor::new(files.pupils), &Limits::default())?;
//! let mut pupils = 0;
//! for row in &mut rows {
//!     match row? {
//!         Row::Pupil(_) => pupils += 1,
//!         Row::Rejected(row) => panic!("{}: {}", row.what, row.reason),
//!         _ => {}
//!     }
//! }
//! // Only now is it sure that the file was whole, and whose it was.
//! assert_eq!((rows.finish()?.uai.as_str(), pupils), ("0990001N", 600));
//! # Ok::<(), siecle::ReadError>(())
//! ```
//!
//! Four promises:
//! - **a wrong row never refuses the file**: it comes as [`Row::Rejected`], and what was doubtful
//!   but kept is followed by [`Row::Doubt`], both with a line number and a sentence in French, for
//!   the school's office;
//! - **never half a file**: one that is cut anywhere, or goes on after its end, is an error before
//!   [`Rows::finish`] gives its header;
//! - **a hostile file costs little**: no document type, no entity, bounded sizes ([`Limits`]), one
//!   row in memory however long the file;
//! - **no clock, no network, no database**: dates are arguments, and the meaning given to a row
//!   ([`roles`], [`Pupil::is_present_on`]) is a pure function.
//!
//! Two generations of the format exist, for names (`NOM`, then `NOM_DE_FAMILLE` and `NOM_USAGE`
//! since 2016) and for guardians (`RESP_LEGAL`, then `NIVEAU_RESPONSABILITE` since 2018). Both are
//! read everywhere. There is no public schema: the facts come from what public software reads
//! (GEPI, SACoche, Triade, Pix, betagouv/siecle-api).

mod codes;
mod commons;
mod container;
mod encoding;
mod error;
mod fields;
pub mod generate;
mod guardians;
mod header;
mod node;
mod nomenclature;
mod pupils;
mod rank;
mod report;
mod rows;
mod staff;
mod structures;
mod text;
mod xml;

pub use codes::{Kinship, Regime, RegimeKind, Sex};
pub use commons::{SchoolInfo, YearBounds};
pub use error::{ReadError, Unused};
pub use guardians::{Address, Level, Link, Person, Standing};
pub use header::Header;
pub use nomenclature::{Mef, Subject};
pub use pupils::{ChosenSubject, Placement, PreviousSchool, Pupil, PupilOptions};
pub use rank::{Role, roles};
pub use report::{About, Anomaly, RejectedRow};
pub use rows::{Kind, Row, Rows, open};
pub use staff::{Discipline, Individual, MainTeacher, Origin, Service, StaffKey, Taught};
pub use structures::{Division, Group};

/// How much a file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of XML, once out of the zip. A school of 3,000 pupils needs about 12 MB, an académie
    /// of 100,000 about 400 MB.
    pub inflated: u64,
    /// Bytes of one field, attribute, tag or comment.
    pub field: usize,
}

impl Default for Limits {
    /// For whoever has time: a command, a job.
    fn default() -> Self {
        Self {
            inflated: 1024 * 1024 * 1024,
            field: 64 * 1024,
        }
    }
}

impl Limits {
    /// For what somebody drops on a page, and waits for: 128 MiB of XML.
    pub fn for_page() -> Self {
        Self {
            inflated: 128 * 1024 * 1024,
            ..Self::default()
        }
    }
}
