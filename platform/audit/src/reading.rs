//! Reading the audit: by the operator, by the data-protection officer, for one person.

use chrono::{DateTime, Utc};
use db::{Read, sql};
use uuid::Uuid;

/// What to look for; everything that is `None` does not count.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Acts that begin with this: `sms.` or `sms.released`.
    pub act: Option<String>,
    /// Lines about this object.
    pub object: Option<Uuid>,
    /// Lines of this account.
    pub account: Option<Uuid>,
    /// Lines before this instant and identifier: where the page before ended.
    pub before: Option<(DateTime<Utc>, Uuid)>,
}

/// A line, as read.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Found {
    /// Its identifier.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub account: Option<Uuid>,
    /// Where.
    pub school: Option<Uuid>,
    /// What.
    pub act: String,
    /// On what kind of thing.
    pub object_kind: String,
    /// Which one.
    pub object: Option<Uuid>,
    /// What else.
    pub detail: String,
    /// The batch that sealed it.
    pub seal: Option<i64>,
}

/// The latest lines that fit, the newest first.
pub async fn latest(read: &mut Read, filter: &Filter, limit: i64) -> db::Result<Vec<Found>> {
    let prefix = filter.act.as_ref().map(|act| {
        act.replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_")
            + "%"
    });
    let (at, id) = filter.before.unzip();
    // The casts differ because PostgreSQL must be told the type of a parameter that may be NULL.
    sql!(
        sqlite: "SELECT id, at, account, school, act, object_kind, object, detail, seal \
                 FROM audit_line WHERE ($1 IS NULL OR act LIKE $1 ESCAPE '\\') \
                 AND ($2 IS NULL OR object = $2) AND ($3 IS NULL OR account = $3) \
                 AND ($4 IS NULL OR (at, id) < ($4, $5)) ORDER BY at DESC, id DESC LIMIT $6",
        postgres: "SELECT id, at, account, school, act, object_kind, object, detail, seal \
                   FROM audit_line WHERE (CAST($1 AS TEXT) IS NULL OR act LIKE $1 ESCAPE '\\') \
                   AND (CAST($2 AS UUID) IS NULL OR object = $2) \
                   AND (CAST($3 AS UUID) IS NULL OR account = $3) \
                   AND (CAST($4 AS TIMESTAMPTZ) IS NULL OR (at, id) < ($4, CAST($5 AS UUID))) \
                   ORDER BY at DESC, id DESC LIMIT $6",
    )
    .bind(prefix)
    .bind(filter.object)
    .bind(filter.account)
    .bind(at)
    .bind(id)
    .bind(limit)
    .all(read)
    .await
}

/// All that was done to, or seen of, one object, the newest first.
pub async fn of_object(read: &mut Read, object: Uuid, limit: i64) -> db::Result<Vec<Found>> {
    latest(
        read,
        &Filter {
            object: Some(object),
            ..Filter::default()
        },
        limit,
    )
    .await
}
