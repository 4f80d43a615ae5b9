//! What the family of a child reads of their entries: what they say, and nothing of who wrote it.

use super::{absence::Absence, entries::TermsRow};
use crate::model::terms::{Kind, Terms};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use db::{Read, sql};
use education::Id;
use identity::Child;

/// An entry that stands, as the pages of the family show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfChild {
    pub(crate) id: Id<Absence>,
    pub(crate) terms: Terms,
    /// Where the halves of a day parted when it was written.
    pub(crate) noon: NaiveTime,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Absence>,
    #[sqlx(flatten)]
    terms: TermsRow,
    noon: NaiveTime,
}

impl From<Row> for OfChild {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            terms: row.terms.into(),
            noon: row.noon,
        }
    }
}

/// The entries that stand and touch some day between two, the latest first.
pub(crate) async fn between(
    read: &mut Read,
    child: &Child,
    from: NaiveDate,
    to: NaiveDate,
) -> db::Result<Vec<OfChild>> {
    let rows = sql!(
        "SELECT id, from_day, from_time, to_day, to_time, kind, scope, open_end, minutes, reason, proof, \
         legitimate, informed, observed, closed, noon FROM absence \
         WHERE school = $1 AND pupil = $2 AND to_day >= $3 AND from_day <= $4 AND cancelled_at IS NULL \
         ORDER BY from_day DESC, from_time DESC, id DESC"
    )
    .bind(child.school())
    .bind(child.pupil())
    .bind(from)
    .bind(to)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(OfChild::from).collect())
}

/// One entry that stands.
pub(crate) async fn one(
    read: &mut Read,
    child: &Child,
    id: Id<Absence>,
) -> db::Result<Option<OfChild>> {
    let row = sql!(
        "SELECT id, from_day, from_time, to_day, to_time, kind, scope, open_end, minutes, reason, proof, \
         legitimate, informed, observed, closed, noon FROM absence \
         WHERE school = $1 AND pupil = $2 AND id = $3 AND cancelled_at IS NULL"
    )
    .bind(child.school())
    .bind(child.pupil())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(OfChild::from))
}

/// How many entries that stand were recorded since an instant, of each kind.
pub(crate) async fn recorded_since(
    read: &mut Read,
    child: &Child,
    since: DateTime<Utc>,
) -> db::Result<Vec<(Kind, u64)>> {
    let rows = sql!(
        "SELECT kind, COUNT(*) FROM absence WHERE school = $1 AND pupil = $2 AND recorded_at > $3 \
         AND cancelled_at IS NULL GROUP BY kind ORDER BY kind"
    )
    .bind(child.school())
    .bind(child.pupil())
    .bind(since)
    .all::<(String, i64)>(read)
    .await?;
    let counted = rows
        .into_iter()
        .filter_map(|(code, count)| Some((Kind::from_code(&code)?, count.unsigned_abs())));
    Ok(counted.collect())
}
