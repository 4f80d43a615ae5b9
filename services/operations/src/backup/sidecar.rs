//! What a backup says of itself, in a JSON file beside it.

use super::{BackupError, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

/// Of which engine a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// A compressed file of SQLite.
    Sqlite,
    /// An archive of `pg_dump`.
    Postgres,
}

impl Engine {
    /// The engine of an address.
    pub(crate) fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite
        } else {
            Self::Postgres
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite.gz",
            Self::Postgres => "pgdump",
        }
    }
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidecar {
    /// The form of this file.
    pub format: u32,
    /// Of which engine.
    pub engine: Engine,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The migrations applied, « owner number ».
    pub schema: Vec<String>,
    /// The name of the key that opens what is sealed in it.
    pub key_id: String,
    /// How many rows each table has.
    pub rows: BTreeMap<String, i64>,
    /// How long the file is.
    pub size: u64,
    /// The digest of the file.
    pub sha256: String,
}

impl Sidecar {
    /// The only form so far.
    pub(crate) const FORMAT: u32 = 1;

    /// Where the sidecar of a backup is.
    pub fn path_of(backup: &Path) -> PathBuf {
        let mut name = backup.as_os_str().to_owned();
        name.push(".json");
        PathBuf::from(name)
    }

    /// Reads the sidecar of a backup.
    pub fn read(backup: &Path) -> Result<Self> {
        let path = Self::path_of(backup);
        let text = std::fs::read_to_string(&path).ok();
        text.and_then(|text| serde_json::from_str(&text).ok())
            .filter(|sidecar: &Self| sidecar.format == Self::FORMAT)
            .ok_or(BackupError::Sidecar(path))
    }

    /// Writes it beside its backup.
    pub(crate) fn write(&self, backup: &Path) -> Result<()> {
        let path = Self::path_of(backup);
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| BackupError::Database(error.to_string()))?;
        std::fs::write(&path, text + "\n").map_err(BackupError::file(path))
    }

    /// Refuses a file that is not the one that was made.
    pub(crate) fn check_file(&self, backup: &Path) -> Result<()> {
        let (size, sha256) = measure(backup)?;
        if size != self.size {
            return Err(BackupError::Altered(format!(
                "le fichier compte {size} octets au lieu de {}",
                self.size
            )));
        }
        if sha256 != self.sha256 {
            let sentence = "l'empreinte du fichier n'est pas celle qui a été notée";
            return Err(BackupError::Altered(sentence.to_owned()));
        }
        Ok(())
    }

    /// Refuses a restored database whose rows are not those that were counted.
    pub(crate) fn check_rows(&self, found: &BTreeMap<String, i64>) -> Result<()> {
        for (table, expected) in &self.rows {
            let count = found.get(table).copied().unwrap_or(0);
            if count != *expected {
                return Err(BackupError::Altered(format!(
                    "la table « {table} » a {count} lignes au lieu de {expected}"
                )));
            }
        }
        match found.keys().find(|table| !self.rows.contains_key(*table)) {
            Some(table) => Err(BackupError::Altered(format!(
                "la table « {table} » n'était pas dans la base"
            ))),
            None => Ok(()),
        }
    }
}

/// The length and the digest of a file.
pub(crate) fn measure(path: &Path) -> Result<(u64, String)> {
    let mut file = File::open(path).map_err(BackupError::file(path))?;
    let (mut hash, mut size, mut piece) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut piece).map_err(BackupError::file(path))?;
        if read == 0 {
            break;
        }
        size += read as u64;
        hash.update(&piece[..read]);
    }
    let digest = hash.finalize();
    Ok((
        size,
        digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    ))
}
