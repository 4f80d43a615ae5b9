//! Writes a table as a spreadsheet: OpenDocument 1.3 (ISO/IEC 26300), one sheet, a row of titles,
//! then rows of texts, whole numbers and dates. No formula can be written: a cell that begins
//! with `=` is a text, in the file and for whoever opens it.
//!
//! ```
//! use ods::{Cell, Sheet};
//! let mut sheet = Sheet::new("Absences par classe", &["Classe", "Demi-journées"])?;
//! sheet.row([Cell::text("5B"), Cell::Number(12)])?;
//! let file: Vec<u8> = sheet.finish()?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The same rows give the same octets: no clock is read.

mod cell;
mod package;

pub use cell::{Cell, french};

use cell::{escaped, paragraphs};
use package::Package;
use std::io::{self, Write as _};

/// A spreadsheet under way: rows are compressed as they come, so that memory holds the file alone.
pub struct Sheet {
    package: Package,
    columns: usize,
}

/// What `content.xml` begins with: the styles of columns, titles, dates and months.
const BEGIN: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<office:document-content office:version="1.3""#,
    r#" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0""#,
    r#" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0""#,
    r#" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#,
    r#" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0""#,
    r#" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0""#,
    r#" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0">"#,
    r#"<office:automatic-styles>"#,
    r#"<number:date-style style:name="day" number:language="fr" number:country="FR">"#,
    r#"<number:day number:style="long"/><number:text>/</number:text>"#,
    r#"<number:month number:style="long"/><number:text>/</number:text>"#,
    r#"<number:year number:style="long"/></number:date-style>"#,
    r#"<number:date-style style:name="month-year" number:language="fr" number:country="FR">"#,
    r#"<number:month number:style="long" number:textual="true"/><number:text> </number:text>"#,
    r#"<number:year number:style="long"/></number:date-style>"#,
    r#"<style:style style:name="title" style:family="table-cell">"#,
    r#"<style:text-properties fo:font-weight="bold"/></style:style>"#,
    r#"<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>"#,
    r#"<style:style style:name="month" style:family="table-cell" style:data-style-name="month-year"/>"#,
);
const END: &str = "</table:table></office:spreadsheet></office:body></office:document-content>";

/// Columns whose names are longer are no wider, in millimetres; the first one, which names the
/// row, is as wide.
const WIDEST: usize = 60;

impl Sheet {
    /// A sheet of that name, with the names of its columns as its first row.
    ///
    /// # Errors
    /// None that memory does not give.
    pub fn new<S: AsRef<str>>(name: &str, columns: &[S]) -> io::Result<Self> {
        let mut package = Package::new(name)?;
        let out = package.content();
        out.write_all(BEGIN.as_bytes())?;
        for (n, title) in columns.iter().enumerate() {
            let width = match n {
                0 => WIDEST,
                _ => (title.as_ref().chars().count() * 5 / 2).clamp(20, WIDEST),
            };
            write!(
                out,
                r#"<style:style style:name="c{n}" style:family="table-column"><style:table-column-properties style:column-width="{width}mm"/></style:style>"#
            )?;
        }
        write!(
            out,
            r#"</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="{}">"#,
            escaped(&sheet_name(name))
        )?;
        for n in 0..columns.len() {
            write!(out, r#"<table:table-column table:style-name="c{n}"/>"#)?;
        }
        out.write_all(b"<table:table-header-rows><table:table-row>")?;
        for title in columns {
            out.write_all(
                br#"<table:table-cell table:style-name="title" office:value-type="string">"#,
            )?;
            paragraphs(out, title.as_ref())?;
            out.write_all(b"</table:table-cell>")?;
        }
        out.write_all(b"</table:table-row></table:table-header-rows>")?;
        Ok(Self {
            package,
            columns: columns.len(),
        })
    }

    /// A row: as many cells as there are columns; what is missing is empty, what is too much is
    /// left out.
    ///
    /// # Errors
    /// None that memory does not give.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cell<'c>>) -> io::Result<()> {
        let out = self.package.content();
        out.write_all(b"<table:table-row>")?;
        let cells = cells.into_iter().chain(std::iter::repeat(Cell::Empty));
        for cell in cells.take(self.columns.max(1)) {
            cell.write(out)?;
        }
        out.write_all(b"</table:table-row>")
    }

    /// The file, whole.
    ///
    /// # Errors
    /// None that memory does not give.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        self.package.content().write_all(END.as_bytes())?;
        self.package.finish()
    }
}

/// What programs take for the name of a sheet: no sign that addresses are made of, 31 characters.
fn sheet_name(name: &str) -> String {
    let taken = |c: &char| !matches!(c, '[' | ']' | '*' | '?' | ':' | '/' | '\\' | '\'');
    let name: String = name.chars().filter(taken).take(31).collect();
    match name.trim() {
        "" => "Feuille".to_owned(),
        name => name.to_owned(),
    }
}
