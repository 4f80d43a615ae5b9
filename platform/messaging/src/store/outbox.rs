//! Into the outbox.

use super::sealed::seal;
use crate::{Caption, Lane, Medium, Message, NewLetter, NewMail, NewMessage, State};
use audit::{Actor, Line};
use chrono::{DateTime, Duration, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School, Zone, sort_key};
use secrets::KeyRing;
use sms::Encoding;
use uuid::Uuid;

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
    let parts = i64::try_from(new.text.parts.len()).unwrap_or(i64::MAX);
    let entry = Entry {
        act: "sms.prepared",
        medium: Medium::Sms,
        school: new.school,
        lane: new.lane,
        service: new.service,
        subject: new.subject,
        recipient: &new.recipient.e164(),
        sender: &new.sender.to_string(),
        title: "",
        body: &new.text.received,
        encoding: encoding_code(new.text.encoding),
        parts,
        dedup_key: &new.dedup_key,
        provider_code: &new.provider_code,
        not_after: new.not_after,
        caption: &new.caption,
        seal: new.seal.as_deref(),
    };
    enter(write, &entry, actor, now).await
}

/// Puts a mail in the outbox, in the same way.
pub async fn prepare_mail(
    write: &mut Write,
    new: &NewMail,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    let entry = Entry {
        act: "mail.prepared",
        medium: Medium::Mail,
        school: new.school,
        lane: new.lane,
        service: new.service,
        subject: new.subject,
        recipient: new.to.address.as_str(),
        sender: new.to.name.as_str(),
        title: &new.title,
        body: &new.text,
        encoding: "utf8",
        parts: 1,
        dedup_key: &new.dedup_key,
        provider_code: "",
        not_after: new.not_after,
        caption: &new.caption,
        seal: new.seal.as_deref(),
    };
    enter(write, &entry, actor, now).await
}

/// Puts a letter in the outbox, in the same way. It has no part: nobody counts what is posted.
pub async fn prepare_letter(
    write: &mut Write,
    new: &NewLetter,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    let secret = new.secret.as_ref();
    let entry = Entry {
        act: "letter.prepared",
        medium: Medium::Letter,
        school: new.school,
        lane: Lane::Absence,
        service: new.service,
        subject: new.subject,
        recipient: &new.recipient,
        sender: "",
        title: &new.title,
        body: &new.body,
        encoding: "utf8",
        parts: 0,
        dedup_key: &new.dedup_key,
        provider_code: "",
        // It waits for as long as it is kept, or as its secret is of use.
        not_after: secret.map_or(now + KEPT, |secret| secret.until),
        caption: &new.caption,
        seal: secret.map(|secret| secret.keys.as_ref()),
    };
    enter(write, &entry, actor, now).await
}

/// Longer than any row of the outbox is kept.
const KEPT: Duration = Duration::days(800);

/// A row of the outbox to be.
struct Entry<'e> {
    act: audit::Act,
    medium: Medium,
    school: Id<School>,
    lane: Lane,
    service: &'static str,
    subject: Uuid,
    recipient: &'e str,
    /// Of a mail, the name of whom it is for.
    sender: &'e str,
    title: &'e str,
    body: &'e str,
    encoding: &'static str,
    parts: i64,
    dedup_key: &'e str,
    provider_code: &'e str,
    not_after: DateTime<Utc>,
    caption: &'e Caption,
    seal: Option<&'e KeyRing>,
}

async fn enter(
    write: &mut Write,
    entry: &Entry<'_>,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    if let Some(id) = known(write, entry.school, entry.dedup_key).await? {
        return Ok(Prepared {
            id,
            duplicate: true,
        });
    }
    let id: Id<Message> = Id::new();
    let state = match entry.lane.needs_release() {
        true => State::Prepared,
        false => State::Queued,
    };
    // What nobody releases is released now.
    let month = match state {
        State::Prepared => String::new(),
        _ => {
            let zones = identity::zones(write, &[entry.school]).await?;
            month_of(now, zones.get(&entry.school).copied().unwrap_or_default())
        }
    };
    let not_after = match entry.lane.longest_use() {
        Some(longest) => entry.not_after.min(now + longest),
        None => entry.not_after,
    };
    let body = match entry.seal {
        None => entry.body.to_owned(),
        Some(keys) => seal(keys, id, entry.body.as_bytes()),
    };
    let number = next_number(write, entry.school).await?;
    let caption = entry.caption;
    sql!(
        "INSERT INTO message (id, school, number, lane, service, subject, recipient, sender, \
         body, encoding, parts, dedup_key, provider_code, not_after, state, state_at, \
         prepared_at, released_at, month, topic, person, person_key, group_name, group_key, \
         event, event_at, recipient_label, medium, title, sealed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, \
         $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)"
    )
    .bind(id)
    .bind(entry.school)
    .bind(number)
    .bind(entry.lane.code())
    .bind(entry.service)
    .bind(entry.subject)
    .bind(entry.recipient)
    .bind(entry.sender)
    .bind(body)
    .bind(entry.encoding)
    .bind(entry.parts)
    .bind(entry.dedup_key)
    .bind(entry.provider_code)
    .bind(not_after)
    .bind(state.code())
    .bind(now)
    .bind(month)
    .bind(caption.topic.as_str())
    .bind(caption.person.as_str())
    .bind(sort_key(&caption.person))
    .bind(caption.group.as_str())
    .bind(sort_key(&caption.group))
    .bind(caption.event.as_str())
    .bind(caption.event_at)
    .bind(caption.recipient.as_str())
    .bind(entry.medium.code())
    .bind(entry.title)
    .bind(entry.seal.is_some())
    .run(write)
    .await?;
    for n in 1..=entry.parts {
        sql!("INSERT INTO message_part (message, n, state, recipient) VALUES ($1, $2, $3, $4)")
            .bind(id)
            .bind(n)
            .bind(State::Queued.code())
            .bind(entry.recipient)
            .run(write)
            .await?;
    }
    let line = Line::new(actor, entry.act).on("message", id);
    audit::note(write, now, &line).await?;
    Ok(Prepared {
        id,
        duplicate: false,
    })
}

/// « 2026-11 », where the school is.
pub(super) fn month_of(now: DateTime<Utc>, zone: Zone) -> String {
    now.with_timezone(&zone.0).format("%Y-%m").to_string()
}

fn encoding_code(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Gsm7 => "gsm7",
        Encoding::Ucs2 => "ucs2",
    }
}

async fn known(read: &mut Read, school: Id<School>, key: &str) -> Result<Option<Id<Message>>> {
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
async fn next_number(write: &mut Write, school: Id<School>) -> Result<i64> {
    let (number,) = sql!(
        "INSERT INTO message_counter (school, last) VALUES ($1, 1) \
         ON CONFLICT (school) DO UPDATE SET last = message_counter.last + 1 RETURNING last"
    )
    .bind(school)
    .one::<(i64,)>(write)
    .await?;
    Ok(number)
}
