//! Why a file is refused, and why a row does not fit. The sentences are for the person who gave the
//! file.

use crate::Format;

/// A file that is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Nothing in it.
    #[error("le fichier est vide")]
    Empty,
    /// More than [`crate::Limits::bytes`].
    #[error("le fichier dépasse {0} octets")]
    TooLarge(usize),
    /// More than [`crate::Limits::rows`].
    #[error("le fichier compte plus de {0} lignes ou événements")]
    TooManyRows(usize),
    /// More than [`crate::Limits::cell`]: most often a quotation mark too many.
    #[error("ligne {line} : une case dépasse {limit} octets, un guillemet est peut-être de trop")]
    CellTooLong {
        /// Where the row begins.
        line: u64,
        /// The limit that was passed.
        limit: usize,
    },
    /// A mark of Unicode before something else.
    #[error("le fichier a été enregistré dans un codage illisible : refaites l’export")]
    Encoding,
    /// Another kind of file.
    #[error("ce fichier n’est pas un emploi du temps au format {}", .0.name())]
    Other(Format),
    /// That kind of file, without a column that it cannot do without.
    #[error("la colonne « {column} » manque : refaites l’export avec cette colonne")]
    MissingColumn {
        /// The title that was looked for.
        column: &'static str,
    },
    /// One row a pupil: the other export of UDT.
    #[error(
        "ce fichier donne l’emploi du temps de chaque élève : exportez dans UDT la liste des cours, \
         avec la colonne « Professeur »"
    )]
    OfPupils,
    /// Cut in a row or an event, as by an interrupted download.
    #[error("le fichier s’arrête au milieu de ce qui commence ligne {0} : refaites l’export")]
    Cut(u64),
    /// A quoted cell that nothing ends.
    #[error(
        "ligne {0} : un guillemet ouvert n’est jamais refermé, le fichier est coupé ou ce guillemet est de trop"
    )]
    OpenQuote(u64),
    /// XML or iCalendar that is none.
    #[error("ligne {0} : ce fichier est mal formé, refaites l’export")]
    Malformed(u64),
}

impl From<sheet::Refusal> for Refusal {
    fn from(refusal: sheet::Refusal) -> Self {
        match refusal {
            sheet::Refusal::Empty => Self::Empty,
            sheet::Refusal::TooLarge(limit) => Self::TooLarge(limit),
            sheet::Refusal::TooManyRows(limit) => Self::TooManyRows(limit),
            sheet::Refusal::CellTooLong { line, limit } => Self::CellTooLong { line, limit },
            sheet::Refusal::Cut(line) => Self::Cut(line),
            sheet::Refusal::OpenQuote(line) => Self::OpenQuote(line),
            _ => Self::Encoding,
        }
    }
}

/// A row, or an event, that does not fit in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The line of the file where it begins, from 1.
    pub row: u64,
    /// Why.
    pub reason: Reason,
}

/// Why a row does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Fewer cells than the titles, or several lines taken in by a quotation mark.
    #[error("ligne incomplète")]
    CutRow,
    /// The editor has not given it a day and an hour yet.
    #[error("cours non placé")]
    Unplaced,
    /// An hour without a day.
    #[error("jour absent")]
    NoDay,
    /// No day of a school's week.
    #[error("jour inconnu : {0}")]
    UnknownDay(String),
    /// A day without an hour.
    #[error("heure absente")]
    NoHour,
    /// No hour, or an end that is not after the start.
    #[error("heure inconnue : {0}")]
    UnknownHour(String),
    /// No duration.
    #[error("durée inconnue : {0}")]
    UnknownDuration(String),
    /// Neither a class nor a group: a meeting, a duty.
    #[error("ni classe ni groupe")]
    NoClass,
    /// As many groups as classes, or one for all, or none.
    #[error("les groupes ne répondent pas aux classes")]
    Groups,
    /// Weeks of which the file does not say which they are, or that contradict each other.
    #[error("semaines inconnues : {0}")]
    UnknownWeeks(String),
    /// A repetition that is no weekly one.
    #[error("répétition qui n’est pas hebdomadaire : {0}")]
    Rule(String),
    /// Cancelled at that date.
    #[error("cours annulé")]
    Cancelled,
    /// At some date, not in most weeks of its kind.
    #[error("cours exceptionnel")]
    OneOff,
    /// A meal, a holiday, a whole day.
    #[error("ce n’est pas un cours")]
    NotALesson,
}
