//! Messages under way and their parts: read together, changed in memory by what is learnt of
//! them, written together. A part changes; its message follows.

use crate::{Delivery, Event, Lane, Message, Provider, State};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Part of a message: the message and the number of the part, from 1.
pub(super) type PartId = (Id<Message>, i64);

/// Messages, where they and their parts stand, and where they are to stand.
#[derive(Debug, Default)]
pub(super) struct Standings(BTreeMap<Id<Message>, Standing>);

#[derive(Debug)]
struct Standing {
    state: State,
    reason: Option<String>,
    lane: String,
    not_after: DateTime<Utc>,
    parts: BTreeMap<i64, Part>,
    /// It follows its parts, as from this instant.
    settled_at: Option<DateTime<Utc>>,
    /// Put back: not before this instant.
    retry_at: Option<DateTime<Utc>>,
}

#[derive(Debug)]
struct Part {
    state: State,
    reason: Option<String>,
    provider: Option<Id<Provider>>,
    reference: Option<String>,
    key: Option<String>,
    changed: bool,
}

#[derive(Debug, sqlx::FromRow)]
struct MessageRow {
    id: Id<Message>,
    #[sqlx(try_from = "String")]
    state: State,
    reason: Option<String>,
    lane: String,
    not_after: DateTime<Utc>,
}

#[derive(Debug, sqlx::FromRow)]
struct PartRow {
    message: Id<Message>,
    n: i64,
    #[sqlx(try_from = "String")]
    state: State,
    reason: Option<String>,
    provider: Option<Id<Provider>>,
    provider_ref: Option<String>,
    provider_key: Option<String>,
}

