//! Courses of UnDeuxTEMPS: one row a slot and class, put together again into lessons.

mod merge;

use chrono::NaiveTime;
use education::search_key;
use sheet::{Columns, Row};

use crate::{
    Format, Setting,
    cells::{clean, day, hour, repaired, some, weeks},
    edt::placed,
    lesson::{ClassPart, Lesson, Reading, Subject, Teacher, Weeks},
    refusal::{Reason, Refusal},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Day,
    Hour,
    Class,
    Subject,
    Teacher,
    Room,
    Group,
    Across,
    Size,
    Mode,
    Weeks,
}

use Column::*;

/// The order is always this one, with or without titles.
const ORDER: [Column; 11] = [
    Day,
    Hour,
    Class,
    Column::Subject,
    Column::Teacher,
    Room,
    Group,
    Across,
    Size,
    Mode,
    Column::Weeks,
];

const TITLES: [(Column, &[&str]); 9] = [
    (Day, &["jour"]),
    (Hour, &["heure"]),
    (Class, &["div", "classe", "division"]),
    (Column::Subject, &["matiere"]),
    (Column::Teacher, &["professeur", "prof"]),
    (Room, &["salle"]),
    (Group, &["groupe"]),
    (Across, &["regroup", "regroupement"]),
    (Column::Weeks, &["freq", "frequence"]),
];

const REQUIRED: [(Column, &str); 7] = [
    (Class, "Div"),
    (Column::Subject, "Matière"),
    (Column::Teacher, "Professeur"),
    (Room, "Salle"),
    (Group, "Groupe"),
    (Across, "Regroup"),
    (Column::Weeks, "Freq"),
];

/// Whether a file begins so: with its titles, or without them at once with a slot.
pub(crate) fn is_header(first: &[String]) -> bool {
    let columns = Columns::titled(first, &TITLES);
    (columns.has(Day) && columns.has(Hour)) || is_slot(first)
}

/// A row without titles.
fn is_slot(cells: &[String]) -> bool {
    let begins = cells.first().is_some_and(|cell| day(cell).is_some())
        && cells.get(1).is_some_and(|cell| span(cell).is_some());
    begins && cells.len() >= ORDER.len()
}

pub(crate) fn read(text: &str, setting: &Setting<'_>) -> Result<Reading, Refusal> {
    let rows = sheet::rows(text, &setting.limits)?;
    let first = rows.first().ok_or(Refusal::Empty)?;
    let titles: Vec<String> = first.cells.iter().map(|title| clean(title)).collect();
    let (columns, rows) = if is_slot(&titles) {
        (Columns::placed(&ORDER, titles.len()), &rows[..])
    } else if is_header(&titles) {
        if first.open {
            return Err(Refusal::Cut(first.line));
        }
        let columns = Columns::titled(&titles, &TITLES);
        let pupils = titles.iter().any(|title| search_key(title) == "eleve");
        if pupils && !columns.has(Column::Teacher) {
            return Err(Refusal::OfPupils);
        }
        let missing = REQUIRED.iter().find(|(column, _)| !columns.has(*column));
        if let Some((_, column)) = missing {
            return Err(Refusal::MissingColumn { column });
        }
        (columns, &rows[1..])
    } else {
        return Err(Refusal::Other(Format::Udt));
    };
    let mut reading = Reading::default();
    for row in rows {
        let slot = match columns.whole(row)? {
            false => Err(Reason::CutRow),
            true => slot(row, &columns),
        };
        reading.take(row.line, slot);
    }
    let grid = merge::Grid::of(setting.bells, &reading.lessons);
    for slot in &mut reading.lessons {
        if slot.end == slot.start {
            slot.end = grid.end(slot.start);
        }
    }
    let (slots, endless) = reading
        .lessons
        .into_iter()
        .partition(|slot| slot.end > slot.start);
    reading.lessons = merge::lasting(merge::together(slots));
    for slot in Vec::<Lesson>::from_iter(endless) {
        let hour = slot.start.format("%Hh%M").to_string();
        reading.take(slot.row, Err(Reason::UnknownHour(hour)));
    }
    Ok(reading)
}

/// « 8H », « 12h00-13h30 »: a start, and an end if there is one.
fn span(cell: &str) -> Option<(NaiveTime, Option<NaiveTime>)> {
    match cell.split_once('-') {
        None => Some((hour(cell)?, None)),
        Some((start, end)) => {
            let (start, end) = (hour(start)?, hour(end)?);
            (end > start).then_some((start, Some(end)))
        }
    }
}

/// One row. Its end is its start as long as nothing says it.
fn slot(row: &Row, columns: &Columns<Column>) -> Result<Lesson, Reason> {
    let cell = |column| columns.cell(row, column);
    let written = clean(cell(Hour));
    let (day, start, end) = match span(&written) {
        Some((start, end)) => {
            let (day, _) = placed(cell(Day), "0h")?;
            (day, start, end)
        }
        None => {
            let (day, start) = placed(cell(Day), &written)?;
            (day, start, None)
        }
    };
    let subject = some(cell(Column::Subject));
    if subject
        .as_deref()
        .is_some_and(|subject| search_key(subject) == "repas")
    {
        return Err(Reason::NotALesson);
    }
    let part = ClassPart {
        division: some(cell(Class)).map(|division| repaired(&division)),
        group: some(cell(Across)).or_else(|| some(cell(Group))),
    };
    if part.division.is_none() && part.group.is_none() {
        return Err(Reason::NoClass);
    }
    let weeks = fortnight(cell(Column::Weeks))?;
    Ok(Lesson {
        row: row.line,
        day,
        start,
        end: end.unwrap_or(start),
        weeks,
        classes: vec![part],
        subject: Subject {
            code: subject,
            label: None,
        },
        teachers: some(cell(Column::Teacher))
            .map(|written| Teacher::whole(&written))
            .into_iter()
            .collect(),
        rooms: some(cell(Room)).into_iter().collect(),
    })
}

/// Empty, `sa`, `sb`; also `sp` (even, first) and `si` (odd, second), as Chocolat reads them.
fn fortnight(cell: &str) -> Result<Weeks, Reason> {
    match search_key(cell).as_str() {
        "sp" => Ok(Weeks::First),
        "si" => Ok(Weeks::Second),
        // A digit names a week of a cycle of which the file does not say the length.
        "1" | "2" => Err(Reason::UnknownWeeks(clean(cell))),
        _ => Ok(weeks(cell)?.unwrap_or(Weeks::Every)),
    }
}
