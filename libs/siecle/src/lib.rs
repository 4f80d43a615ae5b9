//! Reads the XML exports of SIECLE, the register of pupils of French secondary schools, and writes
//! fictitious ones.
//!
//! A school's office exports one file per subject: pupils, guardians, structures (classes and
//! groups), nomenclature (programmes and school subjects). [`read()`] takes any of them, bare or in
//! its zip, tells them apart by their root element and returns typed rows:
//!
//! ```
//! use siecle::{Export, generate::{self, Plan}};
//!
//! let at = chrono::NaiveDate::from_ymd_opt(2026, 9, 2).unwrap().and_hms_opt(8, 0, 0).unwrap();
//! let files = generate::files(&Plan::college("0990001N", 2026, at));
//! match siecle::read(std::io::Cursor::new(files.pupils))? {
//!     Export::Pupils(file) => assert_eq!(file.header.uai, "0990001N"),
//!     _ => unreachable!("this is the file of the pupils"),
//! }
//! # Ok::<(), siecle::ReadError>(())
//! ```
//!
//! Three promises:
//! - **a wrong row never refuses the file**: it is listed in `rejected`, what was doubtful but kept
//!   is in `anomalies`, both with a line number and a sentence in French, for the school's office;
//! - **a hostile file costs little**: no document type, no entity, bounded sizes ([`Limits`]), one
//!   row in memory besides the results;
//! - **no clock, no network, no database**: dates are arguments, and the meaning given to a row
//!   ([`roles`], [`Pupil::is_present_on`]) is a pure function.
//!
//! Two generations of the format exist, for names (`NOM`, then `NOM_DE_FAMILLE` and `NOM_USAGE`
//! since 2016) and for guardians (`RESP_LEGAL`, then `NIVEAU_RESPONSABILITE` since 2018). Both are
//! read everywhere. There is no public schema: the facts come from what public software reads
//! (GEPI, SACoche, Triade, Pix, betagouv/siecle-api).

mod codes;
mod container;
mod encoding;
mod error;
mod fields;
pub mod generate;
mod guardians;
mod header;
mod nomenclature;
mod pupils;
mod rank;
mod report;
mod structures;
mod text;
mod xml;

use std::io::{Read, Seek};

pub use codes::{Kinship, Regime, RegimeKind, Sex};
pub use error::{ReadError, Unused};
pub use guardians::{Address, GuardiansFile, Level, Link, Person, Standing};
pub use header::Header;
pub use nomenclature::{Election, MandatoryOption, Mef, NomenclatureFile, Programme, Subject};
pub use pupils::{ChosenSubject, PreviousSchool, Pupil, PupilsFile};
pub use rank::{Role, roles};
pub use report::{Anomaly, RejectedRow};
pub use structures::{Division, Group, StructuresFile};

/// How much a file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of XML, once out of the zip. A school of 3,000 pupils needs about 12 MB.
    pub inflated: u64,
    /// Bytes of one field, attribute, tag or comment.
    pub field: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            inflated: 128 * 1024 * 1024,
            field: 64 * 1024,
        }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Export {
    /// `BEE_ELEVES`.
    Pupils(PupilsFile),
    /// `BEE_RESPONSABLES`.
    Guardians(GuardiansFile),
    /// `BEE_STRUCTURES`.
    Structures(StructuresFile),
    /// `BEE_NOMENCLATURES`.
    Nomenclature(NomenclatureFile),
}

impl Export {
    /// Whose file it is, and of when.
    pub fn header(&self) -> &Header {
        match self {
            Self::Pupils(file) => &file.header,
            Self::Guardians(file) => &file.header,
            Self::Structures(file) => &file.header,
            Self::Nomenclature(file) => &file.header,
        }
    }

    /// Rows that could not be taken.
    pub fn rejected(&self) -> &[RejectedRow] {
        match self {
            Self::Pupils(file) => &file.rejected,
            Self::Guardians(file) => &file.rejected,
            Self::Structures(file) => &file.rejected,
            Self::Nomenclature(file) => &file.rejected,
        }
    }

    /// Rows that were taken, with a doubt.
    pub fn anomalies(&self) -> &[Anomaly] {
        match self {
            Self::Pupils(file) => &file.anomalies,
            Self::Guardians(file) => &file.anomalies,
            Self::Structures(file) => &file.anomalies,
            Self::Nomenclature(file) => &file.anomalies,
        }
    }
}

/// Reads one export, `.xml` or `.zip`, whatever its name, within the usual [`Limits`].
pub fn read(input: impl Read + Seek) -> Result<Export, ReadError> {
    read_within(input, &Limits::default())
}

/// Reads one export within the given limits.
pub fn read_within(input: impl Read + Seek, limits: &Limits) -> Result<Export, ReadError> {
    let mut container = container::Container::open(input)?;
    // Two passes: nobody can tell the encoding of a file re-saved by hand from its first bytes,
    // and the first pass also proves the size before anything is built.
    let detected = encoding::detect(container.stream(limits)?);
    let charset = detected.map_err(|error| container.explain(error))?;
    let text = text::TextReader::new(container.stream(limits)?, charset, limits.field);
    let document = xml::Document::open(text, limits.field)?;
    match document.root() {
        "BEE_ELEVES" => pupils::read(document).map(Export::Pupils),
        "BEE_RESPONSABLES" => guardians::read(document).map(Export::Guardians),
        "BEE_STRUCTURES" => structures::read(document).map(Export::Structures),
        "BEE_NOMENCLATURES" | "BEE_NOMENCLATURE" => {
            nomenclature::read(document).map(Export::Nomenclature)
        }
        root => Err(Unused::from_root(root).map_or_else(
            || ReadError::UnknownRoot(root.to_owned()),
            ReadError::NotUsed,
        )),
    }
}
