//! An archive of photographs that was given: what became of it, and taking it back. Its files are
//! kept as those of the import page are (see [`crate::draft`]), and go when the work is done.

use crate::draft::{self, Draft, Purpose};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, RegisterImport};
use serde::{Deserialize, Serialize};
use web::{Error, Result};

/// How far a deposit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Being read: what is being done, and how many files are.
    Reading(String, u64),
    /// Refused whole, and why; nothing was changed.
    Refused(String),
    /// Done.
    Done(Report),
}

/// What became of a deposit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Pupils who had no photograph, and have one.
    pub added: u64,
    /// Pupils whose photograph was replaced.
    pub replaced: u64,
    /// Files that are nobody's, or no picture.
    pub left_aside: Vec<LeftAside>,
    /// Pupils of the school who still have none.
    pub without: u64,
    /// Photographs of the deposit that were removed at once, if they were.
    pub withdrawn: Option<u64>,
}

/// A file that was left aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftAside {
    /// Its name in the archive.
    pub file: String,
    /// Why.
    pub why: String,
}

/// A deposit of photographs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// How far it is.
    pub state: State,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Keeps archives, read from their beginning, and asks that their pictures be placed.
pub async fn keep(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    archives: &mut [(String, std::fs::File)],
) -> Result<Id<Draft>> {
    draft::put(write, at, now, Purpose::Photographs, archives).await
}

/// A deposit of the school, if there is one.
pub async fn find(
    read: &mut Read,
    at: &At<RegisterImport>,
    id: Id<Draft>,
) -> Result<Option<Deposit>> {
    let Some(row) = draft::row(read, at, id, Purpose::Photographs).await? else {
        return Ok(None);
    };
    let state = match row.state.as_str() {
        "refused" => State::Refused(row.refusal.unwrap_or_default()),
        "done" => State::Done(serde_json::from_value(row.report).map_err(Error::internal)?),
        _ => State::Reading(row.step, row.step_rows.unsigned_abs()),
    };
    Ok(Some(Deposit {
        state,
        created_at: row.created_at,
    }))
}

/// What [`withdraw`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// So many photographs were removed.
    Now(u64),
    /// They had been already.
    Before,
}

/// Removes the photographs of a deposit that are still there: it was the wrong archive. Nothing
/// when the school has no such deposit, or it is not done.
pub async fn withdraw(
    write: &mut Write,
    at: &At<RegisterImport>,
    id: Id<Draft>,
    now: DateTime<Utc>,
) -> Result<Option<Withdrawn>> {
    let found = find(write, at, id).await?.map(|deposit| deposit.state);
    let Some(State::Done(mut report)) = found else {
        return Ok(None);
    };
    if report.withdrawn.is_some() {
        return Ok(Some(Withdrawn::Before));
    }
    let removed = sql!("DELETE FROM photo WHERE draft = $1 AND school = $2")
        .bind(id)
        .bind(at.school())
        .run(write)
        .await?;
    report.withdrawn = Some(removed);
    draft::finish(
        write,
        id,
        serde_json::to_value(&report).map_err(Error::internal)?,
    )
    .await?;
    let line = Line::new(at.actor(), "photo.withdrawn").on("import", id);
    audit::note(write, now, &line.detail(format!("{removed} retirées"))).await?;
    Ok(Some(Withdrawn::Now(removed)))
}
