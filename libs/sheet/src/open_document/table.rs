//! The rows of the first table of a `content.xml`. Repeats are counted before anything is repeated:
//! programs write a million rows in one line.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    paragraphs::{Paragraphs, TooLong},
    value::Kind,
};
use crate::{
    Limits,
    cell::clean,
    refusal::Refusal,
    rows::{MOST_COLUMNS, Row},
};

/// Many times deeper than any document.
const DEEPEST: usize = 256;

/// What the element under way is to us. Prefixes are those that the standard uses, and that every
/// program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Document,
    Body,
    Spreadsheet,
    Table,
    /// Rows that are titles, or that fold.
    Group,
    Row,
    Cell,
    /// Under a cell that spreads.
    Covered,
    List,
    Paragraph,
    /// Within a paragraph.
    Words,
    /// What is no text of a cell: a note, a shape, a style.
    Other,
}

/// What an element of that name is in that place.
fn place(parent: Option<Place>, name: &str) -> Place {
    match (parent, name) {
        (None, "office:document-content") => Place::Document,
        (Some(Place::Document), "office:body") => Place::Body,
        (Some(Place::Body), "office:spreadsheet") => Place::Spreadsheet,
        (Some(Place::Spreadsheet), "table:table") => Place::Table,
        (Some(Place::Table | Place::Group), "table:table-row") => Place::Row,
        (
            Some(Place::Table | Place::Group),
            "table:table-rows" | "table:table-header-rows" | "table:table-row-group",
        ) => Place::Group,
        (Some(Place::Row), "table:table-cell") => Place::Cell,
        (Some(Place::Row), "table:covered-table-cell") => Place::Covered,
        (Some(Place::Cell | Place::List), "text:p" | "text:h") => Place::Paragraph,
        (Some(Place::Cell | Place::List), "text:list" | "text:list-item" | "text:list-header") => {
            Place::List
        }
        (Some(Place::Paragraph | Place::Words), "text:note" | "text:ruby-text") => Place::Other,
        (Some(Place::Paragraph | Place::Words), name) if name.starts_with("text:") => Place::Words,
        _ => Place::Other,
    }
}

/// A cell under way.
struct OpenCell {
    /// Its value, if it is no text.
    value: Option<String>,
    /// Its text, if it has no paragraph.
    bare: String,
    paragraphs: Paragraphs,
    repeat: u64,
}

/// A row under way.
#[derive(Default)]
struct OpenRow {
    cells: Vec<String>,
    /// How many columns have passed: those that are empty so far are not in `cells`.
    passed: u64,
    doubtful: bool,
    repeat: u64,
}

impl OpenRow {
    fn add(&mut self, text: String, repeat: u64) {
        let first = self.passed;
        self.passed = self.passed.saturating_add(repeat);
        if text.is_empty() {
            return;
        }
        let known = |columns: u64| {
            usize::try_from(columns).map_or(MOST_COLUMNS, |columns| columns.min(MOST_COLUMNS))
        };
        self.cells.resize(known(first), String::new());
        self.cells.resize(known(self.passed), text);
        self.doubtful |= self.passed > MOST_COLUMNS as u64;
    }
}

struct Table<'l> {
    limits: &'l Limits,
    /// The rank of the row under way.
    line: u64,
    row: OpenRow,
    cell: Option<OpenCell>,
    rows: Vec<Row>,
    /// What the rows take in memory.
    weight: usize,
}

