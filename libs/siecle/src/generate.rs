//! Fictitious exports: believable, reproducible, and harmless.
//!
//! Harmless: telephone numbers come only from the ranges that the French regulator keeps for
//! fiction, e-mail addresses from domains that lead nowhere, national identifiers from a series
//! that is never given. Believable: the oddities of real files are there too, at fixed rates (a
//! pupil who left, two classes, a guardian who is not in the file…). Reproducible: the same [`Plan`]
//! gives the same bytes.
//!
//! What files of other registers need to imagine the same world ([`dice`], [`phones`], [`words`]) is
//! open to their generators.

pub mod dice;
mod family;
mod households;
pub mod phones;
mod programme;
mod pupil;
mod showcase;
mod staff;
pub mod words;
mod write;

use std::io::{self, Cursor, Write as _};

use chrono::NaiveDateTime;

pub use showcase::{SHOWCASE, Showcase};
pub use write::{write, write_zipped};

use crate::Kind;

/// Which generation of the format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// `NOM`, `RESP_LEGAL`: what was exported until 2016–2018.
    Old,
    /// `NOM_DE_FAMILLE`, `NIVEAU_RESPONSABILITE`: what is exported now.
    New,
}

/// What kind of school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchoolKind {
    /// From 6ème to 3ème.
    College,
    /// From 2nde to terminale, general and technological.
    Lycee,
}

impl SchoolKind {
    fn abbreviation(self) -> &'static str {
        match self {
            Self::College => "CLG",
            Self::Lycee => "LGT",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::College => "COLLEGE",
            Self::Lycee => "LYCEE GENERAL ET TECHNOLOGIQUE",
        }
    }

    fn head(self, woman: bool) -> &'static str {
        match (self, woman) {
            (Self::College, true) => "Madame la Principale",
            (Self::College, false) => "Monsieur le Principal",
            (Self::Lycee, true) => "Madame la Proviseure",
            (Self::Lycee, false) => "Monsieur le Proviseur",
        }
    }

    fn levels(self) -> &'static [&'static str] {
        match self {
            Self::College => &["6", "5", "4", "3"],
            Self::Lycee => &["2", "1", "T"],
        }
    }
}

/// A fictitious school, and the day its files are exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What kind of school.
    pub kind: SchoolKind,
    /// Its own name, as its letters have it.
    pub name: String,
    /// The school's identifier.
    pub uai: String,
    /// The year in which the school year begins.
    pub school_year: i32,
    /// When the export was made.
    pub exported_at: NaiveDateTime,
    /// Which generation of the format.
    pub schema: Schema,
    /// How many pupils are in the file, who left included.
    pub pupils: usize,
    /// Codes of the classes; the first character is the level (6, 5, 4, 3, 2, 1, T).
    pub divisions: Vec<String>,
    /// Same seed, same people.
    pub seed: u64,
    /// Added to every key. Schools of one academy need offsets at least 10 × `pupils` apart, and
    /// below 4,000,000.
    pub id_offset: i64,
    /// The class in which the known pupils of [`SHOWCASE`] are, when there is room for them.
    pub showcase: Option<String>,
    /// Families with children in several schools: the same value in each of those schools.
    pub shared: Option<SharedFamilies>,
    /// People who work there under these names, as far as there is somebody of their function.
    pub known_staff: Vec<KnownMember>,
}

/// Somebody who works at a fictitious school, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownMember {
    /// In the codes of STS: `DIR`, `EDU`, `DOC`, `SUR`; `ENS` for somebody who teaches.
    pub function: &'static str,
    /// Madame or monsieur.
    pub woman: bool,
    /// As the register writes it.
    pub surname: &'static str,
    /// First name.
    pub first_name: &'static str,
}

/// A pool of families from which several schools draw, with the same keys for the same guardians.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedFamilies {
    /// Same seed, same families.
    pub seed: u64,
    /// How many. A fifth of each school's families are drawn from it, in one order, as long as
    /// there are any: a brother at the lycée and a sister at the collège have the same parents.
    pub families: u32,
}

impl Plan {
    /// A collège of 24 classes and 600 pupils, in today's format.
    pub fn college(uai: impl Into<String>, school_year: i32, exported_at: NaiveDateTime) -> Self {
        Self {
            kind: SchoolKind::College,
            name: "LES TILLEULS".to_owned(),
            uai: uai.into(),
            school_year,
            exported_at,
            schema: Schema::New,
            pupils: 600,
            divisions: divisions(SchoolKind::College, 6),
            seed: 1,
            id_offset: 0,
            showcase: Some("5B".to_owned()),
            shared: None,
            known_staff: Vec::new(),
        }
    }

