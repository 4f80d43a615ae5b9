//! `STS_EDT`: who works at the school, and who teaches what to whom.

mod reading;

use chrono::NaiveDate;

pub(crate) use reading::{is_section, take};

use crate::codes::Sex;

/// Who gave an individual their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// `epp`: the ministry's own register of staff.
    National,
    /// `local`: the school, for whom it hires itself or expects.
    Local,
}

/// The key of an individual: the same number means two people if the origins differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StaffKey {
    /// `ID`.
    pub id: i64,
    /// `TYPE`; national when the file does not say.
    pub origin: Origin,
}

/// Somebody who works at the school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Individual {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `ID` and `TYPE`.
    pub key: StaffKey,
    /// `CIVILITE`, written as SIECLE does: "M.", "MME", "MLLE".
    pub civility: Option<String>,
    /// `SEXE`.
    pub sex: Option<Sex>,
    /// `NOM_PATRONYMIQUE`, else `NOM_USAGE`.
    pub family_name: String,
    /// `NOM_USAGE`, when it is another.
    pub usage_name: Option<String>,
    /// `PRENOM`.
    pub first_name: Option<String>,
    /// `DATE_NAISSANCE`.
    pub born_on: Option<NaiveDate>,
    /// `GRADE`.
    pub grade: Option<String>,
    /// `FONCTION`: ENS teaches, DIR directs, EDU leads the school-life office, DOC keeps the
    /// library, SUR watches over… None for who is on long leave or has retired, whom services may
    /// still name.
    pub function: Option<String>,
    /// `PROFS_PRINC`: of which classes they are the main teacher.
    pub main_teacher_of: Vec<MainTeacher>,
    /// `DISCIPLINES`: for what they were hired, not what they teach.
    pub disciplines: Vec<Discipline>,
}

impl Individual {
    /// The name they are called by.
    pub fn display_name(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }
}

/// That somebody is the main teacher of a class, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MainTeacher {
    /// `CODE_STRUCTURE`.
    pub division: String,
    /// `DATE_DEBUT`.
    pub from: Option<NaiveDate>,
    /// `DATE_FIN`, the last day.
    pub until: Option<NaiveDate>,
}

impl MainTeacher {
    /// Whether it is so on that day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// For what somebody was hired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discipline {
    /// `CODE`: a letter and four digits ("L1300").
    pub code: String,
    /// `LIBELLE_COURT`.
    pub label: Option<String>,
    /// `NB_HEURES`, as written.
    pub hours: Option<String>,
}

/// Whom a service teaches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Taught {
    /// A whole class, by its code.
    Division(String),
    /// A group, by its code.
    Group(String),
}

/// A subject that is taught to a class or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Where the row begins in the XML.
    pub line: u64,
    /// To whom.
    pub structure: Taught,
    /// `CODE_MATIERE`.
    pub subject: String,
    /// `CODE_MOD_COURS`: CG for a plain lesson…
    pub mode: Option<String>,
    /// `ENSEIGNANTS`: none while the timetable is not made; who has left may be among them.
    pub teachers: Vec<StaffKey>,
}
