//! Whom a timetable file means: its classes, groups and teachers, found in the register.

mod register;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use register::Register;
pub(crate) use table::{TITLES, row};

use education::Id;
use lessons::{ClassPart, Reading};
use records::Staff;
use register::Who;
use std::collections::HashSet;
use timetable::{LONGEST, LessonTerms, Week, Weeks};

/// What a lesson without a subject is called.
const NO_SUBJECT: &str = "Cours";
/// Signs of a remark on what a file says; a cell may be of 4 kB.
const LONGEST_REMARK: usize = 160;

/// What there is to say of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum RemarkKind {
    /// No class of it is of the school: left out.
    UnknownClass,
    /// The school has no lessons then, or it is no lesson: left out.
    LeftOut,
    /// A part of a class that is no group of the register: counted for the whole class.
    WholeClass,
    /// Nobody of that name: the lesson is kept without them.
    UnknownTeacher,
    /// Several of that name: likewise.
    SeveralTeachers,
}

impl RemarkKind {
    /// Those that cost lessons first.
    pub(crate) const ALL: [Self; 5] = [
        Self::UnknownClass,
        Self::LeftOut,
        Self::WholeClass,
        Self::UnknownTeacher,
        Self::SeveralTeachers,
    ];

    /// As pages and files say it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::UnknownClass => "Classes et groupes inconnus de la base élèves",
            Self::LeftOut => "Lignes laissées de côté",
            Self::WholeClass => "Parties de classe comptées comme la classe entière",
            Self::UnknownTeacher => "Enseignants inconnus",
            Self::SeveralTeachers => "Enseignants homonymes",
        }
    }
}

/// Something to say of a row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) file: String,
    /// From 1.
    pub(crate) row: u64,
    pub(crate) kind: RemarkKind,
    /// What was found.
    pub(crate) what: String,
}

/// What files say, in the words of the school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Matched {
    /// The lessons, each once.
    pub(crate) lessons: Vec<LessonTerms>,
    /// How many lessons the files hold.
    pub(crate) read: usize,
    /// How many of them are left out.
    pub(crate) left_out: usize,
    /// In the order of the files.
    pub(crate) remarks: Vec<Remark>,
}

impl Matched {
    /// Finds in the register whom the lessons of some files are of, each under its name.
    pub(crate) fn of(files: &[(String, Reading)], register: &Register, week: &Week) -> Self {
        let mut matched = Self::default();
        let mut seen = HashSet::new();
        for (file, reading) in files {
            let mut file = File {
                name: file,
                register,
                week,
                // Weeks « A » are those of the school; a dated file says which of its own these are.
                first: reading
                    .first_week
                    .map_or(Weeks::A, |monday| week.week_a.weeks_of(monday)),
                owner: reading
                    .calendar
                    .as_deref()
                    .and_then(|name| register.owner(name)),
                remarks: Vec::new(),
            };
            for misfit in &reading.misfits {
                file.say(misfit.row, RemarkKind::LeftOut, &misfit.reason.to_string());
            }
            matched.read += reading.lessons.len();
            for lesson in &reading.lessons {
                match file.terms(lesson) {
                    Some(terms) if seen.insert(key(&terms)) => matched.lessons.push(terms),
                    Some(_) => {}
                    None => matched.left_out += 1,
                }
            }
            file.remarks.sort_by_key(|remark| remark.row);
            matched.remarks.extend(file.remarks);
        }
        matched
    }

    /// What changes when the register or the week did since it was shown.
    pub(crate) fn print(&self) -> String {
        let (lessons, remarks) = (self.lessons.len(), self.remarks.len());
        format!("{}-{lessons}-{}-{remarks}", self.read, self.left_out)
    }
}

/// What makes two lessons one.
fn key(terms: &LessonTerms) -> impl Eq + std::hash::Hash + use<> {
    (
        (terms.day, terms.from, terms.to, terms.weeks),
        (terms.subject.clone(), terms.room.clone()),
        terms.classes.clone(),
        terms.teachers.clone(),
    )
}

/// One file, under way.
struct File<'f> {
    name: &'f str,
    register: &'f Register,
    week: &'f Week,
    first: Weeks,
    owner: Option<Id<Staff>>,
    remarks: Vec<Remark>,
}

impl File<'_> {
    fn say(&mut self, row: u64, kind: RemarkKind, what: &str) {
        self.remarks.push(Remark {
            file: self.name.to_owned(),
            row,
            kind,
            what: cut(what, LONGEST_REMARK),
        });
    }

    fn terms(&mut self, lesson: &lessons::Lesson) -> Option<LessonTerms> {
        let mut classes = Vec::new();
        for part in &lesson.classes {
            let written = written(part);
            match self.register.class(part) {
                None => self.say(lesson.row, RemarkKind::UnknownClass, &written),
                Some((class, is_part)) => {
                    if is_part {
                        let what = format!("{written}, compté pour {}", class.code());
                        self.say(lesson.row, RemarkKind::WholeClass, &what);
                    }
                    classes.push(class);
                }
            }
        }
        if classes.is_empty() {
            return None;
        }
        let mut teachers = Vec::new();
        for teacher in &lesson.teachers {
            match self.register.teacher(teacher) {
                Who::One(id) => teachers.push(id),
                Who::Nobody => {
                    self.say(lesson.row, RemarkKind::UnknownTeacher, &teacher.written);
                }
                Who::Several => {
                    self.say(lesson.row, RemarkKind::SeveralTeachers, &teacher.written);
                }
            }
        }
        if lesson.teachers.is_empty() {
            teachers.extend(self.owner);
        }
        let subject = &lesson.subject;
        let subject = subject.label.as_deref().or(subject.code.as_deref());
        let terms = LessonTerms {
            day: lesson.day,
            from: lesson.start,
            to: lesson.end,
            weeks: self.weeks(lesson.weeks),
            subject: cut(unguarded(subject.unwrap_or(NO_SUBJECT)), LONGEST),
            room: cut(unguarded(&lesson.rooms.join(" / ")), LONGEST),
            classes,
            teachers,
        };
        match terms.judged(self.week) {
            Ok(terms) => Some(terms),
            Err(error) => {
                self.say(lesson.row, RemarkKind::LeftOut, &error.to_string());
                None
            }
        }
    }

    fn weeks(&self, weeks: lessons::Weeks) -> Weeks {
        match (weeks, self.first) {
            (lessons::Weeks::Every, _) => Weeks::Every,
            (lessons::Weeks::First, first) => first,
            (lessons::Weeks::Second, Weeks::A) => Weeks::B,
            (lessons::Weeks::Second, _) => Weeks::A,
        }
    }
}

fn written(part: &ClassPart) -> String {
    let names = [&part.division, &part.group];
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    names.join(" ")
}

/// A text of so many signs at most.
fn cut(text: &str, signs: usize) -> String {
    text.trim().chars().take(signs).collect()
}

/// A cell as it was before it was kept from being a formula: see [`web::Csv`].
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}
