//! Whatever the file.

use std::{collections::HashSet, sync::LazyLock};

use chrono::{NaiveTime, TimeDelta, Weekday};
use lessons::{
    ClassPart, Format, Lesson, Subject, Teacher, Weeks,
    generate::{self, Plan, SchoolKind},
};
use proptest::prelude::*;

use crate::{bells, read};

/// Small files of each kind.
static SAMPLES: LazyLock<Vec<(Format, Vec<u8>)>> = LazyLock::new(|| {
    let plan = Plan::school(SchoolKind::College, &["5A", "5B"].map(String::from));
    let lessons = generate::timetable(&plan).lessons;
    let lessons = &lessons[..6];
    let event = "BEGIN:VEVENT\r\nCATEGORIES:Cours\r\nUID:Cours-1-2-x-Index-Education\r\nDTSTART:20260915T073000Z\r\nDTEND:20260915T082500Z\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU\r\nSUMMARY;LANGUAGE=fr:LATIN - VERNOY C. - [G] - <3A>\r\n  X\\, <3B> Y\r\nDESCRIPTION:Classe : 5B\\nMatière : LATIN\\n\r\nLOCATION:B12\r\nEND:VEVENT\r\n";
    vec![
        (Format::Csv, generate::csv(lessons)),
        (Format::Edt, generate::edt(lessons, &plan.bells)),
        (Format::Edt, generate::edt_xml(lessons, &plan.bells)),
        (Format::Udt, generate::udt(lessons, &plan.bells)),
        (
            Format::ICalendar,
            format!("BEGIN:VCALENDAR\r\n{event}{event}END:VCALENDAR\r\n").into_bytes(),
        ),
    ]
});

/// What every reading promises.
fn sound(format: Format, bytes: &[u8]) -> Option<Vec<Lesson>> {
    let reading = read(format, bytes);
    assert_eq!(reading, read(format, bytes), "the same again");
    let reading = reading.ok()?;
    let mut seen = HashSet::new();
    for lesson in &reading.lessons {
        assert!(lesson.start < lesson.end && lesson.day != Weekday::Sun && lesson.row > 0);
        assert!(!lesson.classes.is_empty());
        let named = |part: &ClassPart| part.division.is_some() || part.group.is_some();
        assert!(lesson.classes.iter().all(named));
        let texts = lesson
            .rooms
            .iter()
            .chain(lesson.teachers.iter().map(|one| &one.written));
        let texts = texts
            .chain(&lesson.subject.code)
            .chain(&lesson.subject.label);
        for text in texts {
            assert!(
                !text.is_empty() && text.trim() == text && !text.contains(char::is_control),
                "{text:?}"
            );
        }
        assert!(
            seen.insert(Lesson {
                row: 0,
                ..lesson.clone()
            }),
            "once"
        );
    }
    Some(reading.lessons)
}

/// Invariant: half a table has no lesson that the whole has not, wherever it is cut.
#[test]
fn a_cut_invents_nothing() {
    for (format, bytes) in SAMPLES.iter() {
        let format = *format;
        let whole = sound(format, bytes).expect("a whole file");
        assert!(!whole.is_empty());
        for cut in 0..bytes.len() {
            let lessons = sound(format, &bytes[..cut]);
            // Hours of UDT that follow each other are put together: half of them is a shorter one.
            for lesson in lessons.iter().flatten().filter(|_| format != Format::Udt) {
                assert!(whole.contains(lesson), "{format:?} at {cut}: {lesson:?}");
            }
        }
    }
}

fn word() -> impl Strategy<Value = String> {
    // Every mark that some format has, but what stands for two marks of ours.
    "[A-Za-zéÉœ0-9'°._-]([A-Za-zé0-9 '\";,#+<>\\[\\]&.°_-]{0,8}[A-Za-zéœ0-9.])?".prop_filter(
        "marks of lists",
        |word| {
            let marks = ["<", ">", "[", "]", ", ", "# ", "+ ", "00E+", "  "];
            !marks.iter().any(|mark| word.contains(mark)) && word.trim() == word && word != "-"
        },
    )
}

