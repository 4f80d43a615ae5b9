//! Migrations.

use crate::{NOW, with};
use db::{
    Db,
    migration::{Migration, Set, State, migrate, state},
    sql,
};
use testkit::{Database, on_each_engine};

const FIRST: Migration = Migration {
    number: 1,
    name: "first",
    sql: "CREATE TABLE thing (id {uuid} NOT NULL PRIMARY KEY, at {ts}); CREATE INDEX thing_at ON thing (at);",
};
const SECOND: Migration = Migration {
    number: 2,
    name: "second",
    sql: "CREATE TABLE other (n BIGINT NOT NULL); INSERT INTO other (n) VALUES (7);",
};
const ONE: &[Set] = &[Set {
    owner: "things",
    steps: &[FIRST],
}];
const BOTH: &[Set] = &[Set {
    owner: "things",
    steps: &[FIRST, SECOND],
}];

async fn applied(db: &Db) -> i64 {
    let mut read = db.read().await.unwrap();
    let rows = sql!("SELECT COUNT(*) FROM migration");
    rows.one::<(i64,)>(&mut read).await.unwrap().0
}

async fn rows_of_other(db: &Db) -> db::Result<i64> {
    let rows = sql!("SELECT COUNT(*) FROM other");
    Ok(rows.one::<(i64,)>(&mut db.read().await?).await?.0)
}

on_each_engine!(
    /// Invariant: each step is applied once, and the state says what is missing.
    steps_apply_once,
    |which| async move {
        let database = Database::fresh(which).await;
        let db = &database.db;
        let (now, behind) = (NOW.parse().unwrap(), |labels: &[&str]| {
            State::Behind(labels.iter().map(|label| (*label).to_owned()).collect())
        });
        assert_eq!(state(db, ONE).await.unwrap(), behind(&["things 1 first"]));
        assert_eq!(migrate(db, ONE, now).await.unwrap(), behind(&["things 1 first"]));
        assert_eq!(state(db, ONE).await.unwrap(), State::UpToDate);
        assert_eq!(state(db, BOTH).await.unwrap(), behind(&["things 2 second"]));
        assert_eq!(migrate(db, BOTH, now).await.unwrap(), behind(&["things 2 second"]));
        assert_eq!(migrate(db, BOTH, now).await.unwrap(), State::UpToDate);
        assert_eq!(state(db, BOTH).await.unwrap(), State::UpToDate);
        assert_eq!((applied(db).await, rows_of_other(db).await.unwrap()), (2, 1));
    }
);

on_each_engine!(
    /// Invariant: a database made by another text, or by a newer program, is told, and nothing
    /// is applied to it.
    an_unknown_database_is_left_alone,
    |which| async move {
        let database = with(which, BOTH).await;
        let (db, now) = (&database.db, NOW.parse().unwrap());
        let newer = State::Ahead(vec!["things 2".into()]);
        assert_eq!(state(db, ONE).await.unwrap(), newer);
        assert_eq!(migrate(db, ONE, now).await.unwrap(), newer);
        const CHANGED: &[Set] = &[Set {
            owner: "things",
            steps: &[
                FIRST,
                Migration { sql: "CREATE TABLE other (n TEXT);", ..SECOND },
                Migration { number: 3, name: "third", sql: "DROP TABLE thing;" },
            ],
        }];
        let changed = State::Unknown(vec!["things 2 second".into()]);
        assert_eq!(state(db, CHANGED).await.unwrap(), changed);
        assert_eq!(migrate(db, CHANGED, now).await.unwrap(), changed);
        assert_eq!(state(db, BOTH).await.unwrap(), State::UpToDate);
        // The same number of another owner is another step.
        const STRANGER: &[Set] = &[BOTH[0], Set { owner: "others", steps: &[FIRST] }];
        let behind = State::Behind(vec!["others 1 first".into()]);
        assert_eq!(state(db, STRANGER).await.unwrap(), behind);
        // What is newer here and older there is served by nobody.
        const MIXED: &[Set] = &[ONE[0], Set { owner: "others", steps: &[FIRST] }];
        let mixed = State::Unknown(vec!["things 2".into()]);
        assert_eq!(state(db, MIXED).await.unwrap(), mixed);
    }
);

on_each_engine!(
    /// Invariant: a step that fails leaves nothing of itself, and the steps before it stay.
    a_failed_step_leaves_nothing,
    |which| async move {
        let database = Database::fresh(which).await;
        let (db, now) = (&database.db, NOW.parse().unwrap());
        const FAILING: &[Set] = &[Set {
            owner: "things",
            steps: &[
                FIRST,
                Migration {
                    sql: "CREATE TABLE other (n BIGINT NOT NULL); INSERT INTO other (n) VALUES (7);\n\
                          INSERT INTO nowhere (n) VALUES (1);",
                    ..SECOND
                },
            ],
        }];
        assert!(migrate(db, FAILING, now).await.is_err());
        assert_eq!(applied(db).await, 1);
        assert!(rows_of_other(db).await.is_err(), "the table of the failed step is there");
        assert_eq!(state(db, BOTH).await.unwrap(), State::Behind(vec!["things 2 second".into()]));
        // Once its text is right, it applies.
        migrate(db, BOTH, now).await.unwrap();
        assert_eq!(rows_of_other(db).await.unwrap(), 1);
    }
);
