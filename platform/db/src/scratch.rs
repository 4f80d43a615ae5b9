//! A private database on the disk, for work on more rows than memory should hold: sorted and
//! joined there, read in pieces, gone when dropped.

use crate::{Read, Result, Write};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::ops::{Deref, DerefMut};

/// A private database. Statements for it are made by [`scratch!`](crate::scratch): always
/// SQLite's, whatever engine keeps the data.
#[derive(Debug)]
pub struct Scratch(Write);

impl Scratch {
    /// Makes one, with these tables. Its file has no name any more: whatever happens, nobody
    /// finds it afterwards.
    pub async fn open(tables: &'static str) -> Result<Self> {
        let file =
            tempfile::NamedTempFile::with_prefix("preau-scratch").map_err(sqlx::Error::Io)?;
        let options = SqliteConnectOptions::new()
            .filename(file.path())
            // Nothing of it outlives the process: no journal, no wait for the disk.
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .pragma("locking_mode", "EXCLUSIVE")
            .pragma("cache_size", "-8192")
            // Rows are read by thousands: fewer turns between the two threads.
            .row_buffer_size(1_000);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await?;
        let mut transaction = pool.begin().await?;
        sqlx::raw_sql(tables).execute(&mut *transaction).await?;
        Ok(Self(Write::scratch(transaction)))
    }
}

impl Deref for Scratch {
    type Target = Write;
    fn deref(&self) -> &Write {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut Write {
        &mut self.0
    }
}

// A scratch database is read and written by whoever holds it.
impl AsMut<Read> for Scratch {
    fn as_mut(&mut self) -> &mut Read {
        &mut self.0
    }
}
