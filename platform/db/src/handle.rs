//! The two handles: one that reads, one that writes.

use crate::{Db, Engine, Result, connect::Pools};
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

/// A connection that only reads. On SQLite the engine itself refuses it a write.
#[derive(Debug)]
pub struct Read(Held);

/// A write transaction. Dropped without [`in_write!`](crate::in_write) reaching its end, it
/// is rolled back.
#[derive(Debug)]
pub struct Write(Read);

#[derive(Debug)]
enum Held {
    Sqlite(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

pub(crate) enum Connection<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Read {
    pub(crate) fn engine(&self) -> Engine {
        match self.0 {
            Held::Sqlite(_) | Held::SqliteWrite(_) => Engine::Sqlite,
            Held::Postgres(_) | Held::PostgresWrite(_) => Engine::Postgres,
        }
    }

    pub(crate) fn connection(&mut self) -> Connection<'_> {
        match &mut self.0 {
            Held::Sqlite(connection) => Connection::Sqlite(connection),
            Held::SqliteWrite(transaction) => Connection::Sqlite(transaction),
            Held::Postgres(connection) => Connection::Postgres(connection),
            Held::PostgresWrite(transaction) => Connection::Postgres(transaction),
        }
    }
}

impl Deref for Write {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.0
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.0
    }
}

impl Write {
    /// Of a database that is never committed: see [`crate::Scratch`].
    pub(crate) fn scratch(transaction: Transaction<'static, Sqlite>) -> Self {
        Self(Read(Held::SqliteWrite(transaction)))
    }

    /// Called by `in_write!`.
    #[doc(hidden)]
    pub async fn commit(self) -> Result<()> {
        match self.0.0 {
            Held::SqliteWrite(transaction) => transaction.commit().await?,
            Held::PostgresWrite(transaction) => transaction.commit().await?,
            Held::Sqlite(_) | Held::Postgres(_) => {}
        }
        Ok(())
    }

    /// Called by `in_write!`. Its failure changes nothing: the engine rolls back what is left.
    #[doc(hidden)]
    pub async fn rollback(self) {
        let done = match self.0.0 {
            Held::SqliteWrite(transaction) => transaction.rollback().await,
            Held::PostgresWrite(transaction) => transaction.rollback().await,
            Held::Sqlite(_) | Held::Postgres(_) => Ok(()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "rollback failed");
        }
    }
}

impl Db {
    /// A connection to read with. Several statements on it see what is committed at each.
    pub async fn read(&self) -> Result<Read> {
        Ok(Read(match &self.pools {
            Pools::Sqlite { readers, .. } => Held::Sqlite(readers.acquire().await?),
            Pools::Postgres(pool) => Held::Postgres(pool.acquire().await?),
        }))
    }

    /// Called by `in_write!`.
    #[doc(hidden)]
    pub async fn begin(&self) -> Result<Write> {
        Ok(Write(Read(match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Held::SqliteWrite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Held::PostgresWrite(
                pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE")
                    .await?,
            ),
        })))
    }
}

/// Waits twice as long each time, up to 0.4 s, and not the same for all: two writers which
/// refused each other do not meet again at once, and the one with the longer work gets a turn too.
#[doc(hidden)]
pub async fn pause_before_retry(attempt: u32) {
    let longest = (4 << attempt.min(7)).min(400_u64);
    let jitter = u64::from(uuid::Uuid::new_v4().as_bytes()[0]);
    tokio::time::sleep(Duration::from_millis(longest / 2 + longest * jitter / 512)).await;
}
