//! A statement, its bound values, and the ways to run it.

use crate::{Bind, Error, Read, Result, Site, Value, Write, handle::Connection};
use sqlx::{AssertSqlSafe, FromRow, postgres::PgRow, sqlite::SqliteRow};
use std::borrow::Cow;

/// A row that both engines can give: `#[derive(sqlx::FromRow)]`, or a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// Made by [`sql!`](crate::sql).
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Statement {
    sqlite: Cow<'static, str>,
    postgres: Cow<'static, str>,
    site: &'static Site,
    values: Vec<Value>,
}

/// Runs a statement (texts compiled in, or built from such pieces) on whichever engine, then applies `$then` to what came.
macro_rules! on_engine {
    ($self:ident, $read:expr, $method:ident, $then:expr) => {{
        let Statement {
            sqlite,
            postgres,
            site,
            values,
        } = $self;
        let read: &mut Read = $read;
        site.note(read.engine());
        match read.connection() {
            Connection::Sqlite(connection) => {
                let query = values
                    .into_iter()
                    .fold(sqlx::query(AssertSqlSafe(sqlite)), |q, v| v.bind_sqlite(q));
                query
                    .$method(connection)
                    .await
                    .and_then($then)
                    .map_err(Error::at(site))
            }
            Connection::Postgres(connection) => {
                let query = values
                    .into_iter()
                    .fold(sqlx::query(AssertSqlSafe(postgres)), |q, v| {
                        v.bind_postgres(q)
                    });
                query
                    .$method(connection)
                    .await
                    .and_then($then)
                    .map_err(Error::at(site))
            }
        }
    }};
}

impl Statement {
    /// Made by [`sql!`](crate::sql).
    pub fn new(sqlite: &'static str, postgres: &'static str, site: &'static Site) -> Self {
        Self {
            sqlite: sqlite.into(),
            postgres: postgres.into(),
            site,
            values: Vec::new(),
        }
    }

    /// Made by [`built!`](crate::built): its texts come from a builder, its values are bound.
    pub(crate) fn built(
        sqlite: String,
        postgres: String,
        values: Vec<Value>,
        site: &'static Site,
    ) -> Self {
        Self {
            sqlite: sqlite.into(),
            postgres: postgres.into(),
            site,
            values,
        }
    }

    /// Binds the next value: `$1`, then `$2`…
    pub fn bind(mut self, value: impl Bind) -> Self {
        self.values.push(value.value());
        self
    }

    /// All the rows.
    pub async fn all<T: Row>(self, read: &mut Read) -> Result<Vec<T>> {
        on_engine!(self, read, fetch_all, |rows| rows
            .iter()
            .map(T::from_row)
            .collect())
    }

    /// The row, if there is one.
    pub async fn optional<T: Row>(self, read: &mut Read) -> Result<Option<T>> {
        on_engine!(self, read, fetch_optional, |row| row
            .as_ref()
            .map(T::from_row)
            .transpose())
    }

    /// The row; [`Error`] when there is none.
    pub async fn one<T: Row>(self, read: &mut Read) -> Result<T> {
        on_engine!(self, read, fetch_one, |row| T::from_row(&row))
    }

    /// Runs a change and says how many rows it touched.
    pub async fn run(self, write: &mut Write) -> Result<u64> {
        on_engine!(self, write, execute, |done| Ok(done.rows_affected()))
    }
}
