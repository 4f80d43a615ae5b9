//! What a write is: whole or nothing, one after the other.

use crate::{COUNTERS, counter, set, with};
use db::{
    Db, in_write,
    migration::{Migration, Set},
    sql,
};
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::{Which, on_each_engine};

const FAMILY: &[Set] = &[Set {
    owner: "family",
    steps: &[Migration {
        number: 1,
        name: "family",
        sql: "CREATE TABLE parent (id BIGINT NOT NULL PRIMARY KEY);\n\
              CREATE TABLE child (id BIGINT NOT NULL PRIMARY KEY, \
              parent BIGINT NOT NULL REFERENCES parent (id));",
    }],
}];

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

on_each_engine!(
    /// Invariant: two programs on one database (`serve`, and a command beside it) wait for each
    /// other: who reads, computes and writes loses no count, and none is told to come back.
    two_programs_lose_no_count,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let mut programs = Vec::new();
        for _ in 0..2 {
            let db = Db::connect(&database.url).await.unwrap();
            programs.push(testkit::tokio::spawn(async move {
                for _ in 0..15 {
                    in_write!(db, db::Error, |tx| {
                        let read = sql!("SELECT n FROM counter WHERE name = 'a'");
                        let (n,) = read.one::<(i64,)>(tx).await?;
                        testkit::tokio::time::sleep(std::time::Duration::from_millis(3)).await;
                        sql!("UPDATE counter SET n = $1 WHERE name = 'a'").bind(n + 1).run(tx).await
                    })
                    .unwrap();
                }
            }));
        }
        for program in programs {
            program.await.unwrap();
        }
        assert_eq!(counter(&database.db, "a").await, 30);
    }
);

on_each_engine!(
    /// Invariant: of several long works at one row, each that begins again at once when it is done,
    /// none is refused until the others end.
    long_works_take_turns,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let mut works = Vec::new();
        for _ in 0..5 {
            let db = database.db.clone();
            works.push(testkit::tokio::spawn(async move {
                for _ in 0..8 {
                    in_write!(db, db::Error, |tx| {
                        let read = sql!("SELECT n FROM counter WHERE name = 'a'");
                        let (n,) = read.one::<(i64,)>(tx).await?;
                        testkit::tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                        sql!("UPDATE counter SET n = $1 WHERE name = 'a'").bind(n + 1).run(tx).await
                    })?;
                }
                Ok::<_, db::Error>(())
            }));
        }
        for work in works {
            work.await.unwrap().unwrap();
        }
        assert_eq!(counter(&database.db, "a").await, 40);
    }
);

on_each_engine!(
    /// Invariant: two writes that take the same two rows in opposite orders both end: the one
    /// that PostgreSQL gives up as a deadlock runs again.
    opposite_orders_both_end,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let mut writes = Vec::new();
        for names in [["a", "b"], ["b", "a"]] {
            let db = database.db.clone();
            writes.push(testkit::tokio::spawn(async move {
                in_write!(db, db::Error, |tx| {
                    for name in names {
                        let add = sql!("UPDATE counter SET n = n + 1 WHERE name = $1").bind(name);
                        add.run(tx).await?;
                        testkit::tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                    }
                    Ok(())
                })
            }));
        }
        for write in writes {
            write.await.unwrap().unwrap();
        }
        assert_eq!((counter(&database.db, "a").await, counter(&database.db, "b").await), (2, 2));
    }
);

on_each_engine!(
    /// Invariant: a child without its parent is refused, on either engine.
    a_child_has_a_parent,
    |which| async move {
        let database = with(which, FAMILY).await;
        let orphan = in_write!(database.db, db::Error, |tx| {
            sql!("INSERT INTO child (id, parent) VALUES (1, 7)").run(tx).await
        });
        assert!(!orphan.unwrap_err().is_unique_violation());
        let left = in_write!(database.db, db::Error, |tx| {
            sql!("INSERT INTO parent (id) VALUES (7)").run(tx).await?;
            sql!("INSERT INTO child (id, parent) VALUES (1, 7)").run(tx).await?;
            sql!("DELETE FROM parent").run(tx).await
        });
        assert!(left.is_err());
    }
);

/// Invariant: on SQLite, what is committed is on the disk before the answer, and those who read
/// do not wait for the one who writes.
#[test]
fn a_committed_write_is_on_the_disk() {
    testkit::run(async {
        let database = with(Which::Sqlite, COUNTERS).await;
        let (synchronous, journal) = in_write!(database.db, db::Error, |tx| {
            let full = sql!(sqlite: "PRAGMA synchronous", postgres: "SELECT 2");
            let (full,) = full.one::<(i64,)>(tx).await?;
            let journal = sql!(sqlite: "PRAGMA journal_mode", postgres: "SELECT 'wal'");
            Ok((full, journal.one::<(String,)>(tx).await?.0))
        })
        .unwrap();
        assert_eq!((synchronous, journal.as_str()), (2, "wal"));
    });
}

on_each_engine!(
    /// Invariant: a database that cannot be reached is told from one that refuses.
    out_of_reach_is_told,
    |which| async move {
        let database = with(which, COUNTERS).await;
        database.db.close().await;
        let failed = set(&database.db, "a", 1).await.unwrap_err();
        assert!(failed.is_unavailable() && !failed.is_unique_violation(), "{failed}");
    }
);
