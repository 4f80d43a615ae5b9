//! What providers say of messages: kept as it came, then matched, now or when its message is
//! known.

use super::{
    names::{Names, text},
    outcome::{self, Answer},
    settle::{PartId, Standings},
};
use crate::{Event, Message, Provider};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use serde_json::{Value as Json, json};
use sms::{IdNormalisation, MobileNumber, Receipt, receipt::State as Said};
use std::collections::HashSet;
use uuid::Uuid;

/// A receipt, and the number it speaks of, as the provider writes it.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) receipt: Receipt,
    pub(crate) number: String,
}

/// A receipt that is in the table.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    state: String,
    error: Option<String>,
}

/// Keeps receipts. Once this is committed, they may be acknowledged. One that was kept already
/// changes nothing.
pub(crate) async fn record_receipts(
    write: &mut Write,
    rule: IdNormalisation,
    provider: Id<Provider>,
    heard: &[Heard],
    now: DateTime<Utc>,
) -> Result<()> {
    record_all(write, rule, provider, &[], heard, now).await
}

/// The same, after what was said of attempts; what is learnt of one message changes it once.
pub(crate) async fn record_all(
    write: &mut Write,
    rule: IdNormalisation,
    provider: Id<Provider>,
    answers: &[Answer],
    heard: &[Heard],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut standings = Standings::default();
    outcome::keep(write, &mut standings, rule, answers, now).await?;
    let names = Names::of(write, &standings, rule, provider, heard).await?;
    let (mut known, mut strays) = (Vec::new(), Vec::new());
    for heard in heard {
        match names.part_of(rule, &heard.receipt) {
            Some(part) => known.push((heard, part)),
            None => strays.push(heard),
        }
    }
    let messages = known.iter().map(|(_, (message, _))| *message);
    standings.read(write, messages).await?;
    let rows = known
        .iter()
        .map(|(heard, part)| Row::new(rule, heard, Some(*part)));
    for (row, part) in add(write, provider, rows.collect(), now).await? {
        if let Some(part) = part {
            apply(&mut standings, &row, part, now);
        }
    }
    standings.write(write).await?;
    for heard in strays {
        record_stray(write, rule, provider, heard, now).await?;
    }
    Ok(())
}

/// A receipt of an identifier that nobody knows, or of none.
async fn record_stray(
    write: &mut Write,
    rule: IdNormalisation,
    provider: Id<Provider>,
    heard: &Heard,
    now: DateTime<Utc>,
) -> Result<()> {
    let part = only_doubt_about(write, provider, &recipient(heard)).await?;
    let mut standings = Standings::default();
    for (kept, part) in add(write, provider, vec![Row::new(rule, heard, part)], now).await? {
        if let Some(part) = part {
            standings.read(write, [part.0]).await?;
            apply(&mut standings, &kept, part, now);
        }
    }
    standings.write(write).await
}

/// The number that it speaks of, as ours are written when it is one of them.
fn recipient(heard: &Heard) -> String {
    MobileNumber::from_e164(&heard.number)
        .map_or_else(|_| heard.number.clone(), |number| number.e164())
}

/// A receipt to be kept.
struct Row {
    kept: Kept,
    part: Option<PartId>,
    json: Json,
}

impl Row {
    fn new(rule: IdNormalisation, heard: &Heard, part: Option<PartId>) -> Self {
        let receipt = &heard.receipt;
        let reference = receipt.id.as_deref().unwrap_or_default();
        let other = receipt.other_id.as_deref().unwrap_or_default();
        let id = Uuid::now_v7();
        let json = json!({
            "id": id.simple().to_string(),
            "f": text(reference),
            "k": text(&rule.receipt_key(reference)),
            "of": text(other),
            "ok": text(&rule.receipt_key(other)),
            "s": text(receipt.state.word()),
            "e": receipt.error.as_deref().map(text),
            "d": text(receipt.done.as_deref().unwrap_or_default()),
            "to": text(&recipient(heard)),
            "raw": text(&receipt.raw),
            "m": part.map(|(message, _)| message.uuid().simple().to_string()),
            "n": part.map(|(_, n)| n),
        });
        let kept = Kept {
            id,
            state: receipt.state.word().to_owned(),
            error: receipt.error.clone(),
        };
        Self { kept, part, json }
    }
}

/// Adds receipts; gives those that were not kept already, in order.
async fn add(
    write: &mut Write,
    provider: Id<Provider>,
    mut rows: Vec<Row>,
    now: DateTime<Utc>,
) -> Result<Vec<(Kept, Option<PartId>)>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let values = rows.iter_mut().map(|row| row.json.take()).collect();
    let added = sql!(
        sqlite: "INSERT INTO receipt (id, provider, provider_ref, provider_key, other_ref, \
                 other_key, state, error, done, recipient, raw, received_at, message, n) \
                 SELECT unhex(value ->> 'id'), $2, value ->> 'f', value ->> 'k', value ->> 'of', \
                 value ->> 'ok', value ->> 's', value ->> 'e', value ->> 'd', value ->> 'to', \
                 value ->> 'raw', $3, unhex(value ->> 'm'), value ->> 'n' \
                 FROM json_each($1) WHERE TRUE \
                 ON CONFLICT (provider, provider_ref, state, done, recipient) DO NOTHING \
                 RETURNING id",
        postgres: "INSERT INTO receipt (id, provider, provider_ref, provider_key, other_ref, \
                   other_key, state, error, done, recipient, raw, received_at, message, n) \
                   SELECT c.id, $2, c.f, c.k, c.of, c.ok, c.s, c.e, c.d, c.to, c.raw, $3, c.m, c.n \
                   FROM jsonb_to_recordset($1) AS c (id UUID, f TEXT, k TEXT, \"of\" TEXT, ok TEXT, \
                   s TEXT, e TEXT, d TEXT, \"to\" TEXT, raw TEXT, m UUID, n BIGINT) \
                   ON CONFLICT (provider, provider_ref, state, done, recipient) DO NOTHING \
                   RETURNING id",
    )
    .bind(Json::Array(values))
    .bind(provider)
    .bind(now)
    .all::<(Uuid,)>(write)
    .await?;
    let added: HashSet<Uuid> = added.into_iter().map(|(id,)| id).collect();
    let added = rows.into_iter().filter(|row| added.contains(&row.kept.id));
    Ok(added.map(|row| (row.kept, row.part)).collect())
}

/// An answer that was lost took the identifier with it. A receipt that nobody knows is of the
/// part in doubt to that number, if there is only one and nothing else is under way to it.
async fn only_doubt_about(
    read: &mut Read,
    provider: Id<Provider>,
    recipient: &str,
) -> Result<Option<PartId>> {
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
pub(super) fn apply(standings: &mut Standings, kept: &Kept, part: PartId, now: DateTime<Utc>) {
    let said = Said::from_word(&kept.state);
    let event = match said {
        Said::Delivered => Event::Deliver,
        Said::Expired => Event::Expire,
        Said::Undeliverable | Said::Deleted => Event::Fail,
        Said::Rejected => Event::Reject,
        // Not final. Of a part in doubt, it says that the provider has it.
        Said::EnRoute | Said::Accepted => Event::Accept,
        Said::Unknown | Said::Other(_) => return,
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
    if standings.apply(part, event, sentence) {
        standings.settle(part.0, now);
    }
}
