//! What was sent of the rows of a service: for what must be said again, or taken back.

use crate::{Caption, Medium, Message, State};
use chrono::{DateTime, Utc};
use db::{Read, Result, sql};
use education::{Id, School};
use identity::{At, SchoolLife};
use mail::{Address, Person};
use sms::{MobileNumber, Sender};
use uuid::Uuid;

/// A message that left, or may have: to whom, and what it said it was.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Which one.
    pub id: Id<Message>,
    /// « Msg 11188 ».
    pub number: i64,
    /// The row of the service it speaks of.
    pub subject: Uuid,
    /// To whom, and how.
    pub to: SentTo,
    /// Where it stands.
    pub state: State,
    /// When it was released.
    pub released_at: DateTime<Utc>,
    /// What lists show of it.
    pub caption: Caption,
}

impl Sent {
    /// By what means it was sent.
    pub fn medium(&self) -> Medium {
        match self.to {
            SentTo::Mobile { .. } => Medium::Sms,
            SentTo::Mail(_) => Medium::Mail,
            SentTo::Letter(_) => Medium::Letter,
        }
    }
}

/// To whom a message was sent, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentTo {
    /// By a text message.
    Mobile {
        /// To whom.
        number: MobileNumber,
        /// From whom.
        sender: Sender,
        /// « Code fournisseur de service ».
        provider_code: String,
    },
    /// By a mail.
    Mail(Person),
    /// By a letter: the address, on one line.
    Letter(String),
}

impl SentTo {
    /// What left was judged before it did.
    fn of(row: &Row) -> Option<Self> {
        Some(match row.medium {
            Medium::Sms => Self::Mobile {
                number: MobileNumber::from_e164(&row.recipient).ok()?,
                sender: Sender::parse(&row.sender).ok()?,
                provider_code: row.provider_code.clone(),
            },
            Medium::Mail => {
                let address = Address::parse(&row.recipient).ok()?;
                Self::Mail(Person::new(&row.sender, address))
            }
            Medium::Letter => Self::Letter(row.recipient.clone()),
        })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "String")]
    medium: Medium,
    id: Id<Message>,
    number: i64,
    subject: Uuid,
    recipient: String,
    sender: String,
    provider_code: String,
    #[sqlx(try_from = "String")]
    state: State,
    released_at: DateTime<Utc>,
    topic: String,
    person: String,
    group_name: String,
    event: String,
    event_at: DateTime<Utc>,
    recipient_label: String,
}

/// The messages of a service, at the school where one works, that were sent of these rows, or
/// may have been; the latest first.
pub async fn sent(
    read: &mut Read,
    at: &At<SchoolLife>,
    service: &str,
    subjects: &[Uuid],
) -> Result<Vec<Sent>> {
    let subjects: Vec<Id<Message>> = subjects.iter().copied().map(Id::from).collect();
    let rows = sql!(
        sqlite: "SELECT id, number, medium, subject, recipient, sender, provider_code, state, released_at, \
                 topic, person, group_name, event, event_at, recipient_label FROM message \
                 WHERE school = $1 AND service = $2 \
                 AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
                 AND subject IN (SELECT unhex(value) FROM json_each($3)) ORDER BY number DESC",
        postgres: "SELECT id, number, medium, subject, recipient, sender, provider_code, state, \
                   released_at, topic, person, group_name, event, event_at, recipient_label \
                   FROM message WHERE school = $1 AND service = $2 \
                   AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
                   AND subject = ANY($3) ORDER BY number DESC",
    )
    .bind(at.school())
    .bind(service)
    .bind(subjects.as_slice())
    .all::<Row>(read)
    .await?;
    let sent = rows.into_iter().filter_map(|row| {
        Some(Sent {
            id: row.id,
            number: row.number,
            subject: row.subject,
            to: SentTo::of(&row)?,
            state: row.state,
            released_at: row.released_at,
            caption: Caption {
                topic: row.topic,
                person: row.person,
                group: row.group_name,
                event: row.event,
                event_at: row.event_at,
                recipient: row.recipient_label,
            },
        })
    });
    Ok(sent.collect())
}

/// Of how many of these rows a message was sent, or may have been.
pub async fn subjects_sent(
    read: &mut Read,
    school: Id<School>,
    service: &str,
    subjects: &[Uuid],
) -> Result<i64> {
    let subjects: Vec<Id<Message>> = subjects.iter().copied().map(Id::from).collect();
    let (count,) = sql!(
        sqlite: "SELECT COUNT(DISTINCT subject) FROM message WHERE school = $1 AND service = $2 \
                 AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
                 AND subject IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "SELECT COUNT(DISTINCT subject) FROM message WHERE school = $1 \
                   AND service = $2 AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
                   AND subject = ANY($3)",
    )
    .bind(school)
    .bind(service)
    .bind(subjects.as_slice())
    .one::<(i64,)>(read)
    .await?;
    Ok(count)
}
