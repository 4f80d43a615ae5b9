//! From the queue to an attempt: committed before the first byte is written.

use crate::{Message, Provider, State};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School};
use std::collections::HashSet;
use uuid::Uuid;

use super::{Lease, is_ours, machine_now};

/// A message of the queue.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Outgoing {
    pub(crate) id: Id<Message>,
    pub(crate) school: Id<School>,
    pub(crate) number: i64,
    pub(crate) service: String,
    pub(crate) subject: Uuid,
    pub(crate) recipient: String,
    pub(crate) sender: String,
    pub(crate) body: String,
    pub(crate) not_after: DateTime<Utc>,
}

/// A part for which an attempt is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutgoingPart {
    pub(crate) attempt: Uuid,
    pub(crate) n: i64,
}

/// What is to become of a message of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// An attempt, at this provider.
    Send(Id<Provider>),
    /// It goes no further than this final state, for this reason.
    End(State, String),
    /// It waits, for this reason.
    Hold(String),
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Done.
    Done,
    /// The lease is no longer ours: nothing was changed.
    LeaseLost,
}

/// The oldest messages to send of some schools, one of each school in turn, but those that are
/// in hand already.
pub(crate) async fn to_send(
    read: &mut Read,
    schools: &[Id<School>],
    most: usize,
) -> Result<Vec<Outgoing>> {
    let each = most.div_ceil(schools.len().max(1));
    let mut queues = Vec::new();
    for school in schools.iter().take(most) {
        let queue = sql!(
            "SELECT id, school, number, service, subject, recipient, sender, body, not_after \
             FROM message WHERE school = $1 AND state IN ('queued', 'held') \
             AND (retry_at IS NULL OR retry_at <= $2) ORDER BY released_at, number LIMIT $3"
        )
        .bind(*school)
        .bind(machine_now())
        .bind(i64::try_from(each).unwrap_or(1))
        .all::<Outgoing>(read)
        .await?;
        queues.push(queue.into_iter());
    }
    let mut turn = Vec::new();
    loop {
        let before = turn.len();
        turn.extend(queues.iter_mut().filter_map(Iterator::next));
        if turn.len() == before || turn.len() >= most {
            turn.truncate(most);
            return Ok(turn);
        }
    }
}

/// Carries out decisions, under a lease. Returns, for each message that is to be written, its
/// parts: a message that somebody withdrew in between has none.
pub(crate) async fn claim(
    write: &mut Write,
    lease: &Lease,
    decisions: &[(Id<Message>, Decision)],
    now: DateTime<Utc>,
) -> Result<(Claim, Vec<(Id<Message>, Vec<OutgoingPart>)>)> {
    if !is_ours(write, lease).await? {
        return Ok((Claim::LeaseLost, Vec::new()));
    }
    let mut claimed = Vec::new();
    let mut seen = HashSet::new();
    for (id, decision) in decisions {
        match decision {
            _ if !seen.insert(*id) => {}
            Decision::Send(provider) => {
                if leave(write, *id, State::Sending, None, Some(*provider), now).await? {
                    claimed.push((*id, attempt(write, lease, *id, *provider, now).await?));
                }
            }
            Decision::End(state, reason) => {
                leave(write, *id, *state, Some(reason), None, now).await?;
            }
            Decision::Hold(reason) => {
                leave(write, *id, State::Held, Some(reason), None, now).await?;
            }
        }
    }
    Ok((Claim::Done, claimed))
}

/// Out of the queue, if it is still there.
async fn leave(
    write: &mut Write,
    id: Id<Message>,
    state: State,
    reason: Option<&str>,
    provider: Option<Id<Provider>>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let left = sql!(
        "UPDATE message SET state = $2, reason = $3, provider = $4, state_at = $5, \
         retry_at = NULL WHERE id = $1 AND state IN ('queued', 'held') \
         AND (state <> $2 OR reason IS NULL OR reason <> $3)"
    )
    .bind(id)
    .bind(state.code())
    .bind(reason)
    .bind(provider)
    .bind(now)
    .run(write)
    .await?;
    Ok(left == 1)
}

async fn attempt(
    write: &mut Write,
    lease: &Lease,
    message: Id<Message>,
    provider: Id<Provider>,
    now: DateTime<Utc>,
) -> Result<Vec<OutgoingPart>> {
    let parts =
        sql!("SELECT n FROM message_part WHERE message = $1 AND state = 'queued' ORDER BY n")
            .bind(message)
            .all::<(i64,)>(write)
            .await?;
    let mut outgoing = Vec::new();
    for (n,) in parts {
        sql!(
            "UPDATE message_part SET state = 'sending', reason = NULL, provider = $3 \
             WHERE message = $1 AND n = $2"
        )
        .bind(message)
        .bind(n)
        .bind(provider)
        .run(write)
        .await?;
        let id = Uuid::now_v7();
        sql!(
            "INSERT INTO attempt (id, message, n, provider, session, epoch, written_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        )
        .bind(id)
        .bind(message)
        .bind(n)
        .bind(provider)
        .bind(lease.name.as_str())
        .bind(lease.epoch)
        .bind(now)
        .run(write)
        .await?;
        outgoing.push(OutgoingPart { attempt: id, n });
    }
    Ok(outgoing)
}
