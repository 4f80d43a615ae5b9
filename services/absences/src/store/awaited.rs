//! Answers that families owe: what was asked of them, when, and how long they have.

use crate::store::absence::Absence;
use chrono::{DateTime, Utc};
use db::{Read, sql};
use education::Id;
use identity::{At, SchoolLife};

/// An entry of which a family was told, and to which nobody has answered.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Awaited {
    pub(crate) absence: Id<Absence>,
    /// When the first action was asked for.
    pub(crate) asked_at: DateTime<Utc>,
    /// « Délai de réponse », in school days.
    pub(crate) response_days: i64,
}

/// The entries that stand, are not closed, have no reason and of which an action told the family.
pub(crate) async fn awaited(read: &mut Read, at: &At<SchoolLife>) -> db::Result<Vec<Awaited>> {
    sql!(
        "SELECT n.absence, MIN(n.asked_at) AS asked_at, MIN(c.response_days) AS response_days \
         FROM absence_notice n JOIN absence a ON a.id = n.absence \
         JOIN absence_action c ON c.id = n.action \
         WHERE a.school = $1 AND a.cancelled_at IS NULL AND NOT a.closed AND NOT a.informed \
         AND a.reason IS NULL GROUP BY n.absence ORDER BY MIN(n.asked_at), n.absence"
    )
    .bind(at.school())
    .all::<Awaited>(read)
    .await
}
