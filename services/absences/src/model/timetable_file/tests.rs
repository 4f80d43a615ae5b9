//! Whom a file means.

use super::*;
use lessons::{Format, Limits, Setting};
use std::collections::HashMap;
use timetable::Class;

const HEAD: &str = "Jour;Début;Fin;Semaine;Matière;Enseignant;Classe;Groupe;Salle\n";

struct School {
    register: Register,
    staff: [Id<Staff>; 4],
}

fn school() -> School {
    let staff = [(); 4].map(|()| Id::new());
    let names = [
        ("Vernoy", "Claire"),
        ("Le Cozic", "Inès"),
        ("Martel", "Anne"),
        ("Martel", "Marie-Claude"),
    ];
    let people = staff.iter().zip(names);
    let people = people.map(|(id, (surname, first))| (*id, surname.into(), first.into()));
    let codes = |codes: &[&str]| {
        let codes = codes.iter().map(|code| (*code).to_owned());
        codes.collect::<Vec<String>>()
    };
    School {
        register: Register::new(
            codes(&["5B", "5 C", "4-A", "4A"]),
            codes(&["5ESP1", "5B"]),
            people,
        ),
        staff,
    }
}

fn read(rows: &str) -> Reading {
    let setting = Setting {
        bells: &[],
        zone: education::Zone::default().0,
        limits: Limits::default(),
    };
    let file = format!("{HEAD}{rows}\n");
    lessons::read(Format::Csv, file.as_bytes(), &setting).unwrap()
}

fn matched(rows: &str) -> (Matched, [Id<Staff>; 4]) {
    let school = school();
    let files = [("essai.csv".to_owned(), read(rows))];
    let matched = Matched::of(&files, &school.register, &Week::default());
    (matched, school.staff)
}

/// The classes of one lesson, and what was said.
fn classes(class: &str, group: &str) -> (Vec<Class>, Vec<(RemarkKind, String)>) {
    let (matched, _) = matched(&format!("lundi;8h30;9h25;;Latin;;{class};{group};"));
    let remarks = matched.remarks.into_iter();
    let lesson = matched.lessons.into_iter().next();
    (
        lesson.map_or(Vec::new(), |lesson| lesson.classes),
        remarks.map(|remark| (remark.kind, remark.what)).collect(),
    )
}

/// Invariant: a class is found however it is written, a part of one counts for the whole and is
/// told, and what the school has not is told and left out.
#[test]
fn classes_are_found_as_people_write_them() {
    let division = |code: &str| vec![Class::Division(code.to_owned())];
    let group = |code: &str| vec![Class::Group(code.to_owned())];
    assert_eq!(classes("5 b", ""), (division("5B"), Vec::new()));
    assert_eq!(classes("5C", ""), (division("5 C"), Vec::new()));
    assert_eq!(
        classes("4A", ""),
        (division("4A"), Vec::new()),
        "to the letter first"
    );
    assert_eq!(classes("5B", "5esp1"), (group("5ESP1"), Vec::new()));
    assert_eq!(classes("", "5 ESP 1"), (group("5ESP1"), Vec::new()));
    let whole = (
        RemarkKind::WholeClass,
        "5B 5B GR1, compté pour 5B".to_owned(),
    );
    assert_eq!(classes("5B", "5B GR1"), (division("5B"), vec![whole]));
    let unknown = |what: &str| vec![(RemarkKind::UnknownClass, what.to_owned())];
    assert_eq!(classes("6Z", ""), (Vec::new(), unknown("6Z")));
    assert_eq!(
        classes("4 a", ""),
        (Vec::new(), unknown("4 a")),
        "two are written so"
    );
    assert_eq!(classes("5B / 6Z", ""), (division("5B"), unknown("6Z")));
}

/// Invariant: somebody is found by surname and first name, by an initial, by a whole text; who may
/// be two people, or nobody, is told, and the lesson is kept.
#[test]
fn teachers_are_found_when_there_is_one() {
    let who = |written: &str| {
        let (matched, staff) = matched(&format!("lundi;8h30;9h25;;Latin;{written};5B;;"));
        assert_eq!(matched.lessons.len(), 1);
        let found = matched.lessons[0].teachers.first();
        let place = found.and_then(|id| staff.iter().position(|one| one == id));
        let kind = matched.remarks.first().map(|remark| remark.kind);
        (place, kind)
    };
    for (written, place) in [
        ("VERNOY Claire", 0),
        ("VERNOY C.", 0),
        ("vernoy", 0),
        ("CLAIRE VERNOY", 0),
        ("LE COZIC INES", 1),
        ("LE-COZIC Ines", 1),
        ("MARTEL A.", 2),
        ("MARTEL M.-C.", 3),
    ] {
        assert_eq!(who(written), (Some(place), None), "{written}");
    }
    let unknown = Some(RemarkKind::UnknownTeacher);
    assert_eq!(who("MARTEL"), (None, Some(RemarkKind::SeveralTeachers)));
    assert_eq!(who("VERNOY Luc"), (None, unknown));
    assert_eq!(who("ORSINEAU Lise"), (None, unknown));
}

