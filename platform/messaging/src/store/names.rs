//! The names that providers give to parts: which part is meant, and which receipts waited for
//! the name of theirs.

use super::{
    receipts::{Heard, Kept, apply},
    settle::{PartId, Standings},
};
use crate::{Message, Provider};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use serde_json::{Value as Json, json};
use sms::{IdNormalisation, Receipt};
use std::collections::{BTreeSet, HashMap, hash_map::Entry};
use uuid::Uuid;

/// A zero inside a text of JSON is read by neither engine.
pub(super) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn texts<'t>(all: impl Iterator<Item = &'t str>) -> Json {
    all.map(text).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The parts that receipts name.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// As they were written.
    exact: HashMap<String, PartId>,
    /// As they are compared.
    keyed: HashMap<String, PartId>,
    /// Ours, which travelled with the message: the attempt, known before and without an answer.
    ours: HashMap<Uuid, PartId>,
}

impl Names {
    /// Of these receipts.
    pub(super) async fn of(
        read: &mut Read,
        standings: &Standings,
        rule: IdNormalisation,
        provider: Id<Provider>,
        heard: &[Heard],
    ) -> Result<Self> {
        let mut names = Self::default();
        if heard.is_empty() {
            return Ok(names);
        }
        let ids = || heard.iter().flat_map(|heard| heard.receipt.ids());
        let found = sql!(
            sqlite: "SELECT message, n, provider_ref FROM message_part WHERE provider = $1 \
                     AND provider_ref IN (SELECT value FROM json_each($2))",
            postgres: "SELECT message, n, provider_ref FROM message_part WHERE provider = $1 \
                       AND provider_ref IN (SELECT jsonb_array_elements_text($2))",
        )
        .bind(provider)
        .bind(texts(ids()))
        .all::<(Id<Message>, i64, String)>(read)
        .await?;
        for (message, n, reference) in found {
            latest(&mut names.exact, reference, (message, n));
        }
        // What the transaction has learnt is not written yet.
        for (part, reference, key) in standings.named(provider) {
            latest(&mut names.exact, reference.to_owned(), part);
            latest(&mut names.keyed, key.to_owned(), part);
        }
        let unknown = ids().filter(|id| !names.exact.contains_key(*id));
        let keys: Vec<String> = unknown.map(|id| rule.receipt_key(id)).collect();
        if keys.is_empty() {
            return Ok(names);
        }
        let found = sql!(
            sqlite: "SELECT message, n, provider_key FROM message_part WHERE provider = $1 \
                     AND provider_key IN (SELECT value FROM json_each($2))",
            postgres: "SELECT message, n, provider_key FROM message_part WHERE provider = $1 \
                       AND provider_key IN (SELECT jsonb_array_elements_text($2))",
        )
        .bind(provider)
        .bind(texts(keys.iter().map(String::as_str)))
        .all::<(Id<Message>, i64, String)>(read)
        .await?;
        for (message, n, key) in found {
            latest(&mut names.keyed, key, (message, n));
        }
        let unknown = ids().filter(|id| names.named(rule, id).is_none());
        let attempts: Vec<_> = unknown.filter_map(|id| Uuid::parse_str(id).ok()).collect();
        if attempts.is_empty() {
            return Ok(names);
        }
        let attempts: Vec<_> = attempts.into_iter().map(Id::<Message>::from).collect();
        let found = sql!(
            sqlite: "SELECT id, message, n FROM attempt WHERE provider = $1 \
                     AND id IN (SELECT unhex(value) FROM json_each($2))",
            postgres: "SELECT id, message, n FROM attempt WHERE provider = $1 AND id = ANY($2)",
        )
        .bind(provider)
        .bind(attempts.as_slice())
        .all::<(Uuid, Id<Message>, i64)>(read)
        .await?;
        let found = found.into_iter();
        names.ours = found.map(|(id, message, n)| (id, (message, n))).collect();
        Ok(names)
    }

    fn named(&self, rule: IdNormalisation, id: &str) -> Option<PartId> {
        let exact = self.exact.get(id);
        exact
            .or_else(|| self.keyed.get(&rule.receipt_key(id)))
            .copied()
    }

    /// The part that a receipt is of: as it was written, else as it is compared, else by ours.
    pub(super) fn part_of(&self, rule: IdNormalisation, receipt: &Receipt) -> Option<PartId> {
        receipt.ids().find_map(|id| {
            let ours = || self.ours.get(&Uuid::parse_str(id).ok()?).copied();
            self.named(rule, id).or_else(ours)
        })
    }
}

/// Should a provider give a name twice, it is that of the latest message.
fn latest(names: &mut HashMap<String, PartId>, name: String, part: PartId) {
    match names.entry(name) {
        Entry::Vacant(none) => {
            none.insert(part);
        }
        Entry::Occupied(mut known) if known.get().0 < part.0 => {
            known.insert(part);
        }
        Entry::Occupied(_) => {}
    }
}

