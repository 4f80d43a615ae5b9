//! « Suivi des SMS », and that of mails and letters: what became of what was released, newest
//! first, by key.

use crate::{Medium, Message, Queue, State};
use chrono::{DateTime, Utc};
use db::{Read, Result, Statement, sql};
use education::Id;
use identity::{At, SchoolLife};
use web::{Cursor, PAGE_SIZE};

use super::waiting::count_waiting;

/// A tab of the follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// « Suivi des SMS »: released, and nothing final yet. Letters that are to be posted.
    #[default]
    InTransit,
    /// « SMS délivrés »; mails that a relay took; letters in the post.
    Delivered,
    /// « SMS invalides ou non remis »; letters that came back.
    Failed,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::InTransit, Self::Delivered, Self::Failed];

    /// The word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::InTransit => "suivi",
            Self::Delivered => "delivres",
            Self::Failed => "echecs",
        }
    }

    /// The tab of a word; the first one when there is none.
    pub fn from_key(key: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|tab| tab.key() == key)
            .unwrap_or_default()
    }

    /// Its title.
    pub fn label(self, medium: Medium) -> &'static str {
        match (medium, self) {
            (Medium::Sms, Self::InTransit) => "Suivi des SMS",
            (Medium::Sms, Self::Delivered) => "SMS délivrés",
            (Medium::Sms, Self::Failed) => "SMS invalides ou non remis",
            (Medium::Mail, Self::InTransit) => "Courriels en cours",
            (Medium::Mail, Self::Delivered) => "Courriels remis au serveur",
            (Medium::Mail, Self::Failed) => "Courriels refusés ou expirés",
            (Medium::Letter, Self::InTransit) => "Courriers à poster",
            (Medium::Letter, Self::Delivered) => "Courriers postés",
            (Medium::Letter, Self::Failed) => "Courriers revenus",
        }
    }
}

/// A message that was released.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Followed {
    /// Which one.
    pub id: Id<Message>,
    /// « Msg 11188 ».
    pub number: i64,
    /// The action.
    pub topic: String,
    /// « BERTIN Léo ».
    pub person: String,
    /// The division.
    pub group_name: String,
    /// What it tells.
    pub event: String,
    /// « Légal 1 – Financier ».
    pub recipient_label: String,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Why, when the state asks for it.
    pub reason: Option<String>,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// When it was released.
    pub released_at: DateTime<Utc>,
}

/// A page of them.
#[derive(Debug, Clone)]
pub struct FollowedPage {
    /// The rows.
    pub rows: Vec<Followed>,
    /// After which the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

/// How many in each tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TabCounts {
    /// Not released yet.
    pub waiting: i64,
    /// In [`Tab::InTransit`].
    pub in_transit: i64,
    /// In [`Tab::Delivered`].
    pub delivered: i64,
    /// In [`Tab::Failed`].
    pub failed: i64,
}

impl TabCounts {
    /// How many in a tab.
    pub fn of(self, tab: Tab) -> i64 {
        match tab {
            Tab::InTransit => self.in_transit,
            Tab::Delivered => self.delivered,
            Tab::Failed => self.failed,
        }
    }
}

/// One text a tab, so that each names the states of its own index.
macro_rules! page_of {
    ($states:literal) => {
        concat!(
            "SELECT id, number, topic, person, group_name, event, recipient_label, state, \
             reason, state_at, released_at FROM message \
             WHERE school = $1 AND service = $2 AND medium = $6 AND ",
            $states,
            " AND (released_at, number) < ($3, $4) \
             ORDER BY released_at DESC, number DESC LIMIT $5"
        )
    };
}

macro_rules! count_of {
    ($states:literal) => {
        concat!(
            "SELECT COUNT(*) FROM message WHERE school = $1 AND service = $2 AND medium = $3 AND ",
            $states
        )
    };
}

