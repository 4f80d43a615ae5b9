//! Lessons as the editors export them.

use chrono::NaiveTime;
use encoding_rs::WINDOWS_1252;

use crate::{
    bells,
    cells::day_name,
    lesson::{ClassPart, Lesson, Weeks},
    own::MARK,
};

/// Our own format, in UTF-8.
pub fn csv(lessons: &[Lesson]) -> Vec<u8> {
    let mut table = Table::new(&[
        "Jour",
        "Début",
        "Fin",
        "Semaine",
        "Matière",
        "Code matière",
        "Enseignant",
        "Classe",
        "Groupe",
        "Salle",
    ]);
    for lesson in lessons {
        let mut divisions: Vec<String> = Vec::new();
        let mut groups: Vec<String> = Vec::new();
        for part in &lesson.classes {
            divisions.extend(part.division.clone());
            groups.extend(part.group.clone());
        }
        groups.dedup();
        let names = lesson
            .teachers
            .iter()
            .map(|teacher| teacher.written.clone());
        table.row(&[
            day_name(lesson.day),
            &lesson.start.format("%H:%M").to_string(),
            &lesson.end.format("%H:%M").to_string(),
            code(lesson.weeks, ["", "A", "B"]),
            lesson.subject.label.as_deref().unwrap_or_default(),
            lesson.subject.code.as_deref().unwrap_or_default(),
            &names.collect::<Vec<_>>().join(MARK),
            &divisions.join(MARK),
            &groups.join(MARK),
            &lesson.rooms.join(MARK),
        ]);
    }
    table.text.into_bytes()
}

const EDT: [&str; 16] = [
    "NUMERO",
    "DUREE",
    "FREQUENCE",
    "MAT_CODE",
    "MAT_LIBELLE",
    "PROF_NOM",
    "PROF_PRENOM",
    "CLASSE",
    "SALLE",
    "ALTERNANCE",
    "MODALITE",
    "CO-ENS.",
    "POND.",
    "JOUR",
    "H.DEBUT",
    "EFFECTIF",
];

/// The text export of courses of EDT, in Windows-1252. A period is « 1h00 », how long it may be.
pub fn edt(lessons: &[Lesson], bells: &[NaiveTime]) -> Vec<u8> {
    let mut table = Table::new(&EDT);
    for (index, lesson) in lessons.iter().enumerate() {
        let cells = edt_cells(index, lesson, bells);
        table.row(&cells.each_ref().map(String::as_str));
    }
    WINDOWS_1252.encode(&table.text).0.into_owned()
}

/// The XML export of courses of EDT, in UTF-8.
pub fn edt_xml(lessons: &[Lesson], bells: &[NaiveTime]) -> Vec<u8> {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TABLE nom=\"Cours\">\n".to_owned();
    for (index, lesson) in lessons.iter().enumerate() {
        text.push_str(&format!("<Cours numero=\"{}\">", index + 1));
        for (name, cell) in EDT.iter().zip(edt_cells(index, lesson, bells)) {
            // As EDT does.
            let blanks = if *name == "H.DEBUT" { "  " } else { "" };
            let cell = quick_xml::escape::escape(cell.as_str());
            text.push_str(&format!("<{name}>{blanks}{cell}</{name}>"));
        }
        text.push_str("</Cours>\n");
    }
    text.push_str("</TABLE>\n");
    text.into_bytes()
}

fn edt_cells(index: usize, lesson: &Lesson, bells: &[NaiveTime]) -> [String; 16] {
    let weeks = code(lesson.weeks, ["H", "Q1", "Q2"]).to_owned();
    let surnames = lesson
        .teachers
        .iter()
        .map(|one| match one.surname.as_str() {
            "" => one.written.clone(),
            surname => surname.to_owned(),
        });
    let first_names = lesson.teachers.iter().map(|one| one.first_name.clone());
    [
        (index + 1).to_string(),
        length(lesson, bells),
        weeks.clone(),
        lesson.subject.code.clone().unwrap_or_default(),
        lesson.subject.label.clone().unwrap_or_default(),
        surnames.collect::<Vec<_>>().join(", "),
        first_names.collect::<Vec<_>>().join(", "),
        edt_classes(&lesson.classes),
        lesson.rooms.join(", "),
        weeks,
        "CG".to_owned(),
        "N".to_owned(),
        "1".to_owned(),
        day_name(lesson.day).to_owned(),
        lesson.start.format("%Hh%M").to_string(),
        "0".to_owned(),
    ]
}