/// A part that a provider took, and the name that it gave to it.
pub(super) struct Taken<'a> {
    pub(super) part: PartId,
    pub(super) provider: Id<Provider>,
    pub(super) reference: &'a str,
}

#[derive(Debug, sqlx::FromRow)]
struct Waiting {
    #[sqlx(flatten)]
    kept: Kept,
    received_at: DateTime<Utc>,
    provider_ref: String,
    provider_key: String,
    other_ref: String,
    other_key: String,
}

/// The receipts that came before the answer that gives their name.
pub(super) async fn apply_waiting(
    write: &mut Write,
    standings: &mut Standings,
    rule: IdNormalisation,
    taken: &[Taken<'_>],
) -> Result<()> {
    let providers: BTreeSet<_> = taken.iter().map(|taken| taken.provider).collect();
    let mut rows = Vec::new();
    for provider in providers {
        let (mut by_name, mut by_key) = (HashMap::new(), HashMap::new());
        let of_it = taken.iter().filter(|taken| taken.provider == provider);
        for (order, taken) in of_it.enumerate() {
            let place = (order, taken.part);
            by_name.entry(taken.reference).or_insert(place);
            let key = rule.answer_key(taken.reference);
            by_key.entry(key).or_insert(place);
        }
        for waiting in waiting(write, rule, provider, by_name.keys().copied()).await? {
            let named = [&waiting.provider_ref, &waiting.other_ref];
            let named = named.map(|name| by_name.get(name.as_str()));
            let compared = [&waiting.provider_key, &waiting.other_key];
            let compared = compared.map(|key| by_key.get(key));
            let places = named.into_iter().chain(compared).flatten();
            if let Some((_, part)) = places.min_by_key(|(order, _)| *order) {
                apply(standings, &waiting.kept, *part, waiting.received_at);
                rows.push(json!({
                    "id": waiting.kept.id.simple().to_string(),
                    "m": part.0.uuid().simple().to_string(),
                    "n": part.1,
                }));
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    sql!(
        sqlite: "UPDATE receipt SET message = c.m, n = c.nth \
                 FROM (SELECT unhex(value ->> 'id') AS r, unhex(value ->> 'm') AS m, \
                       value ->> 'n' AS nth FROM json_each($1)) AS c WHERE receipt.id = c.r",
        postgres: "UPDATE receipt SET message = c.m, n = c.n \
                   FROM jsonb_to_recordset($1) AS c (id UUID, m UUID, n BIGINT) \
                   WHERE receipt.id = c.id",
    )
    .bind(Json::Array(rows))
    .run(write)
    .await?;
    Ok(())
}

/// The receipts that wait for one of these names, or for one that may be the same.
async fn waiting<'t>(
    read: &mut Read,
    rule: IdNormalisation,
    provider: Id<Provider>,
    names: impl Iterator<Item = &'t str> + Clone,
) -> Result<Vec<Waiting>> {
    let keys: Vec<_> = names
        .clone()
        .flat_map(|name| [rule.answer_key(name), rule.receipt_key(name)])
        .collect();
    let (names, keys) = (texts(names), texts(keys.iter().map(String::as_str)));
    // Three ways, each by its index: SQLite would rather read all that wait.
    sql!(
        sqlite: "SELECT id, state, error, received_at, provider_ref, provider_key, \
                 other_ref, other_key FROM receipt INDEXED BY receipt_waiting_ref WHERE provider = $1 \
                 AND message IS NULL AND provider_ref IN (SELECT value FROM json_each($2)) \
                 UNION SELECT id, state, error, received_at, provider_ref, provider_key, \
                 other_ref, other_key FROM receipt INDEXED BY receipt_waiting_key WHERE provider = $1 \
                 AND message IS NULL AND provider_key IN (SELECT value FROM json_each($3)) \
                 UNION SELECT id, state, error, received_at, provider_ref, provider_key, \
                 other_ref, other_key FROM receipt INDEXED BY receipt_waiting_other WHERE provider = $1 \
                 AND message IS NULL AND other_key IN (SELECT value FROM json_each($3)) \
                 ORDER BY received_at, id",
        postgres: "SELECT id, state, error, received_at, provider_ref, provider_key, \
                   other_ref, other_key FROM receipt WHERE provider = $1 \
                   AND message IS NULL AND provider_ref IN (SELECT jsonb_array_elements_text($2)) \
                   UNION SELECT id, state, error, received_at, provider_ref, provider_key, \
                   other_ref, other_key FROM receipt WHERE provider = $1 \
                   AND message IS NULL AND provider_key IN (SELECT jsonb_array_elements_text($3)) \
                   UNION SELECT id, state, error, received_at, provider_ref, provider_key, \
                   other_ref, other_key FROM receipt WHERE provider = $1 \
                   AND message IS NULL AND other_key IN (SELECT jsonb_array_elements_text($3)) \
                   ORDER BY received_at, id",
    )
    .bind(provider)
    .bind(names)
    .bind(keys)
    .all(read)
    .await
}
