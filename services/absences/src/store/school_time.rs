//! The lessons of each pupil: what half-days are counted on.

use crate::model::{half_days::Hours, roll::hours_between_bells};
use chrono::NaiveDate;
use education::{Id, Pupil, school_year_of};
use identity::{At, AtSchool, Child};
use records::ChildEnrolment;
use std::collections::HashMap;
use timetable::{Calendar, Class, Lesson};
use web::{Context, Result};

/// The school's time, as it weighs on pupils.
pub(crate) struct SchoolTime {
    pub(crate) calendar: Calendar,
    has_timetable: bool,
    /// The lessons of the year, class by class.
    lessons: HashMap<Class, Vec<Lesson>>,
    classes: HashMap<Id<Pupil>, Vec<Class>>,
}

impl SchoolTime {
    /// What is known of the school year of a day, for lessons that are held from that day on.
    pub(crate) async fn of<A: AtSchool>(
        at: &At<A>,
        context: &Context,
        from: NaiveDate,
    ) -> Result<Self> {
        let calendar = timetable::calendar(context, at, school_year_of(from)).await?;
        let mut read = context.db.read().await?;
        let mut lessons: HashMap<Class, Vec<Lesson>> = HashMap::new();
        for lesson in timetable::lessons(&mut read, at, from, None).await? {
            for class in &lesson.terms.classes {
                lessons
                    .entry(class.clone())
                    .or_default()
                    .push(lesson.clone());
            }
        }
        let mut classes: HashMap<Id<Pupil>, Vec<Class>> = HashMap::new();
        if !lessons.is_empty() {
            for (pupil, code) in records::roster(&mut read, at, from).await? {
                let division = code.map(Class::Division);
                classes.entry(pupil).or_default().extend(division);
            }
            for (pupil, code) in records::group_members(&mut read, at).await? {
                classes.entry(pupil).or_default().push(Class::Group(code));
            }
        }
        Ok(Self {
            calendar,
            has_timetable: !lessons.is_empty(),
            lessons,
            classes,
        })
    }

    /// The same, as it weighs on one child: nothing is read of others.
    pub(crate) async fn of_child(
        child: &Child,
        context: &Context,
        classes: &ChildEnrolment,
        from: NaiveDate,
    ) -> Result<Self> {
        let calendar = timetable::calendar(context, child, school_year_of(from)).await?;
        let mut read = context.db.read().await?;
        let has_timetable = timetable::has_lessons(&mut read, child, from).await?;
        let mut lessons: HashMap<Class, Vec<Lesson>> = HashMap::new();
        let mut own: Vec<Class> = Vec::new();
        for lesson in timetable::lessons_of_child(&mut read, child, classes, from).await? {
            // Of several of their classes, one is enough: the hours are the same.
            if let Some(class) = lesson.terms.classes.first().cloned() {
                if !own.contains(&class) {
                    own.push(class.clone());
                }
                lessons.entry(class).or_default().push(lesson);
            }
        }
        Ok(Self {
            calendar,
            has_timetable,
            lessons,
            classes: HashMap::from([(child.pupil(), own)]),
        })
    }

    /// The hours of the lessons of a pupil on a day. Where the school has no timetable, those
    /// between its bells.
    pub(crate) fn lessons_of(&self, pupil: Id<Pupil>, day: NaiveDate) -> Vec<Hours> {
        if !self.calendar.is_open(day) {
            return Vec::new();
        }
        if !self.has_timetable {
            return hours_between_bells(&self.calendar.week, day);
        }
        let Some(classes) = self.classes.get(&pupil) else {
            return Vec::new();
        };
        let week_a = self.calendar.week.week_a;
        let of_classes = classes.iter().filter_map(|class| self.lessons.get(class));
        // One of two of their classes comes twice: the hours are the same.
        let held = of_classes
            .flatten()
            .filter(|lesson| lesson.is_held_on(day, week_a));
        held.map(|lesson| (lesson.terms.from, lesson.terms.to))
            .collect()
    }
}
