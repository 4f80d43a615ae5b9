//! Where there is something to do.

use crate::{Provider, State};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School};

use super::{contract::academy, lease, machine_now};

/// A session to be: a key at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Channel {
    pub(crate) provider: Id<Provider>,
    pub(crate) key: String,
}

impl Channel {
    /// The way of the mails: no provider has this identifier.
    pub(crate) fn mail() -> Self {
        Self {
            provider: Id::from(uuid::Uuid::nil()),
            key: String::new(),
        }
    }

    /// Whether it is the way of the mails.
    pub(crate) fn is_mail(&self) -> bool {
        self.provider.uuid().is_nil()
    }

    /// The name of its lease.
    pub(crate) fn lease_name(&self) -> String {
        format!("sms {} {}", self.provider, self.key)
    }
}

/// What there is to do.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    /// Channels of schools that have something to send.
    pub(crate) senders: Vec<Channel>,
    /// Channels whose messages wait for receipts that come by a session; over HTTP they come by
    /// calls, whoever is there.
    pub(crate) listeners: Vec<Channel>,
    /// Schools that have something to send and no provider.
    pub(crate) without: Vec<Id<School>>,
}

type Row = (Id<School>, Option<Id<Provider>>, Option<String>);

/// What there is to do, in the whole house.
pub(crate) async fn work(read: &mut Read, receipts_since: DateTime<Utc>) -> Result<Work> {
    let to_send = sql!(
        "SELECT w.school, c.provider, c.account_key FROM \
         (SELECT school FROM message WHERE medium = 'sms' AND state IN ('queued', 'held') \
          AND (retry_at IS NULL OR retry_at <= $1) GROUP BY school) w \
         LEFT JOIN contract c ON c.school = w.school"
    )
    .bind(machine_now())
    .all::<Row>(read)
    .await?;
    let waiting = sql!(
        "SELECT w.school, c.provider, c.account_key FROM \
         (SELECT school FROM message WHERE medium = 'sms' \
          AND state IN ('sending', 'accepted', 'in_doubt') AND state_at > $1 GROUP BY school) w \
         LEFT JOIN contract c ON c.school = w.school AND EXISTS \
         (SELECT 1 FROM provider p WHERE p.id = c.provider AND p.protocol = 'smpp')"
    )
    .bind(receipts_since)
    .all::<Row>(read)
    .await?;
    let own = academy_channel(read).await?;
    let mut work = Work::default();
    for (school, provider, key) in to_send {
        match own.clone().or_else(|| channel(provider, key)) {
            Some(channel) => add(&mut work.senders, channel),
            None => work.without.push(school),
        }
    }
    // What a school sent by its own contract is heard of there, whoever sends now.
    if let Some(own) = own.filter(|_| !waiting.is_empty())
        && hears(read, &own).await?
    {
        add(&mut work.listeners, own);
    }
    for (_, provider, key) in waiting {
        if let Some(channel) = channel(provider, key) {
            add(&mut work.listeners, channel);
        }
    }
    Ok(work)
}

/// Whether receipts come by the session.
async fn hears(read: &mut Read, channel: &Channel) -> Result<bool> {
    let found = sql!("SELECT id FROM provider WHERE id = $1 AND protocol = 'smpp'")
        .bind(channel.provider)
        .optional::<(Id<Provider>,)>(read)
        .await?;
    Ok(found.is_some())
}

/// Schools may share a key.
fn add(channels: &mut Vec<Channel>, channel: Channel) {
    if !channels.contains(&channel) {
        channels.push(channel);
    }
}

fn channel(provider: Option<Id<Provider>>, key: Option<String>) -> Option<Channel> {
    let key = key.filter(|key| !key.is_empty())?;
    Some(Channel {
        provider: provider?,
        key,
    })
}

/// The channel of all schools, when the académie has a contract.
async fn academy_channel(read: &mut Read) -> Result<Option<Channel>> {
    let found = sql!(
        "SELECT provider, account_key FROM contract WHERE school = $1 AND provider IS NOT NULL \
         AND account_key <> '' AND password <> ''"
    )
    .bind(academy())
    .optional::<(Option<Id<Provider>>, Option<String>)>(read)
    .await?;
    Ok(found.and_then(|(provider, key)| channel(provider, key)))
}

