//! A pupil's record, written by a page.

use crate::{
    consent::{self, Before, Origin, Whose},
    guardian_file::Stamp,
    pupil_file::{PupilData, PupilRecord, is_here, pupil_record},
    typed::{self, Change, changes, names},
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::{Id, Pupil, search_key};
use identity::{At, PupilFilesWriting};

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is written, or nothing differed.
    Done,
    /// The record changed since the form was filled.
    Stale,
    /// There is no such record, or it is not this school's to write.
    Gone,
}

/// Changes a pupil's record; what differs from the register is kept as typed here.
pub async fn change_pupil(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    stamp: Stamp,
    data: &PupilData,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    let stored = pupil_record(write, at, pupil).await?;
    let Some(stored) = stored else {
        return Ok(Saved::Gone);
    };
    if !is_here(write, at, at.today(now), pupil).await? {
        return Ok(Saved::Gone);
    }
    if stored.stamp != stamp {
        return Ok(Saved::Stale);
    }
    let changes = changes(&stored.data, data);
    if changes.is_empty() {
        return Ok(Saved::Done);
    }
    save(write, at, pupil, &stored, data, Origin::Record, now).await?;
    if stored.in_register {
        typed::note_changes(write, at, pupil.uuid(), &changes, now).await?;
    }
    note(write, at, pupil, &changes, now).await?;
    Ok(Saved::Done)
}

async fn note(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    changes: &[Change],
    now: DateTime<Utc>,
) -> db::Result<()> {
    let line = Line::new(at.actor(), "pupil.changed").on("pupil", pupil);
    audit::note(write, now, &line.detail(names(changes))).await
}

/// Writes the row, the keys by which lists find it, and the consent's history.
pub(crate) async fn save(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    stored: &PupilRecord,
    data: &PupilData,
    origin: Origin,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let first_key = search_key(&data.first_name);
    let name_key = format!("{} {first_key}", search_key(data.surname()));
    sql!(
        "UPDATE pupil SET family_name = $2, usage_name = $3, first_name = $4, \
         other_first_names = $5, born_on = $6, sex = $7, address = $8, home_phone = $9, \
         mobile_typed = $10, mobile = $11, email = $12, accepts_sms = $13, first_key = $14, \
         version = version + 1, updated_at = $15 WHERE id = $1"
    )
    .bind(pupil)
    .bind(&data.family_name)
    .bind(data.usage_name.clone())
    .bind(&data.first_name)
    .bind(&data.other_first_names)
    .bind(data.born_on)
    .bind(data.sex.clone())
    .bind(data.address.as_ref().and_then(|address| address.json()))
    .bind(data.home_phone.clone())
    .bind(data.mobile_typed.clone())
    .bind(data.mobile.map(|number| number.e164()))
    .bind(data.email.clone())
    .bind(data.accepts_sms)
    .bind(&first_key)
    .bind(now)
    .run(write)
    .await?;
    sql!("UPDATE enrolment SET name_key = $2 WHERE pupil = $1")
        .bind(pupil)
        .bind(&name_key)
        .run(write)
        .await?;
    if data.accepts_sms != stored.data.accepts_sms {
        let before = stored.in_register.then_some(Before {
            accepts: stored.data.accepts_sms,
            at: stored.stamp.updated_at,
        });
        let whose = Whose::Pupil(pupil);
        consent::answered(write, at, whose, before, data.accepts_sms, origin, now).await?;
    }
    Ok(())
}
