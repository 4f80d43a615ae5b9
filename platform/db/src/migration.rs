//! Numbered sets of migrations, one set an owner, forward only, one text for both engines.
//!
//! Column types are written `{ts}`, `{uuid}`… and mapped to each engine's ([`TYPES`]); the
//! checksum is of the text as written, so that it is one on both.

use crate::{Db, Engine, Error, Write, connect::Pools, sql};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What stands in migrations, then on SQLite, then on PostgreSQL.
///
/// Whole numbers are `BIGINT` and truths `BOOLEAN` on both.
pub const TYPES: &[(&str, &str, &str)] = &[
    ("{ts}", "TEXT", "TIMESTAMPTZ"),
    ("{date}", "TEXT", "DATE"),
    ("{time}", "TEXT", "TIME"),
    ("{uuid}", "BLOB", "UUID"),
    ("{json}", "TEXT", "JSONB"),
    ("{bytes}", "BLOB", "BYTEA"),
    // PostgreSQL would sort texts by its locale; keys are made to be compared byte by byte.
    ("{key}", "TEXT", "TEXT COLLATE \"C\""),
];

/// One step of a set.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without holes.
    pub number: i64,
    /// What it does, for `doctor`.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

/// The migrations of one owner of tables.
#[derive(Debug, Clone, Copy)]
pub struct Set {
    /// The owner: `records`, `absences`…
    pub owner: &'static str,
    /// In order.
    pub steps: &'static [Migration],
}

/// How a database stands against the sets that the program knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// As the program expects.
    UpToDate,
    /// Steps that `migrate` would apply, as « owner number name ».
    Behind(Vec<String>),
    /// All that the program expects, and steps of a later version: it does not start on them, but
    /// what serves already goes on, since a step only adds what the version before can live with.
    Ahead(Vec<String>),
    /// Steps that the program knows with another text, or a mixture: it must not serve.
    Unknown(Vec<String>),
}

fn checksum(step: &Migration) -> String {
    Sha256::digest(step.sql.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn mapped(step: &Migration, engine: Engine) -> String {
    TYPES
        .iter()
        .fold(step.sql.to_owned(), |text, (written, sqlite, postgres)| {
            text.replace(
                written,
                if engine == Engine::Sqlite {
                    sqlite
                } else {
                    postgres
                },
            )
        })
}

async fn raw(write: &mut Write, text: String) -> Result<(), Error> {
    // Only texts compiled into the program come here.
    let text = sqlx::AssertSqlSafe(text);
    match write.connection() {
        crate::handle::Connection::Sqlite(connection) => {
            sqlx::raw_sql(text).execute(connection).await?;
        }
        crate::handle::Connection::Postgres(connection) => {
            sqlx::raw_sql(text).execute(connection).await?;
        }
    }
    Ok(())
}

async fn has_ledger(db: &Db) -> Result<bool, Error> {
    let (count,): (i64,) = match &db.pools {
        Pools::Sqlite { writer, .. } => {
            sqlx::query_as("SELECT COUNT(*) FROM sqlite_master WHERE name = 'migration'")
                .fetch_one(writer)
                .await?
        }
        Pools::Postgres(pool) => {
            sqlx::query_as("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'migration'")
                .fetch_one(pool)
                .await?
        }
    };
    Ok(count > 0)
}

/// Compares the database with the sets.
pub async fn state(db: &Db, sets: &[Set]) -> Result<State, Error> {
    let mut applied: BTreeMap<(String, i64), String> = BTreeMap::new();
    if has_ledger(db).await? {
        let rows = sql!("SELECT owner, number, checksum FROM migration")
            .all::<(String, i64, String)>(&mut db.read().await?)
            .await?;
        applied.extend(
            rows.into_iter()
                .map(|(owner, number, sum)| ((owner, number), sum)),
        );
    }
    let mut behind = Vec::new();
    let mut unknown = Vec::new();
    for set in sets {
        for step in set.steps {
            let label = format!("{} {} {}", set.owner, step.number, step.name);
            match applied.remove(&(set.owner.to_owned(), step.number)) {
                None => behind.push(label),
                Some(sum) if sum != checksum(step) => unknown.push(label),
                Some(_) => {}
            }
        }
    }
    let altered = !unknown.is_empty();
    unknown.extend(
        applied
            .into_keys()
            .map(|(owner, number)| format!("{owner} {number}")),
    );
    Ok(if !unknown.is_empty() && !altered && behind.is_empty() {
        State::Ahead(unknown)
    } else if !unknown.is_empty() {
        State::Unknown(unknown)
    } else if !behind.is_empty() {
        State::Behind(behind)
    } else {
        State::UpToDate
    })
}

/// Applies what is missing, in the order of the sets, each step in its own transaction, and
/// says what was applied. Refuses (unchanged) a database that holds steps unknown here.
pub async fn migrate(db: &Db, sets: &[Set], now: DateTime<Utc>) -> Result<State, Error> {
    crate::in_write!(db, Error, |tx| {
        let ledger = "CREATE TABLE IF NOT EXISTS migration (owner TEXT NOT NULL, \
                      number BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, \
                      applied_at {ts} NOT NULL, PRIMARY KEY (owner, number))";
        let step = Migration {
            number: 0,
            name: "ledger",
            sql: ledger,
        };
        let text = mapped(&step, tx.engine());
        raw(tx, text).await
    })?;
    let found = state(db, sets).await?;
    if !matches!(found, State::Behind(_)) {
        return Ok(found);
    }
    for set in sets {
        for step in set.steps {
            crate::in_write!(db, Error, |tx| {
                let known = sql!("SELECT number FROM migration WHERE owner = $1 AND number = $2")
                    .bind(set.owner)
                    .bind(step.number)
                    .optional::<(i64,)>(tx)
                    .await?;
                if known.is_none() {
                    let text = mapped(step, tx.engine());
                    raw(tx, text).await?;
                    sql!(
                        "INSERT INTO migration (owner, number, name, checksum, applied_at) \
                         VALUES ($1, $2, $3, $4, $5)"
                    )
                    .bind(set.owner)
                    .bind(step.number)
                    .bind(step.name)
                    .bind(checksum(step))
                    .bind(now)
                    .run(tx)
                    .await?;
                }
                Ok(())
            })?;
        }
    }
    Ok(found)
}

/// A set read from `migrations/`: `migrations!("absences": "0001_first.sql", …)`.
#[macro_export]
macro_rules! migrations {
    ($owner:literal: $($number:literal $name:literal),+ $(,)?) => {
        $crate::migration::Set {
            owner: $owner,
            steps: &[$($crate::migration::Migration {
                number: $number,
                name: $name,
                sql: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql"
                )),
            }),+],
        }
    };
}
