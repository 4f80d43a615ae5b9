//! Making a backup, while the service runs.

use super::{
    BackupError, BackupFile, Engine, Plan, Result, Sidecar, blocking, postgres, sidecar::measure,
    sqlite,
};
use chrono::{DateTime, Utc};
use db::Db;
use secrets::KeyRing;
use std::{collections::BTreeMap, path::Path};

/// What an engine says of the database at the instant of the backup.
pub(super) struct Contents {
    pub(super) rows: BTreeMap<String, i64>,
    pub(super) schema: Vec<String>,
}

/// Makes a backup of a database in a folder. The file appears whole or not at all, readable by
/// its owner only; its sidecar comes last.
pub async fn create(
    db: &Db,
    plan: &Plan,
    keys: &KeyRing,
    now: DateTime<Utc>,
) -> Result<BackupFile> {
    let folder = &plan.folder;
    std::fs::create_dir_all(folder).map_err(BackupError::file(folder))?;
    let engine = match db.engine() {
        db::Engine::Sqlite => Engine::Sqlite,
        db::Engine::Postgres => Engine::Postgres,
    };
    let name = format!(
        "preau-{}.{}",
        now.format("%Y-%m-%dT%H%M%S%3fZ"),
        engine.extension()
    );
    let path = folder.join(&name);
    let scratch = tempfile::Builder::new()
        .prefix(".preau-")
        .tempdir_in(folder)
        .map_err(BackupError::file(folder))?;
    let unfinished = scratch.path().join(&name);
    let contents = match engine {
        Engine::Sqlite => sqlite::dump(db, scratch.path(), &unfinished).await?,
        Engine::Postgres => postgres::dump(&plan.database_url, &unfinished).await?,
    };
    let key_id = keys.current_id().to_owned();
    let target = path.clone();
    let sidecar = blocking(move || {
        let (size, sha256) = measure(&unfinished)?;
        let sidecar = Sidecar {
            format: Sidecar::FORMAT,
            engine,
            made_at: now,
            schema: contents.schema,
            key_id,
            rows: contents.rows,
            size,
            sha256,
        };
        settle(&unfinished, &target)?;
        sidecar.write(&target)?;
        Ok(sidecar)
    })
    .await?;
    Ok(BackupFile { path, sidecar })
}

/// Gives the file its name, for its owner only, once it is on the disk.
fn settle(unfinished: &Path, target: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(unfinished, std::fs::Permissions::from_mode(0o600))
            .map_err(BackupError::file(unfinished))?;
    }
    std::fs::File::open(unfinished)
        .and_then(|file| file.sync_all())
        .map_err(BackupError::file(unfinished))?;
    std::fs::rename(unfinished, target).map_err(BackupError::file(target))
}
