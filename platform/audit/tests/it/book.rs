//! An audit on a fresh database.

use audit::{Actor, Line, Verdict, note, seal_pending, verify};
use chrono::{DateTime, Duration, Utc};
use db::{Db, MayRetry, Write, in_write, sql};
use education::Id;
use secrets::KeyRing;
use testkit::{Database, Which};

pub(crate) struct Book {
    pub(crate) database: Database,
    pub(crate) keys: KeyRing,
}

pub(crate) fn start() -> DateTime<Utc> {
    "2026-11-24T07:40:00Z".parse().unwrap()
}

/// A line with all that a line may have.
pub(crate) fn line(n: i64) -> Line {
    let actor = Actor {
        account: Some(Id::new()),
        school: Some(Id::new()),
    };
    Line::new(actor, "pupil.seen")
        .on("pupil", Id::<()>::new())
        .detail(format!("ligne {n}"))
}

impl Book {
    pub(crate) async fn open(which: Which) -> Self {
        let database = Database::fresh(which).await;
        db::migration::migrate(&database.db, &[audit::MIGRATIONS], start())
            .await
            .unwrap();
        Self {
            database,
            keys: KeyRing::generate(),
        }
    }

    /// Three batches of four lines (0 to 3, 4 to 7, 8 to 11), one a day, and a line unsealed.
    pub(crate) async fn of_three_batches(which: Which) -> Self {
        let book = Self::open(which).await;
        for batch in 0..3 {
            book.write(batch * 4..batch * 4 + 4).await;
            assert_eq!(book.seal(start() + Duration::days(batch)).await, 4);
        }
        book.write(12..13).await;
        book
    }

    pub(crate) fn db(&self) -> &Db {
        &self.database.db
    }

    /// Writes lines, each a second after the one before, four a day.
    pub(crate) async fn write(&self, lines: std::ops::Range<i64>) {
        in_write!(self.db(), db::Error, |tx| {
            for n in lines.clone() {
                let at = start() + Duration::days(n / 4) + Duration::seconds(n - 100);
                note(tx, at, &line(n)).await?;
            }
            Ok(())
        })
        .unwrap();
    }

    pub(crate) async fn seal(&self, now: DateTime<Utc>) -> i64 {
        seal_pending(self.db(), &self.keys, now).await.unwrap()
    }

    pub(crate) async fn verdict(&self) -> Verdict {
        let mut read = self.db().read().await.unwrap();
        verify(&mut read, &self.keys).await.unwrap()
    }

    /// What following the chain finds after these statements, which are undone.
    pub(crate) async fn verdict_after(&self, tampering: &[&'static str]) -> Verdict {
        let undone = in_write!(self.db(), Undo, |tx| {
            for text in tampering {
                let rows = tamper(tx, text).await?;
                assert!(rows > 0, "« {text} » touches nothing");
            }
            let verdict = verify(tx, &self.keys).await?;
            Result::<(), Undo>::Err(Undo::Verdict(verdict))
        });
        match undone {
            Err(Undo::Verdict(verdict)) => verdict,
            other => panic!("{other:?}"),
        }
    }
}

async fn tamper(tx: &mut Write, text: &'static str) -> db::Result<u64> {
    sql!(text).run(tx).await
}

#[derive(Debug)]
enum Undo {
    Verdict(Verdict),
    Failed(db::Error),
}

impl From<db::Error> for Undo {
    fn from(error: db::Error) -> Self {
        Self::Failed(error)
    }
}

impl MayRetry for Undo {
    fn may_retry(&self) -> bool {
        matches!(self, Self::Failed(error) if error.may_retry())
    }
}
