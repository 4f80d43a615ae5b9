//! Bodies that carry a link or a code: sealed in the outbox until they have left, or are of use to
//! nobody.

use crate::Message;
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::Id;
use secrets::{KeyRing, Purpose, Sealed};
use web::{Error, Result};

/// The body of a message, sealed for its row.
pub(super) fn seal(keys: &KeyRing, message: Id<Message>, clear: &[u8]) -> String {
    keys.seal(Purpose::MessageBody, &message.to_string(), clear)
        .0
}

/// A body as it is to be sent, or a sentence: its key may be gone.
pub(crate) fn opened(
    keys: &KeyRing,
    message: Id<Message>,
    body: String,
) -> std::result::Result<String, String> {
    let opened = keys.open(Purpose::MessageBody, &message.to_string(), &Sealed(body));
    let opened = opened.map_err(|error| {
        tracing::error!(%error, %message, "a message can't be opened");
        "Le texte n'est plus lisible : recommencez la demande.".to_owned()
    })?;
    Ok(String::from_utf8_lossy(&opened).into_owned())
}

/// Erases those that were written and whose time is over, whatever became of them; those that wait
/// end by themselves, but letters, which nobody sends: they are given up here. Returns how many. A
/// doubt that nobody settles, or paper that nobody prints, must not keep a secret.
pub(crate) async fn erase_the_useless(write: &mut Write, now: DateTime<Utc>) -> db::Result<u64> {
    let given_up = sql!(
        "UPDATE message SET body = '', state = 'expired', state_at = $1, reason = $2 \
         WHERE sealed AND body <> '' AND not_after < $1 AND medium = 'letter' AND state = 'prepared'"
    )
    .bind(now)
    .bind("Trop tard : il n'a pas été imprimé à temps.")
    .run(write)
    .await?;
    sql!(
        "UPDATE message SET body = '' WHERE sealed AND body <> '' AND not_after < $1 \
         AND state NOT IN ('prepared', 'queued', 'held')"
    )
    .bind(now)
    .run(write)
    .await
    .map(|erased| erased + given_up)
}

/// Seals the bodies that are kept again, under the current key of the ring; returns how many.
pub async fn reseal_bodies(write: &mut Write, keys: &KeyRing) -> Result<u64> {
    let rows = sql!("SELECT id, body FROM message WHERE sealed AND body <> ''")
        .all::<(Id<Message>, String)>(write)
        .await?;
    let count = rows.len() as u64;
    for (id, body) in rows {
        let clear = keys
            .open(Purpose::MessageBody, &id.to_string(), &Sealed(body))
            .map_err(|error| Error::internal(format!("the message {id}: {error}")))?;
        sql!("UPDATE message SET body = $2 WHERE id = $1")
            .bind(id)
            .bind(seal(keys, id, &clear))
            .run(write)
            .await?;
    }
    Ok(count)
}
