//! What families write back: kept as it came, before the provider is told.

use crate::Provider;
use chrono::{DateTime, Duration, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School};
use sms::{
    PhoneNumber,
    http::HttpInbound,
    smpp::{Concatenation, Inbound},
};

/// A reply, for its identifier.
#[derive(Debug, Clone, Copy)]
pub enum Reply {}

/// The parts of a text come together, and a text that was not acknowledged comes again.
const TOGETHER: Duration = Duration::hours(1);
/// Who writes later than this answers nothing of ours.
const ANSWERS_WITHIN: Duration = Duration::days(7);

/// What came, by whichever way.
#[derive(Debug, Clone)]
pub(crate) struct NewReply {
    source: String,
    destination: String,
    text: String,
    octets: Vec<u8>,
    /// The provider's identifier, over HTTP: the same one twice is one text.
    reference: Option<String>,
    concatenation: Option<Concatenation>,
}

impl From<Inbound> for NewReply {
    fn from(inbound: Inbound) -> Self {
        Self {
            source: inbound.source,
            destination: inbound.destination,
            text: inbound.text,
            octets: inbound.octets,
            reference: None,
            concatenation: inbound.concatenation,
        }
    }
}

impl From<HttpInbound> for NewReply {
    fn from(inbound: HttpInbound) -> Self {
        Self {
            source: inbound.source,
            destination: inbound.destination.unwrap_or_default(),
            octets: inbound.text.clone().into_bytes(),
            text: inbound.text,
            reference: inbound.id,
            concatenation: None,
        }
    }
}

/// Keeps what came, on the session of a key if it came by one. Without an identifier, the same text
/// again from the same number, within an hour, is the provider that says it twice.
pub(crate) async fn record_replies(
    write: &mut Write,
    provider: Id<Provider>,
    key: Option<&str>,
    heard: &[NewReply],
    now: DateTime<Utc>,
) -> Result<()> {
    for reply in heard {
        let waits = match &reply.reference {
            Some(reference) => is_known(write, provider, reference).await?.then_some(None),
            None => among_latest(write, provider, reply, now).await?,
        };
        let id = match waits {
            Some(None) => continue,
            Some(Some(id)) => id,
            None => begin(write, provider, key, reply, now).await?,
        };
        sql!("INSERT INTO reply_part (reply, n, text, octets) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(place_of(reply))
            .bind(reply.text.as_str())
            .bind(reply.octets.clone())
            .run(write)
            .await?;
    }
    Ok(())
}

fn place_of(reply: &NewReply) -> i64 {
    reply
        .concatenation
        .map_or(1, |place| i64::from(place.number))
}

async fn is_known(read: &mut Read, provider: Id<Provider>, reference: &str) -> Result<bool> {
    let found = sql!("SELECT id FROM reply WHERE provider = $1 AND provider_ref = $2")
        .bind(provider)
        .bind(reference)
        .optional::<(Id<Reply>,)>(read)
        .await?;
    Ok(found.is_some())
}

/// The reply that waits for this part; `Some(None)` when it has it already.
async fn among_latest(
    read: &mut Read,
    provider: Id<Provider>,
    reply: &NewReply,
    now: DateTime<Utc>,
) -> Result<Option<Option<Id<Reply>>>> {
    let place = reply.concatenation;
    let known = sql!(
        "SELECT r.id, p.octets FROM reply r LEFT JOIN reply_part p ON p.reply = r.id AND p.n = $5 \
         WHERE r.provider = $1 AND r.source = $2 AND r.received_at >= $3 \
         AND COALESCE(r.reference, -1) = $4 ORDER BY r.received_at DESC"
    )
    .bind(provider)
    .bind(reply.source.as_str())
    .bind(now - TOGETHER)
    .bind(place.map_or(-1, |place| i64::from(place.reference)))
    .bind(place_of(reply))
    .all::<(Id<Reply>, Option<Vec<u8>>)>(read)
    .await?;
    let same = |(_, octets): &(_, Option<Vec<u8>>)| octets.as_ref() == Some(&reply.octets);
    if known.iter().any(same) {
        return Ok(Some(None));
    }
    let waits = known.iter().find(|(_, octets)| octets.is_none());
    Ok(waits.map(|(id, _)| Some(*id)))
}

async fn begin(
    write: &mut Write,
    provider: Id<Provider>,
    key: Option<&str>,
    reply: &NewReply,
    now: DateTime<Utc>,
) -> Result<Id<Reply>> {
    let id = Id::new();
    let school = whose(write, provider, key, reply, now).await?;
    let place = reply.concatenation;
    sql!(
        "INSERT INTO reply (id, provider, school, source, destination, total, reference, \
         provider_ref, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(id)
    .bind(provider)
    .bind(school)
    .bind(reply.source.as_str())
    .bind(reply.destination.as_str())
    .bind(place.map_or(1, |place| i64::from(place.total)))
    .bind(place.map(|place| i64::from(place.reference)))
    .bind(reply.reference.as_deref())
    .bind(now)
    .run(write)
    .await?;
    Ok(id)
}

/// A reply of nobody in particular, for the examples of a demonstration.
pub async fn example_reply(
    write: &mut Write,
    school: Option<Id<School>>,
    now: DateTime<Utc>,
) -> Result<Id<Reply>> {
    let id = Id::new();
    sql!(
        "INSERT INTO reply (id, provider, school, source, destination, total, received_at) \
         VALUES ($1, $2, $3, '33639980012', '33199000010', 1, $4)"
    )
    .bind(id)
    .bind(Id::<Provider>::new())
    .bind(school)
    .bind(now)
    .run(write)
    .await?;
    sql!("INSERT INTO reply_part (reply, n, text, octets) VALUES ($1, 1, $2, $3)")
        .bind(id)
        .bind("Bonjour, il est malade. Merci.")
        .bind(Vec::<u8>::new())
        .run(write)
        .await?;
    Ok(id)
}

/// The school that wrote to that number last; else the only one of this key, or of this provider.
async fn whose(
    read: &mut Read,
    provider: Id<Provider>,
    key: Option<&str>,
    reply: &NewReply,
    now: DateTime<Utc>,
) -> Result<Option<Id<School>>> {
    if let Some(number) = e164(&reply.source) {
        let last = sql!(
            "SELECT school FROM message WHERE recipient = $1 \
             AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
             AND released_at >= $2 ORDER BY released_at DESC LIMIT 1"
        )
        .bind(number)
        .bind(now - ANSWERS_WITHIN)
        .optional::<(Id<School>,)>(read)
        .await?;
        if let Some((school,)) = last {
            return Ok(Some(school));
        }
    }
    let schools = sql!(
        "SELECT school FROM contract WHERE provider = $1 AND account_key = COALESCE($2, account_key) \
         AND school <> $3 LIMIT 2"
    )
    .bind(provider)
    .bind(key)
    .bind(super::contract::academy())
    .all::<(Id<School>,)>(read)
    .await?;
    match schools[..] {
        [(only,)] => Ok(Some(only)),
        _ => Ok(None),
    }
}

/// « 33639980012 » or « +33639980012 », as messages keep it.
pub(super) fn e164(source: &str) -> Option<String> {
    let digits = source.trim_start_matches('+');
    let number = PhoneNumber::from_e164(&format!("+{digits}")).ok()?;
    Some(number.e164())
}
