//! The lessons of a school, read.

use crate::{Class, Lesson, LessonTerms, WeekA, Weeks};
use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use db::{Read, sql};
use education::{Id, school_year_of};
use identity::{At, AtSchool, Child, OfSchool};
use records::{ChildEnrolment, Staff};
use serde_json::{Value, json};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Lesson>,
    day: i64,
    from_time: NaiveTime,
    to_time: NaiveTime,
    weeks: String,
    subject: String,
    room: String,
    since: NaiveDate,
    until: Option<NaiveDate>,
    origin: String,
    version: i64,
}

impl Row {
    fn with(self, classes: Vec<Class>, teachers: Vec<Id<Staff>>) -> Lesson {
        Lesson {
            id: self.id,
            terms: LessonTerms {
                day: weekday(self.day),
                from: self.from_time,
                to: self.to_time,
                weeks: Weeks::from_code(&self.weeks).unwrap_or(Weeks::Every),
                subject: self.subject,
                room: self.room,
                classes,
                teachers,
            },
            since: self.since,
            until: self.until,
            imported: self.origin == IMPORT,
            version: self.version,
        }
    }
}

pub(super) const TYPED: &str = "typed";
pub(super) const IMPORT: &str = "import";

pub(super) fn number(day: Weekday) -> i64 {
    i64::from(day.number_from_monday())
}

fn weekday(number: i64) -> Weekday {
    u8::try_from(number - 1)
        .ok()
        .and_then(|day| Weekday::try_from(day).ok())
        .unwrap_or(Weekday::Sun)
}

/// The lessons of a school year that are held on some day from this one on, by day and hour.
/// `on`, only those of that day of the week.
pub async fn lessons<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    from: NaiveDate,
    on: Option<Weekday>,
) -> db::Result<Vec<Lesson>> {
    let year = i64::from(school_year_of(from));
    let day = on.map_or(0, number);
    let rows = sql!(
        "SELECT id, day, from_time, to_time, weeks, subject, room, since, until, origin, version \
         FROM lesson WHERE school = $1 AND school_year = $2 AND ($3 = 0 OR day = $3) \
         AND (until IS NULL OR until > $4) ORDER BY day, from_time, to_time, id"
    )
    .bind(at.school())
    .bind(year)
    .bind(day)
    .bind(from)
    .all::<Row>(read)
    .await?;
    let classes = sql!(
        "SELECT c.lesson, c.kind, c.code FROM lesson_class c JOIN lesson l ON l.id = c.lesson \
         WHERE l.school = $1 AND l.school_year = $2 AND ($3 = 0 OR l.day = $3) \
         AND (l.until IS NULL OR l.until > $4) ORDER BY c.kind, c.code"
    )
    .bind(at.school())
    .bind(year)
    .bind(day)
    .bind(from)
    .all::<(Id<Lesson>, String, String)>(read)
    .await?;
    let teachers = sql!(
        "SELECT t.lesson, t.staff FROM lesson_teacher t JOIN lesson l ON l.id = t.lesson \
         WHERE l.school = $1 AND l.school_year = $2 AND ($3 = 0 OR l.day = $3) \
         AND (l.until IS NULL OR l.until > $4) ORDER BY t.staff"
    )
    .bind(at.school())
    .bind(year)
    .bind(day)
    .bind(from)
    .all::<(Id<Lesson>, Id<Staff>)>(read)
    .await?;
    Ok(joined(rows, classes, teachers))
}

