//! What the telephones show.

use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use mail::catcher::Caught;
use sms::smpp::{Fate, Received};
use uuid::Uuid;

/// A message on a telephone.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Screen {
    pub(crate) number: String,
    pub(crate) source: String,
    pub(crate) text: String,
    pub(crate) parts: i64,
    pub(crate) fate: String,
    pub(crate) accepted_at: DateTime<Utc>,
    pub(crate) arrived_at: Option<DateTime<Utc>>,
}

pub(crate) fn fate_code(fate: Fate) -> &'static str {
    match fate {
        Fate::Delivered => "delivered",
        Fate::Late => "late",
        Fate::Invalid => "invalid",
        Fate::NotDelivered => "not-delivered",
        Fate::NoReceipt => "no-receipt",
        Fate::TwoReceipts => "two-receipts",
    }
}

pub(crate) async fn accepted(write: &mut Write, message: &Received) -> db::Result<()> {
    sql!(
        "INSERT INTO telephone_screen (id, number, source, text, parts, fate, accepted_at, \
         reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(Uuid::now_v7())
    .bind(message.number.e164())
    .bind(message.source.as_str())
    .bind(message.text.as_str())
    .bind(message.parts)
    .bind(fate_code(message.fate))
    .bind(message.at)
    .bind(message.ids.join(" "))
    .run(write)
    .await?;
    Ok(())
}

pub(crate) async fn arrived(
    write: &mut Write,
    message: &Received,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!(
        "UPDATE telephone_screen SET arrived_at = $3 \
         WHERE number = $1 AND reference = $2 AND arrived_at IS NULL"
    )
    .bind(message.number.e164())
    .bind(message.ids.join(" "))
    .bind(now)
    .run(write)
    .await?;
    Ok(())
}

pub(crate) async fn latest(read: &mut Read, limit: i64) -> db::Result<Vec<Screen>> {
    sql!(
        "SELECT number, source, text, parts, fate, accepted_at, arrived_at FROM telephone_screen \
         ORDER BY accepted_at DESC LIMIT $1"
    )
    .bind(limit)
    .all(read)
    .await
}

/// A mail in a mailbox.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct MailShown {
    pub(crate) recipient: String,
    pub(crate) sender: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) caught_at: DateTime<Utc>,
}

pub(crate) async fn caught(write: &mut Write, mail: &Caught) -> db::Result<()> {
    let sender = mail.content.from.first();
    let sender = sender.map(|from| from.name.clone().unwrap_or_else(|| from.address.clone()));
    sql!(
        "INSERT INTO mailbox_mail (id, recipient, sender, subject, text, caught_at) \
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(Uuid::now_v7())
    .bind(mail.to.join(", "))
    .bind(sender.unwrap_or_default())
    .bind(mail.content.subject.as_str())
    .bind(mail.content.text.as_str())
    .bind(mail.at)
    .run(write)
    .await?;
    Ok(())
}

pub(crate) async fn latest_mails(read: &mut Read, limit: i64) -> db::Result<Vec<MailShown>> {
    sql!(
        "SELECT recipient, sender, subject, text, caught_at FROM mailbox_mail \
         ORDER BY caught_at DESC LIMIT $1"
    )
    .bind(limit)
    .all(read)
    .await
}
