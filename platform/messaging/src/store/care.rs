//! What the operator needs of the outbox, for all schools: what is under way, and secrets
//! sealed again.

use crate::Provider;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, School};
use secrets::{KeyRing, Purpose, Sealed, SecretError};
use web::{Error, Result};

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnderWay {
    /// Released, not written yet.
    pub queued: i64,
    /// Released, and kept by something: a provider that does not answer, most often.
    pub held: i64,
    /// Since when the oldest of these two waits.
    pub waits_since: Option<DateTime<Utc>>,
    /// Written, not at their end.
    pub in_transit: i64,
    /// Of which nobody knows.
    pub in_doubt: i64,
}

fn earliest(found: UnderWay, since: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(
        found
            .waits_since
            .map_or(since, |earlier| earlier.min(since)),
    )
}

/// Counts what is under way.
pub async fn under_way(read: &mut Read) -> db::Result<UnderWay> {
    let rows = sql!(
        "SELECT state, COUNT(*), MIN(state_at) FROM message \
         WHERE state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt') \
         AND (medium = 'sms' OR state <> 'accepted') GROUP BY state"
    )
    .all::<(String, i64, DateTime<Utc>)>(read)
    .await?;
    let mut found = UnderWay::default();
    for (state, count, since) in rows {
        match state.as_str() {
            "queued" => (found.queued, found.waits_since) = (count, earliest(found, since)),
            "held" => (found.held, found.waits_since) = (count, earliest(found, since)),
            "in_doubt" => found.in_doubt = count,
            _ => found.in_transit += count,
        }
    }
    Ok(found)
}

type SealedPassword = (Id<School>, Sealed);

async fn sealed_passwords(read: &mut Read) -> db::Result<Vec<SealedPassword>> {
    let rows = sql!("SELECT school, password FROM contract WHERE password <> ''")
        .all::<(Id<School>, String)>(read)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(school, sealed)| (school, Sealed(sealed)))
        .collect())
}

fn open(
    keys: &KeyRing,
    (school, sealed): &SealedPassword,
) -> std::result::Result<Vec<u8>, SecretError> {
    keys.open(Purpose::ProviderPassword, &school.to_string(), sealed)
}

/// The secrets of providers' calls, likewise.
async fn sealed_secrets(read: &mut Read) -> db::Result<Vec<(Id<Provider>, Sealed)>> {
    let rows = sql!("SELECT id, callback_secret FROM provider WHERE callback_secret <> ''")
        .all::<(Id<Provider>, String)>(read)
        .await?;
    let sealed = rows.into_iter().map(|(id, sealed)| (id, Sealed(sealed)));
    Ok(sealed.collect())
}

fn open_secret(
    keys: &KeyRing,
    (provider, sealed): &(Id<Provider>, Sealed),
) -> std::result::Result<Vec<u8>, SecretError> {
    keys.open(Purpose::CallbackSecret, &provider.to_string(), sealed)
}

/// How many passwords of schools and secrets of providers the ring opens, and how many it does not.
pub async fn readable_passwords(read: &mut Read, keys: &KeyRing) -> db::Result<(usize, usize)> {
    let sealed = sealed_passwords(read).await?;
    let secrets = sealed_secrets(read).await?;
    let readable = sealed.iter().filter(|one| open(keys, one).is_ok()).count()
        + secrets
            .iter()
            .filter(|one| open_secret(keys, one).is_ok())
            .count();
    Ok((readable, sealed.len() + secrets.len() - readable))
}

/// Seals the passwords of schools and the secrets of providers again, under the current key of the
/// ring; returns how many.
/// One that does not open stops everything: its key must not be retired.
pub async fn reseal_passwords(write: &mut Write, keys: &KeyRing) -> Result<u64> {
    let sealed = sealed_passwords(write).await?;
    for one in &sealed {
        let school = one.0;
        let clear = open(keys, one)
            .map_err(|error| Error::internal(format!("the contract of {school}: {error}")))?;
        let again = keys.seal(Purpose::ProviderPassword, &school.to_string(), &clear);
        sql!("UPDATE contract SET password = $2 WHERE school = $1")
            .bind(school)
            .bind(again.0)
            .run(write)
            .await?;
    }
    let secrets = sealed_secrets(write).await?;
    for one in &secrets {
        let provider = one.0;
        let clear = open_secret(keys, one)
            .map_err(|error| Error::internal(format!("the secret of {provider}: {error}")))?;
        let again = keys.seal(Purpose::CallbackSecret, &provider.to_string(), &clear);
        sql!("UPDATE provider SET callback_secret = $2 WHERE id = $1")
            .bind(provider)
            .bind(again.0)
            .run(write)
            .await?;
    }
    Ok((sealed.len() + secrets.len()) as u64)
}
