//! Timetable files between the page that takes them and the moment when they are accepted.

use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, SchoolLifeSettings};
use std::io::{self, SeekFrom};
use web::{Error, Result};

/// A deposit of timetable files.
#[derive(Debug, Clone, Copy)]
pub enum LessonDraft {}

/// Keeps files, read from their beginning, one at a time.
pub async fn keep_lesson_draft<R: io::Read + io::Seek>(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    now: DateTime<Utc>,
    files: &mut [(String, R)],
) -> Result<Id<LessonDraft>> {
    let id = Id::new();
    sql!(
        "INSERT INTO lesson_draft (id, school, account, created_at, taken) \
         VALUES ($1, $2, $3, $4, FALSE)"
    )
    .bind(id)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .run(write)
    .await?;
    for (place, (name, file)) in (0i64..).zip(files) {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).map_err(Error::of_file)?;
        file.read_to_end(&mut bytes).map_err(Error::of_file)?;
        sql!("INSERT INTO lesson_draft_file (draft, place, name, bytes) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(place)
            .bind(name.as_str())
            .bind(bytes)
            .run(write)
            .await?;
    }
    Ok(id)
}

/// The names of a deposit's files, in the order in which they were given: none once it is taken.
/// Nothing when the school has no such deposit.
pub async fn lesson_draft(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<LessonDraft>,
) -> db::Result<Option<Vec<String>>> {
    let known = sql!("SELECT 1 FROM lesson_draft WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .optional::<(i32,)>(read)
        .await?;
    if known.is_none() {
        return Ok(None);
    }
    let names = sql!("SELECT name FROM lesson_draft_file WHERE draft = $1 ORDER BY place")
        .bind(id)
        .all::<(String,)>(read)
        .await?;
    Ok(Some(names.into_iter().map(|(name,)| name).collect()))
}

/// The bytes of one file of a deposit, by its place.
pub async fn lesson_draft_file(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<LessonDraft>,
    place: usize,
) -> db::Result<Option<Vec<u8>>> {
    let bytes = sql!(
        "SELECT f.bytes FROM lesson_draft_file f JOIN lesson_draft d ON d.id = f.draft \
         WHERE d.school = $1 AND d.id = $2 AND f.place = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(i64::try_from(place).unwrap_or(i64::MAX))
    .optional::<(Vec<u8>,)>(read)
    .await?;
    Ok(bytes.map(|(bytes,)| bytes))
}

/// Takes a deposit, in the transaction that does what its files say; they go. False when somebody
/// did before: it is done once.
pub async fn take_lesson_draft(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<LessonDraft>,
) -> db::Result<bool> {
    let taken =
        sql!("UPDATE lesson_draft SET taken = TRUE WHERE school = $1 AND id = $2 AND NOT taken")
            .bind(at.school())
            .bind(id)
            .run(write)
            .await?;
    if taken == 1 {
        sql!("DELETE FROM lesson_draft_file WHERE draft = $1")
            .bind(id)
            .run(write)
            .await?;
    }
    Ok(taken == 1)
}
