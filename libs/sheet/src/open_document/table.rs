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
mod tests;