/// A page of a tab: what a relay took, what was printed stays accepted.
fn page_statement(medium: Medium, tab: Tab) -> Statement {
    match (tab, medium) {
        (Tab::InTransit, Medium::Sms) => {
            sql!(page_of!(
                "state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt')"
            ))
        }
        (Tab::InTransit, Medium::Mail) => {
            sql!(page_of!(
                "state IN ('queued', 'held', 'sending', 'in_doubt')"
            ))
        }
        (Tab::Delivered, Medium::Mail) | (Tab::InTransit, Medium::Letter) => {
            sql!(page_of!("state = 'accepted'"))
        }
        (Tab::Delivered, Medium::Sms | Medium::Letter) => sql!(page_of!("state = 'delivered'")),
        (Tab::Failed, _) => sql!(page_of!("state IN ('failed', 'rejected', 'expired')")),
    }
}

/// How many in a tab, by the same states.
fn count_statement(medium: Medium, tab: Tab) -> Statement {
    match (tab, medium) {
        (Tab::InTransit, Medium::Sms) => {
            sql!(count_of!(
                "state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt')"
            ))
        }
        (Tab::InTransit, Medium::Mail) => {
            sql!(count_of!(
                "state IN ('queued', 'held', 'sending', 'in_doubt')"
            ))
        }
        (Tab::Delivered, Medium::Mail) | (Tab::InTransit, Medium::Letter) => {
            sql!(count_of!("state = 'accepted'"))
        }
        (Tab::Delivered, Medium::Sms | Medium::Letter) => sql!(count_of!("state = 'delivered'")),
        (Tab::Failed, _) => sql!(count_of!("state IN ('failed', 'rejected', 'expired')")),
    }
}

/// The messages of a tab, at the school where one works, after a cursor.
pub async fn follow(
    read: &mut Read,
    at: &At<SchoolLife>,
    queue: Queue,
    tab: Tab,
    after: Option<&Cursor>,
) -> Result<FollowedPage> {
    let (instant, number) = after.and_then(read_key).unwrap_or((FAR, i64::MAX));
    let mut rows = page_statement(queue.medium, tab)
        .bind(at.school())
        .bind(queue.service)
        .bind(instant)
        .bind(number)
        .bind(PAGE_SIZE as i64 + 1)
        .bind(queue.medium.code())
        .all::<Followed>(read)
        .await?;
    let more = rows.len() > PAGE_SIZE;
    rows.truncate(PAGE_SIZE);
    let next = rows.last().filter(|_| more).map(key);
    Ok(FollowedPage { rows, next })
}

/// How many in each tab, at the school where one works.
pub async fn tab_counts(read: &mut Read, at: &At<SchoolLife>, queue: Queue) -> Result<TabCounts> {
    let mut counts = [0; 3];
    for (tab, count) in Tab::ALL.into_iter().zip(&mut counts) {
        (*count,) = count_statement(queue.medium, tab)
            .bind(at.school())
            .bind(queue.service)
            .bind(queue.medium.code())
            .one(read)
            .await?;
    }
    let [in_transit, delivered, failed] = counts;
    Ok(TabCounts {
        waiting: count_waiting(read, at.school(), queue).await?,
        in_transit,
        delivered,
        failed,
    })
}

/// After any instant that a message may bear, and still four digits of a year.
const FAR: DateTime<Utc> = match DateTime::from_timestamp(253_370_764_800, 0) {
    Some(instant) => instant,
    None => DateTime::<Utc>::MAX_UTC,
};

fn key(row: &Followed) -> Cursor {
    Cursor(format!(
        "{}.{}",
        row.released_at.timestamp_micros(),
        row.number
    ))
}

fn read_key(cursor: &Cursor) -> Option<(DateTime<Utc>, i64)> {
    let (instant, number) = cursor.0.split_once('.')?;
    let instant = DateTime::from_timestamp_micros(instant.parse().ok()?)?;
    Some((instant, number.parse().ok()?))
}
