//! Marks: read as a sheet, written cell by cell over what was shown, with what they said before.

use crate::model::{Assessment, AssessmentRow, Cell, Judged};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, Pupil, school_year_of};
use grading::{Coefficient, Mark, OutOf, Points};
use identity::{At, AtSchool, Marks};
use std::collections::HashMap;

/// A mark as a row keeps it.
fn columns(mark: Option<Mark>) -> (&'static str, Option<i64>) {
    match mark {
        None => ("empty", None),
        Some(Mark::Absent) => ("absent", None),
        Some(Mark::Exempt) => ("exempt", None),
        Some(Mark::NotMarked) => ("not_marked", None),
        Some(Mark::Points(points)) => ("points", Some(i64::from(points.hundredths()))),
    }
}

/// Of a row; nothing for a cell that was emptied.
pub(super) fn stored(kind: &str, points: Option<i64>, out_of: i64) -> Option<Mark> {
    match kind {
        "absent" => Some(Mark::Absent),
        "exempt" => Some(Mark::Exempt),
        "not_marked" => Some(Mark::NotMarked),
        "points" => {
            let out_of = OutOf::of(u32::try_from(out_of).ok()?).ok()?;
            let points = Points::of(u32::try_from(points?).ok()?, out_of).ok()?;
            Some(Mark::Points(points))
        }
        _ => None,
    }
}

/// The marks of assessments of the school.
pub(crate) async fn of_assessments(
    read: &mut Read,
    at: &At<Marks>,
    assessments: &[Id<AssessmentRow>],
) -> db::Result<HashMap<Cell, Mark>> {
    let rows = sql!(
        sqlite: "SELECT m.assessment, m.pupil, m.kind, m.points, a.out_of FROM mark m \
                 JOIN assessment a ON a.id = m.assessment WHERE a.school = $1 \
                 AND a.id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT m.assessment, m.pupil, m.kind, m.points, a.out_of FROM mark m \
                   JOIN assessment a ON a.id = m.assessment WHERE a.school = $1 AND a.id = ANY($2)",
    )
    .bind(at.school())
    .bind(assessments)
    .all::<(Id<AssessmentRow>, Id<Pupil>, String, Option<i64>, i64)>(read)
    .await?;
    let marks = rows
        .into_iter()
        .filter_map(|(assessment, pupil, kind, points, out_of)| {
            Some(((assessment, pupil), stored(&kind, points, out_of)?))
        });
    Ok(marks.collect())
}

/// What a mark said before.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) assessment: Id<AssessmentRow>,
    pub(crate) mark: Option<Mark>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: Id<Account>,
}

/// A row of it: assessment, what it said, out of what, when and by whom it was written.
type ChangeRow = (
    Id<AssessmentRow>,
    String,
    Option<i64>,
    i64,
    DateTime<Utc>,
    Id<Account>,
);

/// What the marks of a pupil said before, in assessments of the school: the latest first.
pub(crate) async fn history(
    read: &mut Read,
    at: &At<Marks>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<Change>> {
    let rows = sql!(
        "SELECT c.assessment, c.kind, c.points, a.out_of, c.changed_at, c.changed_by \
         FROM mark_change c JOIN assessment a ON a.id = c.assessment \
         WHERE a.school = $1 AND c.pupil = $2 ORDER BY c.changed_at DESC, c.version DESC"
    )
    .bind(at.school())
    .bind(pupil)
    .all::<ChangeRow>(read)
    .await?;
    let changes = rows
        .into_iter()
        .map(|(assessment, kind, points, out_of, at, by)| Change {
            assessment,
            mark: stored(&kind, points, out_of),
            at,
            by,
        });
    Ok(changes.collect())
}

/// What somebody else wrote in a cell since it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) cell: Cell,
    /// What it says now.
    pub(crate) now: Option<Mark>,
    /// What this person wants it to say.
    pub(crate) wanted: Option<Mark>,
}

/// What becomes of cells when some of them conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Conflicting {
    /// Nothing is written: whoever validates a page sees the two first.
    StopAll,
    /// The others are written: each cell leaves by itself.
    StopEach,
}

/// What writing gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// How many cells say something else than before.
    pub(crate) changed: u64,
    /// Those that say by now something else than they were showing, and than what is wanted.
    pub(crate) conflicts: Vec<Conflict>,
}

