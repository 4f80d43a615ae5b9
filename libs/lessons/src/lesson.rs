//! What is read: a lesson of the week.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveTime, Weekday};

use crate::refusal::Misfit;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The lessons, in the order of the file, each once.
    pub lessons: Vec<Lesson>,
    /// What did not fit, in the order of the file.
    pub misfits: Vec<Misfit>,
    /// The Monday of a week that is [`Weeks::First`], where the file is dated: then odd weeks of
    /// ISO 8601 are first, as they are when the file begins.
    pub first_week: Option<NaiveDate>,
    /// What a calendar is called, if it is: « Calendrier - VERNOY Claire - … ». That of one teacher
    /// says nowhere else who teaches.
    pub calendar: Option<String>,
}

impl Reading {
    /// Each lesson once, all in the order of the file.
    pub(crate) fn tidy(mut self) -> Self {
        self.lessons.sort_by_key(|lesson| lesson.row);
        self.misfits.sort_by_key(|misfit| misfit.row);
        let mut seen = HashSet::new();
        self.lessons.retain(|lesson| {
            seen.insert(Lesson {
                row: 0,
                ..lesson.clone()
            })
        });
        self
    }
}

/// In which weeks a lesson takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weeks {
    /// All of them.
    Every,
    /// One in two: Q1 of EDT, `sa` of UDT, A.
    First,
    /// The other: Q2, `sb`, B.
    Second,
}

impl Weeks {
    /// Whether both have a week in common.
    pub fn meets(self, other: Self) -> bool {
        self == Self::Every || other == Self::Every || self == other
    }
}

/// A lesson, every week or every other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lesson {
    /// The line of the file where it stands, from 1; of several, the first.
    pub row: u64,
    /// From Monday to Saturday.
    pub day: Weekday,
    /// In the school's own zone.
    pub start: NaiveTime,
    /// After `start`, the same day.
    pub end: NaiveTime,
    /// Every week, or every other.
    pub weeks: Weeks,
    /// For whom; one at least.
    pub classes: Vec<ClassPart>,
    /// Of what.
    pub subject: Subject,
    /// By whom; nobody, for a study hour.
    pub teachers: Vec<Teacher>,
    /// Where, if the file says so.
    pub rooms: Vec<String>,
}

/// A whole class, a part of one, or a group of which the file does not say the classes. One of both
/// at least is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassPart {
    /// The class, as the file writes it.
    pub division: Option<String>,
    /// The group that several classes share, or else the part of this one; none, for the whole
    /// class.
    pub group: Option<String>,
}

/// What is taught. A file may give both, one, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subject {
    /// Short: « AGL1 ». UDT has one text only, which is here, be it a code or a label.
    pub code: Option<String>,
    /// Long: « ANGLAIS LV1 ».
    pub label: Option<String>,
}

/// Who teaches.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Teacher {
    /// All that the file says: « VERNOY Claire », « VERNOY C. », « DE LA TOUR ANNE ».
    pub written: String,
    /// Empty where nothing tells where the surname ends.
    pub surname: String,
    /// May be empty; one letter if `initial_only`.
    pub first_name: String,
    /// Whether the file gives no more of the first name than its first letter.
    pub initial_only: bool,
}

impl Teacher {
    /// Somebody whose two names stand apart.
    pub(crate) fn named(surname: &str, first_name: &str) -> Self {
        Self {
            written: format!("{surname} {first_name}").trim().to_owned(),
            surname: surname.to_owned(),
            first_name: first_name.to_owned(),
            initial_only: false,
        }
    }

    /// Somebody of whom nothing tells where the surname ends.
    pub(crate) fn whole(written: &str) -> Self {
        Self {
            written: written.to_owned(),
            surname: String::new(),
            first_name: String::new(),
            initial_only: false,
        }
    }

    /// « NOM Prénom » or « NOM P. »: the surname is in capitals. Nothing is guessed of a name that
    /// is all in capitals, or not at all.
    pub(crate) fn parse(written: &str) -> Self {
        let words: Vec<&str> = written.split_whitespace().collect();
        let surname = words.iter().take_while(|word| is_capitals(word)).count();
        let (surname, first) = words.split_at(surname);
        let (surname, first) = (surname.join(" "), first.join(" "));
        if !surname.is_empty() && !first.is_empty() {
            let mut letters = first.chars();
            return match (letters.next(), letters.as_str()) {
                (Some(letter), ".") => Self {
                    first_name: letter.to_string(),
                    initial_only: true,
                    ..Self::named(&surname, &first)
                },
                _ => Self::named(&surname, &first),
            };
        }
        Self::whole(&words.join(" "))
    }
}

/// Letters without a small one: « LE », « D'ORLE »; not « C. », which is a first name.
fn is_capitals(word: &str) -> bool {
    let letters = word.chars().any(char::is_alphabetic);
    letters && !word.chars().any(char::is_lowercase) && !word.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: capitals are the surname, a letter with a point is an initial, and nothing is
    /// guessed where capitals do not tell.
    #[test]
    fn capitals_tell_the_surname() {
        let parts = |written| {
            let teacher = Teacher::parse(written);
            assert_eq!(teacher.written, written);
            (teacher.surname, teacher.first_name, teacher.initial_only)
        };
        let all = |a: &str, b: &str, c| (a.to_owned(), b.to_owned(), c);
        assert_eq!(parts("LE COZIC Inès"), all("LE COZIC", "Inès", false));
        assert_eq!(
            parts("D'ORLE Jean-Noël Luc"),
            all("D'ORLE", "Jean-Noël Luc", false)
        );
        assert_eq!(parts("VERNOY C."), all("VERNOY", "C", true));
        assert_eq!(parts("VERNOY M.-C."), all("VERNOY", "M.-C.", false));
        assert_eq!(parts("TARDIVEL NOE"), all("", "", false));
        assert_eq!(parts("Vernoy"), all("", "", false));
    }
}
