//! Reads tables that people save from spreadsheets: whatever the encoding, the separator, the order
//! of the columns and the form of a date. [`read`] takes delimited texts and OpenDocument workbooks
//! (.ods), of which it reads the first sheet.
//!
//! ```
//! use sheet::{Columns, Limits};
//!
//! let file = "Nom;Né le\nBERTIN;3/5/2014\n";
//! let rows = sheet::rows(&sheet::decode(file.as_bytes())?, &Limits::default())?;
//! let titles: Vec<String> = rows[0].cells.iter().map(|title| sheet::clean(title)).collect();
//! let columns = Columns::titled(&titles, &[('n', &["nom"]), ('b', &["nele", "datedenaissance"])]);
//! assert_eq!(columns.cell(&rows[1], 'n'), "BERTIN");
//! assert_eq!(sheet::date(columns.cell(&rows[1], 'b')).map(|day| day.to_string()).as_deref(), Some("2014-05-03"));
//! # Ok::<(), sheet::Refusal>(())
//! ```
//!
//! Three promises:
//! - **half a file is never taken for a whole one**, where something in it tells;
//! - **a hostile file costs little**: bounded sizes ([`Limits`]);
//! - **no clock, no disk**, and the same bytes always give the same rows.

mod cell;
mod charset;
mod open_document;
mod position;
mod refusal;
mod rows;

pub use cell::{clean, date, hour};
pub use charset::decode;
pub use position::Lines;
pub use refusal::Refusal;
pub use rows::{Columns, Row, header, rows};

/// How much a file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file, and of what a workbook holds once it is unpacked. The week of a school of 1,200 pupils is about 200 kB, a year of one
    /// teacher's calendar 1 MB, a year of a school's absences 5 MB.
    pub bytes: usize,
    /// Rows, or events.
    pub rows: usize,
    /// Bytes of one cell, or of one property of an event.
    pub cell: usize,
}

impl Default for Limits {
    /// 16 MiB, 50,000 rows, 4 KiB.
    fn default() -> Self {
        Self {
            bytes: 16 * 1024 * 1024,
            rows: 50_000,
            cell: 4096,
        }
    }
}

/// What workbooks of before 2007 begin with.
const OLD_EXCEL: &[u8] = b"\xd0\xcf\x11\xe0";

/// All rows but blank ones, the first included, of a file that is not too large and not empty: a
/// delimited text, or the first sheet of an OpenDocument workbook.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Row>, Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge(limits.bytes));
    }
    let rows = match bytes {
        bytes if open_document::is_archive(bytes) => open_document::rows(bytes, limits)?,
        bytes if bytes.starts_with(OLD_EXCEL) => return Err(Refusal::Excel),
        bytes => rows(&decode(bytes)?, limits)?,
    };
    match rows.is_empty() {
        true => Err(Refusal::Empty),
        false => Ok(rows),
    }
}
