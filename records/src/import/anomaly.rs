//! What is wrong with single rows; told to the school's office, never a refusal of the file.

use serde::{Deserialize, Serialize};

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnomalyKind {
    /// A row that could not be taken.
    Rejected,
    /// What was typed here, which the export contradicts: kept until a person chooses.
    Conflict,
    /// A mobile number to which nothing can be sent.
    Mobile,
    /// A consent typed since the last import, which the export contradicts.
    Consent,
    /// A national identifier of the wrong shape.
    Ine,
    /// A row that was taken, with a doubt.
    Doubtful,
    /// A link between a pupil and a guardian that the files do not hold any more.
    Ending,
}

impl AnomalyKind {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Rejected,
        Self::Conflict,
        Self::Mobile,
        Self::Consent,
        Self::Ine,
        Self::Doubtful,
        Self::Ending,
    ];

    /// The words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rejected => "Lignes écartées",
            Self::Conflict => "Saisies contredites par l'export, gardées",
            Self::Mobile => "Numéros de mobile refusés",
            Self::Consent => "Accords saisis depuis, gardés",
            Self::Ine => "INE de forme inconnue",
            Self::Doubtful => "Lignes à vérifier",
            Self::Ending => "Liens familiaux qui prennent fin",
        }
    }

    /// The word kept in databases.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Conflict => "conflict",
            Self::Mobile => "mobile",
            Self::Consent => "consent",
            Self::Ine => "ine",
            Self::Doubtful => "doubtful",
            Self::Ending => "ending",
        }
    }

    /// The kind of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anomaly {
    /// What kind.
    pub kind: AnomalyKind,
    /// The line of the file where the row begins, when it is of one row.
    pub line: Option<i64>,
    /// On what: « responsable BERTIN Nadia (n° 2000001) ».
    pub what: String,
    /// What was found and what was done, in a French sentence.
    pub sentence: String,
}

impl Anomaly {
    /// The columns of the CSV.
    pub const COLUMNS: [&str; 4] = ["Anomalie", "Ligne", "Sur", "Ce qui a été trouvé"];

    /// A row of the CSV.
    pub fn cells(&self) -> [String; 4] {
        [
            self.kind.label().to_owned(),
            self.line.map_or(String::new(), |line| line.to_string()),
            self.what.clone(),
            self.sentence.clone(),
        ]
    }

    pub(super) fn new(
        kind: AnomalyKind,
        line: impl Into<Option<i64>>,
        what: impl Into<String>,
        sentence: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            line: line.into(),
            what: what.into(),
            sentence: sentence.into(),
        }
    }
}
