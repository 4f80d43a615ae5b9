//! Which engine, by the URL.

use crate::Result;
use sqlx::{
    ConnectOptions, Connection as _, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::PathBuf, str::FromStr, time::Duration};
use thiserror::Error;

/// The engine behind a [`Db`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file: a school, a small académie.
    Sqlite = 0,
    /// A server: when one machine is outgrown.
    Postgres = 1,
}

impl Engine {
    /// Its name in notes and in `doctor`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pub(crate) pools: Pools,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
        path: PathBuf,
    },
    Postgres(PgPool),
}

/// Why a database URL is refused.
#[derive(Debug, Error)]
pub enum UrlError {
    /// Neither `sqlite:` nor `postgres:`.
    #[error("l'adresse de la base doit commencer par « sqlite: » ou « postgres: »")]
    Scheme,
    /// `sqlite:` without a file, or in memory.
    #[error("après « sqlite: », il faut le chemin d'un fichier, par exemple sqlite:data/preau.db")]
    SqliteFile,
    /// Not a PostgreSQL address; the text of the library, which quotes no password.
    #[error("l'adresse PostgreSQL n'est pas lisible : {0}")]
    Postgres(String),
    /// The engine did not answer.
    #[error("la base ne répond pas : {0}")]
    Unreachable(#[from] crate::Error),
}

/// One core reads while the other renders: more readers than this wait for processors anyway.
const SQLITE_READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Db {
    /// Opens `sqlite:PATH` (the file is made if it is missing) or `postgres://…`.
    pub async fn connect(url: &str) -> std::result::Result<Self, UrlError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.trim_start_matches("//");
            if path.is_empty() || path.starts_with(':') || path.contains('?') {
                return Err(UrlError::SqliteFile);
            }
            Ok(Self::sqlite(PathBuf::from(path)).await?)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)
                .map_err(|error| UrlError::Postgres(error.to_string()))?;
            Ok(Self::postgres(options).await?)
        } else {
            Err(UrlError::Scheme)
        }
    }

    async fn sqlite(path: PathBuf) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            .row_buffer_size(1_000)
            .optimize_on_close(true, Some(400))
            .disable_statement_logging();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            // When the disk is full the engine gives a transaction up by itself, and the library
            // still counts it: the only writer would refuse every transaction from then on.
            .after_release(|connection, _| {
                Box::pin(async move {
                    // What is rolled back when it is dropped has been by then.
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
            // An import writes indexes all over the file: what it touches should stay at hand.
            .connect_with(options.clone().pragma("cache_size", "-16384"))
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self {
            pools: Pools::Sqlite {
                readers,
                writer,
                path,
            },
        })
    }

    async fn postgres(options: PgConnectOptions) -> Result<Self> {
        let options = options
            .application_name("preau")
            .options([("timezone", "UTC")])
            .statement_cache_capacity(256)
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await?;
        Ok(Self {
            pools: Pools::Postgres(pool),
        })
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// The file of an SQLite database.
    pub fn sqlite_path(&self) -> Option<&std::path::Path> {
        match &self.pools {
            Pools::Sqlite { path, .. } => Some(path),
            Pools::Postgres(_) => None,
        }
    }

    /// Copies a SQLite database, consistent, while it is in use (`VACUUM INTO`).
    pub async fn copy_sqlite_to(&self, target: &std::path::Path) -> Result<()> {
        let Pools::Sqlite { path, .. } = &self.pools else {
            return Ok(());
        };
        // Its own connection: readers refuse it as a write, and the writer must stay free.
        let mut own = SqliteConnectOptions::new().filename(path).connect().await?;
        sqlx::query("VACUUM INTO $1")
            .bind(target.to_string_lossy().into_owned())
            .execute(&mut own)
            .await?;
        Ok(own.close().await?)
    }

    /// Closes the connections after the statements under way.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite {
                readers, writer, ..
            } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}
