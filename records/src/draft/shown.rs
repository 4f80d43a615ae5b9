//! A deposit of exports as its page shows it, until somebody accepts it.

use super::{Draft, Purpose, longest_wait};
use crate::import::{Anomaly, AnomalyKind, Report};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, RegisterImport};
use web::{Error, Result};

/// How far a deposit of exports is.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// The files are being read and compared: what is being done, and how many rows are.
    Reading(String, u64),
    /// The files were refused, and are gone; the sentence says why.
    Refused(String),
    /// What would change; somebody must accept.
    Ready {
        /// What would change.
        report: Report,
        /// Whether this differs from what was shown when it was accepted.
        changed: bool,
    },
    /// It was accepted, and is being done.
    Applying(String, u64),
    /// It is done: what changed.
    Done(Report),
}

/// A deposit.
#[derive(Debug, Clone)]
pub struct Kept {
    /// How far it is.
    pub state: State,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A deposit, whatever was given.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) state: String,
    pub(crate) report: serde_json::Value,
    pub(crate) refusal: Option<String>,
    pub(crate) step: String,
    pub(crate) step_rows: i64,
    pub(crate) changed: bool,
    pub(crate) created_at: DateTime<Utc>,
}

/// The row of a deposit of the school, if there is one.
pub(crate) async fn row(
    read: &mut Read,
    at: &At<RegisterImport>,
    id: Id<Draft>,
    purpose: Purpose,
) -> Result<Option<Row>> {
    let row = sql!(
        "SELECT state, report, refusal, step, step_rows, changed, created_at \
         FROM import_draft WHERE id = $1 AND school = $2 AND purpose = $3"
    )
    .bind(id)
    .bind(at.school())
    .bind(purpose.code())
    .optional::<Row>(read)
    .await?;
    Ok(row)
}

/// A deposit of exports of the school, if there is one.
pub async fn find(read: &mut Read, at: &At<RegisterImport>, id: Id<Draft>) -> Result<Option<Kept>> {
    let Some(row) = row(read, at, id, Purpose::Registers).await? else {
        return Ok(None);
    };
    let report = || serde_json::from_value(row.report.clone()).map_err(Error::internal);
    let rows = row.step_rows.unsigned_abs();
    Ok(Some(Kept {
        state: match row.state.as_str() {
            "reading" => State::Reading(row.step, rows),
            "refused" => State::Refused(row.refusal.unwrap_or_default()),
            "applying" => State::Applying(row.step, rows),
            "done" => State::Done(report()?),
            _ => State::Ready {
                report: report()?,
                changed: row.changed,
            },
        },
        created_at: row.created_at,
    }))
}

/// Accepts a deposit of the school: what was shown will be done. False when it is too old, or
/// no longer to be accepted (a double click: it is under way).
pub async fn accept(
    write: &mut Write,
    at: &At<RegisterImport>,
    now: DateTime<Utc>,
    id: Id<Draft>,
) -> Result<bool> {
    let accepted = sql!(
        "UPDATE import_draft SET state = 'applying', accepted_at = $3, changed = FALSE, step = '', \
         step_rows = 0, account = $5 WHERE id = $1 AND school = $2 AND state = 'ready' \
         AND created_at >= $4"
    )
    .bind(id)
    .bind(at.school())
    .bind(now)
    .bind(now - longest_wait())
    .bind(at.person().account)
    .run(write)
    .await?;
    if accepted == 1 {
        let payload = serde_json::json!({ "draft": id.to_string() });
        jobs::enqueue(write, crate::import_job::APPLY, None, payload, now).await?;
    }
    Ok(accepted == 1)
}

/// Whether a deposit is too old to be accepted.
pub fn is_too_old(kept: &Kept, now: DateTime<Utc>) -> bool {
    kept.created_at < now - longest_wait()
}

/// Anomalies of a deposit of the school, of one kind or of all, those after `after`.
pub async fn anomalies(
    read: &mut Read,
    at: &At<RegisterImport>,
    id: Id<Draft>,
    kind: Option<AnomalyKind>,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, Anomaly)>> {
    type Row = (i64, String, Option<i64>, String, String);
    let rows = sql!(
        "SELECT a.n, a.kind, a.line, a.what, a.sentence FROM import_anomaly a \
         JOIN import_draft d ON d.id = a.draft WHERE d.id = $1 AND d.school = $2 AND a.n > $3 \
         AND (a.kind = $4 OR $4 = '') ORDER BY a.n LIMIT $5"
    )
    .bind(id)
    .bind(at.school())
    .bind(after)
    .bind(kind.map_or("", AnomalyKind::code))
    .bind(limit)
    .all::<Row>(read)
    .await?;
    let rows = rows.into_iter().map(|(n, kind, line, what, sentence)| {
        let kind = AnomalyKind::from_code(&kind).unwrap_or(AnomalyKind::Doubtful);
        let anomaly = Anomaly {
            kind,
            line,
            what,
            sentence,
        };
        (n, anomaly)
    });
    Ok(rows.collect())
}
