//! The lessons of one pupil, and who teaches at the school.

use crate::model::{period::Period, taught::Taught};
use chrono::NaiveDate;
use education::{Id, school_year_of, sort_key};
use identity::{At, AtSchool};
use records::{PupilFile, Staff};
use std::collections::{BTreeMap, HashMap, HashSet};
use timetable::{Calendar, Class, Lesson};
use web::{Context, Result};

/// What « Enseignant » and « Discipline » are chosen from, and what the timetable says of a pupil.
pub(crate) struct Teaching {
    calendar: Calendar,
    /// The lessons of the pupil, this school year.
    lessons: Vec<Lesson>,
    /// Who teaches at the school now, by name.
    pub(crate) teachers: Vec<(Id<Staff>, String)>,
    /// What is taught there, in order.
    pub(crate) subjects: Vec<String>,
    /// Whoever works or has worked there.
    names: HashMap<Id<Staff>, String>,
}

impl Teaching {
    pub(crate) async fn of<A: AtSchool>(
        at: &At<A>,
        context: &Context,
        pupil: &PupilFile,
    ) -> Result<Self> {
        let today = at.today(context.clock.now());
        let year = school_year_of(today);
        let calendar = timetable::calendar(context, at, year).await?;
        // Those that have ended since, too: an absence of October is typed in November.
        let first = NaiveDate::from_ymd_opt(year, 8, 1).unwrap_or(today);
        let mut read = context.db.read().await?;
        let all = timetable::lessons(&mut read, at, first, None).await?;
        let staff = records::staff(&mut read, at, today).await?;
        let names = records::staff_names(&mut read, at).await?;
        let groups = records::groups_of(&mut read, at, pupil.id).await?;
        drop(read);
        let groups = groups.into_iter().map(Class::Group);
        let division = pupil.division.clone().map(Class::Division);
        let classes: Vec<Class> = groups.chain(division).collect();
        let in_lessons: HashSet<Id<Staff>> = all
            .iter()
            .flat_map(|lesson| lesson.terms.teachers.iter().copied())
            .collect();
        let subjects = all.iter().map(|lesson| lesson.terms.subject.clone());
        let taught = staff.iter().flat_map(|person| &person.teaches);
        let subjects = subjects.chain(taught.map(|taught| taught.subject.clone()));
        let subjects: BTreeMap<(String, String), ()> = subjects
            .filter(|subject| !subject.is_empty())
            .map(|subject| ((sort_key(&subject), subject), ()))
            .collect();
        let teachers = staff.into_iter().filter(|person| {
            let hired = person.posts.iter().any(|post| post.function == "ENS");
            hired || !person.teaches.is_empty() || in_lessons.contains(&person.id)
        });
        let of_pupil = |lesson: &Lesson| lesson.terms.classes.iter().any(|c| classes.contains(c));
        Ok(Self {
            calendar,
            teachers: teachers
                .map(|person| (person.id, person.list_name()))
                .collect(),
            subjects: subjects.into_keys().map(|(_, subject)| subject).collect(),
            lessons: all.into_iter().filter(of_pupil).collect(),
            names,
        })
    }

    /// The calendar of this school year.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The lessons that the pupil has on a day, by hour.
    pub(crate) fn on(&self, day: NaiveDate) -> Vec<&Lesson> {
        if !self.calendar.is_open(day) {
            return Vec::new();
        }
        let week_a = self.calendar.week.week_a;
        let held = self.lessons.iter();
        held.filter(|lesson| lesson.is_held_on(day, week_a))
            .collect()
    }

    /// What the timetable says of a period: by whom and of what, if it is of one lesson.
    pub(crate) fn during(&self, period: Period) -> Taught {
        let (from, to) = (period.from(), period.to());
        let days = from.date().iter_days().take_while(|day| *day <= to.date());
        let touched = days.flat_map(|day| {
            let lessons = self.on(day).into_iter();
            lessons.filter(move |lesson| {
                day.and_time(lesson.terms.from) < to && from < day.and_time(lesson.terms.to)
            })
        });
        Taught::of(&touched.take(2).collect::<Vec<_>>())
    }

    /// « PERRIN Claire ».
    pub(crate) fn name(&self, id: Id<Staff>) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }
}