impl Standings {
    /// With these messages too, as the transaction sees them; those that it has stay as they are.
    pub(super) async fn read(
        &mut self,
        read: &mut Read,
        messages: impl IntoIterator<Item = Id<Message>>,
    ) -> Result<()> {
        let mut ids: Vec<_> = messages
            .into_iter()
            .filter(|id| !self.0.contains_key(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let messages = sql!(
            sqlite: "SELECT id, state, reason, lane, not_after FROM message \
                     WHERE id IN (SELECT unhex(value) FROM json_each($1))",
            postgres: "SELECT id, state, reason, lane, not_after FROM message WHERE id = ANY($1)",
        )
        .bind(ids.as_slice())
        .all::<MessageRow>(read)
        .await?;
        let parts = sql!(
            sqlite: "SELECT message, n, state, reason, provider, provider_ref, provider_key \
                     FROM message_part \
                     WHERE message IN (SELECT unhex(value) FROM json_each($1))",
            postgres: "SELECT message, n, state, reason, provider, provider_ref, provider_key \
                       FROM message_part WHERE message = ANY($1)",
        )
        .bind(ids.as_slice())
        .all::<PartRow>(read)
        .await?;
        for row in messages {
            let standing = Standing {
                state: row.state,
                reason: row.reason,
                lane: row.lane,
                not_after: row.not_after,
                parts: BTreeMap::new(),
                settled_at: None,
                retry_at: None,
            };
            self.0.insert(row.id, standing);
        }
        for row in parts {
            let part = Part {
                state: row.state,
                reason: row.reason,
                provider: row.provider,
                reference: row.provider_ref,
                key: row.provider_key,
                changed: false,
            };
            if let Some(standing) = self.0.get_mut(&row.message) {
                standing.parts.insert(row.n, part);
            }
        }
        Ok(())
    }

    fn part(&mut self, (message, n): PartId) -> Option<&mut Part> {
        self.0.get_mut(&message)?.parts.get_mut(&n)
    }

    /// Applies an event to a part. False when it changes nothing there (it came too late, or the
    /// part is settled).
    pub(super) fn apply(&mut self, part: PartId, event: Event, reason: Option<&str>) -> bool {
        let Some(part) = self.part(part) else {
            return false;
        };
        let Some(next) = part.state.next(event) else {
            return false;
        };
        part.state = next;
        part.reason = reason.map(str::to_owned);
        part.changed = true;
        true
    }

    /// The provider's identifier of a part, as it wrote it and as it is compared; the first one
    /// stays.
    pub(super) fn known_as(
        &mut self,
        part: PartId,
        provider: Id<Provider>,
        reference: &str,
        key: String,
    ) {
        if let Some(part) = self.part(part).filter(|part| part.reference.is_none()) {
            part.provider = Some(provider);
            part.reference = Some(reference.to_owned());
            part.key = Some(key);
            part.changed = true;
        }
    }

    /// The parts read so far that a provider knows under a name, with both spellings of it.
    pub(super) fn named(
        &self,
        provider: Id<Provider>,
    ) -> impl Iterator<Item = (PartId, &str, &str)> {
        let parts = self.0.iter().flat_map(|(message, standing)| {
            let parts = standing.parts.iter();
            parts.map(|(n, part)| ((*message, *n), part))
        });
        parts.filter_map(move |(id, part)| {
            let of_it = part.provider == Some(provider);
            let name = part.reference.as_deref().zip(part.key.as_deref());
            name.filter(|_| of_it)
                .map(|(reference, key)| (id, reference, key))
        })
    }

    /// A part of which nothing more is known goes again at once, when its lane wants that and it
    /// is still of use.
    pub(super) fn rather_twice(&mut self, part: PartId, now: DateTime<Utc>) {
        let again = self.0.get(&part.0).is_some_and(|standing| {
            let lane = Lane::try_from(standing.lane.clone());
            standing.not_after > now
                && lane.is_ok_and(|lane| lane.delivery() == Delivery::AtLeastOnce)
        });
        if again {
            self.apply(part, Event::SendAgain, None);
        }
    }

    /// Brings a message to where its parts stand, as from an instant; a final one stays.
    pub(super) fn settle(&mut self, message: Id<Message>, at: DateTime<Utc>) {
        if let Some(standing) = self.0.get_mut(&message) {
            standing.settled_at = Some(at);
        }
    }

    /// Should it be put back: not before this instant.
    pub(super) fn retry_at(&mut self, message: Id<Message>, at: DateTime<Utc>) {
        if let Some(standing) = self.0.get_mut(&message) {
            standing.retry_at = standing.retry_at.max(Some(at));
        }
    }

    /// Writes what has changed.
    pub(super) async fn write(self, write: &mut Write) -> Result<()> {
        let mut parts = Vec::new();
        let mut messages = Vec::new();
        for (id, standing) in self.0 {
            let id = id.uuid().simple().to_string();
            let changed = standing.parts.iter().filter(|(_, part)| part.changed);
            parts.extend(changed.map(|(n, part)| part.row(&id, *n)));
            messages.extend(standing.row(&id));
        }
        write_parts(write, parts).await?;
        write_messages(write, messages).await
    }
}

impl Part {
    fn row(&self, message: &str, n: i64) -> Json {
        json!({
            "m": message,
            "n": n,
            "s": self.state.code(),
            "r": self.reason,
            "p": self.provider.map(|provider| provider.uuid().simple().to_string()),
            "f": self.reference,
            "k": self.key,
        })
    }
}

impl Standing {
    /// Where the message is to stand, when that is elsewhere.
    fn row(&self, id: &str) -> Option<Json> {
        let at = self.settled_at?;
        let mut next = State::of_parts(self.parts.values().map(|part| part.state));
        let mut parts = self.parts.values();
        let reason = parts.find(|part| part.state == next);
        let reason = reason.and_then(|part| part.reason.as_ref());
        let retry_at = self.retry_at.filter(|_| next == State::Queued);
        if retry_at.is_some() {
            next = State::Held;
        }
        if self.state.is_final() || (self.state == next && self.reason.as_ref() == reason) {
            return None;
        }
        Some(json!({
            "m": id,
            "s": next.code(),
            "r": reason,
            "a": db::instant(at),
            "t": retry_at.map(db::instant),
        }))
    }
}

async fn write_parts(write: &mut Write, rows: Vec<Json>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sql!(
        sqlite: "UPDATE message_part SET state = c.s, reason = c.r, provider = c.p, \
                 provider_ref = c.f, provider_key = c.k \
                 FROM (SELECT unhex(value ->> 'm') AS m, value ->> 'n' AS nth, value ->> 's' AS s, \
                       value ->> 'r' AS r, unhex(value ->> 'p') AS p, value ->> 'f' AS f, \
                       value ->> 'k' AS k FROM json_each($1)) AS c \
                 WHERE message_part.message = c.m AND message_part.n = c.nth",
        postgres: "UPDATE message_part SET state = c.s, reason = c.r, provider = c.p, \
                   provider_ref = c.f, provider_key = c.k \
                   FROM jsonb_to_recordset($1) \
                   AS c (m UUID, n BIGINT, s TEXT, r TEXT, p UUID, f TEXT, k TEXT) \
                   WHERE message_part.message = c.m AND message_part.n = c.n",
    )
    .bind(Json::Array(rows))
    .run(write)
    .await?;
    Ok(())
}

async fn write_messages(write: &mut Write, rows: Vec<Json>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    sql!(
        sqlite: "UPDATE message SET state = c.s, reason = c.r, state_at = c.a, retry_at = c.t, \
                 body = CASE WHEN sealed AND c.s NOT IN ('queued', 'held', 'sending', 'in_doubt') \
                 THEN '' ELSE body END, \
                 provider = CASE WHEN c.s IN ('queued', 'held') THEN NULL ELSE provider END \
                 FROM (SELECT unhex(value ->> 'm') AS m, value ->> 's' AS s, value ->> 'r' AS r, \
                       value ->> 'a' AS a, value ->> 't' AS t FROM json_each($1)) AS c \
                 WHERE message.id = c.m",
        postgres: "UPDATE message SET state = c.s, reason = c.r, state_at = c.a, retry_at = c.t, \
                   body = CASE WHEN sealed \
                   AND c.s NOT IN ('queued', 'held', 'sending', 'in_doubt') \
                   THEN '' ELSE body END, \
                   provider = CASE WHEN c.s IN ('queued', 'held') THEN NULL ELSE provider END \
                   FROM jsonb_to_recordset($1) \
                   AS c (m UUID, s TEXT, r TEXT, a TIMESTAMPTZ, t TIMESTAMPTZ) \
                   WHERE message.id = c.m",
    )
    .bind(Json::Array(rows))
    .run(write)
    .await?;
    Ok(())
}
