//! What there is to say of a line.

use serde::{Deserialize, Serialize};

/// What is wrong with a line, or worth a look. Its words are kept in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RemarkKind {
    Unreadable,
    Pupil,
    Reason,
    Proof,
    Teacher,
    Overlap,
    Otherwise,
    Year,
    /// From here on, the line is taken.
    OpenEnd,
    Left,
    Hours,
}

impl RemarkKind {
    pub(crate) const ALL: [Self; 11] = [
        Self::Unreadable,
        Self::Pupil,
        Self::Reason,
        Self::Proof,
        Self::Teacher,
        Self::Overlap,
        Self::Otherwise,
        Self::Year,
        Self::OpenEnd,
        Self::Left,
        Self::Hours,
    ];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Unreadable => "Lignes illisibles",
            Self::Pupil => "Élèves non reconnus",
            Self::Reason => "Motifs à créer",
            Self::Proof => "Justificatifs à créer",
            Self::Teacher => "Enseignants non reconnus",
            Self::Overlap => "Heures déjà prises",
            Self::Otherwise => "Déjà saisies avec d'autres précisions",
            Self::Year => "Hors de l'année scolaire",
            Self::OpenEnd => "Sans date ni heure de fin",
            Self::Left => "Après le départ de l'élève",
            Self::Hours => "Hors des heures de cours",
        }
    }

    /// Whether the line is left out for it.
    pub(crate) fn refuses(self) -> bool {
        self < Self::OpenEnd
    }
}

/// A remark on a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remark {
    /// Where the line stands in the file, from 1.
    pub(crate) line: u64,
    pub(crate) kind: RemarkKind,
    /// Whom the line names.
    pub(crate) who: String,
    /// A sentence.
    pub(crate) what: String,
}
