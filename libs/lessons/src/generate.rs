//! Fictitious timetables: believable, reproducible, and possible: nobody, no class and no room is
//! in two places at once.
//!
//! ```
//! use lessons::generate::{self, Plan, SchoolKind};
//!
//! let plan = Plan::school(SchoolKind::College, &["6A", "6B", "5A", "5B"].map(String::from));
//! let made = generate::timetable(&plan);
//! assert!(made.unplaced.is_empty() && made.lessons.len() > 80);
//! let file = generate::edt(&made.lessons, &plan.bells);
//! assert_eq!(lessons::recognise(&file), Some(lessons::Format::Edt));
//! ```
//!
//! Half of a class has one science while the other half has the other, and both change places the
//! week after; two classes share groups of languages, named as those of the same
//! school in [`siecle::generate`]; a lesson of the class with its teacher
//! takes place every other week. The same [`Plan`] gives the same lessons.

mod bundle;
mod place;
mod programme;
mod write;

use chrono::{NaiveTime, Weekday};
use siecle::generate::{dice::Dice, words};

pub use siecle::generate::SchoolKind;
pub use write::{csv, edt, edt_xml, udt};

use crate::{bells, lesson::Lesson};

/// What a timetable is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The classes.
    pub divisions: Vec<Division>,
    /// What each level is taught.
    pub needs: Vec<Need>,
    /// Who teaches. A subject without enough of them has lessons without a teacher.
    pub teachers: Vec<Staff>,
    /// Where. Lessons for which none is free have none.
    pub rooms: Vec<Room>,
    /// The hours between which lessons lie, in order; see [`crate::Setting::bells`].
    pub bells: Vec<NaiveTime>,
    /// The days of lessons, each with how many periods it has.
    pub days: Vec<(Weekday, usize)>,
    /// Same seed, same lessons.
    pub seed: u64,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// « 5B ».
    pub code: String,
    /// As the needs name it: « 5 ».
    pub level: String,
}

/// What the classes of a level are taught, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// That of the divisions.
    pub level: String,
    /// What, and how.
    pub shape: Shape,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// Short: « AGL1 ».
    pub code: String,
    /// Long: « ANGLAIS LV1 ».
    pub label: String,
}

/// How something is taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// To the whole class, so many lessons a week, each of so many periods.
    Whole {
        /// What.
        subject: Taught,
        /// Lessons a week, on different days.
        lessons: usize,
        /// Periods of each.
        periods: usize,
    },
    /// To the whole class, one period every other week.
    Fortnight {
        /// What.
        subject: Taught,
    },
    /// To each half of the class, one lesson every other week, while the other half has the other
    /// subject.
    Halves {
        /// What.
        subjects: [Taught; 2],
        /// Periods of the lesson.
        periods: usize,
    },
    /// To two classes together, each group its subject, all at once.
    Groups {
        /// What, and the name of the group, as registers have it.
        groups: Vec<(Taught, String)>,
        /// Lessons a week, of one period.
        lessons: usize,
    },
}

/// Somebody who teaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// In capitals, as the editors write it.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Code of the subject.
    pub subject: String,
}

/// A room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// « B12 ».
    pub name: String,
    /// The subject that it is for; none, for any that has no room of its own.
    pub subject: Option<String>,
}

/// The lessons of a school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timetable {
    /// By day and hour.
    pub lessons: Vec<Lesson>,
    /// What found no hour: classes, and code of the subject.
    pub unplaced: Vec<(Vec<String>, String)>,
}

/// Periods that a teacher gives in a week.
pub(crate) const SERVICE: usize = 18;

impl Plan {
    /// A school with those classes, whose first character is their level, and with as many teachers
    /// and rooms as it needs: 55-minute periods from 8:00, no lessons on Wednesday afternoon.
    pub fn school(kind: SchoolKind, divisions: &[String]) -> Self {
        let division = |code: &String| Division {
            code: code.clone(),
            level: code.chars().take(1).collect(),
        };
        let mut plan = Self {
            divisions: divisions.iter().map(division).collect(),
            needs: programme::needs(kind),
            teachers: Vec::new(),
            rooms: Vec::new(),
            bells: bells(),
            days: vec![
                (Weekday::Mon, 9),
                (Weekday::Tue, 9),
                (Weekday::Wed, 4),
                (Weekday::Thu, 9),
                (Weekday::Fri, 9),
            ],
            seed: 1,
        };
        plan.teachers = plan.staff();
        plan.rooms = plan.enough_rooms();
        plan
    }

