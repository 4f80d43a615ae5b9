//! What the operator reads: what waits, what is dead, what was reported.

use chrono::{DateTime, Utc};
use db::{Read, sql};
use uuid::Uuid;

/// How much work there is in each state that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Waits for its hour, or for a worker.
    pub queued: i64,
    /// Under way.
    pub running: i64,
    /// Given up.
    pub dead: i64,
}

/// Work that was given up.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Dead {
    /// Which one.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The day of a daily job.
    pub slot: Option<String>,
    /// How many times it was tried.
    pub attempts: i64,
    /// What went wrong last, for the operator.
    pub last_error: String,
    /// When it was given up.
    pub finished_at: DateTime<Utc>,
}

/// Work that is done.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Finished {
    /// The day of a daily job.
    pub slot: Option<String>,
    /// When.
    pub finished_at: DateTime<Utc>,
    /// What it says.
    pub report: String,
}

/// Counts the work.
pub async fn counts(read: &mut Read) -> db::Result<Counts> {
    let rows = sql!(
        "SELECT state, COUNT(*) FROM job WHERE state IN ('queued', 'running', 'dead') GROUP BY state"
    )
    .all::<(String, i64)>(read)
    .await?;
    let of = |state: &str| {
        rows.iter()
            .find(|(name, _)| name == state)
            .map_or(0, |(_, count)| *count)
    };
    Ok(Counts {
        queued: of("queued"),
        running: of("running"),
        dead: of("dead"),
    })
}

/// The dead, the latest first, a hundred at most.
pub async fn dead(read: &mut Read) -> db::Result<Vec<Dead>> {
    sql!(
        "SELECT id, kind, slot, attempts, last_error, finished_at FROM job \
         WHERE state = 'dead' AND finished_at IS NOT NULL \
         ORDER BY finished_at DESC, id LIMIT 100"
    )
    .all(read)
    .await
}

/// The last work of a kind that was done.
pub async fn last_done(read: &mut Read, kind: &str) -> db::Result<Option<Finished>> {
    sql!(
        "SELECT slot, finished_at, report FROM job \
         WHERE kind = $1 AND state = 'done' AND finished_at IS NOT NULL \
         ORDER BY finished_at DESC LIMIT 1"
    )
    .bind(kind)
    .optional(read)
    .await
}
