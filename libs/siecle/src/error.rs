//! Why a whole file is refused. The sentences are for the person who dropped the file.

use std::{fmt, io};

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
    /// Neither XML nor zip.
    #[error("ce fichier n’est ni un export XML ni une archive ZIP")]
    NotXml,
    /// A zip that cannot be opened: damaged, cut, encrypted.
    #[error("l’archive ZIP est abîmée ou protégée ({0})")]
    Zip(String),
    /// A zip without any export.
    #[error("l’archive ZIP ne contient aucun fichier .xml")]
    NoXml,
    /// A zip with more than one export: which one was meant is a person's choice.
    #[error("l’archive ZIP contient plusieurs fichiers .xml ({}) : déposez-les un par un", .0.join(", "))]
    SeveralXml(Vec<String>),
    /// More XML than [`crate::Limits::inflated`] (also what a zip bomb looks like).
    #[error("le fichier décompressé dépasse {0} octets")]
    TooLarge(u64),
    /// More text in one place than [`crate::Limits::field`].
    #[error("ligne {line} : un champ dépasse {limit} octets")]
    FieldTooLong {
        /// Where it was noticed.
        line: u64,
        /// The limit that was passed.
        limit: usize,
    },
    /// A document type: no export has one, and it is how a file reaches for other files.
    #[error("ligne {0} : le fichier contient une déclaration DOCTYPE, refusée par sécurité")]
    Doctype(u64),
    /// A reference to an entity other than the five of XML.
    #[error("ligne {line} : le fichier appelle l’entité « {name} », refusée par sécurité")]
    Entity {
        /// Where.
        line: u64,
        /// Its name.
        name: String,
    },
    /// Cut before its end, as by an interrupted download.
    #[error("le fichier est incomplet : il s’arrête ligne {0} avant sa fin, refaites l’export")]
    Truncated(u64),
    /// Not well-formed XML.
    #[error("ligne {line} : le XML est mal formé ({detail})")]
    Malformed {
        /// Where.
        line: u64,
        /// The parser's words.
        detail: String,
    },
    /// A row nested or crowded beyond anything an export holds.
    #[error("ligne {0} : une fiche contient trop d’éléments imbriqués")]
    TooDeep(u64),
    /// A root element nobody knows.
    #[error("ce fichier XML n’est pas un export de SIECLE (racine « {0} »)")]
    UnknownRoot(String),
    /// An export of SIECLE or STS-web that holds nothing read here.
    #[error("{0} : ce fichier n’est pas utilisé")]
    NotUsed(Unused),
    /// A row heavier than anything an export holds.
    #[error("ligne {line} : une fiche dépasse {limit} octets")]
    RowTooLong {
        /// Where it was noticed.
        line: u64,
        /// The limit that was passed.
        limit: usize,
    },
    /// Asked for what only the end of the file proves, before the end.
    #[error("le fichier n’a pas été lu jusqu’à sa fin")]
    Unfinished,
    /// A file in the form of STS-web, made by a program for timetables.
    #[error(
        "ce fichier vient d’un logiciel d’emploi du temps ({0}) et non de STS-web : exportez le \
         fichier « sts_emp » depuis STS-web"
    )]
    PrivateTimetable(String),
    /// `PARAMETRES` lacks what tells whose file it is and of when.
    #[error("l’en-tête du fichier est incomplet ou illisible ({0})")]
    Header(&'static str),
}

/// Exports that are recognised, so as to be named to the person, and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unused {
    /// `BEE_GEOGRAPHIQUE`: towns and countries.
    Geographic,
    /// `BEE_ETABLISSEMENTS`: other schools.
    Schools,
    /// `BEE_EPHC_*`: private schools out of contract.
    OutOfContract,
    /// `EDT_STS`: a timetable on its way to STS-web.
    Timetable,
}

impl Unused {
    pub(crate) fn from_root(root: &str) -> Option<Self> {
        Some(match root {
            "BEE_GEOGRAPHIQUE" | "BEE_GEOGRAPHIQUES" => Self::Geographic,
            "BEE_ETABLISSEMENT" | "BEE_ETABLISSEMENTS" => Self::Schools,
            "EDT_STS" => Self::Timetable,
            _ if root.starts_with("BEE_EPHC_") => Self::OutOfContract,
            _ => return None,
        })
    }
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Geographic => "export « Géographique » de SIECLE",
            Self::Schools => "export « Établissements » de SIECLE",
            Self::OutOfContract => "export d’un établissement privé hors contrat",
            Self::Timetable => "emploi du temps destiné à STS-web (« emp_sts »)",
        })
    }
}

/// What our own readers say through `io::Error`, the only way through a stack of readers.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Breach {
    #[error("too large")]
    TooLarge(u64),
    #[error("token too long")]
    TokenTooLong { line: u64, limit: usize },
}

impl Breach {
    pub(crate) fn into_io(self) -> io::Error {
        io::Error::other(self)
    }
}

/// Finds our own words in an `io::Error`, if it holds any.
pub(crate) fn breach(error: &io::Error) -> Option<ReadError> {
    match error.get_ref()?.downcast_ref::<Breach>()? {
        Breach::TooLarge(limit) => Some(ReadError::TooLarge(*limit)),
        Breach::TokenTooLong { line, limit } => Some(ReadError::FieldTooLong {
            line: *line,
            limit: *limit,
        }),
    }
}
