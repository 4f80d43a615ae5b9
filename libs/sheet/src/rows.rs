//! Rows of a delimited text, and which column is which.

use csv::{Reader, ReaderBuilder, StringRecord};
use education::search_key;

use crate::{Limits, cell::clean, position::Lines, refusal::Refusal};

/// More columns than any export has.
pub(crate) const MOST_COLUMNS: usize = 256;

/// One row, its cells as they are.
#[derive(Debug)]
pub struct Row {
    /// Where it begins, from 1.
    pub line: u64,
    /// One after the other, blanks included.
    pub cells: Vec<String>,
    /// Something tells that it is not whole.
    pub doubtful: bool,
    /// Nothing closes it: the file ends.
    pub open: bool,
}

/// What separates the cells: what the first line has most of.
fn separator(first: &str) -> u8 {
    let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
    // The last of the best: in doubt, the semicolon.
    let best = [b',', b'\t', b';'].into_iter().max_by_key(count);
    best.unwrap_or(b';')
}

/// Without the blank lines, and without what tells spreadsheets the separator.
fn body(text: &str) -> (&str, u64) {
    let (mut rest, mut line) = (text, 1);
    while let Some((first, after)) = rest.split_once('\n') {
        let first = clean(first).to_lowercase();
        if !(first.is_empty() || first.starts_with("sep=")) {
            break;
        }
        (rest, line) = (after, line + 1);
    }
    (rest, line)
}

fn reader(separator: u8, bytes: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes)
}

/// The first row of a text that may stop anywhere.
pub fn header(text: &str) -> Vec<String> {
    let first = body(text).0.lines().next().unwrap_or_default();
    let mut record = StringRecord::new();
    match reader(separator(first), first.as_bytes()).read_record(&mut record) {
        Ok(true) => record.iter().map(clean).take(MOST_COLUMNS).collect(),
        _ => Vec::new(),
    }
}

