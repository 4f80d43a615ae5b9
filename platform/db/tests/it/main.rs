//! What the two engines have in common, and stay true to.

mod address;
mod copy;
mod failures;
mod migration;
mod scratch;
mod values;
mod write;

use db::{Db, in_write, migration::Migration, migration::Set};
use testkit::{Database, Which};

/// A day in November.
const NOW: &str = "2026-11-24T07:40:00Z";

const COUNTERS: &[Set] = &[Set {
    owner: "counters",
    steps: &[Migration {
        number: 1,
        name: "counter",
        sql: "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL);\n\
              INSERT INTO counter (name, n) VALUES ('a', 0), ('b', 0);",
    }],
}];

/// A database with the tables of these sets.
async fn with(which: Which, sets: &[Set]) -> Database {
    let database = Database::fresh(which).await;
    db::migration::migrate(&database.db, sets, NOW.parse().unwrap())
        .await
        .unwrap();
    database
}

/// What a counter of [`COUNTERS`] is at.
async fn counter(db: &Db, name: &str) -> i64 {
    let mut read = db.read().await.unwrap();
    let found = db::sql!("SELECT n FROM counter WHERE name = $1").bind(name);
    found.one::<(i64,)>(&mut read).await.unwrap().0
}

async fn set(db: &Db, name: &str, n: i64) -> db::Result<u64> {
    in_write!(db, db::Error, |tx| {
        db::sql!("UPDATE counter SET n = $2 WHERE name = $1")
            .bind(name)
            .bind(n)
            .run(tx)
            .await
    })
}
