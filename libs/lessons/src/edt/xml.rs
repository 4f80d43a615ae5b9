//! The XML twin: `<TABLE nom="Cours">`, one `<Cours>` a row, one element a column, named as it.

use std::collections::HashMap;

use education::search_key;
use quick_xml::{Reader, XmlVersion, escape::resolve_xml_entity, events::Event};
use sheet::Lines;

use super::{Column, TITLES, lesson};
use crate::{Format, Setting, lesson::Reading, refusal::Refusal};

/// Cells of one course.
const MOST_CELLS: usize = 256;

/// Whether such a text is a table of courses.
pub(crate) fn is(start: &str) -> bool {
    let mut reader = Reader::from_str(start);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                return element.local_name().as_ref().eq_ignore_ascii_case("table")
                    && element.attributes().flatten().take(16).any(|attribute| {
                        attribute.key.as_ref().eq_ignore_ascii_case("nom")
                            && attribute.value.eq_ignore_ascii_case("cours")
                    });
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Where the reader stands.
enum Place {
    Outside,
    Table,
    Course,
    /// In an element of a course, and what it holds if it is known.
    Cell(Option<Column>),
    /// Nothing but blanks and comments may follow.
    After,
}

struct Course {
    line: u64,
    cells: HashMap<Column, String>,
    count: usize,
}

pub(super) fn read(text: &str, setting: &Setting<'_>) -> Result<Reading, Refusal> {
    if !is(text) {
        return Err(Refusal::Other(Format::Edt));
    }
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.expand_empty_elements, config.check_end_names) = (true, true);
    let (mut reading, mut place, mut lines) = (Reading::default(), Place::Outside, Lines::of(text));
    let mut course = Course {
        line: 1,
        cells: HashMap::new(),
        count: 0,
    };
    let mut rows = 0;
    loop {
        let line = lines.at(reader.buffer_position() as usize);
        let event = reader.read_event();
        let event = event.map_err(|_| broken(&reader, text, &place, &course, line))?;
        place = match (place, event) {
            (_, Event::DocType(_)) => return Err(Refusal::Malformed(line)),
            (Place::Outside, Event::Start(_)) => Place::Table,
            (Place::Table, Event::Start(_)) => {
                rows += 1;
                if rows > setting.limits.rows {
                    return Err(Refusal::TooManyRows(setting.limits.rows));
                }
                course = Course {
                    line,
                    cells: HashMap::new(),
                    count: 0,
                };
                Place::Course
            }
            (Place::Course, Event::Start(element)) => {
                course.count += 1;
                if course.count > MOST_CELLS {
                    return Err(Refusal::Malformed(line));
                }
                let name = search_key(element.name().as_ref());
                let known = TITLES
                    .iter()
                    .find(|(_, names)| names.contains(&name.as_str()));
                Place::Cell(known.map(|(column, _)| *column))
            }
            (Place::Cell(column), Event::Text(text)) => {
                let text = text.xml_content(XmlVersion::Implicit1_0);
                course.add(column, &text, line, setting)?;
                Place::Cell(column)
            }
            (Place::Cell(column), Event::CData(text)) => {
                let text = text.xml_content(XmlVersion::Implicit1_0);
                course.add(column, &text, line, setting)?;
                Place::Cell(column)
            }
            (Place::Cell(column), Event::GeneralRef(name)) => {
                let text = match name.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter.to_string()),
                    // The five that XML knows by itself; any other could stand for anything.
                    Ok(None) => resolve_xml_entity(&name).map(str::to_owned),
                    Err(_) => None,
                };
                course.add(
                    column,
                    &text.ok_or(Refusal::Malformed(line))?,
                    line,
                    setting,
                )?;
                Place::Cell(column)
            }
            (Place::Cell(_) | Place::After, Event::Start(_)) => {
                return Err(Refusal::Malformed(line));
            }
            (Place::Cell(_), Event::End(_)) => Place::Course,
            (Place::Course, Event::End(_)) => {
                let cell = |column| course.cells.get(&column).map_or("", String::as_str);
                reading.take(course.line, lesson(course.line, cell, setting));
                Place::Table
            }
            (Place::Table, Event::End(_)) => Place::After,
            (Place::After, Event::Eof) => return Ok(reading),
            (place, Event::Eof) => return Err(Refusal::Cut(begun(&place, &course, line))),
            (place, _) => place,
        };
    }
}

impl Course {
    fn add(
        &mut self,
        column: Option<Column>,
        text: &str,
        line: u64,
        setting: &Setting<'_>,
    ) -> Result<(), Refusal> {
        let Some(column) = column else { return Ok(()) };
        let cell = self.cells.entry(column).or_default();
        cell.push_str(text);
        let limit = setting.limits.cell;
        if cell.len() > limit {
            return Err(Refusal::CellTooLong { line, limit });
        }
        Ok(())
    }
}

/// What is half there: the course, or the table.
fn begun(place: &Place, course: &Course, line: u64) -> u64 {
    match place {
        Place::Course | Place::Cell(_) => course.line,
        Place::Outside | Place::Table | Place::After => line,
    }
}

/// An error at the end of the file is its being cut.
fn broken(
    reader: &Reader<&[u8]>,
    text: &str,
    place: &Place,
    course: &Course,
    line: u64,
) -> Refusal {
    let rest = text
        .get(reader.error_position() as usize..)
        .unwrap_or_default();
    if rest.contains('>') && !matches!(place, Place::After) {
        return Refusal::Malformed(line);
    }
    Refusal::Cut(begun(place, course, line))
}
