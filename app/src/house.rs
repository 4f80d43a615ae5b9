//! What is true of the whole database: its mode, the time of its demo.

use anyhow::{Result, bail};
use db::{Db, Read, Write, in_write, sql};
use manifest::Manifest;
use web::Mode;

/// The table of these truths.
pub(crate) fn manifest() -> Manifest {
    Manifest {
        migrations: Some(db::migrations!("house": 1 "0001_house")),
        impersonal: &["house"],
        ..Manifest::empty("house")
    }
}

/// A value.
pub(crate) async fn value(read: &mut Read, name: &str) -> db::Result<Option<String>> {
    let found = sql!("SELECT value FROM house WHERE name = $1")
        .bind(name)
        .optional::<(String,)>(read)
        .await?;
    Ok(found.map(|(value,)| value))
}

/// Writes a value.
pub(crate) async fn set(write: &mut Write, name: &str, value: &str) -> db::Result<()> {
    sql!(
        "INSERT INTO house (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    .bind(name)
    .bind(value)
    .run(write)
    .await?;
    Ok(())
}

/// The mode that the database holds, if it can be read.
pub(crate) async fn held_mode(db: &Db) -> Option<Mode> {
    let mut read = db.read().await.ok()?;
    value(&mut read, "mode")
        .await
        .ok()?
        .as_deref()
        .and_then(Mode::from_code)
}

/// The mode of the database: the one it holds, else the one asked for, which it then holds.
/// Refuses to open fictitious data as real, or real data as a demo.
pub(crate) async fn settle_mode(db: &Db, asked: Option<Mode>) -> Result<Mode> {
    let held = value(&mut db.read().await?, "mode").await?;
    match (held.as_deref().and_then(Mode::from_code), asked) {
        (Some(held), Some(asked)) if held != asked => bail!(
            "cette base est en mode « {} » et PREAU_MODE dit « {} » : indiquez l'autre base \
             (PREAU_DATABASE_URL), ou corrigez PREAU_MODE",
            held.code(),
            asked.code()
        ),
        (Some(held), _) => Ok(held),
        (None, asked) => {
            let mode = asked.unwrap_or(Mode::Demo);
            in_write!(db, db::Error, |tx| { set(tx, "mode", mode.code()).await })?;
            Ok(mode)
        }
    }
}
