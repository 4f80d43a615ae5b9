//! The bytes of the files, between the page that takes them and the job that reads them.

use super::Draft;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write as _},
};
use web::{Error, Result};

/// A file is kept in pieces, so that none has to be in memory whole.
const PIECE: usize = 1 << 20;

/// Keeps the files of a deposit, read from their beginning.
pub(super) async fn put(
    write: &mut Write,
    id: Id<Draft>,
    files: &mut [(String, File)],
) -> Result<()> {
    for (number, (name, file)) in (0u32..).zip(files) {
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        for piece in 0u32.. {
            let bytes = next_piece(file).map_err(Error::internal)?;
            // An empty file is one piece, so that its reader says what is wrong with it.
            if bytes.is_empty() && piece > 0 {
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
    Ok(())
}

fn next_piece(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, PIECE as u64), &mut bytes)?;
    Ok(bytes)
}

/// The files of a deposit, as they came.
pub(crate) async fn files(read: &mut Read, id: Id<Draft>) -> Result<Vec<(String, File)>> {
    let names = sql!(
        "SELECT file, name, COUNT(*) FROM import_draft_piece \
         WHERE draft = $1 GROUP BY file, name ORDER BY file"
    )
    .bind(id)
    .all::<(i64, String, i64)>(read)
    .await?;
    let mut files = Vec::new();
    for (number, name, pieces) in names {
        let mut file = tempfile::tempfile().map_err(Error::of_file)?;
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
            file.write_all(&bytes).map_err(Error::of_file)?;
        }
        file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
        files.push((name, file));
    }
    Ok(files)
}

/// The files of a deposit go: its work is done, or refused.
pub(super) async fn forget(write: &mut Write, id: Id<Draft>) -> Result<()> {
    sql!("DELETE FROM import_draft_piece WHERE draft = $1")
        .bind(id)
        .run(write)
        .await?;
    Ok(())
}

/// The files of deposits made before a moment go, of all schools.
pub(super) async fn forget_before(write: &mut Write, before: DateTime<Utc>) -> Result<()> {
    sql!(
        "DELETE FROM import_draft_piece WHERE draft IN \
         (SELECT id FROM import_draft WHERE created_at < $1)"
    )
    .bind(before)
    .run(write)
    .await?;
    Ok(())
}
