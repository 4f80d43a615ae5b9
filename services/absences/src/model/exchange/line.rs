//! What one line of the table says, in its own words: nothing is looked for yet.

use crate::model::{scope::Scope, terms::Kind};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use sheet::clean;

/// When something was done, to the minute, in the school's own time.
pub(crate) type Moment = NaiveDateTime;

/// How a moment is written.
const MOMENT: &str = "%d/%m/%Y %H:%M";

/// « 24/11/2026 08:41 ».
pub(super) fn written(moment: Moment) -> String {
    moment.format(MOMENT).to_string()
}

/// A moment, as [`written`] or as a spreadsheet writes it; nothing for what is none.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let (day, hour) = text.split_once([' ', 'T'])?;
    Some(sheet::date(day)?.and_time(sheet::hour(hour)?))
}

/// Signs of « Discipline ». More than a lesson's own ([`timetable::LONGEST`]): the entry form also
/// offers the subjects of the register, whose words are longer.
pub(super) const LONGEST_SUBJECT: usize = 120;

/// « Discipline » as a cell holds it; nothing where nothing would be seen.
pub(super) fn subject(text: &str) -> Option<String> {
    let short: String = clean(text).chars().take(LONGEST_SUBJECT).collect();
    Some(clean(&short)).filter(|text| !text.is_empty())
}

/// Who it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) ine: String,
    /// ELEVE_ID.
    pub(crate) number: Option<i64>,
    pub(crate) surname: String,
    pub(crate) first_name: String,
    pub(crate) born_on: Option<NaiveDate>,
}

impl Who {
    /// As remarks name them.
    pub(super) fn name(&self) -> String {
        let name = format!("{} {}", self.surname, self.first_name);
        match (name.trim(), self.number) {
            ("", None) => self.ine.clone(),
            ("", Some(number)) if self.ine.is_empty() => number.to_string(),
            ("", Some(_)) => self.ine.clone(),
            (name, _) => name.to_owned(),
        }
    }
}

/// Who did what, where the entry comes from: told again, and no more than told. Whoever imports it
/// has written it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// A roll has begun it.
    pub(crate) by_roll: bool,
    pub(crate) typed_at: Option<Moment>,
    pub(crate) typed_by: String,
    /// It was taken back.
    pub(crate) withdrawn_at: Option<Moment>,
    pub(crate) withdrawn_by: String,
}

/// One line. What the file does not say is `None`: what it says by a word is a truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Where it stands in the file, from 1.
    pub(crate) line: u64,
    pub(crate) who: Who,
    pub(crate) kind: Kind,
    pub(crate) scope: Scope,
    /// Of a meal or a night without its hours: the day, at midnight.
    pub(crate) from: NaiveDateTime,
    /// `None`: « fin inconnue », but for a lateness, and for a meal or a night, which have the hours
    /// of the school.
    pub(crate) to: Option<NaiveDateTime>,
    pub(crate) minutes: Option<i64>,
    /// « Enseignant », as lists name people.
    pub(crate) teacher: String,
    pub(crate) subject: Option<String>,
    pub(crate) reason: String,
    pub(crate) legitimate: Option<bool>,
    pub(crate) proof: String,
    pub(crate) informed: bool,
    pub(crate) observed: bool,
    pub(crate) closed: Option<bool>,
    pub(crate) noon: Option<NaiveTime>,
    pub(crate) facts: Facts,
}
