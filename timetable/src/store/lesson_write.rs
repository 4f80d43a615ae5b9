//! The lessons of a school, written: added, changed from a day on, ended, brought by a file.

use super::lesson::{IMPORT, TYPED, lesson, lessons, number};
use crate::{Lesson, LessonTerms};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Id, school_year_of};
use identity::{At, SchoolLifeSettings};
use web::FormId;

/// Adds a lesson from a day on, and gives it; the same form sent twice adds one.
pub async fn add_lesson(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    terms: &LessonTerms,
    since: NaiveDate,
    now: DateTime<Utc>,
) -> db::Result<Option<Id<Lesson>>> {
    let added = insert(write, at, form, terms, since, TYPED).await?;
    if let Some(id) = added {
        note(write, at, "lesson.added", id, now).await?;
    }
    match added {
        Some(id) => Ok(Some(id)),
        None => of_form(write, at, form).await,
    }
}

/// The lesson that a form has made already.
async fn of_form(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    form: FormId,
) -> db::Result<Option<Id<Lesson>>> {
    let found = sql!("SELECT id FROM lesson WHERE school = $1 AND form_id = $2")
        .bind(at.school())
        .bind(form.0)
        .optional::<(Id<Lesson>,)>(read)
        .await?;
    Ok(found.map(|(id,)| id))
}

