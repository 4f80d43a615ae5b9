//! The rows of what was typed here.

use super::{Change, Field, Kind};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, AtSchool};
use uuid::Uuid;

/// A field that somebody typed, and what the register says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedField {
    /// Which field.
    pub field: Field,
    /// Of whom.
    pub subject: Uuid,
    /// Who typed it.
    pub account: Id<Account>,
    /// When.
    pub typed_at: DateTime<Utc>,
    /// What the register says, as [`Field::words`] reads it.
    pub register_value: String,
    /// The date of the export that says something else than the register said before: a person
    /// must choose.
    pub conflict_at: Option<DateTime<Utc>>,
}

/// What was typed of this pupil, guardian or link. The caller has been admitted to the record.
pub async fn typed_fields(
    read: &mut Read,
    kind: Kind,
    subject: Uuid,
) -> db::Result<Vec<TypedField>> {
    type Row = (
        String,
        Id<Account>,
        DateTime<Utc>,
        String,
        Option<DateTime<Utc>>,
    );
    let rows = sql!(
        "SELECT field, account, typed_at, register_value, conflict_at FROM typed_field \
         WHERE kind = $1 AND subject = $2 ORDER BY field"
    )
    .bind(kind.code())
    .bind(subject)
    .all::<Row>(read)
    .await?;
    let known = |(code, account, typed_at, register_value, conflict_at): Row| {
        Some(TypedField {
            field: Field::of(kind, &code)?,
            subject,
            account,
            typed_at,
            register_value,
            conflict_at,
        })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// For an import that leaves what was typed: what the register says from now on. `conflict_at` is
/// the date of the export on [`super::Verdict::KeepAndTell`], until a person has chosen, who is
/// told the same export no more; and none on [`super::Verdict::Keep`], when the register has come
/// to say what the person answered: if it says something else later, that is news.
pub async fn register_says(
    write: &mut Write,
    field: Field,
    subject: Uuid,
    exported: &str,
    conflict_at: Option<DateTime<Utc>>,
) -> db::Result<()> {
    sql!(
        "UPDATE typed_field SET register_value = $4, conflict_at = $5 \
         WHERE kind = $1 AND subject = $2 AND field = $3"
    )
    .bind(field.kind().code())
    .bind(subject)
    .bind(field.code())
    .bind(exported)
    .bind(conflict_at)
    .run(write)
    .await?;
    Ok(())
}

/// The field is the register's again: for an import, on [`super::Verdict::Take`].
pub async fn forget(write: &mut Write, field: Field, subject: Uuid) -> db::Result<()> {
    sql!("DELETE FROM typed_field WHERE kind = $1 AND subject = $2 AND field = $3")
        .bind(field.kind().code())
        .bind(subject)
        .bind(field.code())
        .run(write)
        .await?;
    Ok(())
}

/// What the register says of a typed field that is in conflict; `None` when nothing is to be
/// chosen any more.
pub(crate) async fn register_value(
    read: &mut Read,
    field: Field,
    subject: Uuid,
) -> db::Result<Option<String>> {
    let row = sql!(
        "SELECT register_value FROM typed_field \
         WHERE kind = $1 AND subject = $2 AND field = $3 AND conflict_at IS NOT NULL"
    )
    .bind(field.kind().code())
    .bind(subject)
    .bind(field.code())
    .optional::<(String,)>(read)
    .await?;
    Ok(row.map(|(text,)| text))
}

/// « Garder la saisie »: the contradiction is settled.
pub(crate) async fn keep(write: &mut Write, field: Field, subject: Uuid) -> db::Result<()> {
    sql!(
        "UPDATE typed_field SET conflict_at = NULL \
         WHERE kind = $1 AND subject = $2 AND field = $3"
    )
    .bind(field.kind().code())
    .bind(subject)
    .bind(field.code())
    .run(write)
    .await?;
    Ok(())
}

/// Somebody typed these: each that now differs from the register is kept as typed, and each that
/// says again what the register says is the register's.
pub(crate) async fn note_changes<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    subject: Uuid,
    changes: &[Change],
    now: DateTime<Utc>,
) -> db::Result<()> {
    for change in changes {
        let field = change.field;
        let known = said(write, field, subject).await?;
        let said = known.unwrap_or_else(|| change.before.clone());
        if field.same(&said, &change.after) && !field.is_an_answer() {
            forget(write, field, subject).await?;
        } else {
            note(write, at, subject, change, &said, now).await?;
        }
    }
    Ok(())
}

async fn said(read: &mut Read, field: Field, subject: Uuid) -> db::Result<Option<String>> {
    let row = sql!(
        "SELECT register_value FROM typed_field WHERE kind = $1 AND subject = $2 AND field = $3"
    )
    .bind(field.kind().code())
    .bind(subject)
    .bind(field.code())
    .optional::<(String,)>(read)
    .await?;
    Ok(row.map(|(text,)| text))
}

async fn note<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    subject: Uuid,
    change: &Change,
    said: &str,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!(
        "INSERT INTO typed_field (kind, subject, field, account, school, typed_at, register_value) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, subject, field) \
         DO UPDATE SET account = excluded.account, school = excluded.school, \
         typed_at = excluded.typed_at, conflict_at = NULL"
    )
    .bind(change.field.kind().code())
    .bind(subject)
    .bind(change.field.code())
    .bind(at.person().account)
    .bind(at.school())
    .bind(now)
    .bind(said)
    .run(write)
    .await?;
    Ok(())
}