/// Writes cells of assessments of the school, each over what it was showing.
pub(crate) async fn write(
    write: &mut Write,
    at: &At<Marks>,
    cells: &[Judged],
    conflicting: Conflicting,
    now: DateTime<Utc>,
) -> db::Result<Written> {
    let mut assessments: Vec<Id<AssessmentRow>> = cells.iter().map(|cell| cell.cell.0).collect();
    assessments.sort_unstable();
    assessments.dedup();
    let known = of_assessments(write, at, &assessments).await?;
    let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
    for judged in cells {
        let said = known.get(&judged.cell).copied();
        let words = said.map_or(String::new(), |mark| mark.to_string());
        match (said == judged.wanted, words == judged.shown) {
            // The same form sent again, or two people who wrote the same.
            (true, _) => {}
            (false, true) => changed.push(judged),
            (false, false) => conflicts.push(Conflict {
                cell: judged.cell,
                now: said,
                wanted: judged.wanted,
            }),
        }
    }
    if !conflicts.is_empty() && conflicting == Conflicting::StopAll {
        changed.clear();
    }
    for judged in &changed {
        set(write, at, judged, now).await?;
    }
    for assessment in assessments {
        let count = changed
            .iter()
            .filter(|judged| judged.cell.0 == assessment)
            .count();
        if count > 0 {
            let line = Line::new(at.actor(), "marks.typed").on("assessment", assessment);
            audit::note(write, now, &line.detail(format!("{count} notes"))).await?;
        }
    }
    Ok(Written {
        changed: changed.len() as u64,
        conflicts,
    })
}

async fn set(
    write: &mut Write,
    at: &At<Marks>,
    judged: &Judged,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let ((assessment, pupil), (kind, points)) = (judged.cell, columns(judged.wanted));
    sql!(
        "INSERT INTO mark_change (assessment, pupil, version, kind, points, changed_at, changed_by) \
         SELECT assessment, pupil, version, kind, points, changed_at, changed_by FROM mark \
         WHERE assessment = $1 AND pupil = $2"
    )
    .bind(assessment)
    .bind(pupil)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO mark (assessment, pupil, kind, points, changed_at, changed_by, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (assessment, pupil) DO UPDATE SET \
         kind = excluded.kind, points = excluded.points, changed_at = excluded.changed_at, \
         changed_by = excluded.changed_by, version = mark.version + 1"
    )
    .bind(assessment)
    .bind(pupil)
    .bind(kind)
    .bind(points)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    Ok(())
}

/// A mark with what it is of.
pub(crate) struct OfPupil {
    pub(crate) pupil: Id<Pupil>,
    pub(crate) subject: String,
    pub(crate) assessment: Assessment,
    pub(crate) points: Points,
}

/// A row of it: pupil, subject, title, day, publication, part of the year, coefficient, out of, points.
type OfPupilRow = (
    Id<Pupil>,
    String,
    String,
    NaiveDate,
    NaiveDate,
    Option<String>,
    i64,
    i64,
    Option<i64>,
);

/// The points of pupils in all that counts this school year, whatever the class they had them in.
pub(crate) async fn of_pupils<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupils: &[Id<Pupil>],
    today: NaiveDate,
) -> db::Result<Vec<OfPupil>> {
    let rows = sql!(
        sqlite: "SELECT m.pupil, a.subject, a.title, a.on_day, a.publication, a.period, a.coefficient, \
                 a.out_of, m.points FROM mark m JOIN assessment a ON a.id = m.assessment \
                 WHERE a.school = $1 AND a.school_year = $2 AND a.ended_at IS NULL AND m.kind = 'points' \
                 AND m.pupil IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "SELECT m.pupil, a.subject, a.title, a.on_day, a.publication, a.period, a.coefficient, \
                   a.out_of, m.points FROM mark m JOIN assessment a ON a.id = m.assessment \
                   WHERE a.school = $1 AND a.school_year = $2 AND a.ended_at IS NULL AND m.kind = 'points' \
                   AND m.pupil = ANY($3)",
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(today)))
    .bind(pupils)
    .all::<OfPupilRow>(read)
    .await?;
    let number = |hundredths: i64| u32::try_from(hundredths).ok();
    let marks = rows.into_iter().filter_map(
        |(pupil, subject, title, on, publication, period, coefficient, out_of, points)| {
            let out_of = OutOf::of(number(out_of)?).ok()?;
            Some(OfPupil {
                pupil,
                subject,
                assessment: Assessment {
                    title,
                    on,
                    publication,
                    period,
                    coefficient: Coefficient::of(number(coefficient)?).ok()?,
                    out_of,
                },
                points: Points::of(number(points?)?, out_of).ok()?,
            })
        },
    );
    Ok(marks.collect())
}
