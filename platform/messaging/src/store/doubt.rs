//! Doubt: where it comes from, and who settles it.

use crate::{Event, Message, State};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Result, Write, sql};
use education::Id;
use identity::{At, SchoolLife};

use super::{machine_now, outcome::NO_ANSWER, settle};

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

/// Settles a doubt at the school where one works. False when there is none any more: a receipt
/// came meanwhile, or somebody else chose.
pub async fn settle_doubt(
    write: &mut Write,
    at: &At<SchoolLife>,
    id: Id<Message>,
    choice: Choice,
    now: DateTime<Utc>,
) -> Result<bool> {
    let parts = sql!(
        "SELECT p.n FROM message m JOIN message_part p ON p.message = m.id \
         WHERE m.school = $1 AND m.id = $2 AND m.state = $3 AND p.state = $3 ORDER BY p.n"
    )
    .bind(at.school())
    .bind(id)
    .bind(State::InDoubt.code())
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
    for (n,) in parts {
        settle::on_part(write, id, n, event, reason).await?;
    }
    settle::message(write, id, None, now).await?;
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
    for (message, n) in &lost {
        settle::on_part(write, *message, *n, Event::Lose, Some(NO_ANSWER)).await?;
        settle::message(write, *message, None, now).await?;
    }
    Ok(lost.len() as u64)
}
