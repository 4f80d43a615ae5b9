//! Who turns a document into a PDF.

use crate::Document;
use std::{fmt, sync::Arc};

/// A PDF, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages.
    pub pages: usize,
    /// How many characters the font does not have; each is printed as « □ ».
    pub missing: usize,
}

impl fmt::Debug for Pdf {
    /// Without the octets: they are people's letters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pdf")
            .field("octets", &self.bytes.len())
            .field("pages", &self.pages)
            .field("missing", &self.missing)
            .finish()
    }
}

/// Why there is no PDF. Says nothing of what was to be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// This program was given no printer.
    #[error("no printer in this program")]
    None,
    /// There is nothing to print.
    #[error("nothing to print")]
    Empty,
    /// The typesetter refused: where in its template, and the beginning of what it said.
    #[error("the document was not set: {0}")]
    Refused(String),
}

type Print = dyn Fn(&Document) -> Result<Pdf, Fault> + Send + Sync;

/// The printer that the program was given, cheap to clone. It takes the processor for long: pages
/// go through `web::Context::print`, which waits for its turn.
#[derive(Clone)]
pub struct Printer(Arc<Print>);

impl Printer {
    /// A printer.
    pub fn new(print: impl Fn(&Document) -> Result<Pdf, Fault> + Send + Sync + 'static) -> Self {
        Self(Arc::new(print))
    }

    /// For a program that prints nothing: every document is refused.
    pub fn none() -> Self {
        Self::new(|_| Err(Fault::None))
    }

    /// Prints, on this thread.
    pub fn print(&self, document: &Document) -> Result<Pdf, Fault> {
        (self.0)(document)
    }
}

impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Printer")
    }
}
