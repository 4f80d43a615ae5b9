//! Verifying: the backup is really restored, in a database of its own, and read.

use super::{BackupError, Engine, Result, Sidecar, create::Contents, postgres, restore, sqlite};
use audit::Verdict;
use db::Db;
use secrets::KeyRing;
use std::path::Path;

/// A backup that was restored and found whole.
#[derive(Debug, Clone)]
pub struct Verified {
    /// What it says of itself.
    pub sidecar: Sidecar,
    /// Tables restored.
    pub tables: usize,
    /// Rows restored.
    pub rows: i64,
    /// Lines of the audit whose seals were checked.
    pub audit_lines: i64,
}

/// Restores a backup into a temporary database and reads it: the file is the one that was made,
/// the engine finds it sound, each table has its rows, the chain of the audit holds.
///
/// An archive of PostgreSQL needs the address of a server where this role may make a database.
pub async fn verify(backup: &Path, keys: &KeyRing, server: Option<&str>) -> Result<Verified> {
    let sidecar = restore::checked(backup).await?;
    if !keys.holds(&sidecar.key_id) {
        return Err(BackupError::Key(sidecar.key_id));
    }
    match (sidecar.engine, server) {
        (Engine::Sqlite, _) => in_a_file(backup, sidecar, keys).await,
        (Engine::Postgres, Some(server)) if Engine::of(server) == Engine::Postgres => {
            let name = postgres::scratch(server).await?;
            let verified = in_a_database(backup, sidecar, keys, server, &name).await;
            postgres::drop_scratch(server, &name).await;
            verified
        }
        (Engine::Postgres, _) => Err(BackupError::OtherEngine(Engine::Postgres.name())),
    }
}

async fn in_a_file(backup: &Path, sidecar: Sidecar, keys: &KeyRing) -> Result<Verified> {
    // Beside the backup, where there is room for it and where only its owner reads.
    let folder = backup.parent().unwrap_or(Path::new("."));
    let scratch = tempfile::Builder::new()
        .prefix(".preau-")
        .tempdir_in(folder)
        .map_err(BackupError::file(folder))?;
    let file = scratch.path().join("preau.db");
    sqlite::unpack(backup, &file).await?;
    if let Some(how) = sqlite::unsound(&file).await? {
        return Err(BackupError::Altered(how));
    }
    let found = sqlite::contents(&file).await?;
    judge(sidecar, found, &format!("sqlite:{}", file.display()), keys).await
}

async fn in_a_database(
    backup: &Path,
    sidecar: Sidecar,
    keys: &KeyRing,
    server: &str,
    name: &str,
) -> Result<Verified> {
    let url = postgres::at(server, name)?;
    let found = restore::into_database(backup, &url).await?;
    judge(sidecar, found, &url, keys).await
}

async fn judge(sidecar: Sidecar, found: Contents, url: &str, keys: &KeyRing) -> Result<Verified> {
    sidecar.check_rows(&found.rows)?;
    let db = Db::connect(url).await?;
    let verdict = match db.read().await {
        Ok(mut read) => audit::verify(&mut read, keys).await,
        Err(error) => Err(error),
    };
    db.close().await;
    match verdict? {
        Verdict::Broken { number, how } => Err(BackupError::Altered(format!(
            "dans le journal d'audit, lot {number}, {how}"
        ))),
        Verdict::Whole { lines, .. } => Ok(Verified {
            tables: found.rows.len(),
            rows: found.rows.values().sum(),
            audit_lines: lines,
            sidecar,
        }),
    }
}
