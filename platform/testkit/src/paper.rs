//! Paper without a typesetter: what is printed is the description, for tests to read.

use print::{Body, Document, Fault, Pdf, Printer};

/// A printer whose « PDF » is the [`Document`] as JSON, one page a letter: what a service has
/// printed is then read back with `serde_json::from_slice::<Document>`. How it is set is the
/// business of `print-typst` and of its tests.
pub fn described() -> Printer {
    Printer::new(|document: &Document| {
        let pages = match &document.body {
            Body::Letters(letters) => letters.len(),
            Body::Reports(reports) => reports.len(),
            Body::Report(_) => 1,
        };
        if pages == 0 {
            return Err(Fault::Empty);
        }
        let bytes =
            serde_json::to_vec(document).map_err(|error| Fault::Refused(error.to_string()))?;
        Ok(Pdf {
            bytes,
            pages,
            missing: 0,
        })
    })
}
