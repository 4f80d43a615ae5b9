//! A table as a file that a spreadsheet opens: CSV for any program, ODS with numbers and dates as
//! such.

use crate::{Csv, Error, Result, attachment};
use axum::response::Response;
use ods::{Cell, Sheet};
use ui::fr;

/// In which form a table leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// Text between semicolons.
    Csv,
    /// OpenDocument spreadsheet.
    Ods,
}

impl FileForm {
    /// In the order of pages.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ods];

    /// The field of addresses.
    pub const FIELD: &'static str = "format";

    /// The word of addresses, which ends the name of the file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ods => "ods",
        }
    }

    /// The words of the link that gives it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Csv => "Télécharger (CSV)",
            Self::Ods => "Télécharger (ODS)",
        }
    }

    /// Of a word; CSV for one that is not known.
    pub fn of(code: &str) -> Self {
        match code {
            "ods" => Self::Ods,
            _ => Self::Csv,
        }
    }
}

/// A table under way.
pub struct TableFile(Inner);

enum Inner {
    Csv(Csv<Vec<u8>>),
    Ods(Box<Sheet>),
}

impl TableFile {
    /// A table of that name, with the names of its columns as its first row.
    pub fn new<S: AsRef<str>>(form: FileForm, name: &str, columns: &[S]) -> Result<Self> {
        Ok(Self(match form {
            FileForm::Csv => {
                let mut csv = Csv::new(Vec::new());
                csv.row(columns).map_err(Error::internal)?;
                Inner::Csv(csv)
            }
            FileForm::Ods => {
                let sheet = Sheet::new(name, columns).map_err(Error::internal)?;
                Inner::Ods(Box::new(sheet))
            }
        }))
    }

    /// A row. In a CSV, dates are as people write them.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cell<'c>>) -> Result<()> {
        match &mut self.0 {
            Inner::Csv(csv) => csv.row(cells.into_iter().map(written)),
            Inner::Ods(sheet) => sheet.row(cells),
        }
        .map_err(Error::internal)
    }

    /// The file, to keep under that name, which its form ends.
    pub fn answer(self, name: &str) -> Result<Response> {
        let (form, kind, bytes) = match self.0 {
            Inner::Csv(csv) => (FileForm::Csv, "text/csv; charset=utf-8", csv.finish()),
            Inner::Ods(sheet) => {
                let kind = "application/vnd.oasis.opendocument.spreadsheet";
                (FileForm::Ods, kind, sheet.finish())
            }
        };
        let bytes = bytes.map_err(Error::internal)?;
        Ok(attachment(&format!("{name}.{}", form.code()), kind, bytes))
    }
}

fn written(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.into_owned(),
        Cell::Number(n) => n.to_string(),
        Cell::Hundredths(n) => ods::french(n),
        Cell::Date(day) => fr::date_short(day),
        Cell::Month(day) => fr::month_year(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::to_bytes, http::header};

    async fn file(form: FileForm) -> (Vec<String>, Vec<u8>) {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        let mut file = TableFile::new(form, "Absences", &["Qui", "Combien"]).unwrap();
        file.row([Cell::text("=1+1"), Cell::count(1200)]).unwrap();
        file.row([Cell::Date(day), Cell::Month(day)]).unwrap();
        file.row([Cell::Empty]).unwrap();
        let answer = file.answer("absences").unwrap();
        let said = |name| answer.headers()[name].to_str().unwrap().to_owned();
        let headers = vec![
            said(header::CONTENT_DISPOSITION),
            said(header::CONTENT_TYPE),
        ];
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (headers, bytes.to_vec())
    }

    /// Invariant: both forms hold the same rows, each under its own name and type; nothing that was
    /// typed is a formula.
    #[tokio::test]
    async fn a_table_leaves_in_both_forms() {
        let (headers, csv) = file(FileForm::of("autre")).await;
        assert!(headers[0].ends_with("\"absences.csv\"") && headers[1].starts_with("text/csv"));
        let text = String::from_utf8(csv).unwrap();
        let rows: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            rows,
            [
                "\"Qui\";\"Combien\"",
                "\"'=1+1\";\"1200\"",
                "\"03/11/2026\";\"novembre 2026\"",
                "\"\""
            ]
        );
        let (headers, ods) = file(FileForm::of("ods")).await;
        assert!(headers[0].ends_with("\"absences.ods\""), "{headers:?}");
        assert_eq!(headers[1], "application/vnd.oasis.opendocument.spreadsheet");
        assert_eq!(&ods[..2], b"PK");
    }
}
