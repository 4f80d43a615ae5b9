//! Statements built where they vary: lists with filters and a choice of sort.

use crate::{Site, Statement, Value};
use sea_query::{PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder, Value as Sea};

/// Made by [`built!`](crate::built).
pub fn statement(query: &impl QueryStatementWriter, site: &'static Site) -> Statement {
    let (sqlite, values) = query.build_any(&SqliteQueryBuilder);
    let (postgres, _) = query.build_any(&PostgresQueryBuilder);
    let values = values.0.into_iter().map(value).collect();
    Statement::built(sqlite, postgres, values, site)
}

/// What builders bind here; another kind is a mistake of the program, seen at its first test.
fn value(value: Sea) -> Value {
    match value {
        Sea::Bool(v) => Value::Bool(v),
        Sea::Int(v) => Value::Int(v.map(i64::from)),
        Sea::BigInt(v) => Value::Int(v),
        Sea::BigUnsigned(v) => Value::Int(v.and_then(|v| i64::try_from(v).ok())),
        Sea::String(v) => Value::Text(v),
        Sea::Bytes(v) => Value::Bytes(v),
        Sea::Uuid(v) => Value::Uuid(v),
        Sea::Json(v) => Value::Json(v.map(|v| *v)),
        Sea::ChronoDate(v) => Value::Day(v),
        Sea::ChronoDateTimeUtc(v) => Value::At(v),
        other => unreachable!("a builder binds {other:?}"),
    }
}
