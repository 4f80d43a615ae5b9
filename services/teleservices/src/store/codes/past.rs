//! The history of a pair: each of its codes, the live one last.

use crate::model::codes::{Act, Pair};
use chrono::{DateTime, Utc};
use db::{Read, sql};
use education::Id;
use identity::{ActivationCodes, At};

/// Something that happened to a code of the pair.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Event {
    #[sqlx(try_from = "String")]
    pub(crate) act: Act,
    pub(crate) at: DateTime<Utc>,
    /// Who did it; none for the program.
    pub(crate) account: Option<Id<education::Account>>,
}

/// What happened to the codes of a pair, the latest first.
pub(crate) async fn events(
    read: &mut Read,
    at: &At<ActivationCodes>,
    pair: Pair,
) -> db::Result<Vec<Event>> {
    sql!(
        "SELECT e.act, e.at, e.account FROM code_event e JOIN activation_code c ON c.id = e.code \
         WHERE c.school = $1 AND c.pupil = $2 AND c.holder = $3 ORDER BY e.at DESC, e.id DESC"
    )
    .bind(at.school())
    .bind(pair.pupil)
    .bind(pair.holder)
    .all(read)
    .await
}