/// The lessons of a school year that are held on some day from this one on, of the classes of a child: of
/// others to whom they are given, and of who gives them, nothing is read.
pub async fn lessons_of_child(
    read: &mut Read,
    child: &Child,
    classes: &ChildEnrolment,
    from: NaiveDate,
) -> db::Result<Vec<Lesson>> {
    let groups = classes.groups.iter().cloned().map(Class::Group);
    let of_child = classes.division.iter().cloned().map(Class::Division);
    let of_child: Vec<Class> = of_child.chain(groups).collect();
    let named = of_child
        .iter()
        .map(|class| json!([class.kind(), class.code()]));
    let rows = sql!(
        sqlite: "SELECT l.id, l.day, l.from_time, l.to_time, l.weeks, l.subject, l.room, l.since, l.until, \
                 l.origin, l.version, c.kind, c.code FROM lesson l JOIN lesson_class c ON c.lesson = l.id \
                 WHERE l.school = $1 AND l.school_year = $2 AND (l.until IS NULL OR l.until > $3) \
                 AND (c.kind, c.code) IN (SELECT value ->> 0, value ->> 1 FROM json_each($4)) \
                 ORDER BY l.day, l.from_time, l.to_time, l.id, c.kind, c.code",
        postgres: "SELECT l.id, l.day, l.from_time, l.to_time, l.weeks, l.subject, l.room, l.since, l.until, \
                   l.origin, l.version, c.kind, c.code FROM lesson l JOIN lesson_class c ON c.lesson = l.id \
                   WHERE l.school = $1 AND l.school_year = $2 AND (l.until IS NULL OR l.until > $3) \
                   AND (c.kind, c.code) IN (SELECT e ->> 0, e ->> 1 FROM jsonb_array_elements($4) e) \
                   ORDER BY l.day, l.from_time, l.to_time, l.id, c.kind, c.code",
    )
    .bind(child.school())
    .bind(i64::from(school_year_of(from)))
    .bind(from)
    .bind(named.collect::<Value>())
    .all::<OfClass>(read)
    .await?;
    let mut lessons: Vec<Lesson> = Vec::new();
    for OfClass { row, kind, code } in rows {
        let class = Class::stored(&kind, code);
        match lessons.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.terms.classes.push(class),
            None => lessons.push(row.with(vec![class], Vec::new())),
        }
    }
    Ok(lessons)
}

#[derive(sqlx::FromRow)]
struct OfClass {
    #[sqlx(flatten)]
    row: Row,
    kind: String,
    code: String,
}

/// To whom and by whom.
type Around = (Vec<Class>, Vec<Id<Staff>>);

fn joined(
    rows: Vec<Row>,
    classes: Vec<(Id<Lesson>, String, String)>,
    teachers: Vec<(Id<Lesson>, Id<Staff>)>,
) -> Vec<Lesson> {
    let mut by_lesson: HashMap<Id<Lesson>, Around> = HashMap::new();
    for (lesson, kind, code) in classes {
        let (classes, _) = by_lesson.entry(lesson).or_default();
        classes.push(Class::stored(&kind, code));
    }
    for (lesson, staff) in teachers {
        let (_, teachers) = by_lesson.entry(lesson).or_default();
        teachers.push(staff);
    }
    rows.into_iter()
        .map(|row| {
            let (classes, teachers) = by_lesson.remove(&row.id).unwrap_or_default();
            row.with(classes, teachers)
        })
        .collect()
}

/// One lesson of the school where one works, also one that is held no more.
pub async fn lesson<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<Lesson>,
) -> db::Result<Option<Lesson>> {
    let row = sql!(
        "SELECT id, day, from_time, to_time, weeks, subject, room, since, until, origin, version \
         FROM lesson WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let classes =
        sql!("SELECT lesson, kind, code FROM lesson_class WHERE lesson = $1 ORDER BY kind, code")
            .bind(id)
            .all::<(Id<Lesson>, String, String)>(read)
            .await?;
    let teachers =
        sql!("SELECT lesson, staff FROM lesson_teacher WHERE lesson = $1 ORDER BY staff")
            .bind(id)
            .all::<(Id<Lesson>, Id<Staff>)>(read)
            .await?;
    Ok(joined(vec![row], classes, teachers).pop())
}

/// The lessons that are held at the school that day, by hour; none on a closed day is the
/// calendar's to say.
pub async fn lessons_on<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    day: NaiveDate,
    week_a: WeekA,
) -> db::Result<Vec<Lesson>> {
    let mut lessons = lessons(read, at, day, Some(day.weekday())).await?;
    lessons.retain(|lesson| lesson.is_held_on(day, week_a));
    Ok(lessons)
}

/// Whether the school has a timetable that day.
pub async fn has_lessons<P: OfSchool>(read: &mut Read, at: &P, day: NaiveDate) -> db::Result<bool> {
    let found = sql!(
        "SELECT 1 FROM lesson WHERE school = $1 AND school_year = $2 \
         AND (until IS NULL OR until > $3) LIMIT 1"
    )
    .bind(at.its_school().id)
    .bind(i64::from(school_year_of(day)))
    .bind(day)
    .optional::<(i32,)>(read)
    .await?;
    Ok(found.is_some())
}
