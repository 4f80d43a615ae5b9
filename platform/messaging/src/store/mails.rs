//! Mails: into the outbox, and out of its queue.

use super::{
    machine_now,
    outbox::{Prepared, known, month_of, next_number},
};
use crate::{Lane, Message, NewMail, State};
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, School, sort_key};
use mail::{Address, Person};
use secrets::{KeyRing, Purpose, Sealed};
use uuid::Uuid;
use web::{Error, Result};

/// Puts a mail in the outbox, in the transaction of the act that it tells. Under a key that the
/// school used already, it is that mail, whatever became of it.
pub async fn prepare_mail(
    write: &mut Write,
    keys: &KeyRing,
    new: &NewMail,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Prepared> {
    if let Some(id) = known(write, new.school, &new.dedup_key).await? {
        return Ok(Prepared {
            id,
            duplicate: true,
        });
    }
    let id: Id<Message> = Id::new();
    let zones = identity::zones(write, &[new.school]).await?;
    let month = month_of(now, zones.get(&new.school).copied().unwrap_or_default());
    let number = next_number(write, new.school).await?;
    let body = match new.secret {
        false => new.text.clone(),
        true => {
            let row = id.to_string();
            keys.seal(Purpose::MessageBody, &row, new.text.as_bytes()).0
        }
    };
    let caption = &new.caption;
    sql!(
        "INSERT INTO message (id, school, number, lane, service, subject, recipient, sender, \
         body, encoding, parts, dedup_key, provider_code, not_after, state, state_at, \
         prepared_at, released_at, month, topic, person, person_key, group_name, group_key, \
         event, event_at, recipient_label, medium, title, sealed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'utf8', 1, $10, '', $11, $12, $13, $13, \
         $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 'mail', $23, $24)"
    )
    .bind(id)
    .bind(new.school)
    .bind(number)
    .bind(Lane::Notice.code())
    .bind(new.service)
    .bind(new.subject)
    .bind(new.to.address.as_str())
    .bind(new.to.name.as_str())
    .bind(body)
    .bind(new.dedup_key.as_str())
    .bind(new.not_after)
    .bind(State::Queued.code())
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
    .bind(new.title.as_str())
    .bind(new.secret)
    .run(write)
    .await?;
    sql!("INSERT INTO message_part (message, n, state, recipient) VALUES ($1, 1, $2, $3)")
        .bind(id)
        .bind(State::Queued.code())
        .bind(new.to.address.as_str())
        .run(write)
        .await?;
    let line = Line::new(actor, "mail.prepared").on("message", id);
    audit::note(write, now, &line).await?;
    Ok(Prepared {
        id,
        duplicate: false,
    })
}

/// A mail of the queue.
#[derive(Debug, Clone)]
pub(crate) struct OutgoingMail {
    pub(crate) id: Id<Message>,
    pub(crate) school: Id<School>,
    pub(crate) service: String,
    pub(crate) subject: Uuid,
    pub(crate) to: Person,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) prepared_at: DateTime<Utc>,
    pub(crate) not_after: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Message>,
    school: Id<School>,
    service: String,
    subject: Uuid,
    recipient: String,
    sender: String,
    title: String,
    body: String,
    sealed: bool,
    prepared_at: DateTime<Utc>,
    not_after: DateTime<Utc>,
}

/// The oldest mails to send; a body that can't be opened, or an address that is none any more,
/// comes as a sentence.
pub(crate) async fn mails_to_send(
    read: &mut Read,
    keys: &KeyRing,
    most: i64,
) -> Result<Vec<(Id<Message>, std::result::Result<OutgoingMail, String>)>> {
    let rows = sql!(
        "SELECT id, school, service, subject, recipient, sender, title, body, sealed, \
         prepared_at, not_after FROM message \
         WHERE medium = 'mail' AND state IN ('queued', 'held') \
         AND (retry_at IS NULL OR retry_at <= $1) ORDER BY released_at, number LIMIT $2"
    )
    .bind(machine_now())
    .bind(most)
    .all::<Row>(read)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, open(keys, row)))
        .collect())
}

