//! Tables as files, for spreadsheets in France: UTF-8 with its mark, semicolons, all cells quoted.

use std::io::{self, Write};

/// A CSV under way.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: W,
    begun: bool,
}

impl<W: Write> Csv<W> {
    /// Nothing is written before the first row.
    pub fn new(out: W) -> Self {
        Self { out, begun: false }
    }

    /// A row; the first one bears the names of the columns.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            self.out.write_all("\u{feff}".as_bytes())?;
        }
        let cells: Vec<String> = cells
            .into_iter()
            .map(|cell| quoted(cell.as_ref()))
            .collect();
        self.out.write_all(cells.join(";").as_bytes())?;
        self.out.write_all(b"\r\n")
    }

    /// The end: what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A cell, which no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let guard = match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => "'",
        false => "",
    };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what somebody typed is never run by the spreadsheet that opens the file.
    #[test]
    fn a_cell_is_text() {
        assert_eq!(quoted("SMS « a;b »"), "\"SMS « a;b »\"");
        assert_eq!(quoted("dit \"oui\""), "\"dit \"\"oui\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }

    /// Invariant: the file says once that it is UTF-8, and its lines end as spreadsheets expect.
    #[test]
    fn a_file_of_two_rows() {
        let mut csv = Csv::new(Vec::new());
        csv.row(["Élève", "Ligne"]).unwrap();
        csv.row(["BERTIN Léa", "4"]).unwrap();
        let text = String::from_utf8(csv.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"Élève\";\"Ligne\"\r\n\"BERTIN Léa\";\"4\"\r\n"
        );
    }
}
