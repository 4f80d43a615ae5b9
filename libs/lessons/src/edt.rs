//! Courses of EDT: one row a weekly session, columns chosen by whoever exports.

mod xml;

use chrono::{NaiveTime, Weekday};
use sheet::Columns;

use crate::{
    Format, Setting, bells,
    cells::{clean, day, duration, filled, hour, list, some, weeks},
    classes,
    lesson::{Lesson, Reading, Subject, Teacher, Weeks},
    refusal::{Misfit, Reason, Refusal},
};

pub(crate) use xml::is as is_xml;

/// What a column holds. Those that say nothing of the week are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Duration,
    Frequency,
    Code,
    Label,
    Surname,
    FirstName,
    Class,
    Room,
    Alternation,
    Day,
    Start,
}

use Column::*;

/// Titles as `search_key` leaves them: `H.DEBUT` is `hdebut`.
pub(super) const TITLES: [(Column, &[&str]); 11] = [
    (Duration, &["duree"]),
    (Frequency, &["frequence", "freq"]),
    (Code, &["matcode"]),
    (Label, &["matlibelle", "matiere", "matlib"]),
    (Surname, &["profnom"]),
    (FirstName, &["profprenom"]),
    (Class, &["classe", "classes"]),
    (Room, &["salle", "salles"]),
    (Alternation, &["alternance", "alt"]),
    (Day, &["jour"]),
    (Start, &["hdebut"]),
];

/// Without these nothing can be placed.
const REQUIRED: [(Column, &str); 4] = [
    (Day, "JOUR"),
    (Start, "H.DEBUT"),
    (Duration, "DUREE"),
    (Class, "CLASSE"),
];

/// Whether these titles are those of courses.
pub(crate) fn is_header(titles: &[String]) -> bool {
    let columns = Columns::titled(titles, &TITLES);
    columns.has(Start) && (columns.has(Day) || columns.has(Duration))
}

pub(crate) fn read(text: &str, setting: &Setting<'_>) -> Result<Reading, Refusal> {
    if text.trim_start().starts_with('<') {
        return xml::read(text, setting);
    }
    let rows = sheet::rows(text, &setting.limits)?;
    let Some((header, rows)) = rows.split_first() else {
        return Err(Refusal::Empty);
    };
    let titles: Vec<String> = header.cells.iter().map(|title| clean(title)).collect();
    if !is_header(&titles) {
        return Err(Refusal::Other(Format::Edt));
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
            true => lesson(row.line, |column| columns.cell(row, column), setting),
        };
        reading.take(row.line, lesson);
    }
    Ok(reading)
}

impl Reading {
    /// A lesson, or why it is none.
    pub(crate) fn take(&mut self, row: u64, lesson: Result<Lesson, Reason>) {
        match lesson {
            Ok(lesson) => self.lessons.push(lesson),
            Err(reason) => self.misfits.push(Misfit { row, reason }),
        }
    }
}

/// What one row says.
pub(super) fn lesson<'a>(
    row: u64,
    cell: impl Fn(Column) -> &'a str,
    setting: &Setting<'_>,
) -> Result<Lesson, Reason> {
    let (day, start) = placed(cell(Day), cell(Start))?;
    let length = cell(Duration);
    let minutes = duration(length).ok_or_else(|| Reason::UnknownDuration(clean(length)))?;
    let end = bells::end(setting.bells, start, minutes)
        .ok_or_else(|| Reason::UnknownDuration(clean(length)))?;
    let classes = classes::parse(cell(Class));
    if classes.is_empty() {
        return Err(Reason::NoClass);
    }
    Ok(Lesson {
        row,
        day,
        start,
        end,
        weeks: both(cell(Frequency), cell(Alternation))?,
        classes,
        subject: Subject {
            code: some(cell(Code)).filter(|code| code != "-"),
            label: some(cell(Label)).filter(|label| label != "-"),
        },
        teachers: teachers(cell(Surname), cell(FirstName)),
        rooms: filled(cell(Room))
            .iter()
            .filter_map(|room| self::room(room))
            .collect(),
    })
}

