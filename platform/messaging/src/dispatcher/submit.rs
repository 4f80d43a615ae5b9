//! Writing a message, part after part.

use super::gateway::Session;
use crate::{
    Outcome,
    store::{Answer, Outgoing, OutgoingPart},
};
use chrono::{DateTime, Utc};

/// Submits the parts of a message one after the other, and says what became of each: after one
/// that was not taken, the next ones are not written.
pub(super) async fn submit(
    session: Session,
    message: Outgoing,
    parts: Vec<OutgoingPart>,
    now: DateTime<Utc>,
) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(parts.len());
    let mut taken = true;
    for part in parts {
        let outcome = match taken {
            true => session.submit(&message, part, now).await,
            false => Outcome::NotWritten { sentence: None },
        };
        taken = taken && matches!(outcome, Outcome::Accepted { .. });
        answers.push(Answer {
            attempt: part.attempt,
            outcome,
        });
    }
    answers
}
