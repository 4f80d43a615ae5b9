//! What was typed at once for many pupils: found again, and taken back together.

use crate::store::absence::{Absence, take_back_untouched};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, Pupil};
use identity::{At, SchoolLife};
use web::FormId;

/// A collective entry, as lists show it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Collective {
    pub(crate) id: Id<Collective>,
    pub(crate) account: Id<Account>,
    pub(crate) recorded_at: DateTime<Utc>,
    /// « 5B », « Groupe 5ALL2G1 », « Cinquièmes ».
    pub(crate) chosen: String,
    /// Entries that it gave.
    pub(crate) recorded: i64,
    /// Those that stand.
    pub(crate) standing: i64,
    pub(crate) undone_at: Option<DateTime<Utc>>,
}

/// One text for the list and for one of them.
macro_rules! collectives {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.account, c.recorded_at, c.chosen, c.undone_at, \
             (SELECT COUNT(*) FROM absence_collective_pupil p WHERE p.collective = c.id \
             AND p.absence IS NOT NULL) AS recorded, \
             (SELECT COUNT(*) FROM absence_collective_pupil p JOIN absence a ON a.id = p.absence \
             WHERE p.collective = c.id AND a.cancelled_at IS NULL) AS standing \
             FROM absence_collective c ",
            $rest
        )
    };
}

/// Begins what a form types at once. False when this form had already been received.
pub(crate) async fn begin(
    write: &mut Write,
    at: &At<SchoolLife>,
    form: FormId,
    chosen: &str,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let begun = sql!(
        "INSERT INTO absence_collective (id, school, account, recorded_at, chosen) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING"
    )
    .bind(form.0)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .bind(chosen)
    .run(write)
    .await?;
    if begun == 0 {
        return Ok(false);
    }
    let id = Id::<Collective>::from(form.0);
    let line = Line::new(at.actor(), "collective.recorded").on("absence_collective", id);
    audit::note(write, now, &line.detail(chosen.to_owned())).await?;
    Ok(true)
}

/// Notes that a pupil was ticked. `entry` is the form of the pupil's own entry: there is none under
/// it when another one was in the way.
pub(crate) async fn ticked(
    write: &mut Write,
    form: FormId,
    (pupil, entry): (Id<Pupil>, FormId),
) -> db::Result<()> {
    sql!(
        "INSERT INTO absence_collective_pupil (collective, pupil, absence) \
         VALUES ($1, $2, (SELECT id FROM absence WHERE form_id = $3))"
    )
    .bind(form.0)
    .bind(pupil)
    .bind(entry.0)
    .run(write)
    .await?;
    Ok(())
}

/// One of the school's.
pub(crate) async fn one(
    read: &mut Read,
    at: &At<SchoolLife>,
    id: Id<Collective>,
) -> db::Result<Option<Collective>> {
    sql!(collectives!("WHERE c.school = $1 AND c.id = $2"))
        .bind(at.school())
        .bind(id)
        .optional::<Collective>(read)
        .await
}

/// The school's latest, the newest first.
pub(crate) async fn latest(read: &mut Read, at: &At<SchoolLife>) -> db::Result<Vec<Collective>> {
    sql!(collectives!(
        "WHERE c.school = $1 ORDER BY c.recorded_at DESC, c.id DESC LIMIT 20"
    ))
    .bind(at.school())
    .all::<Collective>(read)
    .await
}

/// Who was ticked, each with the entry that it gave.
pub(crate) async fn pupils(
    read: &mut Read,
    at: &At<SchoolLife>,
    id: Id<Collective>,
) -> db::Result<Vec<(Id<Pupil>, Option<Id<Absence>>)>> {
    sql!(
        "SELECT p.pupil, p.absence FROM absence_collective_pupil p \
         JOIN absence_collective c ON c.id = p.collective WHERE c.school = $1 AND c.id = $2"
    )
    .bind(at.school())
    .bind(id)
    .all(read)
    .await
}

/// Takes back the entries that it gave, once, but for those that somebody has worked on since:
/// changed, or told to a family or to the pupil. False when there is nothing to take back.
pub(crate) async fn undo(
    write: &mut Write,
    at: &At<SchoolLife>,
    id: Id<Collective>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let undone = sql!(
        "UPDATE absence_collective SET undone_at = $3, undone_by = $4 \
         WHERE school = $1 AND id = $2 AND undone_at IS NULL"
    )
    .bind(at.school())
    .bind(id)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    if undone == 0 {
        return Ok(false);
    }
    let taken_back = sql!(take_back_untouched!(
        "SELECT absence FROM absence_collective_pupil WHERE collective = $2"
    ))
    .bind(at.school())
    .bind(id)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    let line = Line::new(at.actor(), "collective.undone").on("absence_collective", id);
    audit::note(write, now, &line.detail(format!("{taken_back} saisies"))).await?;
    Ok(true)
}
