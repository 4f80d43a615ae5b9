//! Our own format: one row a lesson, with its end. `docs/formats/emploi-du-temps-csv.md` is for
//! schools.

use sheet::{Columns, Row};

use crate::{
    Format, Setting,
    cells::{MOST_LISTED, clean, hour, repaired, some, weeks},
    edt::placed,
    lesson::{ClassPart, Lesson, Reading, Subject, Teacher, Weeks},
    refusal::{Reason, Refusal},
};

/// Between several teachers, classes, groups or rooms of one cell.
pub(crate) const MARK: &str = " / ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Day,
    Start,
    End,
    Weeks,
    Label,
    Code,
    Teacher,
    Class,
    Group,
    Room,
}

use Column::*;

const TITLES: [(Column, &[&str]); 10] = [
    (Day, &["jour"]),
    (
        Start,
        &["debut", "heuredebut", "heuredudebut", "heurededebut"],
    ),
    (End, &["fin", "heurefin", "heuredefin"]),
    (Column::Weeks, &["semaine", "semaines"]),
    (Label, &["matiere", "discipline"]),
    (Code, &["codematiere"]),
    (
        Column::Teacher,
        &["enseignant", "enseignants", "professeur", "professeurs"],
    ),
    (Class, &["classe", "classes", "division", "divisions"]),
    (Group, &["groupe", "groupes"]),
    (Room, &["salle", "salles"]),
];

const REQUIRED: [(Column, &str); 4] = [
    (Day, "Jour"),
    (Start, "Début"),
    (End, "Fin"),
    (Class, "Classe"),
];

/// Whether these titles are ours.
pub(crate) fn is_header(titles: &[String]) -> bool {
    let columns = Columns::titled(titles, &TITLES);
    columns.has(Day) && columns.has(Start)
}

pub(crate) fn read(text: &str, setting: &Setting<'_>) -> Result<Reading, Refusal> {
    let rows = sheet::rows(text, &setting.limits)?;
    let Some((header, rows)) = rows.split_first() else {
        return Err(Refusal::Empty);
    };
    let titles: Vec<String> = header.cells.iter().map(|title| clean(title)).collect();
    if !is_header(&titles) {
        return Err(Refusal::Other(Format::Csv));
    }
    if header.open {
        return Err(Refusal::Cut(header.line));
    }
    let columns = Columns::titled(&titles, &TITLES);
    let missing = REQUIRED.iter().find(|(column, _)| !columns.has(*column));
    if let Some((_, column)) = missing {
        return Err(Refusal::MissingColumn { column });
    }
    let mut reading = Reading::default();
    for row in rows {
        let lesson = match columns.whole(row)? {
            false => Err(Reason::CutRow),
            true => lesson(row, &columns),
        };
        reading.take(row.line, lesson);
    }
    Ok(reading)
}

fn lesson(row: &Row, columns: &Columns<Column>) -> Result<Lesson, Reason> {
    let cell = |column| columns.cell(row, column);
    let (day, start) = placed(cell(Day), cell(Start))?;
    let end = some(cell(End)).ok_or(Reason::NoHour)?;
    let end = hour(&end)
        .filter(|end| *end > start)
        .ok_or(Reason::UnknownHour(end))?;
    Ok(Lesson {
        row: row.line,
        day,
        start,
        end,
        weeks: weeks(cell(Column::Weeks))?.unwrap_or(Weeks::Every),
        classes: classes(&split(cell(Class)), &split(cell(Group)))?,
        subject: Subject {
            code: some(cell(Code)),
            label: some(cell(Label)),
        },
        teachers: split(cell(Column::Teacher))
            .iter()
            .map(|written| Teacher::parse(written))
            .collect(),
        rooms: split(cell(Room)),
    })
}

/// The elements of a cell, each once.
fn split(cell: &str) -> Vec<String> {
    let mut elements = Vec::new();
    for element in clean(cell).splitn(MOST_LISTED + 1, MARK).filter_map(some) {
        if !elements.contains(&element) {
            elements.push(element);
        }
    }
    elements
}

/// One group is that of all classes; several are theirs, one by one.
fn classes(divisions: &[String], groups: &[String]) -> Result<Vec<ClassPart>, Reason> {
    let part = |division: Option<&String>, group: Option<&String>| ClassPart {
        division: division.map(|division| repaired(division)),
        group: group.cloned(),
    };
    match (divisions, groups) {
        ([], []) => Err(Reason::NoClass),
        ([], groups) => Ok(groups.iter().map(|group| part(None, Some(group))).collect()),
        (divisions, [] | [_]) => {
            let all = divisions.iter();
            Ok(all
                .map(|division| part(Some(division), groups.first()))
                .collect())
        }
        (divisions, groups) if divisions.len() == groups.len() => {
            let pairs = divisions.iter().zip(groups);
            Ok(pairs
                .map(|(division, group)| part(Some(division), Some(group)))
                .collect())
        }
        _ => Err(Reason::Groups),
    }
}
