//! Restoring: into nothing, never over something.

use super::{BackupError, Engine, Result, Sidecar, blocking, create::Contents, postgres, sqlite};
use std::path::Path;

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What the backup says of itself; `key_id` is the key that the service needs.
    pub sidecar: Sidecar,
    /// Rows, in all tables.
    pub rows: i64,
}

/// Restores a backup into an empty database, and counts what is there. A target that is not
/// empty is refused, and left as it is.
pub async fn restore(backup: &Path, target_url: &str) -> Result<Restored> {
    let sidecar = checked(backup).await?;
    if Engine::of(target_url) != sidecar.engine {
        return Err(BackupError::OtherEngine(sidecar.engine.name()));
    }
    let found = match sidecar.engine {
        Engine::Sqlite => into_file(backup, target_url).await?,
        Engine::Postgres => {
            if !postgres::contents(target_url).await?.rows.is_empty() {
                return Err(BackupError::NotEmpty);
            }
            into_database(backup, target_url).await?
        }
    };
    sidecar.check_rows(&found.rows)?;
    Ok(Restored {
        rows: found.rows.values().sum(),
        sidecar,
    })
}

/// The sidecar of a backup whose file is the one that was made.
pub(super) async fn checked(backup: &Path) -> Result<Sidecar> {
    let path = backup.to_owned();
    blocking(move || {
        let sidecar = Sidecar::read(&path)?;
        sidecar.check_file(&path)?;
        Ok(sidecar)
    })
    .await
}

async fn into_file(backup: &Path, url: &str) -> Result<Contents> {
    let target = sqlite::path_of(url).ok_or_else(|| {
        BackupError::Database("après « sqlite: », il faut le chemin d'un fichier".into())
    })?;
    for end in ["", "-wal", "-shm"] {
        let mut name = target.as_os_str().to_owned();
        name.push(end);
        if Path::new(&name).metadata().is_ok_and(|file| file.len() > 0) {
            return Err(BackupError::NotEmpty);
        }
    }
    // An empty file is nothing; the database itself is only ever made new.
    let _ = std::fs::remove_file(&target);
    sqlite::unpack(backup, &target).await?;
    sqlite::contents(&target).await
}

/// Into an empty database of a server.
pub(super) async fn into_database(backup: &Path, url: &str) -> Result<Contents> {
    postgres::fill(backup, url).await?;
    postgres::contents(url).await
}
