//! « Détacher ce responsable de l'élève », and « Rattacher ».

use crate::{guardian_file::guardian_file, guardian_write::note, pupil_file::is_here};
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::{Guardian, Id, Pupil};
use identity::{At, PupilFilesWriting};
use web::{Context, Detachment, Error, Result};

/// Ends the link: from this transaction on, the person is no guardian of the pupil, and what the
/// services had waiting for them about the pupil is withdrawn. Gives how many messages were;
/// `None` when there is no such link, or not any more.
pub async fn detach(
    write: &mut Write,
    context: &Context,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
    now: DateTime<Utc>,
) -> Result<Option<u64>> {
    let today = at.today(now);
    let stored = guardian_file(write, at, pupil, guardian).await?;
    let stored = stored.filter(|stored| stored.detached.is_none());
    let (Some(stored), true) = (stored, is_here(write, at, today, pupil).await?) else {
        return Ok(None);
    };
    sql!("UPDATE guardianship SET ended_on = $2, detached_by = $3, detached_at = $4 WHERE id = $1")
        .bind(stored.link_id)
        .bind(today)
        .bind(at.person().account)
        .bind(now)
        .run(write)
        .await?;
    identity::end_guardian_links(write, pupil, guardian, now).await?;
    note(write, at, "guardian.detached", pupil, guardian, "", now).await?;
    let detachment = Detachment {
        pupil,
        guardian,
        actor: at.actor(),
        now,
    };
    let mut withdrawn = 0;
    for hook in context
        .services
        .iter()
        .filter_map(|service| service.detached)
    {
        withdrawn += hook(write, detachment).await?;
    }
    Ok(Some(withdrawn))
}

/// Takes it back: the link is as it was. What was withdrawn stays withdrawn.
pub async fn attach(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
    now: DateTime<Utc>,
) -> Result<()> {
    let stored = guardian_file(write, at, pupil, guardian).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    if !is_here(write, at, at.today(now), pupil).await? {
        return Err(Error::NotFound);
    }
    if stored.detached.is_none() {
        return Ok(());
    }
    sql!(
        "UPDATE guardianship SET ended_on = NULL, detached_by = NULL, detached_at = NULL \
         WHERE id = $1"
    )
    .bind(stored.link_id)
    .run(write)
    .await?;
    Ok(note(write, at, "guardian.attached", pupil, guardian, "", now).await?)
}
