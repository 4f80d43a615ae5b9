//! Fictitious timetables: possible, whole, and read again as they were written.

use std::collections::BTreeMap;

use lessons::{
    Format, Lesson, Limits, Setting, Teacher, Weeks,
    generate::{self, Plan, SchoolKind, Timetable},
};

/// So many classes a level.
fn school(kind: SchoolKind, each: usize) -> Plan {
    let levels = match kind {
        SchoolKind::College => "6543",
        SchoolKind::Lycee => "21T",
    };
    let names = levels.chars().flat_map(|level| {
        ('A'..='Z')
            .take(each)
            .map(move |name| format!("{level}{name}"))
    });
    Plan::school(kind, &names.collect::<Vec<_>>())
}

fn schools() -> [(Plan, Timetable); 3] {
    let plans = [
        school(SchoolKind::College, 11),
        school(SchoolKind::Lycee, 6),
        school(SchoolKind::College, 1),
    ];
    plans.map(|plan| {
        let made = generate::timetable(&plan);
        (plan, made)
    })
}

/// Whether two lessons are at one time in some week.
fn meet(a: &Lesson, b: &Lesson) -> bool {
    a.day == b.day && a.start < b.end && b.start < a.end && a.weeks.meets(b.weeks)
}

/// Invariant: no teacher and no room is in two places at once, and no pupil either: classes that
/// meet are in different groups.
#[test]
fn nothing_is_in_two_places() {
    for (_, made) in schools() {
        for (index, a) in made.lessons.iter().enumerate() {
            for b in made.lessons[index + 1..].iter().filter(|b| meet(a, b)) {
                assert!(
                    !a.teachers.iter().any(|one| b.teachers.contains(one)),
                    "{a:?} {b:?}"
                );
                assert!(
                    !a.rooms.iter().any(|one| b.rooms.contains(one)),
                    "{a:?} {b:?}"
                );
                let both = |x: &lessons::ClassPart, y: &lessons::ClassPart| {
                    x.division == y.division
                        && (x.group == y.group || x.group.is_none() || y.group.is_none())
                };
                let pupil = a
                    .classes
                    .iter()
                    .any(|x| b.classes.iter().any(|y| both(x, y)));
                assert!(!pupil, "{a:?} {b:?}");
            }
        }
    }
}

/// Invariant: every class has all that its level is taught, with a teacher and a room, inside the
/// school's hours; there are half-groups, groups across classes and lessons of weeks A and B.
#[test]
fn every_class_has_its_hours() {
    for (plan, made) in schools() {
        assert_eq!(made.unplaced, []);
        let mut hours: BTreeMap<(String, &str), i64> = BTreeMap::new();
        for lesson in &made.lessons {
            assert_eq!(
                (lesson.teachers.len(), lesson.rooms.len()),
                (1, 1),
                "{lesson:?}"
            );
            assert!(plan.bells.contains(&lesson.start) && plan.bells.contains(&lesson.end));
            assert!(plan.days.iter().any(|(day, _)| *day == lesson.day));
            let code = lesson.subject.code.as_deref().expect("a code");
            for part in &lesson.classes {
                let class = part.division.clone().expect("a class");
                *hours.entry((class, code)).or_default() += 1;
            }
        }
        for division in &plan.divisions {
            let count = |code| {
                hours
                    .get(&(division.code.clone(), code))
                    .copied()
                    .unwrap_or(0)
            };
            assert_eq!(
                (count("MATHS"), count("FRANC"), count("VIECL")),
                (4, 4, 1),
                "{}",
                division.code
            );
            assert_eq!(count("ALL2"), if division.level == "6" { 0 } else { 2 });
        }
        // Each half has both sciences of the halves, one week in two.
        for code in ["SVT", "PH-CH"] {
            for division in &plan.divisions {
                let of = |one: &&Lesson| {
                    one.subject.code.as_deref() == Some(code) && one.weeks != Weeks::Every
                };
                let mut halves: Vec<(&str, Weeks)> = Vec::new();
                for lesson in made.lessons.iter().filter(of) {
                    let parts = lesson
                        .classes
                        .iter()
                        .filter(|part| part.division.as_ref() == Some(&division.code));
                    halves.extend(
                        parts.filter_map(|part| Some((part.group.as_deref()?, lesson.weeks))),
                    );
                }
                halves.sort_unstable();
                assert!(
                    matches!(&halves[..], [(a, x), (b, y)] if a != b && x != y),
                    "{halves:?}"
                );
            }
        }
        let some = |fits: &dyn Fn(&Lesson) -> bool| made.lessons.iter().any(fits);
        assert!(some(&|one| one.weeks == Weeks::First) && some(&|one| one.weeks == Weeks::Second));
        let shared = plan.divisions.len() > 4;
        assert_eq!(some(&|one| one.classes.len() == 2), shared);
        assert!(some(&|one| one.classes[0]
            .group
            .as_deref()
            .is_some_and(|name| name.ends_with("GR2"))));
    }
}

