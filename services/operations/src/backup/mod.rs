//! Backups: made while the service runs, described by a sidecar, verified by really restoring.
//!
//! A backup is a file and, beside it, a [`Sidecar`] in JSON that says what it holds and which
//! key opens what is sealed in it. The key itself is never in it.

mod create;
mod keep;
mod postgres;
mod restore;
mod sidecar;
mod sqlite;
mod verify;

pub use create::create;
pub use keep::{KEPT, files, forget_old};
pub use restore::{Restored, restore};
pub use sidecar::{Engine, Sidecar};
pub use verify::{Verified, verify};

use std::{fmt, path::PathBuf};
use thiserror::Error;

/// What is backed up, and where to.
#[derive(Clone)]
pub struct Plan {
    /// The folder that receives the files.
    pub folder: PathBuf,
    /// The address of the database, as the configuration has it.
    pub database_url: String,
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("Plan")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A backup.
#[derive(Debug, Clone)]
pub struct BackupFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it says of itself.
    pub sidecar: Sidecar,
}

/// Why a backup can't be made, or is refused. Sentences for the operator.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file or a folder.
    #[error("« {path} » : {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A program of PostgreSQL is missing.
    #[error(
        "« {0} » est introuvable : installez le paquet Debian « postgresql-client » (de la \
         version du serveur, ou d'une version plus récente)."
    )]
    Missing(&'static str),
    /// A program of PostgreSQL refused.
    #[error("« {program} » a échoué : {said}")]
    Program {
        /// Which one.
        program: &'static str,
        /// The first lines that it wrote.
        said: String,
    },
    /// The database.
    #[error("la base : {0}")]
    Database(String),
    /// The file is not what the sidecar says; the sentence says how.
    #[error("cette sauvegarde est altérée : {0}")]
    Altered(String),
    /// Nothing beside the file says what it holds.
    #[error(
        "« {0} » manque ou n'est pas lisible : sans lui, rien ne dit ce que contient la sauvegarde."
    )]
    Sidecar(PathBuf),
    /// The ring does not hold the key that the backup needs.
    #[error("cette sauvegarde a besoin de la clé {0}, qui n'est pas dans le trousseau.")]
    Key(String),
    /// The backup is of the other engine.
    #[error("cette sauvegarde est celle d'une base {0} ; l'adresse donnée est d'un autre moteur.")]
    OtherEngine(&'static str),
    /// There is something at the target.
    #[error("la base de destination n'est pas vide : rien n'a été changé. Donnez une base vide.")]
    NotEmpty,
    /// A temporary database can't be made.
    #[error(
        "la vérification demande une base temporaire, et le serveur la refuse ({0}). Accordez-en \
         le droit au rôle : ALTER ROLE … CREATEDB."
    )]
    NoScratch(String),
}

impl BackupError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(match error.as_database_error() {
            Some(error) => error.message().to_owned(), // its detail would quote values
            None => error.to_string(),
        })
    }
}

impl From<db::Error> for BackupError {
    fn from(error: db::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<db::UrlError> for BackupError {
    fn from(error: db::UrlError) -> Self {
        Self::Database(error.to_string())
    }
}

/// The result of an act on a backup.
pub type Result<T> = std::result::Result<T, BackupError>;

/// Heavy or blocking work, off the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(BackupError::Database(stopped.to_string())),
    }
}
