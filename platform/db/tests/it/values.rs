//! Values, the same on both engines.

use crate::with;
use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound as _, Utc};
use db::{
    built, in_write,
    migration::{Migration, Set},
    sql,
};
use education::Id;
use sea_query::{Alias, Expr, ExprTrait as _, Query};
use serde_json::json;
use testkit::on_each_engine;
use uuid::Uuid;

const KINDS: &[Set] = &[Set {
    owner: "kinds",
    steps: &[Migration {
        number: 1,
        name: "kind",
        sql: "CREATE TABLE kind (n BIGINT NOT NULL PRIMARY KEY, words TEXT, whole BIGINT, \
              truth BOOLEAN, id {uuid}, at {ts}, day {date}, hour {time}, bytes {bytes}, \
              object {json});",
    }],
}];

type Kinds = (
    Option<String>,
    Option<i64>,
    Option<bool>,
    Option<Uuid>,
    Option<DateTime<Utc>>,
    Option<NaiveDate>,
    Option<NaiveTime>,
    Option<Vec<u8>>,
    Option<serde_json::Value>,
);

async fn keep(db: &db::Db, n: i64, kinds: Kinds) -> db::Result<u64> {
    in_write!(db, db::Error, |tx| {
        let (words, whole, truth, id, at, day, hour, bytes, object) = kinds.clone();
        sql!(
            "INSERT INTO kind (n, words, whole, truth, id, at, day, hour, bytes, object) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
        .bind(n)
        .bind(words)
        .bind(whole)
        .bind(truth)
        .bind(id)
        .bind(at)
        .bind(day)
        .bind(hour)
        .bind(bytes)
        .bind(object)
        .run(tx)
        .await
    })
}

async fn kept(db: &db::Db, n: i64) -> Kinds {
    sql!("SELECT words, whole, truth, id, at, day, hour, bytes, object FROM kind WHERE n = $1")
        .bind(n)
        .one::<Kinds>(&mut db.read().await.unwrap())
        .await
        .unwrap()
}

const NOTHING: Kinds = (None, None, None, None, None, None, None, None, None);

on_each_engine!(
    /// Invariant: each kind of value, and its absence, comes back as it went.
    each_kind_and_its_absence_come_back,
    |which| async move {
        let database = with(which, KINDS).await;
        let full: Kinds = (
            Some("Noël, 8 h 30 – « été »".into()),
            Some(i64::MIN),
            Some(true),
            Some(Uuid::now_v7()),
            Some("2026-11-24T07:40:00.000001Z".parse().unwrap()),
            NaiveDate::from_ymd_opt(2028, 2, 29),
            NaiveTime::from_hms_micro_opt(8, 30, 0, 5),
            Some(vec![0, 255, 39]),
            Some(json!({"é": [1, null, "x"]})),
        );
        keep(&database.db, 1, full.clone()).await.unwrap();
        keep(&database.db, 2, NOTHING).await.unwrap();
        assert_eq!(kept(&database.db, 1).await, full);
        assert_eq!(kept(&database.db, 2).await, NOTHING);
    }
);

on_each_engine!(
    /// Invariant: an instant keeps its microseconds, and instants sort and compare as they
    /// follow each other, whatever their fractions.
    instants_keep_microseconds_and_order,
    |which| async move {
        let database = with(which, KINDS).await;
        let instants: Vec<DateTime<Utc>> = [
            "2026-11-24T07:40:00Z", "2026-11-24T07:40:00.000001Z", "2026-11-24T07:40:00.1Z",
            "2026-11-24T07:40:00.100000999Z", "2026-11-24T07:40:00.25Z",
            "2026-11-24T07:40:00.999999999Z", "2026-11-24T07:40:01Z", "2027-01-01T00:00:00Z",
        ]
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
        // The last ones first.
        for (n, at) in instants.iter().enumerate().rev() {
            let row = (None, None, None, None, Some(*at), None, None, None, None);
            keep(&database.db, n as i64, row).await.unwrap();
            assert_eq!(kept(&database.db, n as i64).await.4, Some(at.trunc_subsecs(6)));
        }
        let mut read = database.db.read().await.unwrap();
        let sorted = sql!("SELECT n FROM kind ORDER BY at, n").all::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(sorted.iter().map(|(n,)| *n).collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
        for (n, at) in instants.iter().enumerate() {
            let equal = sql!("SELECT COUNT(*) FROM kind WHERE at = $1").bind(*at);
            assert_eq!(equal.one::<(i64,)>(&mut read).await.unwrap().0, if n == 2 || n == 3 { 2 } else { 1 });
            let before = sql!("SELECT COUNT(*) FROM kind WHERE at < $1").bind(*at);
            let expected = if n == 3 { 2 } else { n as i64 };
            assert_eq!(before.one::<(i64,)>(&mut read).await.unwrap().0, expected);
        }
    }
);

on_each_engine!(
    /// Invariant: a list of identifiers finds its rows, be it empty or of thousands.
    lists_of_identifiers_find_their_rows,
    |which| async move {
        let database = with(which, KINDS).await;
        let ids: Vec<Id<()>> = (0..5).map(|_| Id::new()).collect();
        for (n, id) in ids.iter().enumerate() {
            let row = (None, None, None, Some(id.uuid()), None, None, None, None, None);
            keep(&database.db, n as i64, row).await.unwrap();
        }
        let mut many: Vec<Id<()>> = (0..5_000).map(|_| Id::new()).collect();
        many.extend(&ids[3..]);
        let mut read = database.db.read().await.unwrap();
        for (asked, expected) in [(&ids[..0], vec![]), (&ids[1..3], vec![1, 2]), (&many[..], vec![3, 4])] {
            let found = sql!(
                sqlite: "SELECT n FROM kind WHERE id IN (SELECT unhex(value) FROM json_each($1)) ORDER BY n",
                postgres: "SELECT n FROM kind WHERE id = ANY($1) ORDER BY n",
            )
            .bind(asked)
            .all::<(i64,)>(&mut read)
            .await
            .unwrap();
            assert_eq!(found.into_iter().map(|(n,)| n).collect::<Vec<_>>(), expected);
        }
    }
);

on_each_engine!(
    /// Invariant: a statement built by filters binds the same values as one that is written.
    built_statements_bind_alike,
    |which| async move {
        let database = with(which, KINDS).await;
        let at: DateTime<Utc> = "2026-11-24T07:40:00.000001Z".parse().unwrap();
        let (id, day) = (Uuid::now_v7(), NaiveDate::from_ymd_opt(2026, 11, 24).unwrap());
        let row = (Some("é'".into()), Some(3), Some(false), Some(id), Some(at), Some(day), None, Some(vec![1]), None);
        keep(&database.db, 1, row).await.unwrap();
        keep(&database.db, 2, NOTHING).await.unwrap();
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let filters = [
            column("words").eq("é'"), column("whole").eq(3_i64), column("truth").eq(false),
            column("id").eq(id), column("at").eq(at), column("day").eq(day),
            column("bytes").eq(vec![1_u8]),
        ];
        for filter in filters {
            let shown = format!("{filter:?}");
            let query = Query::select().column(Alias::new("n")).from(Alias::new("kind"))
                .and_where(filter).limit(10).to_owned();
            let mut read = database.db.read().await.unwrap();
            let found = built!(query).all::<(i64,)>(&mut read).await;
            assert_eq!(found.unwrap(), [(1,)], "{shown}");
        }
    }
);
