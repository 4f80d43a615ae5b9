//! Writing a message, part after part.

use crate::store::{Answer, Outgoing, OutgoingPart};
use chrono::{DateTime, Utc};
use sms::{
    MobileNumber, Sender, TextPolicy,
    smpp::{Handle, Outcome, Status, Submission},
};
use std::time::Duration;

/// Submits the parts of a message one after the other, and says what became of each: after one
/// that was not taken, the next ones are not written.
pub(super) async fn submit(
    handle: Handle,
    message: Outgoing,
    parts: Vec<OutgoingPart>,
    now: DateTime<Utc>,
) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(parts.len());
    let mut taken = true;
    for part in parts {
        let outcome = match submission(&message, part, now) {
            _ if !taken => Outcome::NotWritten,
            Ok(submission) => handle.submit(submission).await,
            Err(status) => Outcome::Rejected {
                status,
                temporary: false,
            },
        };
        taken = taken && matches!(outcome, Outcome::Accepted { .. });
        answers.push(Answer {
            attempt: part.attempt,
            outcome: outcome.into(),
        });
    }
    answers
}

fn submission(
    message: &Outgoing,
    part: OutgoingPart,
    now: DateTime<Utc>,
) -> Result<Submission, Status> {
    const INVALID_SOURCE: Status = Status(0x0a);
    const INVALID_LENGTH: Status = Status(0x01);
    let source = Sender::parse(&message.sender).map_err(|_| INVALID_SOURCE)?;
    let destination =
        MobileNumber::from_e164(&message.recipient).map_err(|_| Status::INVALID_DESTINATION)?;
    // What is kept is what is received: it is cut the same way each time.
    let text = sms::prepare(&message.body, TextPolicy::Exact).map_err(|_| INVALID_LENGTH)?;
    let index = usize::try_from(part.n - 1).map_err(|_| INVALID_LENGTH)?;
    Ok(Submission {
        tag: part.attempt.as_u128(),
        source,
        destination,
        part: text.parts.into_iter().nth(index).ok_or(INVALID_LENGTH)?,
        reference: (message.number & 0xff) as u8,
        validity: (message.not_after - now)
            .to_std()
            .ok()
            .map(|left| left.max(Duration::from_secs(1))),
    })
}