/// The schools of a channel that have something to send.
pub(crate) async fn schools_with_work(
    read: &mut Read,
    channel: &Channel,
) -> Result<Vec<Id<School>>> {
    match academy_channel(read).await? {
        None => {}
        Some(own) if own != *channel => return Ok(Vec::new()),
        Some(_) => {
            let schools = sql!(
                "SELECT school FROM message WHERE medium = 'sms' AND state IN ('queued', 'held') \
                 AND (retry_at IS NULL OR retry_at <= $1) GROUP BY school ORDER BY school"
            )
            .bind(machine_now())
            .all::<(Id<School>,)>(read)
            .await?;
            return Ok(schools.into_iter().map(|(school,)| school).collect());
        }
    }
    let schools = sql!(
        "SELECT c.school FROM contract c WHERE c.provider = $1 AND c.account_key = $2 \
         AND EXISTS (SELECT 1 FROM message m WHERE m.school = c.school AND m.medium = 'sms' \
                     AND m.state IN ('queued', 'held') \
                     AND (m.retry_at IS NULL OR m.retry_at <= $3)) \
         ORDER BY c.school"
    )
    .bind(channel.provider)
    .bind(channel.key.as_str())
    .bind(machine_now())
    .all::<(Id<School>,)>(read)
    .await?;
    Ok(schools.into_iter().map(|(school,)| school).collect())
}

/// Whether messages of a channel still wait for what the provider has to say.
pub(crate) async fn listening(
    read: &mut Read,
    channel: &Channel,
    since: DateTime<Utc>,
) -> Result<bool> {
    if !hears(read, channel).await? {
        return Ok(false);
    }
    if academy_channel(read).await?.as_ref() == Some(channel) {
        let found = sql!(
            "SELECT school FROM message WHERE medium = 'sms' AND state IN ('sending', 'accepted', 'in_doubt') \
             AND state_at > $1 LIMIT 1"
        )
        .bind(since)
        .optional::<(Id<School>,)>(read)
        .await?;
        return Ok(found.is_some());
    }
    let found = sql!(
        "SELECT c.school FROM contract c WHERE c.provider = $1 AND c.account_key = $2 \
         AND EXISTS (SELECT 1 FROM message m WHERE m.school = c.school AND m.medium = 'sms' \
                     AND m.state IN ('sending', 'accepted', 'in_doubt') AND m.state_at > $3) \
         LIMIT 1"
    )
    .bind(channel.provider)
    .bind(channel.key.as_str())
    .bind(since)
    .optional::<(Id<School>,)>(read)
    .await?;
    Ok(found.is_some())
}

/// Whether another key of a provider has something to send, and finds all sessions taken.
pub(crate) async fn others_wait(read: &mut Read, channel: &Channel, most: i64) -> Result<bool> {
    if !lease::is_full(read, channel.provider.uuid(), most).await? {
        return Ok(false);
    }
    let found = sql!(
        "SELECT c.school FROM contract c WHERE c.provider = $1 AND c.account_key <> $2 \
         AND EXISTS (SELECT 1 FROM message m WHERE m.school = c.school AND m.medium = 'sms' \
                     AND m.state IN ('queued', 'held') \
                     AND (m.retry_at IS NULL OR m.retry_at <= $3)) LIMIT 1"
    )
    .bind(channel.provider)
    .bind(channel.key.as_str())
    .bind(machine_now())
    .optional::<(Id<School>,)>(read)
    .await?;
    Ok(found.is_some())
}

/// Whether [`hold`] would change anything.
pub(crate) async fn is_to_hold(read: &mut Read, school: Id<School>, reason: &str) -> Result<bool> {
    let found = sql!(
        "SELECT id FROM message WHERE school = $1 AND medium = 'sms' AND state IN ('queued', 'held') \
         AND (retry_at IS NULL OR retry_at <= $3) AND (reason IS NULL OR reason <> $2) LIMIT 1"
    )
    .bind(school)
    .bind(reason)
    .bind(machine_now())
    .optional::<(Id<crate::Message>,)>(read)
    .await?;
    Ok(found.is_some())
}

/// Holds all that a school has to send, and says why. What is held for that reason already
/// is left as it is.
pub(crate) async fn hold(
    write: &mut Write,
    school: Id<School>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64> {
    sql!(
        "UPDATE message SET state = $2, reason = $3, state_at = $4 \
         WHERE school = $1 AND medium = 'sms' AND state IN ('queued', 'held') \
         AND (retry_at IS NULL OR retry_at <= $5) AND (reason IS NULL OR reason <> $3)"
    )
    .bind(school)
    .bind(State::Held.code())
    .bind(reason)
    .bind(now)
    .bind(machine_now())
    .run(write)
    .await
}