fn open(keys: &KeyRing, row: Row) -> std::result::Result<OutgoingMail, String> {
    let address = Address::parse(&row.recipient).map_err(|error| error.to_string())?;
    let text = match row.sealed {
        false => row.body,
        true => {
            let id = row.id.to_string();
            let opened = keys.open(Purpose::MessageBody, &id, &Sealed(row.body));
            let opened = opened.map_err(|error| {
                tracing::error!(%error, message = %row.id, "a mail can't be opened");
                "Le texte n'est plus lisible : recommencez la demande.".to_owned()
            })?;
            String::from_utf8_lossy(&opened).into_owned()
        }
    };
    Ok(OutgoingMail {
        id: row.id,
        school: row.school,
        service: row.service,
        subject: row.subject,
        to: Person::new(&row.sender, address),
        title: row.title,
        text,
        prepared_at: row.prepared_at,
        not_after: row.not_after,
    })
}

/// Whether a mail waits to be sent.
pub(crate) async fn mail_waits(read: &mut Read) -> db::Result<bool> {
    let found = sql!(
        "SELECT id FROM message WHERE medium = 'mail' AND state IN ('queued', 'held') \
         AND (retry_at IS NULL OR retry_at <= $1) LIMIT 1"
    )
    .bind(machine_now())
    .optional::<(Id<Message>,)>(read)
    .await?;
    Ok(found.is_some())
}

/// Holds all mails a while, and says why.
pub(crate) async fn hold_mails(
    write: &mut Write,
    reason: &str,
    now: DateTime<Utc>,
    wait: chrono::Duration,
) -> db::Result<u64> {
    sql!(
        "UPDATE message SET state_at = CASE WHEN state = $1 AND reason = $2 THEN state_at \
         ELSE $3 END, state = $1, reason = $2, retry_at = $4 \
         WHERE medium = 'mail' AND state IN ('queued', 'held') \
         AND (retry_at IS NULL OR retry_at <= $5)"
    )
    .bind(State::Held.code())
    .bind(reason)
    .bind(now)
    .bind(machine_now() + wait)
    .bind(machine_now())
    .run(write)
    .await
}

/// The last mail of a service about one thing, and what became of it.
pub async fn last_mail(
    read: &mut Read,
    school: Id<School>,
    service: &str,
    subject: Uuid,
) -> db::Result<Option<LastMail>> {
    sql!(
        "SELECT recipient, state, reason, state_at FROM message WHERE school = $1 \
         AND service = $2 AND subject = $3 AND medium = 'mail' ORDER BY number DESC LIMIT 1"
    )
    .bind(school)
    .bind(service)
    .bind(subject)
    .optional(read)
    .await
}

/// A mail that was asked for, and what became of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LastMail {
    /// The address.
    pub recipient: String,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Why, when the state asks for it.
    pub reason: Option<String>,
    /// Since when.
    pub state_at: DateTime<Utc>,
}

impl LastMail {
    /// The word on pages: what a mail server took is on its way, and we hear no more of it.
    pub fn label(&self) -> &'static str {
        match self.state {
            State::Accepted => "remis au serveur de courriel",
            state => state.label(),
        }
    }
}

/// Seals the mails that wait again, under the current key of the ring; returns how many.
pub async fn reseal_mails(write: &mut Write, keys: &KeyRing) -> Result<u64> {
    let rows = sql!("SELECT id, body FROM message WHERE sealed AND body <> ''")
        .all::<(Id<Message>, String)>(write)
        .await?;
    let count = rows.len() as u64;
    for (id, body) in rows {
        let row = id.to_string();
        let clear = keys
            .open(Purpose::MessageBody, &row, &Sealed(body))
            .map_err(|error| Error::internal(format!("the mail {id}: {error}")))?;
        sql!("UPDATE message SET body = $2 WHERE id = $1")
            .bind(id)
            .bind(keys.seal(Purpose::MessageBody, &row, &clear).0)
            .run(write)
            .await?;
    }
    Ok(count)
}