/// A day and an hour, of which both or neither are there.
pub(crate) fn placed(day_cell: &str, hour_cell: &str) -> Result<(Weekday, NaiveTime), Reason> {
    match (some(day_cell), some(hour_cell)) {
        (None, None) => Err(Reason::Unplaced),
        (None, Some(_)) => Err(Reason::NoDay),
        (Some(_), None) => Err(Reason::NoHour),
        (Some(a_day), Some(an_hour)) => {
            let day = day(&a_day).ok_or(Reason::UnknownDay(a_day))?;
            let hour = hour(&an_hour).ok_or(Reason::UnknownHour(an_hour))?;
            Ok((day, hour))
        }
    }
}

/// FREQUENCE and ALTERNANCE: the one that says « one week in two », if any; what nobody explains
/// does not fit, unless the other says it.
fn both(frequency: &str, alternation: &str) -> Result<Weeks, Reason> {
    use Weeks::{Every, First, Second};
    match (weeks(frequency), weeks(alternation)) {
        (Ok(Some(First)), Ok(Some(Second))) | (Ok(Some(Second)), Ok(Some(First))) => {
            let both = format!("{} / {}", clean(frequency), clean(alternation));
            Err(Reason::UnknownWeeks(both))
        }
        (Ok(Some(half @ (First | Second))), _) | (_, Ok(Some(half @ (First | Second)))) => Ok(half),
        (Err(unknown), _) => Err(unknown),
        (Ok(Some(Every)), _) | (_, Ok(_)) => Ok(Every),
        (Ok(None), Err(unknown)) => Err(unknown),
    }
}

/// Two lists that go along. If they do not, first names are left out rather than given to another.
fn teachers(surnames: &str, first_names: &str) -> Vec<Teacher> {
    let (surnames, first_names) = (list(surnames), list(first_names));
    let along = surnames.len() == first_names.len();
    let named = surnames.iter().enumerate().map(|(index, surname)| {
        let first_name = first_names.get(index).filter(|_| along);
        Teacher::named(surname, first_name.map_or("", String::as_str))
    });
    let mut all: Vec<Teacher> = Vec::new();
    for teacher in named.filter(|teacher| !teacher.written.is_empty()) {
        if !all.contains(&teacher) {
            all.push(teacher);
        }
    }
    all
}

/// « 214 », or one of a group of rooms: « <Labos>Labo 1 ». Not « <Labos> », which is none yet.
fn room(element: &str) -> Option<String> {
    let named = classes::between(element, '<', '>').map_or(element, |(_, room)| room);
    some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: one week in two wins, an unknown code does not pass for every week.
    #[test]
    fn weeks_are_said_by_either_column() {
        for (frequency, alternation, expected) in [
            ("H", "H", Some(Weeks::Every)),
            ("", "", Some(Weeks::Every)),
            ("Q1", "Q1", Some(Weeks::First)),
            ("H", "Q2", Some(Weeks::Second)),
            ("Q2", "H", Some(Weeks::Second)),
            ("", "B", Some(Weeks::Second)),
            ("SPORT", "Q1", Some(Weeks::First)),
            ("H", "SPORT", Some(Weeks::Every)),
            ("", "SPORT", None),
            ("SPORT", "", None),
            ("SPORT", "H", None),
            ("Q1", "Q2", None),
        ] {
            assert_eq!(
                both(frequency, alternation).ok(),
                expected,
                "{frequency} {alternation}"
            );
        }
    }

    /// Invariant: nobody gets the first name of another.
    #[test]
    fn names_go_along() {
        let written = |surnames, first| {
            let all = teachers(surnames, first).into_iter();
            all.map(|teacher| teacher.written)
                .collect::<Vec<_>>()
                .join("|")
        };
        assert_eq!(
            written("RAVENEL, LE COZIC", "Yann, Inès"),
            "RAVENEL Yann|LE COZIC Inès"
        );
        assert_eq!(
            written("RAVENEL# LE COZIC# ORLE", "# Inès# "),
            "RAVENEL|LE COZIC Inès|ORLE"
        );
        assert_eq!(written("RAVENEL, LE COZIC", "Inès"), "RAVENEL|LE COZIC");
        assert_eq!(written("QUINTARD", ""), "QUINTARD");
        assert_eq!(written("", ""), "");
    }
}
