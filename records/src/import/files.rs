//! The files of one export, read together, and why they may be refused as a whole.

use super::{Anomaly, Progress, onde::Extractions, reading, workbook::Workbook};
use chrono::{NaiveDate, NaiveDateTime};
use education::{Uai, UaiPolicy};
use serde::{Deserialize, Serialize};
use siecle::{Individual, Limits, SchoolInfo, Service, StaffKey};
use std::{
    collections::HashMap,
    io::{Read, Seek},
    sync::Arc,
};
use uuid::Uuid;
use web::{Error, Result as WebResult};

/// The kinds of files that an import takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// *Communs*.
    Commons,
    /// STS-web: who works at the school, who teaches what to whom.
    Staff,
    /// ONDE: the pupils of a primary school.
    OndePupils,
    /// ONDE: their guardians.
    OndeGuardians,
}

impl Kind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pupils => "eleves",
            Self::Guardians => "responsables",
            Self::Structures => "structures",
            Self::Nomenclature => "nomenclature",
            Self::Commons => "communs",
            Self::Staff => "sts",
            Self::OndePupils => "onde-eleves",
            Self::OndeGuardians => "onde-responsables",
        }
    }

    /// The name by which the school's office calls the file.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pupils => "Élèves",
            Self::Guardians => "Responsables",
            Self::Structures => "Structures",
            Self::Nomenclature => "Nomenclature",
            Self::Commons => "Communs",
            Self::Staff => "STS",
            Self::OndePupils => "ONDE, élèves",
            Self::OndeGuardians => "ONDE, responsables",
        }
    }
}

/// Why files are refused: nothing of them was kept. `Display` is for the person who gave them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No file, or none that is used.
    #[error(
        "Aucun fichier à importer : il faut au moins un export de SIECLE (élèves, responsables, \
         structures, nomenclature, communs), de STS ou d'ONDE."
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
    /// An extraction of ONDE, which does not say whose it is.
    #[error(
        "Les extractions d'ONDE ne disent pas leur établissement : précisez-le (--school UAI)."
    )]
    WhoseSchool,
    /// More rows than any school has.
    #[error("« {0} » est refusé : il a plus de lignes qu'aucune école n'a d'élèves.")]
    TooManyRows(String),
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

/// A file that was read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) kind: Kind,
    /// HORODATAGE: local time of the académie.
    pub(super) exported_at: NaiveDateTime,
    /// DATE_EXPORT.
    pub(super) exported_on: NaiveDate,
    /// Whether the file says when it was made; one that does not is taken as of its import.
    pub(super) dated: bool,
}

/// A class or a group: its code and its label.
pub(super) type Named = (String, Option<String>);

/// The files of one school's export, read to their end.
#[derive(Debug)]
pub struct Files {
    pub(super) uai: Uai,
    pub(super) school_year: i64,
    /// In the order of [`Kind`].
    pub(super) taken: Vec<Taken>,
    pub(super) divisions: Vec<Named>,
    pub(super) groups: Vec<Named>,
    /// Programmes: code and label.
    pub(super) mefs: Vec<(String, String)>,
    /// Subjects: code, short label, label.
    pub(super) subjects: Vec<(String, String, String)>,
    pub(super) school: Option<SchoolInfo>,
    pub(super) individuals: Vec<Individual>,
    pub(super) services: Vec<Service>,
    pub(super) illegible_staff: Vec<StaffKey>,
    /// Identifiers of people who are not stored yet, the same in a dry run and in the import.
    pub(super) new_staff: HashMap<String, Uuid>,
    pub(super) onde: Extractions,
    pub(super) unused: Vec<String>,
    /// Pupils, guardians, and what was found wrong.
    pub(super) workbook: Workbook,
}

impl Files {
    /// Whose they are.
    pub fn uai(&self) -> &Uai {
        &self.uai
    }

    /// Anomalies, those after `after`, a few at a time: what was found in the files, then what was
    /// found by the last comparison.
    pub async fn anomalies_after(&mut self, after: i64) -> db::Result<Vec<(i64, Anomaly)>> {
        self.workbook.anomalies(None, after, 500).await
    }

    /// The file of a kind, if it is there.
    pub(super) fn of(&self, kind: Kind) -> Option<Taken> {
        self.taken.iter().copied().find(|taken| taken.kind == kind)
    }
}

/// What reading needs to know.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Which identifiers are schools.
    pub uais: UaiPolicy,
    /// How much a file may cost.
    pub limits: Limits,
    /// Whose files are expected: those of ONDE do not say.
    pub school: Option<Uai>,
    /// The day of those that do not say when they were made.
    pub today: NaiveDate,
}

/// Reads files, whatever their order and names, and checks that they belong together. The work
/// is done away from the threads that answer requests.
pub async fn read_files<R: Read + Seek + Send + 'static>(
    files: Vec<(String, R)>,
    how: Reading,
    progress: &Arc<Progress>,
) -> WebResult<Result<Files, Refusal>> {
    let mut workbook = Workbook::open().await?;
    let (sender, mut receiver) = tokio::sync::mpsc::channel(4);
    let telling = Arc::clone(progress);
    let reading =
        tokio::task::spawn_blocking(move || reading::read_all(files, &how, &sender, &telling));
    while let Some(batch) = receiver.recv().await {
        workbook.put(batch).await?;
    }
    let read = match reading.await.map_err(Error::internal)? {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    workbook.settle().await?;
    Ok(Ok(read.with(workbook)))
}
