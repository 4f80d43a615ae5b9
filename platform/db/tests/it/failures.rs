//! When the engine fails: what it is called, and what comes after.

use crate::{COUNTERS, counter, set, with};
use db::{Db, Error, in_write, sql};
use testkit::Which;

/// Writes much at once, and fails for want of room. In a transaction of its own, as all writes.
async fn too_much(db: &Db) -> db::Result<()> {
    in_write!(db, Error, |tx| {
        sql!("UPDATE counter SET n = n + 1 WHERE name = 'a'")
            .run(tx)
            .await?;
        for n in 0..2_000 {
            sql!("INSERT INTO counter (name, n) VALUES ($1, 0)")
                .bind(format!("{n:0>1000}"))
                .run(tx)
                .await?;
        }
        Ok(())
    })
}

/// Invariant: a disk without room is called by its name, leaves nothing half done, and the only
/// writer writes again as soon as there is room.
#[test]
fn a_full_disk_is_told_and_passes() {
    testkit::run(async {
        let database = with(Which::Sqlite, COUNTERS).await;
        let db = &database.db;
        // The limit is of the connection, and the program has one that writes.
        in_write!(db, Error, |tx| {
            let limit = sql!("PRAGMA max_page_count = 40");
            limit.one::<(i64,)>(tx).await.map(|_| ())
        })
        .unwrap();
        for _ in 0..3 {
            match too_much(db).await {
                Err(error) => assert!(error.is_full() && !error.is_unavailable(), "{error}"),
                // The connection was given up for another one, which has no limit.
                Ok(()) => break,
            }
        }
        set(db, "b", 7).await.unwrap();
        assert_eq!(counter(db, "b").await, 7);
    });
}

/// Invariant: a server that ends a connection is called unavailable, not wrong, and the next
/// statement finds another connection.
#[test]
fn a_server_that_goes_away_is_unavailable() {
    testkit::run(async {
        let database = with(Which::Postgres, COUNTERS).await;
        let db = &database.db;
        let mut read = db.read().await.unwrap();
        let (own,) = sql!("SELECT pg_backend_pid()")
            .one::<(i32,)>(&mut read)
            .await
            .unwrap();
        let end = sql!("SELECT pg_terminate_backend($1::int)").bind(i64::from(own));
        let (ended,) = end
            .one::<(bool,)>(&mut db.read().await.unwrap())
            .await
            .unwrap();
        assert!(ended);
        let failed = sql!("SELECT n FROM counter")
            .all::<(i64,)>(&mut read)
            .await
            .unwrap_err();
        assert!(failed.is_unavailable() && !failed.is_full(), "{failed}");
        drop(read);
        set(db, "a", 3).await.unwrap();
        assert_eq!(counter(db, "a").await, 3);
    });
}
