//! What a session said of an attempt.

use crate::{Event, Message, Outcome, Provider};
use chrono::{DateTime, Duration, Utc};
use db::{Result, Write, sql};
use education::Id;
use serde_json::{Value as Json, json};
use sms::IdNormalisation;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

use super::{
    Lease, machine_now,
    names::{Taken, apply_waiting},
    settle::{PartId, Standings},
    usage,
};

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
    let mut standings = Standings::default();
    keep(write, &mut standings, rule, answers, now).await?;
    standings.write(write).await
}

/// The same, with what else is learnt of these messages in the transaction.
pub(super) async fn keep(
    write: &mut Write,
    standings: &mut Standings,
    rule: IdNormalisation,
    answers: &[Answer],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut left: Vec<&Answer> = answers.iter().collect();
    while !left.is_empty() {
        // Of one attempt, what was said first counts first.
        let mut seen = HashSet::new();
        let (round, later) = left
            .into_iter()
            .partition::<Vec<_>, _>(|answer| seen.insert(answer.attempt));
        keep_round(write, standings, rule, &round, now).await?;
        left = later;
    }
    Ok(())
}

/// Puts back what a session claimed without knowing it: the transaction was committed, and the
/// database went away before it said so. The session has nothing under way, and asks for this before
/// it claims anything more: what it has no answer for was never written.
pub(crate) async fn never_written(
    write: &mut Write,
    lease: &Lease,
    now: DateTime<Utc>,
) -> Result<()> {
    let attempts =
        sql!("SELECT id FROM attempt WHERE session = $1 AND epoch = $2 AND outcome IS NULL")
            .bind(lease.name.as_str())
            .bind(lease.epoch)
            .all::<(Uuid,)>(write)
            .await?;
    let answers: Vec<Answer> = attempts
        .into_iter()
        .map(|(attempt,)| Answer {
            attempt,
            outcome: Outcome::NotWritten { sentence: None },
        })
        .collect();
    record_answers(write, IdNormalisation::Exact, &answers, now).await
}

#[derive(Debug, sqlx::FromRow)]
struct Attempt {
    id: Uuid,
    message: Id<Message>,
    n: i64,
    provider: Id<Provider>,
}

/// One answer of an attempt.
async fn keep_round(
    write: &mut Write,
    standings: &mut Standings,
    rule: IdNormalisation,
    answers: &[&Answer],
    now: DateTime<Utc>,
) -> Result<()> {
    let attempts: HashMap<Uuid, Attempt> = answered(write, answers, now)
        .await?
        .into_iter()
        .map(|attempt| (attempt.id, attempt))
        .collect();
    let messages = attempts.values().map(|attempt| attempt.message);
    standings.read(write, messages).await?;
    let mut taken = Vec::new();
    for answer in answers {
        let Some(attempt) = attempts.get(&answer.attempt) else {
            continue;
        };
        let part = (attempt.message, attempt.n);
        let event = event(&answer.outcome);
        let reason = match event {
            Event::Lose => Some(NO_ANSWER),
            Event::Reject | Event::PutBack => sentence(&answer.outcome),
            _ => None,
        };
        // Of an older attempt, only "it was taken" counts: another one may be under way.
        if event != Event::Accept && !is_latest(write, answer.attempt, part).await? {
            continue;
        }
        let changed = standings.apply(part, event, reason);
        if changed && matches!(event, Event::PutBack | Event::Reject) {
            usage::give_back(write, attempt.message, now).await?;
        }
        if event == Event::Lose {
            standings.rather_twice(part, now);
        }
        match &answer.outcome {
            Outcome::Accepted { reference } if !reference.is_empty() => {
                let key = rule.answer_key(reference);
                standings.known_as(part, attempt.provider, reference, key);
                taken.push(Taken {
                    part,
                    provider: attempt.provider,
                    reference,
                });
            }
            Outcome::Rejected { .. } | Outcome::NotWritten { sentence: Some(_) }
                if event == Event::PutBack =>
            {
                let pause = pause(write, attempt.message).await?;
                standings.retry_at(attempt.message, machine_now() + pause);
            }
            _ => {}
        }
        standings.settle(attempt.message, now);
    }
    apply_waiting(write, standings, rule, &taken).await
}

/// Notes what was said of attempts; gives those of which nothing sure was known.
async fn answered(
    write: &mut Write,
    answers: &[&Answer],
    now: DateTime<Utc>,
) -> Result<Vec<Attempt>> {
    let rows = answers.iter().map(|answer| {
        let (outcome, code) = kept(&answer.outcome);
        json!({ "a": answer.attempt.simple().to_string(), "o": outcome, "c": code })
    });
    sql!(
        sqlite: "UPDATE attempt SET outcome = c.o, status = c.c, answered_at = $2 \
                 FROM (SELECT unhex(value ->> 'a') AS a, value ->> 'o' AS o, value ->> 'c' AS c \
                       FROM json_each($1)) AS c \
                 WHERE attempt.id = c.a \
                 AND (attempt.outcome IS NULL OR attempt.outcome = 'in_doubt') \
                 RETURNING id, message, n, provider",
        postgres: "UPDATE attempt SET outcome = c.o, status = c.c, answered_at = $2 \
                   FROM jsonb_to_recordset($1) AS c (a UUID, o TEXT, c BIGINT) \
                   WHERE attempt.id = c.a \
                   AND (attempt.outcome IS NULL OR attempt.outcome = 'in_doubt') \
                   RETURNING id, message, n, provider",
    )
    .bind(Json::Array(rows.collect()))
    .bind(now)
    .all(write)
    .await
}

async fn is_latest(write: &mut Write, attempt: Uuid, (message, n): PartId) -> Result<bool> {
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
