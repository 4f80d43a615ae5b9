//! Turns a [`print::Document`] into a PDF with Typst: PDF/UA-1 by the exporter's own check,
//! tagged, our font inside. Linked by the program only, so that testing a service builds none of it.
//!
//! The template sees one file, the document as JSON, and our two fonts: no disk, no network, no
//! clock. Texts reach it as values, which Typst never reads as markup; `text` sees to it that the
//! font can show them.

mod press;
mod qr;
mod text;

use print::{Body, Document, Fault, Printer};
use std::sync::LazyLock;

/// The printer of the program.
pub fn printer() -> Printer {
    // The fonts are read for the first document: a program that prints none keeps none.
    let press = LazyLock::new(press::Press::new);
    Printer::new(move |document: &Document| {
        let empty = match &document.body {
            Body::Letters(letters) => letters.is_empty(),
            Body::Reports(reports) => reports.is_empty(),
            Body::Report(_) => false,
        };
        if empty {
            return Err(Fault::Empty);
        }
        let (data, missing) = text::data(document, press.coverage())?;
        let (bytes, pages) = press.set(data, document.date)?;
        Ok(print::Pdf {
            bytes,
            pages,
            missing,
        })
    })
}
