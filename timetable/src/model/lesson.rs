//! A lesson of the week: to whom, by whom, of what, where, when.

use crate::{Week, day_name};
use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use education::Id;
use records::Staff;
use thiserror::Error;

/// In which weeks a lesson is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weeks {
    /// Every week.
    Every,
    /// Weeks A.
    A,
    /// Weeks B.
    B,
}

impl Weeks {
    /// All of them, as lists offer them.
    pub const ALL: [Self; 3] = [Self::Every, Self::A, Self::B];

    /// The word that rows keep and forms send.
    pub fn code(self) -> &'static str {
        match self {
            Self::Every => "every",
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// As pages say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Every => "Toutes les semaines",
            Self::A => "Semaines A",
            Self::B => "Semaines B",
        }
    }

    /// Of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weeks| weeks.code() == code)
    }

    /// Whether a lesson of these weeks and one of others may fall on one day.
    pub fn meet(self, other: Self) -> bool {
        self == other || self == Self::Every || other == Self::Every
    }
}

/// Which weeks of the year are weeks A, by their number (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeekA {
    /// Those of an odd number.
    #[default]
    Odd,
    /// Those of an even number.
    Even,
}

impl WeekA {
    /// The word that rows keep and forms send.
    pub fn code(self) -> &'static str {
        match self {
            Self::Odd => "odd",
            Self::Even => "even",
        }
    }

    /// Of a word; odd ones for one that is not known.
    pub fn of_code(code: &str) -> Self {
        match code {
            "even" => Self::Even,
            _ => Self::Odd,
        }
    }

    /// Of which weeks a day is: A or B.
    pub fn weeks_of(self, day: NaiveDate) -> Weeks {
        let odd = day.iso_week().week() % 2 == 1;
        match odd == (self == Self::Odd) {
            true => Weeks::A,
            false => Weeks::B,
        }
    }
}

/// Whom a lesson is for: a whole class, or a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A division, by its code: « 5B ».
    Division(String),
    /// A group of the register, by its code: « 5ALL2G1 ».
    Group(String),
}

impl Class {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Division(_) => "division",
            Self::Group(_) => "group",
        }
    }

    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            Self::Division(code) | Self::Group(code) => code,
        }
    }

    pub(crate) fn stored(kind: &str, code: String) -> Self {
        match kind {
            "group" => Self::Group(code),
            _ => Self::Division(code),
        }
    }

    /// « division:5B », as forms send it.
    pub fn value(&self) -> String {
        format!("{}:{}", self.kind(), self.code())
    }

    /// Of what a form sent; whether the school has it is another question.
    pub fn parse(value: &str) -> Option<Self> {
        let (kind, code) = value.split_once(':')?;
        let code = (!code.is_empty()).then(|| code.to_owned())?;
        match kind {
            "division" => Some(Self::Division(code)),
            "group" => Some(Self::Group(code)),
            _ => None,
        }
    }
}

/// What a lesson is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonTerms {
    /// On which day.
    pub day: Weekday,
    /// From when, in the school's own time.
    pub from: NaiveTime,
    /// Until when.
    pub to: NaiveTime,
    /// In which weeks.
    pub weeks: Weeks,
    /// What is taught; never empty.
    pub subject: String,
    /// Where; may be empty.
    pub room: String,
    /// To whom; one class or group at least, each once, in order.
    pub classes: Vec<Class>,
    /// By whom; nobody for a lesson whose teacher is not known yet.
    pub teachers: Vec<Id<Staff>>,
}

/// Why a lesson is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LessonError {
    /// Sunday, or a day on which the school has no lessons.
    #[error("L'établissement n'a pas cours le {0}.")]
    Day(&'static str),
    /// It ends before it begins, or lasts longer than half a day.
    #[error("La fin doit venir après le début, et le cours durer six heures au plus.")]
    Hours,
    /// No subject.
    #[error("Indiquez ce qui est enseigné.")]
    NoSubject,
    /// A text without end.
    #[error("Ce texte est trop long : {LONGEST} caractères au plus.")]
    TooLong,
    /// No class.
    #[error("Choisissez au moins une division ou un groupe.")]
    NoClass,
}

/// Signs of a subject or a room, at most.
pub const LONGEST: usize = 60;

/// A lesson lasts six hours at most (a half-day of practical work).
const LONGEST_MINUTES: i64 = 360;

impl LessonTerms {
    /// Terms, judged; spaces around texts are taken away, classes and teachers put in order.
    pub fn judged(mut self, week: &Week) -> Result<Self, LessonError> {
        self.subject = self.subject.trim().to_owned();
        self.room = self.room.trim().to_owned();
        self.classes.sort_unstable();
        self.classes.dedup();
        self.teachers.sort_unstable_by_key(|id| id.uuid());
        self.teachers.dedup();
        let minutes = (self.to - self.from).num_minutes();
        let long = |text: &str| text.chars().count() > LONGEST;
        if week.end_of(self.day).is_none() {
            Err(LessonError::Day(day_name(self.day)))
        } else if !(1..=LONGEST_MINUTES).contains(&minutes) {
            Err(LessonError::Hours)
        } else if self.subject.is_empty() {
            Err(LessonError::NoSubject)
        } else if long(&self.subject) || long(&self.room) {
            Err(LessonError::TooLong)
        } else if self.classes.is_empty() {
            Err(LessonError::NoClass)
        } else {
            Ok(self)
        }
    }

