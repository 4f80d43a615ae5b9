//! A part changes; its message follows.

use crate::{Event, Message, State};
use chrono::{DateTime, Utc};
use db::{Result, Write, sql};
use education::Id;

#[derive(Debug, Clone, sqlx::FromRow)]
struct Standing {
    #[sqlx(try_from = "String")]
    state: State,
    reason: Option<String>,
}

/// Applies an event to a part. False when it changes nothing there (it came too late, or the
/// part is settled).
pub(super) async fn on_part(
    write: &mut Write,
    message: Id<Message>,
    n: i64,
    event: Event,
    reason: Option<&str>,
) -> Result<bool> {
    let part = sql!("SELECT state, reason FROM message_part WHERE message = $1 AND n = $2")
        .bind(message)
        .bind(n)
        .optional::<Standing>(write)
        .await?;
    let Some(next) = part.and_then(|part| part.state.next(event)) else {
        return Ok(false);
    };
    sql!("UPDATE message_part SET state = $3, reason = $4 WHERE message = $1 AND n = $2")
        .bind(message)
        .bind(n)
        .bind(next.code())
        .bind(reason)
        .run(write)
        .await?;
    Ok(true)
}

/// Brings a message to where its parts stand; a final one stays.
pub(super) async fn message(
    write: &mut Write,
    message: Id<Message>,
    retry_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(standing) = sql!("SELECT state, reason FROM message WHERE id = $1")
        .bind(message)
        .optional::<Standing>(write)
        .await?
    else {
        return Ok(());
    };
    let parts = sql!("SELECT state, reason FROM message_part WHERE message = $1 ORDER BY n")
        .bind(message)
        .all::<Standing>(write)
        .await?;
    let mut next = State::of_parts(parts.iter().map(|part| part.state));
    let reason = parts
        .into_iter()
        .find(|part| part.state == next)
        .and_then(|part| part.reason);
    if next == State::Queued && retry_at.is_some() {
        next = State::Held;
    }
    if standing.state.is_final() || (standing.state == next && standing.reason == reason) {
        return Ok(());
    }
    sql!(
        "UPDATE message SET state = $2, reason = $3, state_at = $4, retry_at = $5, \
         body = CASE WHEN sealed AND $2 NOT IN ('queued', 'held', 'sending', 'in_doubt') \
         THEN '' ELSE body END, provider = CASE WHEN $2 IN ('queued', 'held') THEN NULL ELSE provider END WHERE id = $1"
    )
    .bind(message)
    .bind(next.code())
    .bind(reason)
    .bind(now)
    .bind(retry_at)
    .run(write)
    .await?;
    Ok(())
}
