//! PostgreSQL: its own `pg_dump` and `pg_restore`, as child processes.

use super::{BackupError, Result, create::Contents, sqlite::labels};
use chrono::{DateTime, Duration, Utc};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use std::{collections::BTreeMap, path::Path};
use tokio::process::Command;
use url::Url;

/// The beginning of the names of temporary databases; a time and a random end follow.
const SCRATCH: &str = "preau_verification_";

/// Dumps the database, and counts what is in it, at one and the same instant: both read the
/// snapshot that this connection holds.
pub(super) async fn dump(url: &str, target: &Path) -> Result<Contents> {
    let mut connection = PgConnection::connect(url).await?;
    connection
        .execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await?;
    let (snapshot,): (String,) = sqlx::query_as("SELECT pg_export_snapshot()")
        .fetch_one(&mut connection)
        .await?;
    let contents = count(&mut connection).await?;
    let mut command = program("pg_dump", url)?;
    command
        .args(["--format=custom", "--no-owner", "--no-privileges"])
        .arg(format!("--snapshot={snapshot}"))
        .arg("--file")
        .arg(target);
    run("pg_dump", command).await?;
    connection.close().await?;
    Ok(contents)
}

/// Fills an empty database from an archive, all or nothing.
pub(super) async fn fill(backup: &Path, url: &str) -> Result<()> {
    let mut command = program("pg_restore", url)?;
    command
        .args(["--no-owner", "--no-privileges", "--exit-on-error"])
        .arg("--single-transaction")
        .arg(backup);
    run("pg_restore", command).await
}

/// Counts what is in a database.
pub(super) async fn contents(url: &str) -> Result<Contents> {
    let mut connection = PgConnection::connect(url).await?;
    let contents = count(&mut connection).await?;
    connection.close().await?;
    Ok(contents)
}

/// The names of the tables come from the engine, hence statements made here and not by `sql!`.
async fn count(connection: &mut PgConnection) -> Result<Contents> {
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut rows = BTreeMap::new();
    for (name,) in names {
        let count = AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{name}\""));
        let (count,): (i64,) = sqlx::query_as(count).fetch_one(&mut *connection).await?;
        rows.insert(name, count);
    }
    let schema = match rows.contains_key("migration") {
        true => {
            sqlx::query_as("SELECT owner, number FROM migration ORDER BY owner, number")
                .fetch_all(&mut *connection)
                .await?
        }
        false => Vec::new(),
    };
    Ok(Contents {
        rows,
        schema: labels(schema),
    })
}

/// A temporary database on the server of an address; [`drop_scratch`] takes it away.
///
/// Its name holds the machine's time, not the house's: the server may be shared by a demo whose
/// clock is ahead, and which must not take this one for abandoned.
pub(super) async fn scratch(url: &str) -> Result<String> {
    let now = Utc::now();
    let mut connection = PgConnection::connect(url).await?;
    forget_abandoned(&mut connection, now).await;
    let end = uuid::Uuid::new_v4().simple().to_string();
    let name = format!("{SCRATCH}{}_{}", now.timestamp(), &end[..12]);
    let create = AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0"));
    connection.execute(create).await.map_err(|error| {
        BackupError::NoScratch(
            error
                .as_database_error()
                .map_or_else(|| error.to_string(), |error| error.message().to_owned()),
        )
    })?;
    connection.close().await?;
    Ok(name)
}

/// Takes a temporary database away.
pub(super) async fn drop_scratch(url: &str, name: &str) {
    let dropped = async {
        let mut connection = PgConnection::connect(url).await?;
        let drop = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
        connection.execute(drop).await?;
        connection.close().await
    };
    if let Err(error) = dropped.await {
        tracing::warn!(%error, name, "a temporary database could not be dropped");
    }
}

/// A verification that was killed leaves a copy of everybody's data: it does not stay.
async fn forget_abandoned(connection: &mut PgConnection, now: DateTime<Utc>) {
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(datname AS TEXT) FROM pg_database WHERE datname LIKE 'preau\\_verification\\_%'",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap_or_default();
    let before = (now - Duration::days(1)).timestamp();
    for (name,) in names {
        let made = name.trim_start_matches(SCRATCH).split('_').next();
        if made
            .and_then(|made| made.parse::<i64>().ok())
            .is_some_and(|made| made < before)
        {
            // Another verification may be dropping it too.
            let _ = connection
                .execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}")))
                .await;
        }
    }
}

/// The same server, another database.
pub(super) fn at(url: &str, database: &str) -> Result<String> {
    let mut url = parsed(url)?;
    url.set_path(database);
    Ok(url.into())
}

fn parsed(url: &str) -> Result<Url> {
    Url::parse(url).map_err(|error| BackupError::Database(error.to_string()))
}

/// A program of PostgreSQL on a database. The password goes by the environment: every user of
/// the machine reads the arguments of a process.
fn program(name: &'static str, url: &str) -> Result<Command> {
    let mut url = parsed(url)?;
    let mut command = Command::new(name);
    if let Some(password) = url.password() {
        let password = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
        command.env("PGPASSWORD", password.as_ref());
        // It refuses only an address without a host, which has no password either.
        let _ = url.set_password(None);
    }
    command
        .arg("--no-password")
        .arg(format!("--dbname={url}"))
        .env("LC_MESSAGES", "C")
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true);
    Ok(command)
}

async fn run(name: &'static str, mut command: Command) -> Result<()> {
    let output = command.output().await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => BackupError::Missing(name),
        _ => BackupError::file(name)(error),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().take(3).collect();
    Err(BackupError::Program {
        program: name,
        said: said.join(" ; "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: no password among the arguments, which any user of the machine reads.
    #[test]
    fn the_password_goes_by_the_environment() {
        let command = program("pg_dump", "postgres://preau:s%40cret@db:5432/preau").unwrap();
        let shown: Vec<_> = command
            .as_std()
            .get_args()
            .map(|a| a.to_string_lossy())
            .collect();
        assert_eq!(
            shown,
            ["--no-password", "--dbname=postgres://preau@db:5432/preau"]
        );
        let given = command
            .as_std()
            .get_envs()
            .find(|(name, _)| *name == "PGPASSWORD");
        assert_eq!(given.unwrap().1.unwrap(), "s@cret");
    }
}
