//! The copy of a database that is in use.

use crate::{COUNTERS, counter, set, with};
use db::{Db, in_write, sql};
use std::time::Duration;
use testkit::{Which, on_each_engine, tokio};

on_each_engine!(
    /// Invariant: a copy made in the middle of writes is whole: of each write, all or nothing.
    /// PostgreSQL has its own tools, and no file is made.
    a_copy_is_whole_while_one_writes,
    |which| async move {
        let database = with(which, COUNTERS).await;
        let folder = tempfile::tempdir().unwrap();
        let (held, hold) = tokio::sync::oneshot::channel::<()>();
        let (ready, is_ready) = tokio::sync::oneshot::channel::<()>();
        let db = database.db.clone();
        let writing = tokio::spawn(async move {
            let (mut ready, mut hold) = (Some(ready), Some(hold));
            in_write!(db, db::Error, |tx| {
                sql!("UPDATE counter SET n = 1 WHERE name = 'a'").run(tx).await?;
                if let (Some(ready), Some(hold)) = (ready.take(), hold.take()) {
                    ready.send(()).unwrap();
                    hold.await.unwrap();
                }
                sql!("UPDATE counter SET n = -1 WHERE name = 'b'").run(tx).await
            })
        });
        is_ready.await.unwrap();
        let target = folder.path().join("copy.db");
        // The writer is in the middle: the copy must neither wait for it nor hold it up.
        tokio::time::timeout(Duration::from_secs(5), database.db.copy_sqlite_to(&target))
            .await
            .expect("the copy waits for the writer")
            .unwrap();
        held.send(()).unwrap();
        writing.await.unwrap().unwrap();
        if which == Which::Postgres {
            assert!(!target.exists());
            return;
        }
        let copy = Db::connect(&format!("sqlite:{}", target.display())).await.unwrap();
        assert_eq!((counter(&copy, "a").await, counter(&copy, "b").await), (0, 0));
        assert_eq!(counter(&database.db, "a").await, 1);
        let check = sql!(sqlite: "PRAGMA integrity_check", postgres: "SELECT 'ok'");
        let (said,) = check.one::<(String,)>(&mut copy.read().await.unwrap()).await.unwrap();
        assert_eq!(said, "ok");
        // The copy is a database of its own.
        set(&copy, "a", 12).await.unwrap();
        assert_eq!(counter(&database.db, "a").await, 1);
        // A second copy does not overwrite the first.
        assert!(database.db.copy_sqlite_to(&target).await.is_err());
        assert_eq!(counter(&copy, "a").await, 12);
    }
);
