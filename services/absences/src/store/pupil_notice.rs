//! Messages that are for the pupil: beside a family's, or alone. What only the pupil was told, the
//! family does not know.

use crate::store::{absence::Absence, notice::NewNotice};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, Pupil};
use identity::{At, AtSchool, SchoolLife};
use messaging::{About, Medium, Message, State};
use std::collections::HashSet;
use uuid::Uuid;

/// As recipients are called: « Légal 1 – Financier », « Élève ».
pub(crate) const LABEL: &str = "Élève";

/// Notes that a message of an action is for the pupil too, and what it says of the motif.
pub(super) async fn note(
    write: &mut Write,
    at: &At<SchoolLife>,
    (message, told_reason): (Id<Message>, Option<&str>),
    new: &NewNotice<'_>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!(
        "INSERT INTO absence_pupil_notice (message, absence, action, asked_at, asked_by, \
         told_reason) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (message) DO NOTHING"
    )
    .bind(message)
    .bind(new.absence)
    .bind(new.action.id)
    .bind(now)
    .bind(at.person().account)
    .bind(told_reason)
    .run(write)
    .await?;
    Ok(())
}

/// Who asked for those of an entry.
pub(super) async fn askers(
    read: &mut Read,
    at: &At<SchoolLife>,
    absence: Id<Absence>,
) -> db::Result<Vec<(Id<Message>, Id<Account>)>> {
    sql!(
        "SELECT n.message, n.asked_by FROM absence_pupil_notice n \
         JOIN absence a ON a.id = n.absence WHERE a.school = $1 AND a.id = $2"
    )
    .bind(at.school())
    .bind(absence)
    .all::<(Id<Message>, Id<Account>)>(read)
    .await
}

/// Which messages about a pupil are for the pupil too: no guardian's departure withdraws them.
pub(super) async fn about_pupil(
    read: &mut Read,
    pupil: Id<Pupil>,
) -> db::Result<HashSet<Id<Message>>> {
    let rows = sql!(
        "SELECT n.message FROM absence_pupil_notice n JOIN absence a ON a.id = n.absence \
         WHERE a.pupil = $1"
    )
    .bind(pupil)
    .all::<(Id<Message>,)>(read)
    .await?;
    Ok(rows.into_iter().map(|(message,)| message).collect())
}

/// The messages about these entries that no guardian gets.
async fn alone<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    absences: &[Uuid],
) -> db::Result<HashSet<Id<Message>>> {
    let ids: Vec<Id<Absence>> = absences.iter().copied().map(Id::from).collect();
    let rows = sql!(
        sqlite: "SELECT p.message FROM absence_pupil_notice p \
                 JOIN absence a ON a.id = p.absence WHERE a.school = $1 \
                 AND a.id IN (SELECT unhex(value) FROM json_each($2)) \
                 AND NOT EXISTS (SELECT 1 FROM absence_notice n WHERE n.message = p.message)",
        postgres: "SELECT p.message FROM absence_pupil_notice p \
                   JOIN absence a ON a.id = p.absence WHERE a.school = $1 AND a.id = ANY($2) \
                   AND NOT EXISTS (SELECT 1 FROM absence_notice n WHERE n.message = p.message)",
    )
    .bind(at.school())
    .bind(ids.as_slice())
    .all::<(Id<Message>,)>(read)
    .await?;
    Ok(rows.into_iter().map(|(message,)| message).collect())
}

/// The messages about an entry that some guardian gets.
pub(crate) async fn about_family<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    absence: Uuid,
) -> db::Result<Vec<About>> {
    let alone = alone(read, at, &[absence]).await?;
    let mut about = messaging::about(read, at, "absences", absence).await?;
    about.retain(|message| !alone.contains(&message.id));
    Ok(about)
}

/// Where the messages that families get about these entries stand.
pub(crate) async fn states_for_families(
    read: &mut Read,
    at: &At<SchoolLife>,
    absences: &[Uuid],
) -> db::Result<Vec<(Uuid, Medium, State)>> {
    let alone = alone(read, at, absences).await?;
    let states = messaging::states_about(read, at, "absences", absences).await?;
    let theirs = states
        .into_iter()
        .filter(|(_, message, ..)| !alone.contains(message))
        .map(|(absence, _, medium, state)| (absence, medium, state));
    Ok(theirs.collect())
}
