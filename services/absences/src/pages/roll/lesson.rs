//! Which lesson a roll is of: one of the timetable, or a class at an hour where there is none.

use crate::{
    model::{
        period::Period,
        roll::{NOT_BEFORE, STILL, hours_between_bells},
        taught::Taught,
    },
    store::{
        roll::{self, Roll},
        roll_call::Slot,
    },
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use education::{Id, school_year_of};
use identity::{At, AtSchool};
use records::{PupilRow, Staff};
use std::collections::{BTreeMap, HashMap};
use thiserror::Error;
use timetable::{Calendar, Class, Lesson};
use ui::fr;
use web::{Context, Input, Result};

/// Why a roll cannot be called.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Refused {
    #[error("Ce cours n'est plus à l'emploi du temps ce jour-là. Choisissez la classe et l'heure.")]
    Unknown,
    #[error("Cet appel s'ouvre le {} à {}, dix minutes avant le cours.", fr::date_long(.0.date()), fr::time(.0.time()))]
    TooEarly(NaiveDateTime),
    #[error(
        "Choisissez un jour d'aujourd'hui à {STILL} jours en arrière : au-delà, l'appel ne se \
             fait plus, la vie scolaire saisit les absences."
    )]
    TooLate,
    #[error("Choisissez une classe et une heure de la liste.")]
    Choice,
    #[error("Il n'y a pas d'élève sur cette liste.")]
    Nobody,
    #[error("La liste des élèves a changé : elle est à jour maintenant. Vérifiez et enregistrez.")]
    Changed,
    #[error("{0} : choisissez de combien de minutes l'élève était en retard.")]
    Minutes(String),
}

/// What a form or an address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    Lesson(Id<Lesson>),
    Hour(Class, NaiveTime),
    /// Something that is neither.
    Other,
}

impl Asked {
    pub(super) fn of(input: &Input) -> Option<Self> {
        match (
            input.text("cours"),
            input.text("classe"),
            input.text("heure"),
        ) {
            ("", "", _) => None,
            ("", class, hour) => {
                let hour = NaiveTime::parse_from_str(hour, "%H:%M").ok();
                let both = Class::parse(class).zip(hour);
                Some(both.map_or(Self::Other, |(class, hour)| Self::Hour(class, hour)))
            }
            (lesson, ..) => Some(lesson.parse().map_or(Self::Other, Self::Lesson)),
        }
    }

    /// As an address asks for it.
    pub(super) fn query(&self, day: NaiveDate) -> String {
        Input::of(self.fields(day)).encoded()
    }

    /// Where its roll is called.
    pub(crate) fn address(&self, day: NaiveDate) -> String {
        format!("{}?{}", super::HREF, self.query(day))
    }

    /// As a form sends it.
    pub(super) fn fields(&self, day: NaiveDate) -> Vec<(&'static str, String)> {
        let mut fields = match self {
            Self::Lesson(id) => vec![("cours", id.to_string())],
            Self::Hour(class, hour) => vec![
                ("classe", class.value()),
                ("heure", hour.format("%H:%M").to_string()),
            ],
            Self::Other => Vec::new(),
        };
        fields.push(("jour", day.to_string()));
        fields
    }
}

/// A day at the school, with its lessons.
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    /// In the school's own time.
    pub(crate) now: NaiveDateTime,
    pub(crate) calendar: Calendar,
    /// The lessons that are held that day; none on a day when the school is closed.
    pub(crate) lessons: Vec<Lesson>,
    /// The rolls that are called.
    pub(crate) called: Vec<Roll>,
    /// The rolls of which the office has reminded somebody, and when.
    pub(crate) reminded: HashMap<String, DateTime<Utc>>,
    /// Who asks, among the people of the register.
    pub(super) staff: Option<Id<Staff>>,
}

impl Day {
    pub(crate) async fn of<A: AtSchool>(
        at: &At<A>,
        context: &Context,
        asked: &str,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let local = now.with_timezone(&at.school_place().zone.0).naive_local();
        // A day of another year is none: its calendar would be begun by a look.
        let near = |day: &NaiveDate| (*day - local.date()).num_days().abs() <= 366;
        let date = asked.parse().ok().filter(near).unwrap_or(local.date());
        let calendar = timetable::calendar(context, at, school_year_of(date)).await?;
        let mut read = context.db.read().await?;
        let lessons = match calendar.is_open(date) {
            true => timetable::lessons_on(&mut read, at, date, calendar.week.week_a).await?,
            false => Vec::new(),
        };
        let account = at.person().account;
        let staff = records::staff_of_account(&mut read, at, account, local.date()).await?;
        let rolls = roll::of_day(&mut read, at, date).await?;
        let reminded = roll::reminders(&mut read, at, date).await?;
        Ok(Self {
            called: rolls,
            reminded: reminded.into_iter().collect(),
            date,
            now: local,
            calendar,
            lessons,
            staff,
        })
    }

    /// Whether the roll of a slot is called.
    pub(crate) fn has_called(&self, slot: &str) -> bool {
        self.called.iter().any(|roll| roll.slot == slot)
    }

    /// Whether it is the day that a form names, or that of a form which names none.
    pub(super) fn is(&self, asked: &str) -> bool {
        asked.is_empty() || asked == self.date.to_string()
    }

