//! What providers say of messages: kept as it came, then matched, now or when its message is
//! known.

use crate::{Event, Message, Provider};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use sms::{IdNormalisation, MobileNumber, Receipt, receipt::State as Said};
use uuid::Uuid;

use super::settle;

/// A receipt, and the number it speaks of, as the provider writes it.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) receipt: Receipt,
    pub(crate) number: String,
}

#[derive(Debug, sqlx::FromRow)]
struct Kept {
    id: Uuid,
    state: String,
    error: Option<String>,
}

type Part = (Id<Message>, i64);

/// Keeps receipts. Once this is committed, they may be acknowledged. One that was kept already
/// changes nothing.
pub(crate) async fn record_receipts(
    write: &mut Write,
    rule: IdNormalisation,
    provider: Id<Provider>,
    heard: &[Heard],
    now: DateTime<Utc>,
) -> Result<()> {
    for heard in heard {
        record(write, rule, provider, heard, now).await?;
    }
    Ok(())
}

async fn record(
    write: &mut Write,
    rule: IdNormalisation,
    provider: Id<Provider>,
    heard: &Heard,
    now: DateTime<Utc>,
) -> Result<()> {
    let receipt = &heard.receipt;
    let reference = receipt.id.as_deref().unwrap_or_default();
    let other = receipt.other_id.as_deref().unwrap_or_default();
    let recipient = MobileNumber::from_e164(&heard.number)
        .map_or_else(|_| heard.number.clone(), |number| number.e164());
    let id = Uuid::now_v7();
    let added = sql!(
        "INSERT INTO receipt (id, provider, provider_ref, provider_key, other_ref, other_key, \
         state, error, done, recipient, raw, received_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (provider, provider_ref, state, done, recipient) DO NOTHING"
    )
    .bind(id)
    .bind(provider)
    .bind(reference)
    .bind(rule.receipt_key(reference))
    .bind(other)
    .bind(rule.receipt_key(other))
    .bind(receipt.state.word())
    .bind(receipt.error.as_deref())
    .bind(receipt.done.as_deref().unwrap_or_default())
    .bind(recipient.as_str())
    .bind(receipt.raw.as_str())
    .bind(now)
    .run(write)
    .await?;
    if added == 0 {
        return Ok(());
    }
    let mut part = None;
    for reference in receipt.ids() {
        if part.is_none() {
            part = part_of(write, rule, provider, reference).await?;
        }
    }
    if part.is_none() {
        part = only_doubt_about(write, provider, &recipient).await?;
    }
    if let Some(part) = part {
        let kept = Kept {
            id,
            state: receipt.state.word().to_owned(),
            error: receipt.error.clone(),
        };
        apply(write, &kept, part, now).await?;
    }
    Ok(())
}

/// The receipts that came before the answer that gives their identifier.
pub(super) async fn apply_waiting(
    write: &mut Write,
    rule: IdNormalisation,
    part: Part,
    provider: Id<Provider>,
    reference: &str,
) -> Result<()> {
    let waiting = sql!(
        "SELECT id, state, error, received_at FROM receipt \
         WHERE provider = $1 AND message IS NULL AND (provider_ref = $2 OR other_ref = $2 \
         OR provider_key = $3 OR other_key = $3) ORDER BY received_at"
    )
    .bind(provider)
    .bind(reference)
    .bind(rule.answer_key(reference))
    .all::<Waiting>(write)
    .await?;
    for waiting in waiting {
        let at = waiting.received_at;
        apply(write, &waiting.kept, part, at).await?;
    }
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct Waiting {
    #[sqlx(flatten)]
    kept: Kept,
    received_at: DateTime<Utc>,
}

/// The part of an identifier: as it was written, else as it is compared; the latest, should a
/// provider give one twice.
async fn part_of(
    read: &mut Read,
    rule: IdNormalisation,
    provider: Id<Provider>,
    reference: &str,
) -> Result<Option<Part>> {
    let exact = sql!(
        "SELECT message, n FROM message_part WHERE provider = $1 AND provider_ref = $2 \
         ORDER BY message DESC LIMIT 1"
    )
    .bind(provider)
    .bind(reference)
    .optional(read)
    .await?;
    if exact.is_some() {
        return Ok(exact);
    }
    let alike = sql!(
        "SELECT message, n FROM message_part WHERE provider = $1 AND provider_key = $2 \
         ORDER BY message DESC LIMIT 1"
    )
    .bind(provider)
    .bind(rule.receipt_key(reference))
    .optional(read)
    .await?;
    if alike.is_some() {
        return Ok(alike);
    }
    // Ours travelled with the message: its attempt is known before, and without, an answer.
    let Ok(attempt) = Uuid::parse_str(reference) else {
        return Ok(None);
    };
    sql!("SELECT message, n FROM attempt WHERE id = $1 AND provider = $2")
        .bind(attempt)
        .bind(provider)
        .optional(read)
        .await
}

/// An answer that was lost took the identifier with it. A receipt that nobody knows is of the
/// part in doubt to that number, if there is only one and nothing else is under way to it.
async fn only_doubt_about(
    read: &mut Read,
    provider: Id<Provider>,
    recipient: &str,
) -> Result<Option<Part>> {
    let under_way = sql!(
        "SELECT message, n, provider_ref, state FROM message_part \
         WHERE provider = $1 AND recipient = $2 \
         AND state IN ('sending', 'accepted', 'in_doubt') LIMIT 2"
    )
    .bind(provider)
    .bind(recipient)
    .all::<(Id<Message>, i64, Option<String>, String)>(read)
    .await?;
    Ok(match under_way.as_slice() {
        [(message, n, None, state)] if state != "sending" => Some((*message, *n)),
        _ => None,
    })
}

/// The receipt is of this part: both change together.
async fn apply(write: &mut Write, kept: &Kept, part: Part, now: DateTime<Utc>) -> Result<()> {
    let (message, n) = part;
    sql!("UPDATE receipt SET message = $2, n = $3 WHERE id = $1")
        .bind(kept.id)
        .bind(message)
        .bind(n)
        .run(write)
        .await?;
    let said = Said::from_word(&kept.state);
    let event = match said {
        Said::Delivered => Event::Deliver,
        Said::Expired => Event::Expire,
        Said::Undeliverable | Said::Deleted => Event::Fail,
        Said::Rejected => Event::Reject,
        // Not final. Of a part in doubt, it says that the provider has it.
        Said::EnRoute | Said::Accepted => Event::Accept,
        Said::Unknown | Said::Other(_) => return Ok(()),
    };
    let failure = Receipt {
        id: None,
        other_id: None,
        state: said,
        error: kept.error.clone(),
        submitted: None,
        submitted_at: None,
        done: None,
        done_at: None,
        raw: String::new(),
    }
    .failure();
    let sentence = failure.map(|failure| failure.sentence);
    if settle::on_part(write, message, n, event, sentence).await? {
        settle::message(write, message, None, now).await?;
    }
    Ok(())
}
