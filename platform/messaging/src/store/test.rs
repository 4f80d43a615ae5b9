//! « Tester »: one message by a school's contract, to a number that somebody types.

use crate::{Caption, Lane, Message, NewMessage, State};
use chrono::{DateTime, Duration, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use identity::{At, SchoolLifeSettings};
use sms::{MobileNumber, Sender, TextPolicy};
use uuid::Uuid;
use web::Error;

use super::outbox::prepare;

/// The service of these messages: this one, which always lets them go.
pub(crate) const SERVICE: &str = "messaging";
/// Nobody waits longer for a test.
const USEFUL_FOR: Duration = Duration::minutes(30);
/// Not a telephone's: it needs none.
const SENDER: &str = "PREAU";

/// A test, and what became of it.
#[derive(Debug, Clone)]
pub struct Test {
    /// To whom, all of the number but its middle hidden.
    pub recipient: String,
    /// Where it stands.
    pub state: State,
    /// Why, when the state asks for it.
    pub reason: Option<String>,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// Sends a message to that number, at once. Asked twice within a minute, it is one.
pub async fn send_test(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    recipient: MobileNumber,
    now: DateTime<Utc>,
) -> web::Result<Id<Message>> {
    let place = at.school_place();
    let text = format!("Essai de {} : les SMS partent bien.", place.label);
    let text = sms::prepare(&text, TextPolicy::Plain).map_err(Error::internal)?;
    let sender = Sender::parse(SENDER).map_err(Error::internal)?;
    let minute = now.timestamp().div_euclid(60);
    let message = NewMessage {
        school: at.school(),
        lane: Lane::Test,
        service: SERVICE,
        subject: Uuid::nil(),
        recipient,
        sender,
        text,
        dedup_key: format!("test:{}:{minute}", recipient.e164()),
        provider_code: "0".into(),
        not_after: now + USEFUL_FOR,
        seal: None,
        caption: Caption {
            topic: "Essai".into(),
            person: String::new(),
            group: String::new(),
            event: "Essai".into(),
            event_at: now,
            recipient: recipient.masked(),
        },
    };
    Ok(prepare(write, &message, at.actor(), now).await?.id)
}

/// The last one of the school where one works.
pub async fn last_test(read: &mut Read, at: &At<SchoolLifeSettings>) -> Result<Option<Test>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        recipient_label: String,
        #[sqlx(try_from = "String")]
        state: State,
        reason: Option<String>,
        prepared_at: DateTime<Utc>,
    }
    let row = sql!(
        "SELECT recipient_label, state, reason, prepared_at FROM message \
         WHERE school = $1 AND service = $2 AND subject = $3 ORDER BY number DESC LIMIT 1"
    )
    .bind(at.school())
    .bind(SERVICE)
    .bind(Uuid::nil())
    .optional::<Row>(read)
    .await?;
    Ok(row.map(|row| Test {
        recipient: row.recipient_label,
        state: row.state,
        reason: row.reason,
        at: row.prepared_at,
    }))
}
