//! Fictitious exports: believable, reproducible, and harmless.
//!
//! Harmless: telephone numbers come only from the ranges that the French regulator keeps for
//! fiction, e-mail addresses from domains that lead nowhere, national identifiers from a series
//! that is never given. Believable: the oddities of real files are there too, at fixed rates (a
//! pupil who left, two classes, a guardian who is not in the file…). Reproducible: the same [`Plan`]
//! gives the same bytes.

mod dice;
mod family;
mod phones;
mod pupil;
mod school;
mod showcase;
mod words;
mod write;

use chrono::NaiveDateTime;

pub use showcase::{SHOWCASE, Showcase};

/// Which generation of the format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// `NOM`, `RESP_LEGAL`: what was exported until 2016–2018.
    Old,
    /// `NOM_DE_FAMILLE`, `NIVEAU_RESPONSABILITE`: what is exported now.
    New,
}

/// A fictitious school, and the day its files are exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
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
}

/// A pool of families from which several schools draw, with the same keys for the same guardians.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedFamilies {
    /// Same seed, same families.
    pub seed: u64,
    /// How many. A tenth of each school's families are drawn from it.
    pub families: u32,
}

impl Plan {
    /// A collège of 24 classes and 600 pupils, in today's format.
    pub fn college(uai: impl Into<String>, school_year: i32, exported_at: NaiveDateTime) -> Self {
        Self::with_classes(uai, school_year, exported_at, &["6", "5", "4", "3"], "5B")
    }

    /// A lycée of 18 classes and 600 pupils, in today's format.
    pub fn lycee(uai: impl Into<String>, school_year: i32, exported_at: NaiveDateTime) -> Self {
        Self::with_classes(uai, school_year, exported_at, &["2", "1", "T"], "2B")
    }

    fn with_classes(
        uai: impl Into<String>,
        school_year: i32,
        exported_at: NaiveDateTime,
        levels: &[&str],
        showcase: &str,
    ) -> Self {
        let classes = |level: &&str| {
            "ABCDEF"
                .chars()
                .map(|c| format!("{level}{c}"))
                .collect::<Vec<_>>()
        };
        Self {
            uai: uai.into(),
            school_year,
            exported_at,
            schema: Schema::New,
            pupils: 600,
            divisions: levels.iter().flat_map(classes).collect(),
            seed: 1,
            id_offset: 0,
            showcase: Some(showcase.to_owned()),
            shared: None,
        }
    }
}

/// The four files, in ISO-8859-15.
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
}

impl Files {
    /// The files with the names that SIECLE gives them.
    pub fn named(&self) -> [(&'static str, &[u8]); 4] {
        [
            ("ElevesSansAdresses", &self.pupils),
            ("ResponsablesAvecAdresses", &self.guardians),
            ("Structures", &self.structures),
            ("Nomenclature", &self.nomenclature),
        ]
    }

    /// One zip per file, named as SIECLE does (`ExportXML_ElevesSansAdresses.zip`…).
    pub fn zipped(&self) -> std::io::Result<Vec<(String, Vec<u8>)>> {
        let zip = |(name, xml): (&str, &[u8])| {
            let bytes = write::zip(&format!("{name}.xml"), xml)?;
            Ok((format!("ExportXML_{name}.zip"), bytes))
        };
        self.named().into_iter().map(zip).collect()
    }
}

/// Writes the files of a fictitious school.
pub fn files(plan: &Plan) -> Files {
    let school = school::School::imagine(plan);
    Files {
        pupils: write::pupils(plan, &school),
        guardians: write::guardians(plan, &school),
        structures: write::structures(plan),
        nomenclature: write::nomenclature(plan),
    }
}
