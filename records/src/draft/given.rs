//! Files are given: kept, and the work on them asked for.

use super::{Draft, Purpose, longest_wait, pieces};
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::Id;
use identity::{At, RegisterImport};
use web::Result;

/// Keeps exports, read from their beginning, and asks for their comparison.
pub async fn keep(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    files: &mut [(String, std::fs::File)],
) -> Result<Id<Draft>> {
    put(write, at, now, Purpose::Registers, files).await
}

/// Keeps files, and asks for the work on them. Deposits of all schools that are too old to be
/// accepted lose their files.
pub(crate) async fn put(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    purpose: Purpose,
    files: &mut [(String, std::fs::File)],
) -> Result<Id<Draft>> {
    pieces::forget_before(write, now - longest_wait()).await?;
    let id = Id::new();
    sql!(
        "INSERT INTO import_draft (id, school, account, created_at, report, state, purpose) \
         VALUES ($1, $2, $3, $4, $5, 'reading', $6)"
    )
    .bind(id)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .bind(serde_json::Value::Null)
    .bind(purpose.code())
    .run(write)
    .await?;
    pieces::put(write, id, files).await?;
    let payload = serde_json::json!({ "draft": id.to_string() });
    jobs::enqueue(write, purpose.job(), None, payload, now).await?;
    Ok(id)
}