/// Invariant: a row that is no lesson of the school's week is told with its line, and costs the
/// others nothing; two rows that mean the same are one lesson.
#[test]
fn what_does_not_fit_is_told() {
    let rows = "lundi;8h30;9h25;;Latin;;5B;;\n\
                lundi;08:30;09:25;;Latin;;5 B;;\n\
                samedi;8h30;9h25;;Latin;;5B;;\n\
                lundi;;9h25;;Latin;;5B;;\n\
                mardi;8h30;9h25;B;;;5C;;B12";
    let (matched, _) = matched(rows);
    assert_eq!(
        (matched.lessons.len(), matched.read, matched.left_out),
        (2, 4, 1)
    );
    let said: Vec<(u64, &str)> = matched
        .remarks
        .iter()
        .map(|remark| (remark.row, remark.what.as_str()))
        .collect();
    let saturday = "L'établissement n'a pas cours le samedi.";
    assert_eq!(said, [(4, saturday), (5, "heure absente")]);
    let second = &matched.lessons[1];
    assert_eq!((second.subject.as_str(), second.weeks), ("Cours", Weeks::B));
}

/// Invariant: the first weeks of a dated file are those of the school whose numbers they have.
#[test]
fn dated_weeks_are_the_school_s() {
    let school = school();
    let mut reading = read("lundi;8h30;9h25;A;Latin;;5B;;\nlundi;8h30;9h25;B;Grec;;5B;;");
    // Week 36, of an even number.
    reading.first_week = "2026-08-31".parse().ok();
    let week = Week::default();
    let matched = Matched::of(&[("a.ics".into(), reading)], &school.register, &week);
    let weeks: Vec<Weeks> = matched.lessons.iter().map(|one| one.weeks).collect();
    assert_eq!(weeks, [Weeks::B, Weeks::A]);
}

/// Invariant: who owns a calendar teaches what it says of nobody.
#[test]
fn a_calendar_has_its_owner() {
    let school = school();
    let mut reading = read("lundi;8h30;9h25;;Latin;;5B;;");
    reading.calendar = Some("Calendrier - VERNOY Claire - 2026".into());
    let files = [("vernoy.ics".to_owned(), reading)];
    let matched = Matched::of(&files, &school.register, &Week::default());
    assert_eq!(matched.lessons[0].teachers, [school.staff[0]]);
}

/// Invariant: what is written as a table reads back as it was: several teachers, classes and groups
/// together, a room that a spreadsheet would compute.
#[test]
fn a_table_reads_back() {
    let school = school();
    let [vernoy, cozic, ..] = school.staff;
    let names: HashMap<Id<Staff>, String> = [
        (vernoy, "VERNOY Claire".into()),
        (cozic, "LE COZIC Inès".into()),
    ]
    .into();
    let terms = LessonTerms {
        day: chrono::Weekday::Thu,
        from: "10:40:00".parse().unwrap(),
        to: "12:30:00".parse().unwrap(),
        weeks: Weeks::B,
        subject: "Latin ; grec".into(),
        room: "-1 / B \"bis\"".into(),
        classes: vec![
            Class::Division("5B".into()),
            Class::Division("4A".into()),
            Class::Group("5ESP1".into()),
        ],
        teachers: vec![vernoy, cozic],
    };
    let terms = terms.judged(&Week::default()).unwrap();
    let mut csv = web::Csv::new(Vec::new());
    csv.row(TITLES).unwrap();
    csv.row(row(&terms, &names)).unwrap();
    let setting = Setting {
        bells: &[],
        zone: education::Zone::default().0,
        limits: Limits::default(),
    };
    let file = csv.finish().unwrap();
    assert_eq!(lessons::recognise(&file), Some(Format::Csv));
    let reading = lessons::read(Format::Csv, &file, &setting).unwrap();
    let matched = Matched::of(
        &[("a.csv".into(), reading)],
        &school.register,
        &Week::default(),
    );
    assert_eq!(
        (matched.lessons, matched.remarks),
        (vec![terms], Vec::new())
    );
}
