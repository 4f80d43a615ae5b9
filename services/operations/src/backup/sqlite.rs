//! SQLite: a consistent copy made by the engine, compressed.

use super::{BackupError, Result, blocking, create::Contents};
use db::Db;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

/// Copies the database, counts what is in the copy, compresses it.
pub(super) async fn dump(db: &Db, scratch: &Path, target: &Path) -> Result<Contents> {
    let copy = scratch.join("copie.sqlite");
    db.copy_sqlite_to(&copy).await?;
    let contents = contents(&copy).await?;
    let target = target.to_owned();
    blocking(move || compress(&copy, &target)).await?;
    Ok(contents)
}

fn compress(source: &Path, target: &Path) -> Result<()> {
    let mut from = BufReader::new(File::open(source).map_err(BackupError::file(source))?);
    let to = File::create(target).map_err(BackupError::file(target))?;
    let mut to = GzEncoder::new(BufWriter::new(to), Compression::new(6));
    std::io::copy(&mut from, &mut to)
        .and_then(|_| to.finish()?.flush())
        .map_err(BackupError::file(target))
}

/// Writes the database of a backup where there is no file.
pub(super) async fn unpack(backup: &Path, target: &Path) -> Result<()> {
    let (backup, target) = (backup.to_owned(), target.to_owned());
    blocking(move || {
        let from = File::open(&backup).map_err(BackupError::file(&backup))?;
        let mut from = GzDecoder::new(BufReader::new(from));
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let to = options.open(&target).map_err(BackupError::file(&target))?;
        let mut to = BufWriter::new(to);
        std::io::copy(&mut from, &mut to)
            .and_then(|_| to.flush())
            .and_then(|()| to.get_ref().sync_all())
            .map_err(BackupError::file(&target))
    })
    .await
}

async fn open(path: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// Counts what is in a file. The names of its tables come from the engine, hence statements
/// made here and not by `sql!`.
pub(super) async fn contents(path: &Path) -> Result<Contents> {
    let mut connection = open(path).await?;
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' \
         ESCAPE '\\'",
    )
    .fetch_all(&mut connection)
    .await?;
    let mut rows = BTreeMap::new();
    for (name,) in names {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{name}\""));
        let (count,): (i64,) = sqlx::query_as(count).fetch_one(&mut connection).await?;
        rows.insert(name, count);
    }
    let schema = match rows.contains_key("migration") {
        true => {
            sqlx::query_as("SELECT owner, number FROM migration ORDER BY owner, number")
                .fetch_all(&mut connection)
                .await?
        }
        false => Vec::new(),
    };
    connection.close().await?;
    Ok(Contents {
        rows,
        schema: labels(schema),
    })
}

pub(super) fn labels(steps: Vec<(String, i64)>) -> Vec<String> {
    let label = |(owner, number): (String, i64)| format!("{owner} {number}");
    steps.into_iter().map(label).collect()
}

/// What the engine says of the soundness of a file: nothing when it is sound.
pub(super) async fn unsound(path: &Path) -> Result<Option<String>> {
    let mut connection = open(path).await?;
    let found: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check(5)")
        .fetch_all(&mut connection)
        .await?;
    let foreign = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    let said: Vec<String> = found.into_iter().map(|(said,)| said).collect();
    Ok(match said.as_slice() {
        [ok] if ok == "ok" && foreign.is_empty() => None,
        [ok] if ok == "ok" => Some(format!("{} liens rompus entre tables", foreign.len())),
        _ => Some(said.join(" ; ")),
    })
}

/// The file of an address.
pub(super) fn path_of(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    (!path.is_empty()).then(|| PathBuf::from(path))
}
