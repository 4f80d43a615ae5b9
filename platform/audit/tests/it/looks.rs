//! Looks, by the recorder.

use crate::book::{Book, line, start};
use audit::{Recorder, Verdict};
use db::sql;
use std::collections::BTreeSet;
use testkit::{Which, on_each_engine, tokio};

on_each_engine!(
    /// Invariant: of a thousand looks at once, each leaves its line, and they share commits.
    a_thousand_looks_leave_a_thousand_lines,
    |which| async move {
        let book = Book::open(which).await;
        let recorder = Recorder::start(book.db().clone());
        let looks: Vec<_> = (0..1_000)
            .map(|n| {
                let recorder = recorder.clone();
                tokio::spawn(async move { recorder.look(start(), line(n)).await })
            })
            .collect();
        for look in looks {
            look.await.unwrap().unwrap();
        }
        let mut read = book.db().read().await.unwrap();
        let rows = sql!("SELECT detail FROM audit_line").all::<(String,)>(&mut read).await.unwrap();
        assert_eq!(rows.len(), 1_000);
        let details: BTreeSet<String> = rows.into_iter().map(|(detail,)| detail).collect();
        assert_eq!(details, (0..1_000).map(|n| format!("ligne {n}")).collect());
        if which == Which::Postgres {
            // SQLite does not tell which commit wrote a row.
            let commits = sql!(sqlite: "SELECT 1", postgres: "SELECT COUNT(DISTINCT CAST(xmin AS TEXT)) FROM audit_line");
            let (commits,) = commits.one::<(i64,)>(&mut read).await.unwrap();
            assert!(commits < 200, "{commits} commits for 1,000 looks");
        }
        drop(read);
        assert_eq!(book.seal(start()).await, 1_000);
        assert_eq!(book.verdict().await, Verdict::Whole { batches: 1, lines: 1_000, unsealed: 0 });
    }
);

on_each_engine!(
    /// Invariant: when a look is over, its line is committed, for any connection to see.
    a_look_is_over_once_its_line_is_committed,
    |which| async move {
        let book = Book::open(which).await;
        let recorder = Recorder::start(book.db().clone());
        for n in 1..=20 {
            recorder.look(start(), line(n)).await.unwrap();
            let mut read = book.db().read().await.unwrap();
            let count = sql!("SELECT COUNT(*) FROM audit_line");
            assert_eq!(count.one::<(i64,)>(&mut read).await.unwrap().0, n);
        }
    }
);

on_each_engine!(
    /// Invariant: a look that could not be written says so, so that the page is not shown.
    a_look_that_leaves_no_line_is_refused,
    |which| async move {
        let book = Book::open(which).await;
        let recorder = Recorder::start(book.db().clone());
        recorder.look(start(), line(1)).await.unwrap();
        book.db().close().await;
        assert!(recorder.look(start(), line(2)).await.is_err());
    }
);

on_each_engine!(
    /// Invariant: sealing while people look loses no line and leaves the chain whole.
    one_seals_while_people_look,
    |which| async move {
        let book = Book::open(which).await;
        let recorder = Recorder::start(book.db().clone());
        let looking = tokio::spawn(async move {
            for n in 0..60 {
                recorder.look(start(), line(n)).await.unwrap();
            }
        });
        let mut sealed = 0;
        while !looking.is_finished() {
            sealed += book.seal(start()).await;
        }
        looking.await.unwrap();
        sealed += book.seal(start()).await;
        assert_eq!(sealed, 60);
        let verdict = book.verdict().await;
        assert!(matches!(verdict, Verdict::Whole { lines: 60, unsealed: 0, .. }), "{verdict:?}");
    }
);