/// All rows but blank ones, the first included.
pub fn rows(text: &str, limits: &Limits) -> Result<Vec<Row>, Refusal> {
    let (body, before) = body(text);
    let first = body.lines().next().unwrap_or_default();
    let separator = separator(first);
    // The first line end closes a row that nothing closes; only a cell that is still open takes the
    // second one in.
    let whole = format!("{body}\n\n");
    let mut reader = reader(separator, whole.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    let (mut record, mut lines) = (StringRecord::new(), Lines::of(&whole));
    while reader
        .read_record(&mut record)
        .map_err(|_| Refusal::Encoding)?
    {
        // The parser passes over empty lines, and begins the row before them.
        let begin = record.position().map_or(0, |at| at.byte() as usize);
        let passed = whole.as_bytes()[begin..]
            .iter()
            .take_while(|byte| **byte == b'\n');
        let line = lines.at(begin + passed.count()) + before - 1;
        let end = reader.position().byte() as usize;
        let open = end == whole.len();
        if open
            && record
                .iter()
                .next_back()
                .is_some_and(|cell| cell.ends_with("\n\n"))
        {
            return Err(Refusal::OpenQuote(line));
        }
        if record.iter().any(|cell| cell.len() > limits.cell) {
            return Err(Refusal::CellTooLong {
                line,
                limit: limits.cell,
            });
        }
        if record.iter().all(|cell| clean(cell).is_empty()) && end <= body.len() {
            continue;
        }
        if rows.len() >= limits.rows {
            return Err(Refusal::TooManyRows(limits.rows));
        }
        let several = |cell: &str| cell.contains('\n') && cell.contains(char::from(separator));
        rows.push(Row {
            line,
            cells: record
                .iter()
                .take(MOST_COLUMNS)
                .map(str::to_owned)
                .collect(),
            doubtful: record.len() > MOST_COLUMNS || record.iter().any(several),
            open: end > body.len(),
        });
    }
    // What is blank after the last line end is no row.
    if rows.last().is_some_and(|row| {
        row.cells.iter().all(|cell| clean(cell).is_empty()) && row.cells.len() == 1
    }) {
        rows.pop();
    }
    Ok(rows)
}

/// Where each thing stands.
#[derive(Debug)]
pub struct Columns<K> {
    at: Vec<(K, usize)>,
    width: usize,
}

impl<K: Copy + PartialEq> Columns<K> {
    /// By title, without case, accents, blanks or points; the first of two of the same.
    pub fn titled(titles: &[String], known: &[(K, &[&str])]) -> Self {
        let mut at: Vec<(K, usize)> = Vec::new();
        for (index, title) in titles.iter().enumerate() {
            let key = search_key(title);
            let column = known
                .iter()
                .find(|(_, names)| names.contains(&key.as_str()));
            if let Some((column, _)) = column
                && !at.iter().any(|(other, _)| other == column)
            {
                at.push((*column, index));
            }
        }
        Self {
            at,
            width: titles.len(),
        }
    }

    /// In that order.
    pub fn placed(order: &[K], width: usize) -> Self {
        let at = order.iter().enumerate();
        Self {
            at: at.map(|(index, column)| (*column, index)).collect(),
            width,
        }
    }

    /// Whether the file has it.
    pub fn has(&self, column: K) -> bool {
        self.at.iter().any(|(other, _)| *other == column)
    }

    /// What the row has there.
    pub fn cell<'r>(&self, row: &'r Row, column: K) -> &'r str {
        let place = self.at.iter().find(|(other, _)| *other == column);
        let cell = place.and_then(|(_, index)| row.cells.get(*index));
        cell.map_or("", String::as_str)
    }

    /// A last row that stops before its last column is the end of half a file. Any other that has no
    /// room for what is read of it, or whose last cell may be half of one, is not whole.
    pub fn whole(&self, row: &Row) -> Result<bool, Refusal> {
        if row.open && row.cells.len() < self.width {
            return Err(Refusal::Cut(row.line));
        }
        let last = self.at.iter().map(|(_, index)| *index).max().unwrap_or(0);
        let short = row.cells.len() <= last;
        let half = row.open && row.cells.len() == last + 1;
        Ok(!(row.doubtful || short || half))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, String)> {
        let rows = rows(text, &Limits::default()).expect("rows");
        rows.iter()
            .map(|row| (row.line, row.cells.join("|")))
            .collect()
    }

    /// Invariant: the separator is what the first line has most of; lines are counted as an editor
    /// counts them, blank ones and cells of several lines included.
    #[test]
    fn rows_stand_on_their_lines() {
        let text = "\nsep=;\nJour;Début\n\nlundi;\"a\nb\"\nmardi;c\n";
        let expected = [(3, "Jour|Début"), (5, "lundi|a\nb"), (7, "mardi|c")];
        let expected = expected.map(|(line, cells)| (line, cells.to_owned()));
        assert_eq!(cells(text), expected);
        assert_eq!(cells("a\tb,c\td\n1\t2\t3\n")[1].1, "1|2|3");
        assert_eq!(cells("a,b;c,d\n1,2,3\n")[1].1, "1|2|3");
    }

    /// Invariant: what is cut is told: an open quotation, a row without end, several rows in one
    /// cell.
    #[test]
    fn what_is_cut_is_told() {
        let limits = Limits::default();
        assert!(matches!(
            rows("a;b\n1;\"2", &limits),
            Err(Refusal::OpenQuote(2))
        ));
        assert!(matches!(
            rows("a;b\n1;\"2\n", &limits),
            Err(Refusal::OpenQuote(2))
        ));
        let open = |text| {
            rows(text, &limits)
                .expect("rows")
                .last()
                .map(|row| row.open)
        };
        assert_eq!(open("a;b\n1;2"), Some(true));
        assert_eq!(open("a;b\n1;\"2\""), Some(true));
        assert_eq!(open("a;b\n1;2\n"), Some(false));
        assert_eq!(open("a;b\n1;\"2\n\n\"\n"), Some(false));
        let swallowed = rows("a;b\n1;\"2\n3;4\"\n", &limits).expect("rows");
        assert!(swallowed[1].doubtful && !swallowed[0].doubtful);
    }
}