    /// Whether two lessons of the week ask for one person, or one whole class, at one time.
    pub fn collides(&self, other: &Self) -> bool {
        let together = self.day == other.day
            && self.weeks.meet(other.weeks)
            && self.from < other.to
            && other.from < self.to;
        let shared = |teacher| other.teachers.contains(teacher);
        let division =
            |class: &Class| matches!(class, Class::Division(_)) && other.classes.contains(class);
        together && (self.teachers.iter().any(shared) || self.classes.iter().any(division))
    }
}

/// A lesson of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Which one.
    pub id: Id<Lesson>,
    /// What it is.
    pub terms: LessonTerms,
    /// The first day from which it is held.
    pub since: NaiveDate,
    /// The first day from which it is held no more.
    pub until: Option<NaiveDate>,
    /// Whether a file brought it.
    pub imported: bool,
    /// The version that was shown.
    pub version: i64,
}

impl Lesson {
    /// Whether it is held that day, as far as the week says: closed days are the calendar's.
    pub fn is_held_on(&self, day: NaiveDate, week_a: WeekA) -> bool {
        self.terms.day == day.weekday()
            && self.terms.weeks.meet(week_a.weeks_of(day))
            && self.since <= day
            && self.until.is_none_or(|until| day < until)
    }

    /// « 5B, 5C »: to whom.
    pub fn to_whom(&self) -> String {
        let codes: Vec<&str> = self.terms.classes.iter().map(Class::code).collect();
        codes.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn lesson() -> LessonTerms {
        LessonTerms {
            day: Weekday::Tue,
            from: time("08:30:00"),
            to: time("09:25:00"),
            weeks: Weeks::Every,
            subject: " Mathématiques ".into(),
            room: "B12".into(),
            classes: vec![Class::Division("5B".into()), Class::Division("5B".into())],
            teachers: Vec::new(),
        }
    }

    type Spoil = fn(&mut LessonTerms);

    /// Invariant: a lesson that is not one is refused, and says why.
    #[test]
    fn a_lesson_is_judged() {
        let week = Week::default();
        let kept = lesson().judged(&week).unwrap();
        assert_eq!(kept.subject, "Mathématiques");
        assert_eq!(kept.classes, [Class::Division("5B".into())]);
        let refused: [(Spoil, LessonError); 7] = [
            (|l| l.day = Weekday::Sat, LessonError::Day("samedi")),
            (|l| l.day = Weekday::Sun, LessonError::Day("dimanche")),
            (|l| l.to = l.from, LessonError::Hours),
            (|l| l.to = time("14:31:00"), LessonError::Hours),
            (|l| l.subject = "  ".into(), LessonError::NoSubject),
            (|l| l.room = "B".repeat(LONGEST + 1), LessonError::TooLong),
            (|l| l.classes.clear(), LessonError::NoClass),
        ];
        for (spoil, error) in refused {
            let mut spoilt = lesson();
            spoil(&mut spoilt);
            assert_eq!(spoilt.judged(&week), Err(error));
        }
    }

    #[test]
    fn two_lessons_ask_for_one_person_or_one_class() {
        let id = Id::new();
        let mut mine = lesson().judged(&Week::default()).unwrap();
        mine.teachers = vec![id];
        let mut other = mine.clone();
        other.classes = vec![Class::Division("4A".into())];
        assert!(mine.collides(&other), "one teacher");
        other.teachers.clear();
        assert!(!mine.collides(&other));
        other.classes = vec![Class::Group("5B".into())];
        assert!(!mine.collides(&other), "groups of a class go side by side");
        other.classes = mine.classes.clone();
        assert!(mine.collides(&other), "one class");
        other.from = mine.to;
        other.to = time("10:20:00");
        assert!(!mine.collides(&other), "one after the other");
        (other.from, other.to) = (mine.from, mine.to);
        (mine.weeks, other.weeks) = (Weeks::A, Weeks::B);
        assert!(!mine.collides(&other), "one week after the other");
    }

    /// Invariant: a day is of one of the two weeks, and the next week is of the other, but where
    /// a year of 53 weeks ends.
    #[test]
    fn weeks_take_turns() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        assert_eq!(day.iso_week().week(), 48);
        assert_eq!(WeekA::Odd.weeks_of(day), Weeks::B);
        assert_eq!(WeekA::Even.weeks_of(day), Weeks::A);
        for (code, week_a) in [
            ("odd", WeekA::Odd),
            ("even", WeekA::Even),
            ("?", WeekA::Odd),
        ] {
            assert_eq!(WeekA::of_code(code), week_a);
        }
    }

    #[test]
    fn a_lesson_is_held_between_its_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut lesson = Lesson {
            id: Id::new(),
            terms: lesson(),
            since: day("2026-11-17"),
            until: Some(day("2026-12-08")),
            imported: false,
            version: 1,
        };
        let held = |lesson: &Lesson, on: &str| lesson.is_held_on(day(on), WeekA::Odd);
        for (on, expected) in [
            ("2026-11-10", false),
            ("2026-11-17", true),
            ("2026-11-18", false),
            ("2026-12-01", true),
            ("2026-12-08", false),
        ] {
            assert_eq!(held(&lesson, on), expected, "{on}");
        }
        lesson.terms.weeks = Weeks::A;
        assert!(held(&lesson, "2026-11-17") && !held(&lesson, "2026-11-24"));
    }

    proptest! {
        /// Invariant: what a form sends as a class reads back.
        #[test]
        fn a_class_reads_back(code in "\\PC{1,20}", group: bool) {
            let class = if group { Class::Group(code) } else { Class::Division(code) };
            prop_assert_eq!(Class::parse(&class.value()), Some(class.clone()));
            prop_assert_eq!(Class::stored(class.kind(), class.code().to_owned()), class);
        }
    }
}
