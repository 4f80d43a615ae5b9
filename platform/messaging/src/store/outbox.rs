//! Into the outbox.

use crate::{Message, NewMessage, State};
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School, Zone, sort_key};
use sms::Encoding;

/// What became of a message that was prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prepared {
    /// Which one.
    pub id: Id<Message>,
    /// It was there already: nothing changed.
    pub duplicate: bool,
}

/// Puts a message in the outbox, in the transaction of the act that it tells. Under a key that
/// the school used already, it is that message, whatever became of it.
pub async fn prepare(
    write: &mut Write,
    new: &NewMessage,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    if let Some(id) = known(write, new.school, &new.dedup_key).await? {
        return Ok(Prepared {
            id,
            duplicate: true,
        });
    }
    let id = Id::new();
    let state = match new.lane.needs_release() {
        true => State::Prepared,
        false => State::Queued,
    };
    // What nobody releases is released now.
    let month = match state {
        State::Prepared => String::new(),
        _ => {
            let zones = identity::zones(write, &[new.school]).await?;
            month_of(now, zones.get(&new.school).copied().unwrap_or_default())
        }
    };
    let not_after = match new.lane.longest_use() {
        Some(longest) => new.not_after.min(now + longest),
        None => new.not_after,
    };
    let number = next_number(write, new.school).await?;
    let caption = &new.caption;
    sql!(
        "INSERT INTO message (id, school, number, lane, service, subject, recipient, sender, \
         body, encoding, parts, dedup_key, provider_code, not_after, state, state_at, \
         prepared_at, released_at, month, topic, person, person_key, group_name, group_key, \
         event, event_at, recipient_label) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, \
         $16, $25, $17, $18, $19, $20, $21, $22, $23, $24)"
    )
    .bind(id)
    .bind(new.school)
    .bind(number)
    .bind(new.lane.code())
    .bind(new.service)
    .bind(new.subject)
    .bind(new.recipient.e164())
    .bind(new.sender.to_string())
    .bind(new.text.received.as_str())
    .bind(encoding_code(new.text.encoding))
    .bind(part_count(new))
    .bind(new.dedup_key.as_str())
    .bind(new.provider_code.as_str())
    .bind(not_after)
    .bind(state.code())
    .bind(now)
    .bind(caption.topic.as_str())
    .bind(caption.person.as_str())
    .bind(sort_key(&caption.person))
    .bind(caption.group.as_str())
    .bind(sort_key(&caption.group))
    .bind(caption.event.as_str())
    .bind(caption.event_at)
    .bind(caption.recipient.as_str())
    .bind(month)
    .run(write)
    .await?;
    for n in 1..=part_count(new) {
        sql!("INSERT INTO message_part (message, n, state, recipient) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(n)
            .bind(State::Queued.code())
            .bind(new.recipient.e164())
            .run(write)
            .await?;
    }
    audit::note(
        write,
        now,
        &Line::new(actor, "sms.prepared").on("message", id),
    )
    .await?;
    Ok(Prepared {
        id,
        duplicate: false,
    })
}

/// « 2026-11 », where the school is.
pub(super) fn month_of(now: DateTime<Utc>, zone: Zone) -> String {
    now.with_timezone(&zone.0).format("%Y-%m").to_string()
}

fn part_count(new: &NewMessage) -> i64 {
    i64::try_from(new.text.parts.len()).unwrap_or(i64::MAX)
}

fn encoding_code(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gsm7 => "gsm7",
        Encoding::Ucs2 => "ucs2",
    }
}

pub(super) async fn known(
    read: &mut Read,
    school: Id<School>,
    key: &str,
) -> Result<Option<Id<Message>>> {
    let found = sql!("SELECT id FROM message WHERE school = $1 AND dedup_key = $2")
        .bind(school)
        .bind(key)
        .optional::<(Id<Message>,)>(read)
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Whether the school has a message under that key.
pub async fn is_prepared(read: &mut Read, school: Id<School>, key: &str) -> Result<bool> {
    Ok(known(read, school, key).await?.is_some())
}

/// Numbers that people can say, from 1 in each school: two schools never wait for each other.
pub(super) async fn next_number(write: &mut Write, school: Id<School>) -> Result<i64> {
    let (number,) = sql!(
        "INSERT INTO message_counter (school, last) VALUES ($1, 1) \
         ON CONFLICT (school) DO UPDATE SET last = message_counter.last + 1 RETURNING last"
    )
    .bind(school)
    .one::<(i64,)>(write)
    .await?;
    Ok(number)
}