    /// A lycée of 18 classes and 600 pupils, in today's format.
    pub fn lycee(uai: impl Into<String>, school_year: i32, exported_at: NaiveDateTime) -> Self {
        Self {
            kind: SchoolKind::Lycee,
            name: "JOSÉPHINE-BAKER".to_owned(),
            divisions: divisions(SchoolKind::Lycee, 6),
            showcase: Some("2B".to_owned()),
            ..Self::college(uai, school_year, exported_at)
        }
    }

    /// The same school with that many pupils, and as many classes as they need.
    #[must_use]
    pub fn of_size(self, pupils: usize) -> Self {
        const LARGEST: usize = 28;
        let levels = self.kind.levels().len();
        Self {
            pupils,
            divisions: divisions(self.kind, pupils.div_ceil(LARGEST * levels).max(2)),
            ..self
        }
    }
}

/// So many classes in each level: "6A" to "6Z", then "6AA"…
fn divisions(kind: SchoolKind, each: usize) -> Vec<String> {
    let levels = kind.levels().iter();
    levels
        .flat_map(|level| (0..each).map(move |number| format!("{level}{}", letters(number))))
        .collect()
}

fn letters(number: usize) -> String {
    let last = char::from(b'A' + (number % 26) as u8);
    match number / 26 {
        0 => last.to_string(),
        before => format!("{}{last}", letters(before - 1)),
    }
}

/// What SIECLE and STS-web call the file.
pub fn file_name(plan: &Plan, kind: Kind) -> String {
    match kind {
        Kind::Pupils => "ElevesSansAdresses.xml".to_owned(),
        Kind::Guardians => "ResponsablesAvecAdresses.xml".to_owned(),
        Kind::Structures => "Structures.xml".to_owned(),
        Kind::Nomenclature => "Nomenclature.xml".to_owned(),
        Kind::Commons => "Communs.xml".to_owned(),
        Kind::Staff => format!("sts_emp_{}_{}.xml", plan.uai, plan.school_year),
    }
}

/// The files of a small school, in memory; [`write`] is for the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `ElevesSansAdresses.xml`.
    pub pupils: Vec<u8>,
    /// `ResponsablesAvecAdresses.xml`.
    pub guardians: Vec<u8>,
    /// `Structures.xml`.
    pub structures: Vec<u8>,
    /// `Nomenclature.xml`.
    pub nomenclature: Vec<u8>,
    /// `Communs.xml`.
    pub commons: Vec<u8>,
    /// `sts_emp_UAI_YEAR.xml`.
    pub staff: Vec<u8>,
}

impl Files {
    /// The four that say who is where, with the names that SIECLE gives them.
    pub fn named(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("ElevesSansAdresses", &self.pupils),
            ("ResponsablesAvecAdresses", &self.guardians),
            ("Structures", &self.structures),
            ("Nomenclature", &self.nomenclature),
        ]
    }

    /// One zip per file, named as SIECLE does (`ExportXML_ElevesSansAdresses.zip`…).
    pub fn zipped(&self) -> io::Result<Vec<(String, Vec<u8>)>> {
        let zip = |(name, xml): (&str, &[u8])| {
            let mut out = Cursor::new(Vec::new());
            write::archive(&format!("{name}.xml"), &mut out, |out| out.write_all(xml))?;
            Ok((format!("ExportXML_{name}.zip"), out.into_inner()))
        };
        self.named().into_iter().map(zip).collect()
    }
}

/// Imagines a school and writes its files in memory.
pub fn files(plan: &Plan) -> Files {
    let in_memory = |kind| {
        let mut bytes = Vec::new();
        // Memory can always be written.
        write(plan, kind, &mut bytes).map_or_else(|_| Vec::new(), |()| bytes)
    };
    Files {
        pupils: in_memory(Kind::Pupils),
        guardians: in_memory(Kind::Guardians),
        structures: in_memory(Kind::Structures),
        nomenclature: in_memory(Kind::Nomenclature),
        commons: in_memory(Kind::Commons),
        staff: in_memory(Kind::Staff),
    }
}
