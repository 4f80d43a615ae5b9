//! Doubt: where it comes from, and who settles it.

use crate::{Event, Message, Queue, State};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use identity::{At, AtSchool, SchoolLife};

use super::{machine_now, outcome::NO_ANSWER, settle::Standings};

/// What a person chooses for a message in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// « Considérer comme envoyé ».
    ConsiderSent,
    /// « Renvoyer »: the family may get it twice.
    SendAgain,
}

impl Choice {
    /// The word in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::ConsiderSent => "envoye",
            Self::SendAgain => "renvoyer",
        }
    }

    /// The choice of a word.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::ConsiderSent, Self::SendAgain]
            .into_iter()
            .find(|choice| choice.key() == key)
    }
}

/// Settles a doubt of a queue of the school where one works, for those whom the queue is for. False when there is none any more: a
/// receipt came meanwhile, or somebody else chose.
pub async fn settle_doubt<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    queue: Queue<A>,
    id: Id<Message>,
    choice: Choice,
    now: DateTime<Utc>,
) -> Result<bool> {
    let parts = sql!(
        "SELECT p.n FROM message m JOIN message_part p ON p.message = m.id \
         WHERE m.school = $1 AND m.service = $4 AND m.medium = $5 AND m.id = $2 AND m.state = $3 \
         AND p.state = $3 ORDER BY p.n"
    )
    .bind(at.school())
    .bind(id)
    .bind(State::InDoubt.code())
    .bind(queue.service)
    .bind(queue.medium.code())
    .all::<(i64,)>(write)
    .await?;
    if parts.is_empty() {
        return Ok(false);
    }
    let (event, reason, act) = match choice {
        Choice::ConsiderSent => (
            Event::ConsiderSent,
            Some("Considéré comme envoyé, sans réponse du fournisseur."),
            "sms.considered_sent",
        ),
        Choice::SendAgain => (Event::SendAgain, None, "sms.sent_again"),
    };
    let mut standings = Standings::default();
    standings.read(write, [id]).await?;
    for (n,) in parts {
        standings.apply((id, n), event, reason);
    }
    standings.settle(id, now);
    standings.write(write).await?;
    let line = Line::new(at.actor(), act).on("message", id);
    audit::note(write, now, &line).await?;
    Ok(true)
}

/// Attempts whose session is gone, without an answer: nobody can say whether they were written.
/// Returns how many parts are in doubt for it.
pub(crate) async fn doubt_the_dead(write: &mut Write, now: DateTime<Utc>) -> Result<u64> {
    let lost = sql!(
        "UPDATE attempt SET outcome = 'in_doubt', answered_at = $1 WHERE outcome IS NULL \
         AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.name = attempt.session \
                         AND l.epoch = attempt.epoch AND l.until > $2) \
         RETURNING message, n"
    )
    .bind(now)
    .bind(machine_now())
    .all::<(Id<Message>, i64)>(write)
    .await?;
    let mut standings = Standings::default();
    let messages = lost.iter().map(|(message, _)| *message);
    standings.read(write, messages).await?;
    for (message, n) in &lost {
        standings.apply((*message, *n), Event::Lose, Some(NO_ANSWER));
        standings.rather_twice((*message, *n), now);
        standings.settle(*message, now);
    }
    standings.write(write).await?;
    Ok(lost.len() as u64)
}

/// Of the messages of a service about one thing, how many may have come twice: an attempt of
/// theirs was never answered, and they were written again.
pub async fn possible_doubles(
    read: &mut Read,
    at: &At<SchoolLife>,
    service: &str,
    subject: uuid::Uuid,
) -> Result<i64> {
    let (count,) = sql!(
        "SELECT COUNT(*) FROM message m WHERE m.school = $1 AND m.service = $2 AND m.subject = $3 \
         AND EXISTS (SELECT 1 FROM attempt a JOIN attempt b ON b.message = a.message \
                     AND b.n = a.n AND b.id > a.id \
                     WHERE a.message = m.id AND a.outcome = 'in_doubt' \
                     AND (b.outcome IS NULL OR b.outcome IN ('accepted', 'in_doubt')))"
    )
    .bind(at.school())
    .bind(service)
    .bind(subject)
    .one::<(i64,)>(read)
    .await?;
    Ok(count)
}
