//! The photographs that are kept: one a pupil and school.

use super::Picture;
use crate::{draft::Draft, pupil_file::is_here};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, Pupil, School};
use identity::{At, AtSchool, PupilFilesWriting};

/// That there is a photograph, since when, and put by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// When it was put here.
    pub put_at: DateTime<Utc>,
    /// By whom.
    pub account: Id<Account>,
}

/// Whether this school has a photograph of the pupil.
pub async fn has<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Option<Kept>> {
    let row = sql!("SELECT taken_at, account FROM photo WHERE pupil = $1 AND school = $2")
        .bind(pupil)
        .bind(at.school())
        .optional::<(DateTime<Utc>, Id<Account>)>(read)
        .await?;
    Ok(row.map(|(put_at, account)| Kept { put_at, account }))
}

/// Whether pupils who are here have numbers, by which an archive may name them: registers of
/// primary schools give none.
pub async fn can_be_named<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<bool> {
    let (named,) = sql!(
        "SELECT EXISTS (SELECT 1 FROM enrolment WHERE school = $1 AND school_number IS NOT NULL \
         AND (left_on IS NULL OR left_on > $2))"
    )
    .bind(at.school())
    .bind(today)
    .one::<(bool,)>(read)
    .await?;
    Ok(named)
}

/// The photograph that this school has of the pupil, a JPEG.
pub async fn picture<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Option<Vec<u8>>> {
    let row = sql!("SELECT bytes FROM photo WHERE pupil = $1 AND school = $2")
        .bind(pupil)
        .bind(at.school())
        .optional::<(Vec<u8>,)>(read)
        .await?;
    Ok(row.map(|(bytes,)| bytes))
}

/// Keeps the photograph of a pupil who is here, instead of the one before. False when the pupil
/// is not here.
pub async fn save(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    picture: &Picture,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    if !is_here(write, at, at.today(now), pupil).await? {
        return Ok(false);
    }
    put(
        write,
        at.school(),
        pupil,
        picture.jpeg(),
        (at.person().account, now),
        None,
    )
    .await?;
    let line = Line::new(at.actor(), "photo.put").on("pupil", pupil);
    audit::note(write, now, &line).await?;
    Ok(true)
}

/// Removes the photograph. False when there was none, or the pupil is not here.
pub async fn remove(
    write: &mut Write,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    if !is_here(write, at, at.today(now), pupil).await? {
        return Ok(false);
    }
    let removed = sql!("DELETE FROM photo WHERE pupil = $1 AND school = $2")
        .bind(pupil)
        .bind(at.school())
        .run(write)
        .await?;
    if removed == 0 {
        return Ok(false);
    }
    let line = Line::new(at.actor(), "photo.removed").on("pupil", pupil);
    audit::note(write, now, &line).await?;
    Ok(true)
}

/// Writes the row, whoever is admitted; true when it replaces another.
pub(super) async fn put(
    write: &mut Write,
    school: Id<School>,
    pupil: Id<Pupil>,
    jpeg: &[u8],
    (account, now): (Id<Account>, DateTime<Utc>),
    draft: Option<Id<Draft>>,
) -> db::Result<bool> {
    let replaced = sql!("DELETE FROM photo WHERE pupil = $1 AND school = $2")
        .bind(pupil)
        .bind(school)
        .run(write)
        .await?;
    sql!(
        "INSERT INTO photo (pupil, school, bytes, account, taken_at, draft) \
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(pupil)
    .bind(school)
    .bind(jpeg.to_vec())
    .bind(account)
    .bind(now)
    .bind(draft)
    .run(write)
    .await?;
    Ok(replaced > 0)
}
