//! Attempts: messages that are about to be written, committed before their first byte is.

use super::{Lease, OutgoingPart};
use crate::{Message, Provider};
use chrono::{DateTime, Utc};
use db::{Result, Write, sql};
use education::Id;
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// Messages, with the numbers of the parts that are about to be written of each: gives the attempts.
pub(super) async fn begin(
    write: &mut Write,
    lease: &Lease,
    provider: Id<Provider>,
    messages: &[(Id<Message>, Vec<i64>)],
    now: DateTime<Utc>,
) -> Result<Vec<(Id<Message>, Vec<OutgoingPart>)>> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = messages.iter().map(|(id, _)| *id).collect();
    sending(write, &ids, provider, now).await?;
    let (mut begun, mut rows) = (Vec::with_capacity(messages.len()), Vec::new());
    for (message, numbers) in messages {
        let mut parts = Vec::with_capacity(numbers.len());
        for &n in numbers {
            let attempt = Uuid::now_v7();
            rows.push(json!({
                "a": attempt.simple().to_string(),
                "m": message.uuid().simple().to_string(),
                "n": n,
            }));
            parts.push(OutgoingPart { attempt, n });
        }
        begun.push((*message, parts));
    }
    let rows = Json::Array(rows);
    sql!(
        sqlite: "UPDATE message_part SET state = 'sending', reason = NULL, provider = $2 \
                 FROM (SELECT unhex(value ->> 'm') AS m, value ->> 'n' AS nth \
                       FROM json_each($1)) AS c \
                 WHERE message_part.message = c.m AND message_part.n = c.nth",
        postgres: "UPDATE message_part SET state = 'sending', reason = NULL, provider = $2 \
                   FROM jsonb_to_recordset($1) AS c (m UUID, n BIGINT) \
                   WHERE message_part.message = c.m AND message_part.n = c.n",
    )
    .bind(rows.clone())
    .bind(provider)
    .run(write)
    .await?;
    sql!(
        sqlite: "INSERT INTO attempt (id, message, n, provider, session, epoch, written_at) \
                 SELECT unhex(value ->> 'a'), unhex(value ->> 'm'), value ->> 'n', \
                 $2, $3, $4, $5 FROM json_each($1)",
        postgres: "INSERT INTO attempt (id, message, n, provider, session, epoch, written_at) \
                   SELECT c.a, c.m, c.n, $2, $3, $4, $5 \
                   FROM jsonb_to_recordset($1) AS c (a UUID, m UUID, n BIGINT)",
    )
    .bind(rows)
    .bind(provider)
    .bind(lease.name.as_str())
    .bind(lease.epoch)
    .bind(now)
    .run(write)
    .await?;
    Ok(begun)
}

/// Out of the queue, by this provider.
pub(super) async fn sending(
    write: &mut Write,
    messages: &[Id<Message>],
    provider: Id<Provider>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql!(
        sqlite: "UPDATE message SET state = 'sending', state_at = $3, reason = NULL, \
                 provider = $2, retry_at = NULL \
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "UPDATE message SET state = 'sending', state_at = $3, reason = NULL, \
                   provider = $2, retry_at = NULL WHERE id = ANY($1)",
    )
    .bind(messages)
    .bind(provider)
    .bind(now)
    .run(write)
    .await?;
    Ok(())
}
