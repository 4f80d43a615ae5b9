//! A table between the page that takes it and the moment when it is accepted.

use crate::model::exchange::Remark;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, SchoolLifeSettings};
use serde_json::json;

/// A deposit; what it brings has the same identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draft {}

/// A deposit, as kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) taken: bool,
    /// Once it is taken, in the place of the bytes.
    remarks: Option<serde_json::Value>,
}

impl Kept {
    /// What was said of the lines of a deposit that is taken; nothing before.
    pub(crate) fn remarks(&self) -> Option<Vec<Remark>> {
        serde_json::from_value(self.remarks.clone()?).ok()
    }
}

/// Keeps a file, in the place of the last one that the same person has not accepted.
pub(crate) async fn keep(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    (name, bytes): (&str, &[u8]),
    now: DateTime<Utc>,
) -> db::Result<Id<Draft>> {
    sql!("DELETE FROM absence_draft WHERE school = $1 AND account = $2 AND NOT taken")
        .bind(at.school())
        .bind(at.person().account)
        .run(write)
        .await?;
    let id = Id::new();
    sql!(
        "INSERT INTO absence_draft (id, school, account, created_at, name, bytes, taken) \
         VALUES ($1, $2, $3, $4, $5, $6, FALSE)"
    )
    .bind(id)
    .bind(at.school())
    .bind(at.person().account)
    .bind(now)
    .bind(name)
    .bind(bytes)
    .run(write)
    .await?;
    Ok(id)
}

/// A deposit of the school where one works, until it is forgotten.
pub(crate) async fn find(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<Draft>,
) -> db::Result<Option<Kept>> {
    sql!("SELECT name, bytes, taken, remarks FROM absence_draft WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .optional::<Kept>(read)
        .await
}

/// Whether what a deposit says is done, or nobody knows it any more.
pub(crate) async fn is_taken(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<Draft>,
) -> db::Result<bool> {
    let row = sql!("SELECT taken FROM absence_draft WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .optional::<(bool,)>(read)
        .await?;
    Ok(row.is_none_or(|(taken,)| taken))
}

/// Takes a deposit, in the transaction that does what it says: its remarks stay, its bytes go. False
/// when somebody did before: it is done once.
pub(crate) async fn take(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Draft>,
    remarks: &[Remark],
) -> db::Result<bool> {
    let taken = sql!(
        "UPDATE absence_draft SET taken = TRUE, bytes = $3, remarks = $4 \
         WHERE school = $1 AND id = $2 AND NOT taken"
    )
    .bind(at.school())
    .bind(id)
    .bind(Vec::<u8>::new())
    .bind(json!(remarks))
    .run(write)
    .await?;
    Ok(taken == 1)
}
