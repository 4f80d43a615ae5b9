//! What a session said of an attempt.

use crate::{Event, Message, Outcome, Provider};
use chrono::{DateTime, Duration, Utc};
use db::{Result, Write, sql};
use education::Id;
use sms::IdNormalisation;
use uuid::Uuid;

use super::{doubt, machine_now, receipts, settle, usage};

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) attempt: Uuid,
    pub(crate) outcome: Outcome,
}

/// After a refusal that may pass: half a minute, then twice as long each time.
const FIRST_PAUSE: i64 = 30;
const LONGEST_PAUSE: i64 = 15 * 60;

/// Keeps outcomes, and brings their messages to where they now stand. The same outcome again
/// changes nothing; one that comes after doubt settles it.
pub(crate) async fn record_answers(
    write: &mut Write,
    rule: IdNormalisation,
    answers: &[Answer],
    now: DateTime<Utc>,
) -> Result<()> {
    for answer in answers {
        record(write, rule, answer, now).await?;
    }
    Ok(())
}

async fn record(
    write: &mut Write,
    rule: IdNormalisation,
    answer: &Answer,
    now: DateTime<Utc>,
) -> Result<()> {
    let (outcome, code) = kept(&answer.outcome);
    let found = sql!(
        "UPDATE attempt SET outcome = $2, status = $3, answered_at = $4 \
         WHERE id = $1 AND (outcome IS NULL OR outcome = 'in_doubt') \
         RETURNING message, n, provider"
    )
    .bind(answer.attempt)
    .bind(outcome)
    .bind(code)
    .bind(now)
    .optional::<(Id<Message>, i64, Id<Provider>)>(write)
    .await?;
    let Some((message, n, provider)) = found else {
        return Ok(());
    };
    let sentence = sentence(&answer.outcome);
    let event = event(&answer.outcome);
    let reason = match event {
        Event::Lose => Some(NO_ANSWER),
        Event::Reject | Event::PutBack => sentence,
        _ => None,
    };
    // Of an older attempt, only "it was taken" counts: another one may be under way.
    if event != Event::Accept && !is_latest(write, answer.attempt, (message, n)).await? {
        return Ok(());
    }
    let changed = settle::on_part(write, message, n, event, reason).await?;
    if changed && matches!(event, Event::PutBack | Event::Reject) {
        usage::give_back(write, message).await?;
    }
    if event == Event::Lose {
        doubt::rather_twice(write, message, n, now).await?;
    }
    let mut retry_at = None;
    match &answer.outcome {
        Outcome::Accepted { reference } if !reference.is_empty() => {
            known_as(write, rule, (message, n), provider, reference).await?;
            receipts::apply_waiting(write, rule, (message, n), provider, reference).await?;
        }
        Outcome::Rejected { .. } | Outcome::NotWritten { sentence: Some(_) }
            if event == Event::PutBack =>
        {
            retry_at = Some(machine_now() + pause(write, message).await?);
        }
        _ => {}
    }
    settle::message(write, message, retry_at, now).await
}

async fn is_latest(
    write: &mut Write,
    attempt: Uuid,
    (message, n): (Id<Message>, i64),
) -> Result<bool> {
    let later = sql!(
        "SELECT b.id FROM attempt a JOIN attempt b ON b.message = a.message AND b.n = a.n \
         AND b.id <> a.id AND b.written_at >= a.written_at \
         WHERE a.id = $1 AND a.message = $2 AND a.n = $3 LIMIT 1"
    )
    .bind(attempt)
    .bind(message)
    .bind(n)
    .optional::<(Uuid,)>(write)
    .await?;
    Ok(later.is_none())
}

/// The provider's identifier of a part, as it wrote it and as it is compared.
async fn known_as(
    write: &mut Write,
    rule: IdNormalisation,
    (message, n): (Id<Message>, i64),
    provider: Id<Provider>,
    message_id: &str,
) -> Result<()> {
    sql!(
        "UPDATE message_part SET provider = $3, provider_ref = $4, provider_key = $5 \
         WHERE message = $1 AND n = $2 AND provider_ref IS NULL"
    )
    .bind(message)
    .bind(n)
    .bind(provider)
    .bind(message_id)
    .bind(rule.answer_key(message_id))
    .run(write)
    .await?;
    Ok(())
}

/// What is shown of an attempt that nobody can answer for.
pub(super) const NO_ANSWER: &str =
    "Le fournisseur n'a pas répondu : le message est peut-être parti.";

fn event(outcome: &Outcome) -> Event {
    match outcome {
        Outcome::Accepted { .. } => Event::Accept,
        Outcome::Throttled { .. } | Outcome::NotWritten { .. } => Event::PutBack,
        Outcome::Rejected {
            temporary: true, ..
        } => Event::PutBack,
        Outcome::Rejected {
            temporary: false, ..
        } => Event::Reject,
        Outcome::InDoubt => Event::Lose,
    }
}

/// Why it is not taken, in words for a person.
fn sentence(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Throttled { .. } => Some("Le fournisseur demande de ralentir."),
        Outcome::Rejected { sentence, .. } => Some(sentence),
        Outcome::NotWritten { sentence } => sentence.as_deref(),
        Outcome::Accepted { .. } | Outcome::InDoubt => None,
    }
}

fn kept(outcome: &Outcome) -> (&'static str, Option<i64>) {
    match outcome {
        Outcome::Accepted { .. } => ("accepted", None),
        Outcome::Throttled { code } => ("throttled", Some(*code)),
        Outcome::Rejected {
            code, temporary, ..
        } => {
            let word = if *temporary { "not_now" } else { "rejected" };
            (word, Some(*code))
        }
        Outcome::NotWritten { sentence: None } => ("not_written", None),
        Outcome::NotWritten { sentence: Some(_) } => ("not_now", None),
        Outcome::InDoubt => ("in_doubt", None),
    }
}

async fn pause(write: &mut Write, message: Id<Message>) -> Result<Duration> {
    let (before,) = sql!("SELECT COUNT(*) FROM attempt WHERE message = $1 AND outcome = 'not_now'")
        .bind(message)
        .one::<(i64,)>(write)
        .await?;
    let doublings = u32::try_from(before.clamp(1, 10) - 1).unwrap_or(0);
    Ok(Duration::seconds(
        (FIRST_PAUSE << doublings).min(LONGEST_PAUSE),
    ))
}