    /// The lessons of who asks.
    pub(super) fn mine(&self) -> impl Iterator<Item = &Lesson> {
        let teaches = |lesson: &&Lesson| {
            let teachers = &lesson.terms.teachers;
            self.staff.is_some_and(|staff| teachers.contains(&staff))
        };
        self.lessons.iter().filter(teaches)
    }

    /// A class at an hour is its lesson, when the timetable has one and only one: one roll, and not
    /// two, whichever way somebody comes to it.
    fn of_timetable(&self, asked: &Asked) -> Asked {
        let Asked::Hour(class, hour) = asked else {
            return asked.clone();
        };
        let mut lessons = self.lessons.iter().filter(|lesson| {
            let terms = &lesson.terms;
            terms.classes.contains(class) && terms.from <= *hour && *hour < terms.to
        });
        match (lessons.next(), lessons.next()) {
            (Some(lesson), None) => Asked::Lesson(lesson.id),
            _ => asked.clone(),
        }
    }

    /// Their lesson now, or the one that is about to begin.
    pub(super) fn under_way(&self) -> Option<Asked> {
        let (today, time) = (self.now.date() == self.date, self.now.time());
        let soon = (self.now + NOT_BEFORE).time();
        let now = self
            .mine()
            .filter(|lesson| today && lesson.terms.from <= soon && time < lesson.terms.to);
        now.last().map(|lesson| Asked::Lesson(lesson.id))
    }
}

/// A lesson, with the pupils who should be there.
pub(crate) struct Found {
    pub(super) asked: Asked,
    pub(crate) slot: Slot,
    pub(crate) pupils: Vec<PupilRow>,
}

/// The slot of a lesson of the timetable, on a day.
pub(crate) fn slot_of(lesson: &Lesson, day: NaiveDate) -> Slot {
    Slot {
        day,
        key: lesson.id.to_string(),
        label: format!("{} · {}", lesson.to_whom(), lesson.terms.subject),
        period: Period::stored(
            day.and_time(lesson.terms.from),
            day.and_time(lesson.terms.to),
        ),
        taught: Taught::of(&[lesson]),
    }
}

/// Finds what is asked for, when its roll may be called now.
pub(crate) async fn find<A: AtSchool>(
    at: &At<A>,
    context: &Context,
    day: &Day,
    asked: &Asked,
) -> Result<std::result::Result<Found, Refused>> {
    let asked = &day.of_timetable(asked);
    let age = (day.now.date() - day.date).num_days();
    if age > STILL {
        return Ok(Err(Refused::TooLate));
    }
    let mut read = context.db.read().await?;
    let (slot, classes) = match asked {
        Asked::Lesson(id) => match day.lessons.iter().find(|lesson| lesson.id == *id) {
            Some(lesson) => {
                let mut slot = slot_of(lesson, day.date);
                // Of several teachers, the one who calls.
                let caller = day.staff.filter(|id| lesson.terms.teachers.contains(id));
                slot.taught.teacher = slot.taught.teacher.or(caller);
                (slot, lesson.terms.classes.clone())
            }
            // Not a word on the lessons of another school.
            None => match timetable::lesson(&mut read, at, *id).await? {
                Some(_) => return Ok(Err(Refused::Unknown)),
                None => return Err(web::Error::NotFound),
            },
        },
        Asked::Hour(class, hour) => match at_hour(day, class, *hour) {
            Some(slot) => (slot, vec![class.clone()]),
            None => return Ok(Err(Refused::Choice)),
        },
        Asked::Other => return Ok(Err(Refused::Choice)),
    };
    let opens = slot.period.from() - NOT_BEFORE;
    if day.now < opens {
        return Ok(Err(Refused::TooEarly(opens)));
    }
    // By name, and each once, though a lesson may be of two groups.
    let mut pupils = BTreeMap::new();
    for class in &classes {
        let of_class = match class {
            Class::Division(code) => {
                records::pupils_in_division(&mut read, at, day.date, code).await?
            }
            Class::Group(code) => records::pupils_in_group(&mut read, at, day.date, code).await?,
        };
        let keyed = of_class.into_iter();
        pupils.extend(keyed.map(|pupil| ((pupil.sort_key().to_owned(), pupil.id.uuid()), pupil)));
    }
    if pupils.is_empty() {
        return Ok(Err(Refused::Nobody));
    }
    Ok(Ok(Found {
        asked: asked.clone(),
        slot,
        pupils: pupils.into_values().collect(),
    }))
}

/// A class at an hour: from one bell to the next, on a day of lessons.
fn at_hour(day: &Day, class: &Class, hour: NaiveTime) -> Option<Slot> {
    let (_, from, to) = hours(day).into_iter().find(|(_, from, _)| *from == hour)?;
    Some(Slot {
        day: day.date,
        key: format!("{} {}", class.value(), from.format("%H:%M")),
        label: class.code().to_owned(),
        period: Period::stored(day.date.and_time(from), day.date.and_time(to)),
        taught: Taught::default(),
    })
}

/// The hours of a day between two bells: as lists show them, from when to when. Lunch is none.
pub(crate) fn hours(day: &Day) -> Vec<(String, NaiveTime, NaiveTime)> {
    hours_between_bells(&day.calendar.week, day.date)
        .into_iter()
        .map(|(from, to)| (format!("{} à {}", fr::time(from), fr::time(to)), from, to))
        .collect()
}
