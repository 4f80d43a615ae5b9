//! Files given by the import page, kept until somebody of the school accepts them: the second
//! step may be served by another instance than the first.

use crate::import::Report;
use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, RegisterImport};
use std::io::{self, Seek, SeekFrom, Write as _};
use web::{Error, Result};

/// A deposit of files.
#[derive(Debug, Clone, Copy)]
pub enum Draft {}

/// A deposit, with what it would change, or changed.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What would change; once accepted, what changed.
    pub report: Report,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was accepted, if it was.
    pub accepted_at: Option<DateTime<Utc>>,
}

/// A file is kept in pieces, so that none has to be in memory whole.
const PIECE: usize = 1 << 20;

/// How long a deposit may be accepted.
fn longest_wait() -> Duration {
    Duration::hours(1)
}

/// Keeps files, read from their beginning, with their report. Deposits of all schools that are
/// too old to be accepted lose their files.
pub async fn keep(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    files: &mut [(String, std::fs::File)],
    report: &Report,
) -> Result<Id<Draft>> {
    sql!(
        "DELETE FROM import_draft_piece WHERE draft IN \
         (SELECT id FROM import_draft WHERE created_at < $1)"
    )
    .bind(now - longest_wait())
    .run(write)
    .await?;
    let id = Id::new();
    sql!(
        "INSERT INTO import_draft (id, school, account, created_at, report) \
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .bind(serde_json::to_value(report).map_err(Error::internal)?)
    .run(write)
    .await?;
    for (number, (name, file)) in (0u32..).zip(files) {
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        for piece in 0u32.. {
            let bytes = next_piece(file).map_err(Error::internal)?;
            if bytes.is_empty() {
                break;
            }
            sql!(
                "INSERT INTO import_draft_piece (draft, file, piece, name, bytes) \
                 VALUES ($1, $2, $3, $4, $5)"
            )
            .bind(id)
            .bind(number)
            .bind(piece)
            .bind(name.as_str())
            .bind(bytes)
            .run(write)
            .await?;
        }
    }
    Ok(id)
}

fn next_piece(file: &mut std::fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, PIECE as u64), &mut bytes)?;
    Ok(bytes)
}

/// A deposit of the school, if there is one.
pub async fn find(read: &mut Read, at: &At<RegisterImport>, id: Id<Draft>) -> Result<Option<Kept>> {
    type Row = (serde_json::Value, DateTime<Utc>, Option<DateTime<Utc>>);
    let row = sql!(
        "SELECT report, created_at, accepted_at FROM import_draft WHERE id = $1 AND school = $2"
    )
    .bind(id)
    .bind(at.school())
    .optional::<Row>(read)
    .await?;
    let Some((report, created_at, accepted_at)) = row else {
        return Ok(None);
    };
    Ok(Some(Kept {
        report: serde_json::from_value(report).map_err(Error::internal)?,
        created_at,
        accepted_at,
    }))
}

/// The files of a deposit of the school, as they came; none when it is too old to be accepted.
pub async fn files(
    read: &mut Read,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    id: Id<Draft>,
) -> Result<Vec<(String, std::fs::File)>> {
    let names = sql!(
        "SELECT p.file, p.name, COUNT(*) FROM import_draft_piece p \
         JOIN import_draft d ON d.id = p.draft \
         WHERE d.id = $1 AND d.school = $2 AND d.created_at >= $3 \
         GROUP BY p.file, p.name ORDER BY p.file"
    )
    .bind(id)
    .bind(at.school())
    .bind(now - longest_wait())
    .all::<(i64, String, i64)>(read)
    .await?;
    let mut files = Vec::new();
    for (number, name, pieces) in names {
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        for piece in 0..pieces {
            let (bytes,) = sql!(
                "SELECT bytes FROM import_draft_piece \
                 WHERE draft = $1 AND file = $2 AND piece = $3"
            )
            .bind(id)
            .bind(number)
            .bind(piece)
            .one::<(Vec<u8>,)>(read)
            .await?;
            file.write_all(&bytes).map_err(Error::internal)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        files.push((name, file));
    }
    Ok(files)
}

/// What would change is no longer what was shown: shows the new differences.
pub async fn show_again(
    write: &mut Write,
    at: &At<RegisterImport>,
    id: Id<Draft>,
    report: &Report,
) -> Result<()> {
    sql!(
        "UPDATE import_draft SET report = $3 \
         WHERE id = $1 AND school = $2 AND accepted_at IS NULL"
    )
    .bind(id)
    .bind(at.school())
    .bind(serde_json::to_value(report).map_err(Error::internal)?)
    .run(write)
    .await?;
    Ok(())
}

/// Notes that a deposit was accepted; its files go.
pub async fn accepted(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    id: Id<Draft>,
    report: &Report,
) -> Result<()> {
    sql!("UPDATE import_draft SET accepted_at = $3, report = $4 WHERE id = $1 AND school = $2")
        .bind(id)
        .bind(at.school())
        .bind(now)
        .bind(serde_json::to_value(report).map_err(Error::internal)?)
        .run(write)
        .await?;
    sql!("DELETE FROM import_draft_piece WHERE draft = $1")
        .bind(id)
        .run(write)
        .await?;
    Ok(())
}
