//! What a write is: whole or nothing, one after the other.

use crate::{COUNTERS, counter, set, with};
use db::{in_write, sql};
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::{Which, on_each_engine};

/// Invariant: on SQLite, the engine refuses a write to a connection that reads, even when the
/// statement looks like one that reads.
#[test]
fn a_read_cannot_write() {
    testkit::run(async {
        let database = with(Which::Sqlite, COUNTERS).await;
        let mut read = database.db.read().await.unwrap();
        let write = sql!(sqlite: "UPDATE counter SET n = 9 RETURNING n", postgres: "SELECT 1");
        let refused = write.all::<(i64,)>(&mut read).await;
        assert!(refused.is_err());
        drop(read);
        assert_eq!(counter(&database.db, "a").await, 0);
    });
}

on_each_engine!(
    /// Invariant: a write that fails leaves nothing, at whatever statement, and is not tried
    /// again when trying again cannot help.
    a_failed_write_leaves_nothing,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let runs = AtomicU32::new(0);
        let failed = in_write!(database.db, db::Error, |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            sql!("UPDATE counter SET n = 5").run(tx).await?;
            sql!("INSERT INTO counter (name, n) VALUES ($1, 1)").bind("a").run(tx).await
        });
        let error = failed.unwrap_err();
        assert!(error.is_unique_violation() && !error.is_unavailable());
        assert_eq!(runs.load(Ordering::Relaxed), 1);
        assert_eq!(counter(&database.db, "a").await, 0);
        // The connection serves on.
        set(&database.db, "b", 3).await.unwrap();
        assert_eq!(counter(&database.db, "b").await, 3);
    }
);

on_each_engine!(
    /// Invariant: a write whose caller goes away in the middle leaves nothing.
    an_abandoned_write_leaves_nothing,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let endless = async {
            in_write!(database.db, db::Error, |tx| {
                sql!("UPDATE counter SET n = 5").run(tx).await?;
                testkit::tokio::time::sleep(std::time::Duration::from_secs(60)).await;
                Ok(())
            })
        };
        let wait = std::time::Duration::from_millis(300);
        assert!(testkit::tokio::time::timeout(wait, endless).await.is_err());
        set(&database.db, "b", 3).await.unwrap();
        assert_eq!(counter(&database.db, "a").await, 0);
    }
);

on_each_engine!(
    /// Invariant: the text of an error, which goes to the log, holds no value.
    an_error_tells_no_value,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let failed = in_write!(database.db, db::Error, |tx| {
            for _ in 0..2 {
                sql!("INSERT INTO counter (name, n) VALUES ($1, 1)").bind("ABADIE Clara").run(tx).await?;
            }
            Ok(())
        });
        let text = failed.unwrap_err().to_string();
        assert!(!text.contains("ABADIE"), "{text}");
        assert!(text.contains("write.rs:"), "{text}");
    }
);

on_each_engine!(
    /// Invariant: who reads, computes and writes at the same time as others loses no count: one
    /// after the other on SQLite, run again on a conflict on PostgreSQL.
    concurrent_counters_end_at_the_right_sum,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let mut clerks = Vec::new();
        for _ in 0..2 {
            let db = database.db.clone();
            clerks.push(testkit::tokio::spawn(async move {
                let mut runs = 0;
                for _ in 0..25 {
                    in_write!(db, db::Error, |tx| {
                        runs += 1;
                        let read = sql!("SELECT n FROM counter WHERE name = 'a'");
                        let (n,) = read.one::<(i64,)>(tx).await?;
                        testkit::tokio::task::yield_now().await;
                        sql!("UPDATE counter SET n = $1 WHERE name = 'a'").bind(n + 1).run(tx).await
                    })
                    .unwrap();
                }
                runs
            }));
        }
        let mut runs = 0;
        for clerk in clerks {
            runs += clerk.await.unwrap();
        }
        assert_eq!(counter(&database.db, "a").await, 50);
        // Otherwise the test has shown nothing.
        assert_eq!(runs > 50, which == Which::Postgres, "{runs} runs");
    }
);
