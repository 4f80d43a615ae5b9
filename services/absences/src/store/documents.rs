//! The documents of a school: kept when they are produced, listed, read back, deleted.

use crate::model::document::{DocumentKind, DocumentRow, packed, unpacked};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, AtSchool, SchoolLife, SchoolLifeSettings};
use print::Document;
use uuid::Uuid;
use web::{Cursor, Error, FormId, PAGE_SIZE, Result};

/// What is produced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewDocument<'d> {
    pub(crate) kind: DocumentKind,
    /// As lists name it: « Bilan par classe, novembre 2026 ».
    pub(crate) title: &'d str,
    /// Letters of a batch, lines of a bilan.
    pub(crate) pieces: u64,
    /// What is printed, now and each time again.
    pub(crate) document: &'d Document,
}

/// Keeps what was produced, and notes who produced it.
pub(crate) async fn keep<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    new: NewDocument<'_>,
    now: DateTime<Utc>,
) -> Result<Id<DocumentRow>> {
    let id = insert(write, at, FormId::new(), new, now).await?;
    id.ok_or(Error::NotFound)
}

/// The same, of a form: sent twice, it keeps one document. From a page that went back in its history,
/// what was corrected in between is another one.
pub(crate) async fn keep_once<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    form: FormId,
    new: NewDocument<'_>,
    now: DateTime<Utc>,
) -> Result<Id<DocumentRow>> {
    if let Some(id) = insert(write, at, form, new, now).await? {
        return Ok(id);
    }
    let known = sql!("SELECT id, content FROM absence_document WHERE school = $1 AND form_id = $2")
        .bind(at.school())
        .bind(form.0)
        .optional::<(Id<DocumentRow>, Vec<u8>)>(write)
        .await?;
    let (id, before) = known.ok_or(Error::NotFound)?;
    match unpacked(&before).map_err(Error::internal)? == *new.document {
        true => Ok(id),
        false => keep(write, at, new, now).await,
    }
}

/// None, when the form has kept one already.
async fn insert<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    form: FormId,
    new: NewDocument<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Id<DocumentRow>>> {
    let id: Id<DocumentRow> = Id::new();
    let content = packed(new.document).map_err(Error::internal)?;
    let added = sql!(
        "INSERT INTO absence_document \
         (id, school, form_id, kind, title, pieces, made_at, made_on, made_by, content) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(new.kind.code())
    .bind(new.title)
    .bind(i64::try_from(new.pieces).unwrap_or(i64::MAX))
    .bind(now)
    .bind(at.today(now))
    .bind(at.person().account)
    .bind(content)
    .run(write)
    .await?;
    if added == 0 {
        return Ok(None);
    }
    let line = Line::new(at.actor(), "document.made").on("document", id);
    audit::note(write, now, &line.detail(new.kind.code().to_owned())).await?;
    Ok(Some(id))
}

/// A document, as lists show it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) id: Id<DocumentRow>,
    pub(crate) kind: DocumentKind,
    pub(crate) title: String,
    pub(crate) pieces: u64,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) made_by: Id<Account>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<DocumentRow>,
    kind: String,
    title: String,
    pieces: i64,
    made_at: DateTime<Utc>,
    made_by: Id<Account>,
}

impl From<Row> for Listed {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: DocumentKind::of(&row.kind).unwrap_or(DocumentKind::Report),
            title: row.title,
            pieces: row.pieces.unsigned_abs(),
            made_at: row.made_at,
            made_by: row.made_by,
        }
    }
}

/// Which documents are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    pub(crate) kind: Option<DocumentKind>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

/// A page of them.
#[derive(Debug)]
pub(crate) struct Documents {
    pub(crate) rows: Vec<Listed>,
    /// After which the next page begins; `None` on the last.
    pub(crate) next: Option<Cursor>,
}

/// Those that are asked for, the newest first, after those of the pages before.
pub(crate) async fn newest(
    read: &mut Read,
    at: &At<SchoolLife>,
    wanted: Wanted,
    after: Option<&Cursor>,
) -> db::Result<Documents> {
    let (before, id) = after.and_then(key).unwrap_or(NEWEST);
    let rows = sql!(
        "SELECT id, kind, title, pieces, made_at, made_by FROM absence_document \
         WHERE school = $1 AND (made_at, id) < ($2, $3) AND ($4 = '' OR kind = $4) \
         AND made_on >= $5 AND made_on <= $6 ORDER BY made_at DESC, id DESC LIMIT $7"
    )
    .bind(at.school())
    .bind(before)
    .bind(id)
    .bind(wanted.kind.map_or("", DocumentKind::code))
    .bind(wanted.from.unwrap_or(FIRST_DAY))
    .bind(wanted.to.unwrap_or(LAST_DAY))
    .bind(PAGE_SIZE as i64 + 1)
    .all::<Row>(read)
    .await?;
    let mut rows: Vec<Listed> = rows.into_iter().map(Listed::from).collect();
    let more = rows.len() > PAGE_SIZE;
    rows.truncate(PAGE_SIZE);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| Cursor(format!("{} {}", row.made_at.timestamp_micros(), row.id)));
    Ok(Documents { rows, next })
}

/// After every document: years of four digits, as SQLite compares them.
const NEWEST: (DateTime<Utc>, Uuid) = (
    match LAST_DAY.and_hms_opt(0, 0, 0) {
        Some(last) => last.and_utc(),
        None => DateTime::<Utc>::UNIX_EPOCH,
    },
    Uuid::max(),
);
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1970, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

fn key(cursor: &Cursor) -> Option<(DateTime<Utc>, Uuid)> {
    let (at, id) = cursor.0.split_once(' ')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
    Some((at, Uuid::parse_str(id).ok()?))
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<DocumentRow>,
) -> db::Result<Option<Listed>> {
    let row = sql!(
        "SELECT id, kind, title, pieces, made_at, made_by FROM absence_document \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Listed::from))
}

/// What is printed again, word for word.
pub(crate) async fn content(
    read: &mut Read,
    at: &At<SchoolLife>,
    id: Id<DocumentRow>,
) -> Result<Option<Document>> {
    let row = sql!("SELECT content FROM absence_document WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .optional::<(Vec<u8>,)>(read)
        .await?;
    row.map(|(content,)| unpacked(&content).map_err(Error::internal))
        .transpose()
}

/// Deletes a document; false when there is none.
pub(crate) async fn delete(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<DocumentRow>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let deleted = sql!("DELETE FROM absence_document WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .run(write)
        .await?;
    if deleted == 1 {
        let line = Line::new(at.actor(), "document.deleted").on("document", id);
        audit::note(write, now, &line).await?;
    }
    Ok(deleted == 1)
}
