//! What is wrong with single rows; told to the school's office, never a refusal of the file.

use serde::{Deserialize, Serialize};

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnomalyKind {
    /// A row that could not be taken.
    Rejected,
    /// A mobile number to which nothing can be sent.
    Mobile,
    /// A consent typed since the last import, which the export contradicts.
    Consent,
    /// A national identifier of the wrong shape.
    Ine,
    /// A row that was taken, with a doubt.
    Doubtful,
}

impl AnomalyKind {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Rejected,
        Self::Mobile,
        Self::Consent,
        Self::Ine,
        Self::Doubtful,
    ];

    /// The words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rejected => "Lignes écartées",
            Self::Mobile => "Numéros de mobile refusés",
            Self::Consent => "Accords saisis depuis, gardés",
            Self::Ine => "INE de forme inconnue",
            Self::Doubtful => "Lignes à vérifier",
        }
    }
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anomaly {
    /// What kind.
    pub kind: AnomalyKind,
    /// On what: « responsable BERTIN Nadia (n° 2000001) ».
    pub what: String,
    /// What was found and what was done, in a French sentence.
    pub sentence: String,
}

impl Anomaly {
    pub(super) fn new(kind: AnomalyKind, what: String, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self {
            kind,
            what,
            sentence,
        }
    }
}