async fn insert(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    terms: &LessonTerms,
    since: NaiveDate,
    origin: &'static str,
) -> db::Result<Option<Id<Lesson>>> {
    let id: Id<Lesson> = Id::new();
    let added = sql!(
        "INSERT INTO lesson (id, school, form_id, school_year, day, from_time, to_time, weeks, \
         subject, room, since, origin, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1) \
         ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(i64::from(school_year_of(since)))
    .bind(number(terms.day))
    .bind(terms.from)
    .bind(terms.to)
    .bind(terms.weeks.code())
    .bind(terms.subject.as_str())
    .bind(terms.room.as_str())
    .bind(since)
    .bind(origin)
    .run(write)
    .await?;
    if added == 0 {
        return Ok(None);
    }
    attach(write, id, terms).await?;
    Ok(Some(id))
}

async fn attach(write: &mut Write, id: Id<Lesson>, terms: &LessonTerms) -> db::Result<()> {
    for class in &terms.classes {
        sql!("INSERT INTO lesson_class (lesson, kind, code) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(class.kind())
            .bind(class.code())
            .run(write)
            .await?;
    }
    for teacher in &terms.teachers {
        sql!("INSERT INTO lesson_teacher (lesson, staff) VALUES ($1, $2)")
            .bind(id)
            .bind(*teacher)
            .run(write)
            .await?;
    }
    Ok(())
}

/// What changing a lesson gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessonChange {
    /// Done: from that day on it is held as this one says.
    Done(Id<Lesson>),
    /// Somebody else changed it since it was shown.
    Conflict,
}

/// Changes a lesson from a day on: until the day before, it was what it was. A lesson that
/// begins that day or later is simply another.
pub async fn change_lesson(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    (id, version): (Id<Lesson>, i64),
    (form, terms): (FormId, &LessonTerms),
    today: NaiveDate,
    now: DateTime<Utc>,
) -> db::Result<LessonChange> {
    // The form sent twice.
    if let Some(done) = of_form(write, at, form).await? {
        return Ok(LessonChange::Done(done));
    }
    let Some(before) = lesson(write, at, id).await? else {
        return Ok(LessonChange::Conflict);
    };
    let ended = before.until.is_some_and(|until| until <= today);
    if !ended && before.terms == *terms {
        return Ok(LessonChange::Done(id));
    }
    if ended || before.version != version {
        return Ok(LessonChange::Conflict);
    }
    end(write, at, id, today).await?;
    let since = before.since.max(today);
    let Some(new) = insert(write, at, form, terms, since, TYPED).await? else {
        return Ok(LessonChange::Conflict);
    };
    note(write, at, "lesson.changed", new, now).await?;
    Ok(LessonChange::Done(new))
}

/// A lesson is held no more from a day on. False when there is no such lesson any more.
pub async fn end_lesson(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Lesson>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let ended = end(write, at, id, today).await?;
    if ended {
        note(write, at, "lesson.ended", id, now).await?;
    }
    Ok(ended)
}

async fn end(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Lesson>,
    today: NaiveDate,
) -> db::Result<bool> {
    let ended = sql!(
        "UPDATE lesson SET until = $3, version = version + 1 \
         WHERE school = $1 AND id = $2 AND (until IS NULL OR until > $3)"
    )
    .bind(at.school())
    .bind(id)
    .bind(today)
    .run(write)
    .await?;
    Ok(ended == 1)
}

/// A lesson that was ended is held again. False when there is no such lesson.
pub async fn resume_lesson(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Lesson>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let resumed = sql!(
        "UPDATE lesson SET until = NULL, version = version + 1 WHERE school = $1 AND id = $2 \
         AND until IS NOT NULL"
    )
    .bind(at.school())
    .bind(id)
    .run(write)
    .await?;
    if resumed == 1 {
        note(write, at, "lesson.resumed", id, now).await?;
    }
    Ok(resumed == 1)
}

/// Takes a whole timetable from a day on: imported lessons that it does not hold end, those that
/// it holds already stay what they are, typed ones are not touched. Gives how many were added,
/// ended and kept.
pub async fn replace_imported(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    lessons_of_file: &[LessonTerms],
    since: NaiveDate,
    now: DateTime<Utc>,
) -> db::Result<Replaced> {
    let (added, ended) = compared(write, at, lessons_of_file, since).await?;
    let replaced = Replaced::of(lessons_of_file, &added, &ended);
    for terms in added {
        insert(write, at, FormId::new(), terms, since, IMPORT).await?;
    }
    for id in ended {
        end(write, at, id, since).await?;
    }
    let said = format!("+{} -{} ={}", replaced.added, replaced.ended, replaced.kept);
    let line = Line::new(at.actor(), "lessons.imported").detail(said);
    audit::note(write, now, &line).await?;
    Ok(replaced)
}

/// What [`replace_imported`] would do.
pub async fn would_replace(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    lessons_of_file: &[LessonTerms],
    since: NaiveDate,
) -> db::Result<Replaced> {
    let (added, ended) = compared(read, at, lessons_of_file, since).await?;
    Ok(Replaced::of(lessons_of_file, &added, &ended))
}

/// What a file holds that the school has not, and the other way round.
async fn compared<'f>(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    lessons_of_file: &'f [LessonTerms],
    since: NaiveDate,
) -> db::Result<(Vec<&'f LessonTerms>, Vec<Id<Lesson>>)> {
    let mut known: Vec<Lesson> = lessons(read, at, since, None).await?;
    known.retain(|lesson| lesson.imported && lesson.until.is_none());
    let mut added = Vec::new();
    for terms in lessons_of_file {
        match known.iter().position(|lesson| lesson.terms == *terms) {
            Some(place) => {
                known.swap_remove(place);
            }
            None => added.push(terms),
        }
    }
    Ok((added, known.into_iter().map(|lesson| lesson.id).collect()))
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replaced {
    /// Lessons that were not there.
    pub added: usize,
    /// Lessons of an earlier file that this one does not hold.
    pub ended: usize,
    /// Lessons of an earlier file that this one holds too.
    pub kept: usize,
}

impl Replaced {
    fn of(file: &[LessonTerms], added: &[&LessonTerms], ended: &[Id<Lesson>]) -> Self {
        Self {
            added: added.len(),
            ended: ended.len(),
            kept: file.len() - added.len(),
        }
    }
}

async fn note(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    act: &'static str,
    id: Id<Lesson>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    audit::note(write, now, &Line::new(at.actor(), act).on("lesson", id)).await
}