/// Invariant: a plan gives the same lessons again, another seed others; a school of 1,200 pupils has
/// a whole week.
#[test]
fn a_seed_is_a_week() {
    let plan = school(SchoolKind::College, 11);
    let made = generate::timetable(&plan);
    assert_eq!(made, generate::timetable(&plan));
    assert!(made.lessons.len() > 1100, "{}", made.lessons.len());
    let other = Plan { seed: 2, ..plan };
    assert_ne!(made, generate::timetable(&other));
}

/// Invariant: who lacks teachers, rooms or hours has lessons without, or is told; nothing panics.
#[test]
fn what_lacks_is_told() {
    let plan = school(SchoolKind::College, 2);
    let poor = Plan {
        teachers: Vec::new(),
        rooms: Vec::new(),
        ..plan.clone()
    };
    let made = generate::timetable(&poor);
    assert!(
        made.lessons
            .iter()
            .all(|one| one.teachers.is_empty() && one.rooms.is_empty())
    );
    assert_eq!(made.unplaced, []);
    let short = Plan {
        days: plan.days[..2].to_vec(),
        ..plan.clone()
    };
    let made = generate::timetable(&short);
    assert!(!made.unplaced.is_empty() && !made.lessons.is_empty());
    for empty in [
        Plan {
            bells: Vec::new(),
            ..plan.clone()
        },
        Plan {
            days: Vec::new(),
            ..plan.clone()
        },
        Plan {
            divisions: Vec::new(),
            ..plan
        },
    ] {
        assert_eq!(generate::timetable(&empty).lessons, []);
    }
}

/// The lessons without their rows, in one order.
fn sorted(lessons: &[Lesson], also: impl Fn(&mut Lesson)) -> Vec<Lesson> {
    let mut lessons = lessons.to_vec();
    for lesson in &mut lessons {
        lesson.row = 0;
        lesson.classes.sort();
        also(lesson);
    }
    lessons.sort_by_cached_key(|lesson| format!("{lesson:?}"));
    lessons
}

/// Invariant: what is written as any of the editors do is read as it was.
#[test]
fn a_round_trip_changes_nothing() {
    for (plan, made) in schools() {
        let setting = Setting {
            bells: &plan.bells,
            zone: chrono_tz::Europe::Paris,
            limits: Limits::default(),
        };
        let again = |format, bytes: Vec<u8>| {
            assert_eq!(lessons::recognise(&bytes), Some(format));
            let reading = lessons::read(format, &bytes, &setting).expect("a timetable");
            assert_eq!(reading.misfits, []);
            reading.lessons
        };
        let expected = sorted(&made.lessons, |_| ());
        for (format, bytes) in [
            (Format::Csv, generate::csv(&made.lessons)),
            (Format::Edt, generate::edt(&made.lessons, &plan.bells)),
            (Format::Edt, generate::edt_xml(&made.lessons, &plan.bells)),
        ] {
            assert!(
                sorted(&again(format, bytes), |_| ()) == expected,
                "{format:?}"
            );
        }
        // UDT has the code of the subject only, and both names in capitals.
        let less = |lesson: &mut Lesson| {
            lesson.subject.label = None;
            lesson.teachers = lesson
                .teachers
                .iter()
                .map(|one| Teacher {
                    written: one.written.to_uppercase(),
                    surname: String::new(),
                    first_name: String::new(),
                    initial_only: false,
                })
                .collect();
        };
        let udt = again(Format::Udt, generate::udt(&made.lessons, &plan.bells));
        assert!(sorted(&udt, |_| ()) == sorted(&made.lessons, less), "UDT");
    }
}
