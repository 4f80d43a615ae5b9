//! Why a file is refused as a whole. The sentences are for the person who gave the file.

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
    #[error("le fichier compte plus de {0} lignes")]
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
    /// Cut in a row, as by an interrupted download.
    #[error("le fichier s’arrête au milieu de ce qui commence ligne {0} : refaites l’export")]
    Cut(u64),
    /// A quoted cell that nothing ends.
    #[error(
        "ligne {0} : un guillemet ouvert n’est jamais refermé, le fichier est coupé ou ce guillemet est de trop"
    )]
    OpenQuote(u64),
    /// A workbook of Excel, of today or of yesterday.
    #[error(
        "ce fichier est un classeur Excel : enregistrez-le au format ODS (OpenDocument) ou CSV"
    )]
    Excel,
    /// An archive that holds no sheet, or a document of another kind.
    #[error("ce fichier n’est pas un tableau : enregistrez le tableau au format ODS ou CSV")]
    NoSheet,
    /// A workbook that asks for a password.
    #[error(
        "ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe, au format ODS ou CSV"
    )]
    Protected,
    /// A workbook that is cut or altered.
    #[error("ce classeur est abîmé ou incomplet : enregistrez-le de nouveau")]
    Damaged,
    /// A workbook of more than [`crate::Limits::bytes`] once it is unpacked.
    #[error(
        "le contenu de ce classeur dépasse {0} octets une fois décompressé : enregistrez-le au format CSV"
    )]
    TooLargeUnpacked(usize),
}
