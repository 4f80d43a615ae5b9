//! Mails: out of the queue of the outbox.

use super::{machine_now, sealed::opened};
use crate::{Medium, Message, State};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, School};
use mail::{Address, Person};
use secrets::KeyRing;
use uuid::Uuid;
use web::Result;

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
        true => opened(keys, row.id, row.body)?,
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
        Medium::Mail.state_label(self.state)
    }
}