/// « 2h00 » for two periods, or the time itself if it is no number of periods.
fn length(lesson: &Lesson, bells: &[NaiveTime]) -> String {
    let inside = |(from, to): &&(NaiveTime, NaiveTime)| lesson.start <= *from && *to <= lesson.end;
    let count = bells::periods(bells).iter().filter(inside).count() as u32;
    if count > 0 && bells::end(bells, lesson.start, count * 60) == Some(lesson.end) {
        return format!("{count}h00");
    }
    let minutes = (lesson.end - lesson.start).num_minutes();
    format!("{}h{:02}", minutes / 60, minutes % 60)
}

/// A group that several classes share stands before its parts.
fn edt_classes(classes: &[ClassPart]) -> String {
    let shared = classes.first().and_then(|part| part.group.as_ref());
    let shared = shared.filter(|group| {
        classes.len() > 1
            && classes
                .iter()
                .all(|part| part.group.as_ref() == Some(group))
    });
    let named = shared.map(|group| format!("[{group}]"));
    let parts = classes
        .iter()
        .filter_map(|part| match (&part.division, &part.group) {
            (Some(division), Some(group)) => Some(format!("<{division}> <Groupe> {group}")),
            (Some(division), None) => Some(division.clone()),
            (None, Some(group)) => Some(format!("[{group}]")),
            (None, None) => None,
        });
    named
        .into_iter()
        .chain(parts)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The text export of courses of UDT, in Windows-1252: a row a slot, a class and a teacher. Of the
/// subject it has the code, of the teacher both names in capitals.
pub fn udt(lessons: &[Lesson], bells: &[NaiveTime]) -> Vec<u8> {
    let mut table = Table::new(&[
        "Jour",
        "Heure",
        "Div",
        "Matière",
        "Professeur",
        "Salle",
        "Groupe",
        "Regroup",
        "Eff",
        "Mo",
        "Freq",
        "Aire",
        "",
    ]);
    let periods = bells::periods(bells);
    for lesson in lessons {
        let day = day_name(lesson.day);
        let day = format!("{}{}", day[..1].to_uppercase(), &day[1..]);
        let inside =
            |(from, to): &(NaiveTime, NaiveTime)| lesson.start <= *from && *to <= lesson.end;
        let mut hours: Vec<String> = Vec::new();
        for (from, _) in periods.iter().copied().filter(inside) {
            hours.push(from.format("%HH%M").to_string());
        }
        let whole = periods.iter().any(|(from, _)| *from == lesson.start)
            && periods.iter().any(|(_, to)| *to == lesson.end);
        if !whole {
            let [start, end] = [lesson.start, lesson.end].map(|at| at.format("%Hh%M").to_string());
            hours = vec![format!("{start}-{end}")];
        }
        let names: Vec<String> = lesson
            .teachers
            .iter()
            .map(|one| one.written.to_uppercase())
            .collect();
        let names = if names.is_empty() {
            vec![String::new()]
        } else {
            names
        };
        let subject = lesson
            .subject
            .code
            .as_ref()
            .or(lesson.subject.label.as_ref());
        for (hour, part, name) in hours.iter().flat_map(|hour| {
            let parts = lesson.classes.iter();
            let names = &names;
            parts.flat_map(move |part| names.iter().map(move |name| (hour, part, name)))
        }) {
            let group = part.group.as_deref().unwrap_or_default();
            let (own, across) = if lesson.classes.len() > 1 {
                ("", group)
            } else {
                (group, "")
            };
            table.row(&[
                &day,
                hour,
                part.division.as_deref().unwrap_or_default(),
                subject.map_or("", String::as_str),
                name,
                lesson.rooms.first().map_or("", String::as_str),
                own,
                across,
                "",
                "CG",
                code(lesson.weeks, ["", "sa", "sb"]),
                "",
                "",
            ]);
        }
    }
    WINDOWS_1252.encode(&table.text).0.into_owned()
}

fn code(weeks: Weeks, [every, first, second]: [&'static str; 3]) -> &'static str {
    match weeks {
        Weeks::Every => every,
        Weeks::First => first,
        Weeks::Second => second,
    }
}

/// Rows with semicolons, lines ended as Windows does.
struct Table {
    text: String,
}

impl Table {
    fn new(titles: &[&str]) -> Self {
        let mut table = Self {
            text: String::new(),
        };
        table.row(titles);
        table
    }

    fn row(&mut self, cells: &[&str]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.text.push(';');
            }
            if cell.contains([';', '"', '\n', '\r']) {
                let doubled = cell.replace('"', "\"\"");
                self.text.push_str(&format!("\"{doubled}\""));
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push_str("\r\n");
    }
}
