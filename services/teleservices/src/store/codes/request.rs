//! What families ask about their codes.

use super::change;
use crate::model::codes::{CodeRow, Pair, RequestKind};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School};
use identity::{ActivationCodes, At};
use secrets::KeyRing;
use web::{FormId, Result};

/// A request.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Request {
    #[sqlx(try_from = "String")]
    pub(crate) kind: RequestKind,
    pub(crate) note: String,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) lifted_at: Option<DateTime<Utc>>,
}

/// Records a request of a family, once for a form. A refusal closes the live code, if there is one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<ActivationCodes>,
    keys: &KeyRing,
    form: FormId,
    (pair, live): (Pair, Option<Id<CodeRow>>),
    (kind, note): (RequestKind, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    let by = (at.school(), at.person().account);
    if !insert(write, form, by, pair, (kind, note), now).await? {
        return Ok(());
    }
    let line = Line::new(at.actor(), "code_request.recorded").on("pupil", pair.pupil);
    audit::note(write, now, &line).await?;
    if let (RequestKind::Refusal, Some(live)) = (kind, live) {
        change::disable(write, at, keys, pair, live, now).await?;
    }
    Ok(())
}

/// Whose school it is, and whose account wrote it.
type By = (Id<School>, Id<Account>);

async fn insert(
    write: &mut Write,
    form: FormId,
    (school, account): By,
    pair: Pair,
    (kind, note): (RequestKind, &str),
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let added = sql!(
        "INSERT INTO family_request (id, form_id, school, pupil, holder, kind, note, asked_at, account) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(Id::<Request>::new())
    .bind(form.0)
    .bind(school)
    .bind(pair.pupil)
    .bind(pair.holder)
    .bind(kind.code())
    .bind(note)
    .bind(now)
    .bind(account)
    .run(write)
    .await?;
    Ok(added == 1)
}

/// Records what somebody of the family says from their own account, once for a form.
pub(crate) async fn of_family(
    write: &mut Write,
    by: By,
    form: FormId,
    pair: Pair,
    kind: RequestKind,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let note = "Dit en ligne par le responsable.";
    insert(write, form, by, pair, (kind, note), now).await?;
    Ok(())
}

/// The requests about a pair, the latest first.
pub(crate) async fn of_pair(
    read: &mut Read,
    at: &At<ActivationCodes>,
    pair: Pair,
) -> db::Result<Vec<Request>> {
    sql!(
        "SELECT kind, note, asked_at, lifted_at FROM family_request WHERE school = $1 AND pupil = $2 \
         AND holder = $3 ORDER BY asked_at DESC, id DESC"
    )
    .bind(at.school())
    .bind(pair.pupil)
    .bind(pair.holder)
    .all(read)
    .await
}

/// How many requests of each kind the school had.
pub(crate) async fn counts(
    read: &mut Read,
    at: &At<ActivationCodes>,
) -> db::Result<Vec<(RequestKind, u64)>> {
    let rows = sql!("SELECT kind, COUNT(*) FROM family_request WHERE school = $1 GROUP BY kind")
        .bind(at.school())
        .all::<(String, i64)>(read)
        .await?;
    let count = |kind: RequestKind| {
        let found = rows.iter().find(|(code, _)| code == kind.code());
        let count = found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0));
        (kind, count)
    };
    Ok(RequestKind::ALL.map(count).to_vec())
}
