//! The parts of a message that is about to be written: as many as the protocol asks for.

use crate::{Event, Message, Provider};
use chrono::{DateTime, Utc};
use db::{Result, Write, sql};
use education::Id;

use super::{Way, settle};

#[derive(Debug, sqlx::FromRow)]
struct Part {
    n: i64,
    state: String,
    provider: Option<Id<Provider>>,
}

const BEGUN_ELSEWHERE: &str = "Le début de ce SMS est parti par un autre fournisseur.";

/// The parts to be written by this way; none when another provider has some already: it alone
/// could end what it began, and the message goes no further.
pub(super) async fn to_write(
    write: &mut Write,
    message: Id<Message>,
    parts_of_text: i64,
    way: &Way,
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    let parts = sql!("SELECT n, state, provider FROM message_part WHERE message = $1 ORDER BY n")
        .bind(message)
        .all::<Part>(write)
        .await?;
    let (waiting, begun): (Vec<Part>, Vec<Part>) =
        parts.into_iter().partition(|part| part.state == "queued");
    let elsewhere = begun.iter().any(|part| part.provider != Some(way.provider));
    if elsewhere || (way.whole && !begun.is_empty()) {
        for part in &waiting {
            settle::on_part(write, message, part.n, Event::Reject, Some(BEGUN_ELSEWHERE)).await?;
        }
        settle::message(write, message, None, now).await?;
        return Ok(Vec::new());
    }
    if way.whole {
        sql!("DELETE FROM message_part WHERE message = $1 AND n > 1")
            .bind(message)
            .run(write)
            .await?;
        return Ok(vec![1]);
    }
    let mut parts: Vec<i64> = waiting.iter().map(|part| part.n).collect();
    // One that was to leave whole, and did not, is in parts again.
    if begun.is_empty() {
        for n in (1..=parts_of_text).skip(parts.len()) {
            sql!(
                "INSERT INTO message_part (message, n, state, recipient) \
                 SELECT id, $2, 'queued', recipient FROM message WHERE id = $1"
            )
            .bind(message)
            .bind(n)
            .run(write)
            .await?;
            parts.push(n);
        }
    }
    Ok(parts)
}
