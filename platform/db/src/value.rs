//! Values that can be bound to a statement, on both engines alike.

use chrono::{DateTime, NaiveDate, NaiveTime, SubsecRound, Utc};
use education::Id;
use sqlx::{Postgres, Sqlite, postgres::PgArguments, query::Query, sqlite::SqliteArguments};
use uuid::Uuid;

/// A bound value. `None` is a NULL of that type: PostgreSQL wants to know which.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text.
    Text(Option<String>),
    /// Whole number.
    Int(Option<i64>),
    /// Truth.
    Bool(Option<bool>),
    /// Identifier.
    Uuid(Option<Uuid>),
    /// Identifiers, for `= ANY($n)` and its like.
    Uuids(Vec<Uuid>),
    /// Instant, kept to the microsecond on both engines.
    At(Option<DateTime<Utc>>),
    /// Day.
    Day(Option<NaiveDate>),
    /// Hour of a day.
    Time(Option<NaiveTime>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
    /// JSON.
    Json(Option<serde_json::Value>),
}

type SqliteQuery<'q> = Query<'q, Sqlite, SqliteArguments>;
type PgQuery<'q> = Query<'q, Postgres, PgArguments>;

impl Value {
    pub(crate) fn bind_sqlite(self, query: SqliteQuery<'_>) -> SqliteQuery<'_> {
        match self {
            Self::Text(v) => query.bind(v),
            Self::Int(v) => query.bind(v),
            Self::Bool(v) => query.bind(v),
            Self::Uuid(v) => query.bind(v),
            Self::Uuids(ids) => {
                let hex: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
                query.bind(serde_json::Value::from(hex).to_string())
            }
            // One width for all, so that texts compare as instants do.
            Self::At(v) => query.bind(v.map(instant)),
            Self::Day(v) => query.bind(v),
            Self::Time(v) => query.bind(v),
            Self::Bytes(v) => query.bind(v),
            Self::Json(v) => query.bind(v.map(|v| v.to_string())),
        }
    }

    pub(crate) fn bind_postgres(self, query: PgQuery<'_>) -> PgQuery<'_> {
        match self {
            Self::Text(v) => query.bind(v),
            Self::Int(v) => query.bind(v),
            Self::Bool(v) => query.bind(v),
            Self::Uuid(v) => query.bind(v),
            Self::Uuids(v) => query.bind(v),
            Self::At(v) => query.bind(v.map(|v| v.trunc_subsecs(6))),
            Self::Day(v) => query.bind(v),
            Self::Time(v) => query.bind(v),
            Self::Bytes(v) => query.bind(v),
            Self::Json(v) => query.bind(v),
        }
    }
}

/// An instant as SQLite keeps it and as PostgreSQL reads it: for those inside a bound JSON.
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// A Rust value that can be bound.
pub trait Bind {
    /// The value.
    fn value(self) -> Value;
    /// The NULL of its type.
    fn null() -> Value;
}

macro_rules! bind {
    ($($type:ty => $variant:ident, |$v:ident| $convert:expr;)*) => {$(
        impl Bind for $type {
            fn value(self) -> Value {
                let $v = self;
                Value::$variant(Some($convert))
            }
            fn null() -> Value {
                Value::$variant(None)
            }
        }
    )*};
}

bind! {
    String => Text, |v| v;
    &str => Text, |v| v.to_owned();
    &String => Text, |v| v.clone();
    i64 => Int, |v| v;
    i32 => Int, |v| i64::from(v);
    u32 => Int, |v| i64::from(v);
    u16 => Int, |v| i64::from(v);
    u8 => Int, |v| i64::from(v);
    bool => Bool, |v| v;
    Uuid => Uuid, |v| v;
    DateTime<Utc> => At, |v| v;
    NaiveDate => Day, |v| v;
    NaiveTime => Time, |v| v;
    Vec<u8> => Bytes, |v| v;
    &[u8] => Bytes, |v| v.to_vec();
    serde_json::Value => Json, |v| v;
}

impl<T> Bind for Id<T> {
    fn value(self) -> Value {
        Value::Uuid(Some(self.uuid()))
    }
    fn null() -> Value {
        Value::Uuid(None)
    }
}

impl<T> Bind for &[Id<T>] {
    fn value(self) -> Value {
        Value::Uuids(self.iter().map(|id| id.uuid()).collect())
    }
    fn null() -> Value {
        Value::Uuids(Vec::new())
    }
}

impl<B: Bind> Bind for Option<B> {
    fn value(self) -> Value {
        self.map_or_else(B::null, B::value)
    }
    fn null() -> Value {
        B::null()
    }
}
