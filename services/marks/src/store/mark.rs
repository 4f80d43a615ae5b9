//! Marks: read as a sheet, written cell by cell over what was shown, with what they said before.

use crate::model::{AssessmentRow, Cell, Judged};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, Pupil};
use grading::{Mark, OutOf, Points};
use identity::{At, Marks};
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

fn stored(kind: &str, points: Option<i64>, out_of: i64) -> Option<Mark> {
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

/// What somebody else wrote in a cell since it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) cell: Cell,
    /// What it says now.
    pub(crate) now: Option<Mark>,
    /// What this person wants it to say.
    pub(crate) wanted: Option<Mark>,
}

/// Writes cells of assessments of the school, all or none: none, when one of them says by now something
/// else than it was showing, and than what is wanted.
pub(crate) async fn write(
    write: &mut Write,
    at: &At<Marks>,
    cells: &[Judged],
    now: DateTime<Utc>,
) -> db::Result<Result<u64, Vec<Conflict>>> {
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
    if !conflicts.is_empty() {
        return Ok(Err(conflicts));
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
    Ok(Ok(changed.len() as u64))
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