/// All rows but blank ones of the first table, each as wide as the first one at least.
pub(super) fn rows(content: &str, limits: &Limits) -> Result<Vec<Row>, Refusal> {
    let mut reader = Reader::from_str(content);
    reader.config_mut().expand_empty_elements = true;
    let mut table = Table {
        limits,
        line: 1,
        row: OpenRow::default(),
        cell: None,
        rows: Vec::new(),
        weight: 0,
    };
    let mut path: Vec<Place> = Vec::new();
    let (mut sheet, mut read) = (false, false);
    loop {
        let parent = path.last().copied();
        match reader.read_event().map_err(|_| Refusal::Damaged)? {
            Event::Start(tag) => {
                let mut here = place(parent, tag.name().as_ref());
                sheet |= here == Place::Spreadsheet;
                // The first one only.
                if here == Place::Table && std::mem::replace(&mut read, true) {
                    here = Place::Other;
                }
                if path.len() == DEEPEST {
                    return Err(Refusal::Damaged);
                }
                path.push(here);
                table.open(here, &tag)?;
            }
            Event::End(_) => {
                match path.pop() {
                    Some(Place::Row) => table.close_row()?,
                    Some(Place::Cell | Place::Covered) => table.close_cell()?,
                    _ => {}
                };
            }
            Event::Text(text) => table.write(parent, &text.xml10_content())?,
            Event::CData(text) => table.write(parent, &text.xml10_content())?,
            Event::GeneralRef(reference) => table.write(parent, &resolved(&reference)?)?,
            Event::DocType(_) => return Err(Refusal::Damaged),
            Event::Eof if path.is_empty() && sheet => return Ok(table.rows),
            Event::Eof if path.is_empty() => return Err(Refusal::NoSheet),
            Event::Eof => return Err(Refusal::Damaged),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

impl Table<'_> {
    fn open(&mut self, here: Place, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        match here {
            Place::Row => {
                self.row = OpenRow {
                    repeat: repeat(tag, "table:number-rows-repeated")?,
                    ..OpenRow::default()
                };
            }
            Place::Cell | Place::Covered => {
                let kind = attribute(tag, "office:value-type")?;
                let kind = kind.as_deref().and_then(Kind::named);
                let value = match kind {
                    Some(kind) => {
                        let value = attribute(tag, kind.attribute())?;
                        value.and_then(|value| kind.in_french(&value))
                    }
                    None => None,
                };
                self.cell = Some(OpenCell {
                    value,
                    bare: attribute(tag, "office:string-value")?.unwrap_or_default(),
                    paragraphs: Paragraphs::up_to(self.limits.cell),
                    repeat: repeat(tag, "table:number-columns-repeated")?,
                });
            }
            Place::Paragraph => self.in_cell(Paragraphs::begin)?,
            Place::Words => match tag.name().as_ref() {
                "text:s" => {
                    let count = repeat(tag, "text:c")?;
                    let count = usize::try_from(count).unwrap_or(usize::MAX);
                    self.in_cell(|paragraphs| paragraphs.stands(' ', count))?;
                }
                "text:tab" => self.in_cell(|paragraphs| paragraphs.stands('\t', 1))?,
                "text:line-break" => self.in_cell(|paragraphs| paragraphs.stands('\n', 1))?,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, here: Option<Place>, text: &str) -> Result<(), Refusal> {
        match here {
            Some(Place::Paragraph | Place::Words) => self.in_cell(|cell| cell.write(text)),
            _ => Ok(()),
        }
    }

    fn in_cell(
        &mut self,
        write: impl FnOnce(&mut Paragraphs) -> Result<(), TooLong>,
    ) -> Result<(), Refusal> {
        match &mut self.cell {
            Some(cell) => write(&mut cell.paragraphs).map_err(|TooLong| self.too_long()),
            None => Ok(()),
        }
    }

    fn too_long(&self) -> Refusal {
        Refusal::CellTooLong {
            line: self.line,
            limit: self.limits.cell,
        }
    }

    fn close_cell(&mut self) -> Result<(), Refusal> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let text = match cell.value {
            Some(value) => value,
            None if cell.paragraphs.none() => cell.bare,
            None => cell.paragraphs.text(),
        };
        if text.len() > self.limits.cell {
            return Err(self.too_long());
        }
        self.row.add(text, cell.repeat);
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Refusal> {
        let OpenRow {
            mut cells,
            doubtful,
            repeat,
            ..
        } = std::mem::take(&mut self.row);
        let line = self.line;
        self.line = line.saturating_add(repeat);
        if cells.iter().all(|cell| clean(cell).is_empty()) {
            return Ok(());
        }
        // Programs do not write the empty cells that end a row.
        let width = self.rows.first().map_or(0, |first| first.cells.len());
        cells.resize(width.max(cells.len()), String::new());
        let copies = usize::try_from(repeat).unwrap_or(usize::MAX);
        if copies > self.limits.rows.saturating_sub(self.rows.len()) {
            return Err(Refusal::TooManyRows(self.limits.rows));
        }
        let weigh = |cell: &String| cell.len() + size_of::<String>();
        let weight = cells
            .iter()
            .map(weigh)
            .sum::<usize>()
            .saturating_mul(copies);
        self.weight = self.weight.saturating_add(weight);
        if self.weight > self.limits.bytes {
            return Err(Refusal::TooLargeUnpacked(self.limits.bytes));
        }
        self.rows.extend((line..self.line).map(|line| Row {
            line,
            cells: cells.clone(),
            doubtful,
            open: false,
        }));
        Ok(())
    }
}

/// What that attribute says.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Refusal> {
    // Checks compare each one with all before it.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Refusal::Damaged)?;
        if attribute.key.as_ref() == name {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| Refusal::Damaged)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// How many times, once unless it is said.
fn repeat(tag: &BytesStart<'_>, name: &str) -> Result<u64, Refusal> {
    match attribute(tag, name)? {
        None => Ok(1),
        Some(count) => match count.parse::<u32>() {
            Ok(0) | Err(_) => Err(Refusal::Damaged),
            Ok(count) => Ok(u64::from(count)),
        },
    }
}

/// The five entities of XML and numbered characters; any other could stand for anything.
fn resolved(reference: &BytesRef<'_>) -> Result<String, Refusal> {
    let character = reference.resolve_char_ref().map_err(|_| Refusal::Damaged)?;
    match character {
        Some(character) => Ok(character.to_string()),
        None => quick_xml::escape::resolve_xml_entity(reference)
            .map(str::to_owned)
            .ok_or(Refusal::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(tables: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<office:document-content><office:automatic-styles/><office:body>\
             <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>\n"
        )
    }

    fn sheet(rows: &str) -> String {
        content(&format!("<table:table>{rows}</table:table>"))
    }

    fn text(text: &str, attributes: &str) -> String {
        format!(
            r#"<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>"#
        )
    }

    fn row(cells: &str, attributes: &str) -> String {
        format!("<table:table-row{attributes}>{cells}</table:table-row>")
    }

    fn read(rows: &str) -> Vec<(u64, Vec<String>)> {
        let rows = super::rows(&sheet(rows), &Limits::default()).expect("rows");
        assert!(rows.iter().all(|row| !row.doubtful && !row.open));
        rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    /// The cells of one row, and nothing else.
    fn one(cells: &str) -> Vec<String> {
        let mut rows = read(&row(cells, ""));
        assert_eq!(rows.len(), 1);
        rows.remove(0).1
    }

    fn refused(rows: &str, limits: &Limits) -> Refusal {
        super::rows(&sheet(rows), limits).expect_err("a refusal")
    }

    /// Invariant: repeated rows and columns are as many; blank rows count and are left out; rows
    /// are as wide as the first one, and what is empty at the end is nothing.
    #[test]
    fn repeats_are_as_many() {
        let columns = r#" table:number-columns-repeated="2""#;
        let many = r#"<table:table-cell table:number-columns-repeated="16384"/>"#;
        let rows = [
            row(many, r#" table:number-rows-repeated="2""#),
            format!(
                "<table:table-header-rows>{}</table:table-header-rows>",
                row(
                    &format!("{}{}{many}", text("a", columns), text("b", "")),
                    ""
                )
            ),
            row(
                &format!("<table:table-cell{columns}/>{}{many}", text("c", "")),
                r#" table:number-rows-repeated="2""#,
            ),
            row(&text(" ", ""), ""),
            format!(
                "<table:table-row-group><table:table-row-group>{}</table:table-row-group></table:table-row-group>",
                row(&text("d", ""), r#" table:visibility="filter""#)
            ),
            row(
                &format!("<table:table-cell{columns}/>{}", text("e", columns)),
                "",
            ),
            row(many, r#" table:number-rows-repeated="1048566""#),
        ];
        let expected: [(u64, &[&str]); 5] = [
            (3, &["a", "a", "b"]),
            (4, &["", "", "c"]),
            (5, &["", "", "c"]),
            (7, &["d", "", ""]),
            (8, &["", "", "e", "e"]),
        ];
        let expected = expected.map(|(line, cells)| {
            let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            (line, cells)
        });
        assert_eq!(read(&rows.concat()), expected);
    }

    /// Invariant: a short row is whole, since the program that wrote it left its end out.
    #[test]
    fn a_short_row_is_whole() {
        let rows = [
            row(&format!("{}{}", text("Nom", ""), text("Note", "")), ""),
            row(&text("BERTIN", ""), ""),
        ];
        let rows = super::rows(&sheet(&rows.concat()), &Limits::default()).expect("rows");
        let columns = crate::Columns::placed(&['n', 'g'], 2);
        assert_eq!(columns.whole(&rows[1]), Ok(true));
        assert_eq!(columns.cell(&rows[1], 'g'), "");
    }

    /// Invariant: a cell says its own text, with its blanks, lines and entities: no note, no
    /// annotation, no shape.
    #[test]
    fn a_cell_says_its_own_text() {
        let annotation = "<office:annotation><text:p>remarque</text:p><text:list><text:list-item>\
                          <text:p>autre</text:p></text:list-item></text:list></office:annotation>";
        for (inside, expected) in [
            ("<text:p>a</text:p><text:p>b</text:p><text:p/>", "a\nb\n"),
            (
                "<text:p> a<text:s text:c=\"2\"/>b <text:s/>\n<text:tab/>c<text:line-break/>d </text:p>",
                "a  b   \tc\nd",
            ),
            (
                "<text:p>a <text:span>b <text:a>c</text:a></text:span> d</text:p>",
                "a b c d",
            ),
            (
                "<text:p>&lt;=&amp;&#233;&#xe9;<![CDATA[<&]]></text:p>",
                "<=&éé<&",
            ),
            (
                "<text:p>a<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note>b</text:p>",
                "ab",
            ),
            (
                "<text:p>a<office:annotation><text:p>n</text:p></office:annotation>b</text:p>",
                "ab",
            ),
            (
                "<draw:frame><draw:text-box><text:p>forme</text:p></draw:text-box></draw:frame><text:p>a</text:p>",
                "a",
            ),
            (
                "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
                "a",
            ),
            ("hors paragraphe<text:p>a</text:p><!-- rien -->", "a"),
            (
                "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table><text:p>a</text:p>",
                "a",
            ),
        ] {
            let cell = format!(
                r#"<table:table-cell office:value-type="string">{annotation}{inside}</table:table-cell>"#
            );
            assert_eq!(one(&cell), [expected], "{inside}");
        }
        assert_eq!(
            one(
                r#"<table:table-cell office:value-type="string" office:string-value="&lt;nu&gt;"/>"#
            ),
            ["<nu>"]
        );
    }

    /// Invariant: a typed cell says its value and not what is shown of it, which it says only when
    /// the value cannot be read.
    #[test]
    fn a_value_is_not_what_is_shown() {
        let cell = |attributes: &str| {
            format!("<table:table-cell {attributes}><text:p>montré</text:p></table:table-cell>")
        };
        for (attributes, expected) in [
            (r#"office:value-type="float" office:value="12.5""#, "12,5"),
            (
                r#"office:value-type="percentage" office:value="0.5""#,
                "0,5",
            ),
            (
                r#"office:value-type="currency" office:currency="EUR" office:value="3""#,
                "3",
            ),
            (
                r#"office:value-type="date" office:date-value="2026-11-03T08:30:00""#,
                "03/11/2026 08:30",
            ),
            (
                r#"office:value-type="time" office:time-value="PT08H30M00S""#,
                "08:30",
            ),
            (
                r#"office:value-type="boolean" office:boolean-value="true""#,
                "VRAI",
            ),
            (r#"office:value-type="float" office:value="?""#, "montré"),
            (r#"office:value-type="date""#, "montré"),
            (r#"office:value-type="autre" office:value="1""#, "montré"),
            ("", "montré"),
        ] {
            assert_eq!(one(&cell(attributes)), [expected], "{attributes}");
        }
    }

    /// Invariant: the cells that a merged one covers are empty, and those after it stay in place.
    #[test]
    fn covered_cells_are_empty() {
        let cells = format!(
            "{}<table:covered-table-cell table:number-columns-repeated=\"2\"/>{}",
            text("a", r#" table:number-columns-spanned="3""#),
            text("b", "")
        );
        assert_eq!(one(&cells), ["a", "", "", "b"]);
    }

    /// Invariant: the first sheet alone is read; neither tracked changes nor shapes are one.
    #[test]
    fn the_first_sheet_alone_is_read() {
        let table = |word: &str| format!("<table:table>{}</table:table>", row(&text(word, ""), ""));
        let tables = format!(
            "<table:tracked-changes>{0}</table:tracked-changes><table:table><table:shapes>{0}</table:shapes>{1}</table:table>{0}",
            table("autre"),
            row(&text("premier", ""), ""),
        );
        let rows = super::rows(&content(&tables), &Limits::default()).expect("rows");
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].cells, ["premier"]);
    }

    /// Invariant: what has no sheet says so, and no sheet at all has no row.
    #[test]
    fn a_document_without_sheet_is_told() {
        let limits = Limits::default();
        let text = content("").replace("office:spreadsheet", "office:text");
        assert_eq!(super::rows(&text, &limits).unwrap_err(), Refusal::NoSheet);
        assert_eq!(super::rows("<a/>", &limits).unwrap_err(), Refusal::NoSheet);
        assert_eq!(super::rows(&content(""), &limits).unwrap().len(), 0);
    }

    /// Invariant: a million repeated rows or columns cost nothing if they are empty; otherwise what
    /// they would take is counted before it is taken.
    #[test]
    fn repeats_are_bounded() {
        let limits = Limits {
            bytes: 100_000,
            rows: 500,
            cell: 200,
        };
        let rows = |count: u64| format!(r#" table:number-rows-repeated="{count}""#);
        let columns = |count: u64| format!(r#" table:number-columns-repeated="{count}""#);
        let most = u64::from(u32::MAX);
        let one = text("a", "");
        let read = |rows: &str| super::rows(&sheet(rows), &limits);
        let empty = row(
            &format!("<table:table-cell{}/>", columns(most)).repeat(3),
            &rows(most),
        );
        let after = read(&format!("{}{empty}{empty}{}", row(&one, ""), row(&one, ""))).unwrap();
        assert_eq!(after.len(), 2);
        assert_eq!(after[1].line, 2 + 2 * most);
        assert_eq!(read(&row(&one, &rows(500))).unwrap().len(), 500);
        for count in [501, most] {
            let many = row(&one, &rows(count));
            assert_eq!(refused(&many, &limits), Refusal::TooManyRows(500));
        }
        let wide = read(&row(&text("a", &columns(most)), "")).unwrap();
        assert_eq!(wide[0].cells.len(), MOST_COLUMNS);
        assert!(wide[0].doubtful, "what is left out is told");
        let full = read(&row(&text("a", &columns(256)), "")).unwrap();
        assert!(!full[0].doubtful);
        // Few bytes, 500 rows of 256 cells of 200 bytes.
        let heavy = row(&text(&"a".repeat(200), &columns(256)), &rows(500));
        assert_eq!(refused(&heavy, &limits), Refusal::TooLargeUnpacked(100_000));
        // The same by short rows under a wide one.
        let padded = row(&text("a", &columns(256)), "") + &row(&one, &rows(499));
        assert_eq!(
            refused(&padded, &limits),
            Refusal::TooLargeUnpacked(100_000)
        );
    }

    /// Invariant: no cell is longer than its limit: not by its text, its blanks or its value.
    #[test]
    fn long_cells_are_refused() {
        let limits = Limits {
            cell: 10,
            ..Limits::default()
        };
        let before = row(&text("1234567890", ""), "");
        for cell in [
            text("12345678901", ""),
            text("a<text:s text:c=\"4000000000\"/>", ""),
            "<table:table-cell office:string-value=\"12345678901\"/>".to_owned(),
            "<table:table-cell office:value-type=\"float\" office:value=\"1e10\"/>".to_owned(),
        ] {
            let expected = Refusal::CellTooLong { line: 2, limit: 10 };
            let rows = format!("{before}{}", row(&cell, ""));
            assert_eq!(refused(&rows, &limits), expected, "{cell}");
        }
    }

    /// Invariant: half a document has no row, wherever it stops; nor has one that XML refuses, or
    /// that could stand for anything.
    #[test]
    fn half_a_document_has_no_row() {
        let limits = Limits::default();
        let whole = sheet(&row(&text("a&amp;é", " table:style-name=\"x\""), ""));
        assert!(super::rows(&whole, &limits).is_ok());
        let end = whole.trim_end().len();
        for at in (0..end).filter(|at| whole.is_char_boundary(*at)) {
            assert!(super::rows(&whole[..at], &limits).is_err(), "{at}");
        }
        let doctype = whole.replacen('\n', "<!DOCTYPE a [<!ENTITY b \"c\">]>", 1);
        let deep = "<text:span>".repeat(300) + &"</text:span>".repeat(300);
        for wrong in [
            doctype,
            whole.replace("&amp;", "&b;"),
            whole.replace("&amp;", "&#0;"),
            whole.replace("</text:p>", "</text:q>"),
            whole.replace("\"x\"", "\"x"),
            whole.replace("&amp;", &deep),
        ] {
            assert_eq!(
                super::rows(&wrong, &limits).unwrap_err(),
                Refusal::Damaged,
                "{wrong}"
            );
        }
        for count in ["0", "-1", "99999999999999999999", "x", ""] {
            let attributes = format!(r#" table:number-rows-repeated="{count}""#);
            assert_eq!(
                refused(&row("", &attributes), &limits),
                Refusal::Damaged,
                "{count}"
            );
        }
    }
}
