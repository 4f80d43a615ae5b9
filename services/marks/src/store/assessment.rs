//! Assessments: added, changed, withdrawn.

use crate::model::{Assessment, AssessmentRow, CourseKey};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Id, school_year_of};
use grading::{Coefficient, OutOf};
use identity::{At, Marks};
use timetable::Class;
use web::FormId;

/// An assessment, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<AssessmentRow>,
    pub(crate) course: CourseKey,
    pub(crate) version: i64,
    pub(crate) assessment: Assessment,
    /// Since when it exists.
    pub(crate) created_at: DateTime<Utc>,
    /// It counts no more.
    pub(crate) withdrawn: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<AssessmentRow>,
    class_kind: String,
    class_code: String,
    subject: String,
    title: String,
    on_day: NaiveDate,
    publication: NaiveDate,
    period: Option<String>,
    coefficient: i64,
    out_of: i64,
    version: i64,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        let class = match row.class_kind.as_str() {
            "group" => Class::Group(row.class_code),
            _ => Class::Division(row.class_code),
        };
        // Our own numbers: what is none of them counts as if nobody had said.
        let number = |hundredths: i64| u32::try_from(hundredths).unwrap_or(u32::MAX);
        let coefficient = Coefficient::of(number(row.coefficient));
        let out_of = OutOf::of(number(row.out_of));
        Self {
            id: row.id,
            course: CourseKey {
                class,
                subject: row.subject,
            },
            version: row.version,
            assessment: Assessment {
                title: row.title,
                on: row.on_day,
                publication: row.publication,
                period: row.period,
                coefficient: coefficient.unwrap_or(Coefficient::ONE),
                out_of: out_of.unwrap_or(OutOf::TWENTY),
            },
            created_at: row.created_at,
            withdrawn: row.ended_at.is_some(),
        }
    }
}

fn kind(class: &Class) -> &'static str {
    match class {
        Class::Division(_) => "division",
        Class::Group(_) => "group",
    }
}

/// The assessments of a course, the oldest first, those that were withdrawn too.
pub(crate) async fn of_course(
    read: &mut Read,
    at: &At<Marks>,
    course: &CourseKey,
    today: NaiveDate,
) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT id, class_kind, class_code, subject, title, on_day, publication, period, coefficient, out_of, \
         version, created_at, ended_at FROM assessment WHERE school = $1 AND school_year = $2 \
         AND class_kind = $3 AND class_code = $4 AND subject = $5 ORDER BY on_day, id"
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(today)))
    .bind(kind(&course.class))
    .bind(course.class.code())
    .bind(course.subject.as_str())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// How many assessments each course of the school year has, and the day of the last.
pub(crate) async fn counts(
    read: &mut Read,
    at: &At<Marks>,
    today: NaiveDate,
) -> db::Result<Vec<(CourseKey, u64, NaiveDate)>> {
    let rows = sql!(
        "SELECT class_kind, class_code, subject, COUNT(*), MAX(on_day) FROM assessment \
         WHERE school = $1 AND school_year = $2 AND ended_at IS NULL \
         GROUP BY class_kind, class_code, subject"
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(today)))
    .all::<(String, String, String, i64, NaiveDate)>(read)
    .await?;
    let counted = rows.into_iter().map(|(kind, code, subject, count, last)| {
        let class = match kind.as_str() {
            "group" => Class::Group(code),
            _ => Class::Division(code),
        };
        (CourseKey { class, subject }, count.unsigned_abs(), last)
    });
    Ok(counted.collect())
}

/// One of them.
pub(crate) async fn one(
    read: &mut Read,
    at: &At<Marks>,
    id: Id<AssessmentRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT id, class_kind, class_code, subject, title, on_day, publication, period, coefficient, out_of, \
         version, created_at, ended_at FROM assessment WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from))
}

/// Adds an assessment; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<Marks>,
    form: FormId,
    (course, assessment): (&CourseKey, &Assessment),
    now: DateTime<Utc>,
) -> db::Result<()> {
    let id: Id<AssessmentRow> = Id::new();
    let added = sql!(
        "INSERT INTO assessment (id, school, form_id, school_year, class_kind, class_code, subject, \
         title, on_day, publication, coefficient, out_of, created_at, created_by, period, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1) \
         ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(i64::from(school_year_of(assessment.on)))
    .bind(kind(&course.class))
    .bind(course.class.code())
    .bind(course.subject.as_str())
    .bind(assessment.title.as_str())
    .bind(assessment.on)
    .bind(assessment.publication)
    .bind(i64::from(assessment.coefficient.hundredths()))
    .bind(i64::from(assessment.out_of.hundredths()))
    .bind(now)
    .bind(at.person().account)
    .bind(assessment.period.as_deref())
    .run(write)
    .await?;
    if added == 1 {
        let line = Line::new(at.actor(), "assessment.added").on("assessment", id);
        audit::note(write, now, &line.detail(course.value())).await?;
    }
    Ok(())
}

/// What changing gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    Done,
    /// Somebody else changed it since it was shown.
    Conflict,
    /// So many pupils have more points than it would be marked out of.
    Above(u64),
}

/// Changes an assessment over the version that was shown.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<Marks>,
    (id, version): (Id<AssessmentRow>, i64),
    assessment: &Assessment,
    now: DateTime<Utc>,
) -> db::Result<Changed> {
    let out_of = i64::from(assessment.out_of.hundredths());
    let (above,) = sql!(
        "SELECT COUNT(*) FROM mark m JOIN assessment a ON a.id = m.assessment \
         WHERE a.school = $1 AND a.id = $2 AND m.points > $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(out_of)
    .one::<(i64,)>(write)
    .await?;
    if above > 0 {
        return Ok(Changed::Above(above.unsigned_abs()));
    }
    let changed = sql!(
        "UPDATE assessment SET title = $4, on_day = $5, publication = $6, coefficient = $7, \
         out_of = $8, school_year = $9, period = $10, version = version + 1 \
         WHERE school = $1 AND id = $2 AND version = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(version)
    .bind(assessment.title.as_str())
    .bind(assessment.on)
    .bind(assessment.publication)
    .bind(i64::from(assessment.coefficient.hundredths()))
    .bind(out_of)
    .bind(i64::from(school_year_of(assessment.on)))
    .bind(assessment.period.as_deref())
    .run(write)
    .await?;
    if changed == 0 {
        return Ok(Changed::Conflict);
    }
    let line = Line::new(at.actor(), "assessment.changed").on("assessment", id);
    audit::note(write, now, &line).await?;
    Ok(Changed::Done)
}

/// Withdraws an assessment, or puts it back. Twice changes nothing.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<Marks>,
    id: Id<AssessmentRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let changed = sql!(
        "UPDATE assessment SET ended_at = CASE WHEN $3 THEN NULL ELSE $4 END \
         WHERE school = $1 AND id = $2 AND (ended_at IS NOT NULL) = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(offered)
    .bind(now)
    .run(write)
    .await?;
    if changed == 1 {
        let act = match offered {
            true => "assessment.restored",
            false => "assessment.withdrawn",
        };
        let line = Line::new(at.actor(), act).on("assessment", id);
        audit::note(write, now, &line).await?;
    }
    Ok(())
}
