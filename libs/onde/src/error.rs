//! Why a whole file is refused. The sentences are for the person who dropped the file.

use std::io;

use crate::header::Kind;

/// A file that is refused as a whole; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The input itself failed.
    #[error("le fichier n’a pas pu être lu")]
    Io(#[source] io::Error),
    /// Nothing in it.
    #[error("le fichier est vide")]
    Empty,
    /// Neither of the two extractions.
    #[error(
        "ce fichier n’est pas une extraction CSV d’ONDE : sa première ligne devrait donner les \
         titres des colonnes séparés par des points-virgules, dont « Nom élève » et « Prénom \
         élève » pour les élèves, ou « Nom responsable » et « Prénom enfant » pour les responsables"
    )]
    NotOnde,
    /// One of the two, without a column that it cannot do without.
    #[error("ce fichier ressemble à l’extraction {} d’ONDE, mais la colonne « {column} » y manque : refaites l’extraction avec cette colonne", .kind.label())]
    MissingColumn {
        /// Which of the two it looks like.
        kind: Kind,
        /// The title that was looked for.
        column: &'static str,
    },
    /// More titles than any extraction has.
    #[error(
        "la première ligne du fichier donne {0} titres de colonnes : ce n’est pas une extraction d’ONDE"
    )]
    TooManyColumns(usize),
    /// UTF-16, as « texte Unicode » of a spreadsheet, or a mark of UTF-8 before something else.
    #[error(
        "le fichier a été enregistré dans un codage illisible : refaites l’extraction, ou enregistrez-le en CSV UTF-8"
    )]
    Encoding,
    /// More than [`crate::Limits::size`].
    #[error("le fichier dépasse {0} octets")]
    TooLarge(u64),
    /// More in one row than [`crate::Limits::row`]: most often a quotation mark too many.
    #[error("ligne {line} : une fiche dépasse {limit} octets, un guillemet est peut-être de trop")]
    RowTooLong {
        /// Where the row begins.
        line: u64,
        /// The limit that was passed.
        limit: usize,
    },
    /// Cut in a row, as by an interrupted download.
    #[error(
        "le fichier s’arrête au milieu de la ligne {0} : refaites l’extraction, ou s’il est complet \
         ouvrez-le dans un tableur et enregistrez-le à nouveau en CSV"
    )]
    Truncated(u64),
    /// A quoted field that nothing ends: the file is cut, or a quotation mark is too many.
    #[error(
        "la fiche de la ligne {0} ouvre un guillemet qui n’est jamais refermé : le fichier est coupé, \
         ou ce guillemet est de trop"
    )]
    OpenQuote(u64),
    /// Asked for what only the end of the file proves, before the end.
    #[error("le fichier n’a pas été lu jusqu’à sa fin")]
    Unfinished,
}

/// What our own reader says through `io::Error`, the only way through the parser's.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Breach {
    #[error("too large")]
    TooLarge(u64),
    #[error("row too long")]
    RowTooLong,
}

impl Breach {
    pub(crate) fn into_io(self) -> io::Error {
        io::Error::other(self)
    }
}

impl ReadError {
    /// What a failed read means, `line` being where the row began.
    pub(crate) fn from_io(error: io::Error, line: u64, limit: usize) -> Self {
        let breach = error.get_ref().and_then(|inner| inner.downcast_ref());
        match breach {
            Some(Breach::TooLarge(limit)) => Self::TooLarge(*limit),
            Some(Breach::RowTooLong) => Self::RowTooLong { line, limit },
            None => Self::Io(error),
        }
    }
}