    /// Invented teachers, as many as the needs ask for.
    fn staff(&self) -> Vec<Staff> {
        let mut dice = Dice::new(self.seed, 31);
        let mut staff: Vec<Staff> = Vec::new();
        for (code, periods) in self.load() {
            // One more than their service: a place is then found for each lesson.
            for _ in 0..periods.div_ceil(SERVICE - 2) {
                let woman = dice.per_mille(580);
                let mut named = || (words::surname(&mut dice), words::adult(&mut dice, woman));
                let known = |(surname, first): (&str, &str)| {
                    let same = |one: &Staff| {
                        (&*one.surname, &*one.first_name) == (&*surname.to_uppercase(), first)
                    };
                    staff.iter().any(same)
                };
                let mut name = named();
                for _ in 0..20 {
                    if !known(name) {
                        break;
                    }
                    name = named();
                }
                staff.push(Staff {
                    surname: name.0.to_uppercase(),
                    first_name: name.1.to_owned(),
                    subject: code.clone(),
                });
            }
        }
        staff
    }

    /// Periods a week of each subject, in the order of the needs.
    fn load(&self) -> Vec<(String, usize)> {
        let mut load: Vec<(String, usize)> = Vec::new();
        let mut add = |code: &str, periods: usize| match load.iter_mut().find(|one| one.0 == code) {
            Some(one) => one.1 += periods,
            None => load.push((code.to_owned(), periods)),
        };
        for need in &self.needs {
            let classes = self
                .divisions
                .iter()
                .filter(|one| one.level == need.level)
                .count();
            match &need.shape {
                Shape::Whole {
                    subject,
                    lessons,
                    periods,
                } => {
                    add(&subject.code, classes * lessons * periods);
                }
                Shape::Fortnight { subject } => add(&subject.code, classes),
                Shape::Halves { subjects, periods } => {
                    subjects
                        .iter()
                        .for_each(|one| add(&one.code, classes * periods));
                }
                Shape::Groups { groups, lessons } => {
                    let each = classes.div_ceil(2) * lessons;
                    groups.iter().for_each(|(one, _)| add(&one.code, each));
                }
            }
        }
        load
    }

    /// A room a class and a fifth more, some for one subject only.
    fn enough_rooms(&self) -> Vec<Room> {
        let classes = self.divisions.len();
        let room = |name: String, subject: Option<&str>| Room {
            name,
            subject: subject.map(str::to_owned),
        };
        let plain = (0..classes + classes / 5 + 2).map(|number| {
            room(
                format!("{}{:02}", ["A", "B", "C"][number / 30 % 3], number % 30 + 1),
                None,
            )
        });
        let special = [
            ("PH-CH", "Labo"),
            ("SVT", "SVT"),
            ("EPS", "Gymnase"),
            ("TECHN", "Techno"),
        ];
        let special = special.iter().flat_map(|(subject, name)| {
            let count = classes / 6 + 1;
            (1..=count).map(move |number| room(format!("{name} {number}"), Some(subject)))
        });
        plain.chain(special).collect()
    }
}

/// 55 minutes from 8:00, a break of a quarter of an hour after two, in the morning and afternoon.
fn bells() -> Vec<NaiveTime> {
    let hours = [
        (8, 0),
        (8, 55),
        (9, 50),
        (10, 5),
        (11, 0),
        (11, 55),
        (12, 50),
        (13, 45),
        (14, 40),
        (15, 35),
        (15, 50),
        (16, 45),
    ];
    let at = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0);
    hours.into_iter().filter_map(at).collect()
}

/// Makes the lessons of a school. Those that find no hour are told; 45 classes take some
/// milliseconds.
pub fn timetable(plan: &Plan) -> Timetable {
    place::place(plan, &bells::periods(&plan.bells))
}
