//! The files of one export, read together, and why they may be refused as a whole.

use chrono::NaiveDateTime;
use education::{Uai, UaiPolicy};
use serde::{Deserialize, Serialize};
use siecle::{Export, GuardiansFile, NomenclatureFile, PupilsFile, ReadError, StructuresFile};
use std::io::{Read, Seek};

/// The kinds of files that an import takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// *Élèves*.
    Pupils,
    /// *Responsables*.
    Guardians,
    /// *Structures*.
    Structures,
    /// *Nomenclature*.
    Nomenclature,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [
        Self::Pupils,
        Self::Guardians,
        Self::Structures,
        Self::Nomenclature,
    ];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pupils => "eleves",
            Self::Guardians => "responsables",
            Self::Structures => "structures",
            Self::Nomenclature => "nomenclature",
        }
    }

    /// The name by which the school's office calls the file.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pupils => "Élèves",
            Self::Guardians => "Responsables",
            Self::Structures => "Structures",
            Self::Nomenclature => "Nomenclature",
        }
    }
}

/// Why files are refused: nothing of them was kept. `Display` is for the person who gave them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No file, or none that is used.
    #[error(
        "Aucun fichier à importer : il faut au moins un export de SIECLE parmi élèves, \
         responsables, structures, nomenclature."
    )]
    NoFile,
    /// A file that cannot be read to its end.
    #[error("« {name} » est refusé : {reason}.")]
    Unreadable {
        /// The name it was given under.
        name: String,
        /// Why, without capital or full stop.
        reason: String,
    },
    /// The identifier in a file is none.
    #[error("« {name} » est refusé : l'établissement qu'il nomme est inconnu. {reason}")]
    WrongUai {
        /// The name it was given under.
        name: String,
        /// What is wrong with the identifier.
        reason: String,
    },
    /// Two files of one kind.
    #[error("Deux fichiers « {} » ont été donnés : gardez le plus récent.", .0.label())]
    Twice(Kind),
    /// Files of several schools.
    #[error(
        "Les fichiers sont de deux établissements, {0} et {1} : donnez ceux d'un seul à la fois."
    )]
    SeveralSchools(Uai, Uai),
    /// Files of several school years.
    #[error(
        "Les fichiers sont de deux années scolaires, {}-{} et {}-{} : refaites les exports \
         ensemble.", .0, .0 + 1, .1, .1 + 1
    )]
    SeveralYears(i64, i64),
    /// Another school than the one that is allowed.
    #[error(
        "Ces fichiers sont de l'établissement {found} ; ici, seuls ceux de {expected} entrent."
    )]
    OtherSchool {
        /// Theirs.
        found: Uai,
        /// The only one that is taken.
        expected: Uai,
    },
    /// A school that nobody declared.
    #[error("L'établissement {0} n'est pas encore connu de Préau.")]
    UnknownSchool(Uai),
    /// An export made before the last that was taken.
    #[error(
        "Le fichier « {} » date du {} ; un autre, du {}, a déjà été importé. Refaites l'export.",
        kind.label(), exported_at.format("%d/%m/%Y à %H:%M"), last.format("%d/%m/%Y à %H:%M")
    )]
    Older {
        /// Which file.
        kind: Kind,
        /// When it was exported.
        exported_at: NaiveDateTime,
        /// When the last one was.
        last: NaiveDateTime,
    },
    /// An export of a school year before the last that was taken.
    #[error(
        "Ces fichiers sont de l'année scolaire {}-{} ; l'année {}-{} est déjà importée.",
        year, year + 1, last, last + 1
    )]
    OlderYear {
        /// Theirs.
        year: i64,
        /// The last that was taken.
        last: i64,
    },
}

/// The files of one school's export, read to their end.
#[derive(Debug, Clone)]
pub struct Files {
    pub(super) uai: Uai,
    pub(super) school_year: i64,
    pub(super) pupils: Option<PupilsFile>,
    pub(super) guardians: Option<GuardiansFile>,
    pub(super) structures: Option<StructuresFile>,
    pub(super) nomenclature: Option<NomenclatureFile>,
    pub(super) unused: Vec<String>,
}

impl Files {
    /// Whose they are.
    pub fn uai(&self) -> &Uai {
        &self.uai
    }

    /// Which kinds are there, and when each was exported (local time of the académie).
    pub(super) fn taken(&self) -> impl Iterator<Item = (Kind, NaiveDateTime)> {
        let headers = [
            self.pupils.as_ref().map(|file| &file.header),
            self.guardians.as_ref().map(|file| &file.header),
            self.structures.as_ref().map(|file| &file.header),
            self.nomenclature.as_ref().map(|file| &file.header),
        ];
        let taken = Kind::ALL.into_iter().zip(headers);
        let taken: Vec<_> = taken
            .filter_map(|(kind, header)| Some((kind, header?.timestamp)))
            .collect();
        taken.into_iter()
    }
}

/// Reads files, whatever their order and names, and checks that they belong together. Takes
/// time: not for a thread that answers requests.
pub fn read_files<R: Read + Seek>(
    files: impl IntoIterator<Item = (String, R)>,
    uais: UaiPolicy,
) -> Result<Files, Refusal> {
    let mut all: Option<Files> = None;
    let mut unused = Vec::new();
    for (name, input) in files {
        let export = match siecle::read(input) {
            Ok(export) => export,
            Err(ReadError::NotUsed(what)) => {
                unused.push(format!("« {name} » ({what})"));
                continue;
            }
            Err(error) => {
                let reason = error.to_string();
                return Err(Refusal::Unreadable { name, reason });
            }
        };
        let header = export.header();
        let uai = Uai::parse(&header.uai, uais).map_err(|error| Refusal::WrongUai {
            name,
            reason: error.to_string(),
        })?;
        let year = i64::from(header.school_year);
        let all = all.get_or_insert_with(|| Files {
            uai: uai.clone(),
            school_year: year,
            pupils: None,
            guardians: None,
            structures: None,
            nomenclature: None,
            unused: Vec::new(),
        });
        if all.uai != uai {
            return Err(Refusal::SeveralSchools(all.uai.clone(), uai));
        }
        if all.school_year != year {
            return Err(Refusal::SeveralYears(all.school_year, year));
        }
        match export {
            Export::Pupils(file) => put(&mut all.pupils, file, Kind::Pupils),
            Export::Guardians(file) => put(&mut all.guardians, file, Kind::Guardians),
            Export::Structures(file) => put(&mut all.structures, file, Kind::Structures),
            Export::Nomenclature(file) => put(&mut all.nomenclature, file, Kind::Nomenclature),
        }?;
    }
    let mut all = all.ok_or(Refusal::NoFile)?;
    all.unused = unused;
    Ok(all)
}

fn put<T>(place: &mut Option<T>, file: T, kind: Kind) -> Result<(), Refusal> {
    match place.replace(file) {
        None => Ok(()),
        Some(_) => Err(Refusal::Twice(kind)),
    }
}
