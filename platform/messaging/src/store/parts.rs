//! The parts of a message that is about to be written: as many as the protocol asks for.

use crate::{Event, Message, Provider};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use std::collections::HashMap;

use super::{Way, settle::Standings};

/// Where a part stands.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Standing {
    n: i64,
    state: String,
    provider: Option<Id<Provider>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    message: Id<Message>,
    #[sqlx(flatten)]
    part: Standing,
}

/// The parts of those of these messages that are in the queue, in order.
pub(super) async fn of_those_in_queue(
    read: &mut Read,
    messages: &[Id<Message>],
) -> Result<HashMap<Id<Message>, Vec<Standing>>> {
    let rows = sql!(
        sqlite: "SELECT p.message, p.n, p.state, p.provider FROM message m \
                 JOIN message_part p ON p.message = m.id \
                 WHERE m.id IN (SELECT unhex(value) FROM json_each($1)) \
                 AND +m.state IN ('queued', 'held') ORDER BY p.message, p.n",
        postgres: "SELECT p.message, p.n, p.state, p.provider FROM message m \
                   JOIN message_part p ON p.message = m.id \
                   WHERE m.id = ANY($1) AND m.state IN ('queued', 'held') \
                   ORDER BY p.message, p.n",
    )
    .bind(messages)
    .all::<Row>(read)
    .await?;
    let mut standings: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        standings.entry(row.message).or_default().push(row.part);
    }
    Ok(standings)
}

/// The numbers of the parts of a message of which nothing was begun, and which is in as many parts
/// as this way asks for.
pub(super) fn if_ordinary(parts: &[Standing], parts_of_text: i64, way: &Way) -> Option<Vec<i64>> {
    let wanted = match way.whole {
        true => 1,
        false => usize::try_from(parts_of_text).ok()?,
    };
    let ordinary = parts.len() == wanted && parts.iter().all(|part| part.state == "queued");
    ordinary.then(|| parts.iter().map(|part| part.n).collect())
}

const BEGUN_ELSEWHERE: &str = "Le début de ce SMS est parti par un autre fournisseur.";

/// The parts to be written by this way; none when another provider has some already: it alone
/// could end what it began, and the message goes no further.
pub(super) async fn to_write(
    write: &mut Write,
    message: Id<Message>,
    parts: Vec<Standing>,
    parts_of_text: i64,
    way: &Way,
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    let (waiting, begun): (Vec<Standing>, Vec<Standing>) =
        parts.into_iter().partition(|part| part.state == "queued");
    let elsewhere = begun.iter().any(|part| part.provider != Some(way.provider));
    if elsewhere || (way.whole && !begun.is_empty()) {
        let mut standings = Standings::default();
        standings.read(write, [message]).await?;
        for part in &waiting {
            standings.apply((message, part.n), Event::Reject, Some(BEGUN_ELSEWHERE));
        }
        standings.settle(message, now);
        standings.write(write).await?;
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