fn any_lesson() -> impl Strategy<Value = Lesson> {
    let days = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
    ];
    let weeks = [Weeks::Every, Weeks::First, Weeks::Second];
    let name = ("[A-ZÉ]{2,6}( [A-Z]{2,5})?", "([A-ZÉ][a-zéï]{1,5})?");
    let teacher = name.prop_map(|(surname, first_name)| Teacher {
        written: format!("{surname} {first_name}").trim().to_owned(),
        surname,
        first_name,
        initial_only: false,
    });
    let class = (word(), proptest::option::of(word()));
    let time = (7 * 60..18 * 60_i64, 5..180_i64);
    (
        (
            proptest::sample::select(days.to_vec()),
            proptest::sample::select(weeks.to_vec()),
            time,
        ),
        proptest::collection::btree_map(word(), proptest::option::of(word()), 1..3),
        class,
        (word(), word()),
        proptest::collection::vec(teacher, 0..3),
        proptest::collection::btree_set(word(), 0..3),
    )
        .prop_map(
            |((day, weeks, (start, length)), classes, _, (code, label), teachers, rooms)| {
                let start = NaiveTime::MIN + TimeDelta::minutes(start);
                let mut teachers = teachers;
                teachers.dedup_by(|a, b| a.written == b.written);
                if teachers.len() == 2 && teachers[0] == teachers[1] {
                    teachers.pop();
                }
                Lesson {
                    row: 0,
                    day,
                    start,
                    end: start + TimeDelta::minutes(length),
                    weeks,
                    classes: classes
                        .into_iter()
                        .map(|(division, group)| ClassPart {
                            division: Some(division),
                            group,
                        })
                        .collect(),
                    subject: Subject {
                        code: Some(code),
                        label: Some(label),
                    },
                    teachers,
                    rooms: rooms.into_iter().collect(),
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Invariant: no bytes hurt, whatever they are said to be.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let known = lessons::recognise(&bytes);
        for format in Format::ALL {
            sound(format, &bytes);
        }
        prop_assert!(known.is_none_or(|format| Format::ALL.contains(&format)));
    }

    /// Invariant: no damage to a sound file hurts.
    #[test]
    fn any_damage_is_read_or_refused(
        which in 0_usize..5,
        holes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        patch in "[;\",\\n<>\\[\\]&\\\\:=A-Zh0-9é\u{0}]{0,12}",
        at in any::<prop::sample::Index>(),
    ) {
        let (format, mut bytes) = SAMPLES[which].clone();
        for (index, byte) in holes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        let at = at.index(bytes.len());
        bytes.splice(at..at, patch.bytes());
        lessons::recognise(&bytes);
        sound(format, &bytes);
    }

    /// Invariant: what EDT can say is read as it was written, as text and as XML, and as ours.
    #[test]
    fn any_lesson_goes_round(mut lesson in any_lesson()) {
        // EDT calls a period an hour: one of sixty minutes by the clock, from a bell, is what it cannot say.
        let hours = (lesson.end - lesson.start).num_minutes() % 60 == 0;
        prop_assume!(!hours || !bells().contains(&lesson.start));
        let windows = generate::edt(std::slice::from_ref(&lesson), &bells());
        // « É° » alone in Windows-1252 is a letter of UTF-8; two accents more tell them apart.
        prop_assume!(windows.is_ascii() || std::str::from_utf8(&windows).is_err());
        for (format, bytes) in [
            (Format::Edt, windows),
            (Format::Edt, generate::edt_xml(std::slice::from_ref(&lesson), &bells())),
        ] {
            let read = read(format, &bytes).expect("a file");
            prop_assert_eq!(&read.misfits, &[]);
            lesson.row = read.lessons[0].row;
            prop_assert_eq!(&read.lessons[..], std::slice::from_ref(&lesson));
        }
        // Ours tells a surname by its capitals, beside a first name that has small letters.
        lesson.classes.truncate(1);
        lesson.row = 2;
        for teacher in lesson.teachers.iter_mut().filter(|one| one.first_name.is_empty()) {
            teacher.surname = String::new();
        }
        let read = read(Format::Csv, generate::csv(std::slice::from_ref(&lesson))).expect("a file");
        prop_assert_eq!(&read.misfits, &[]);
        prop_assert_eq!(&read.lessons[..], std::slice::from_ref(&lesson));
    }
}
