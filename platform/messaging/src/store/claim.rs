//! From the queue to an attempt: committed before the first byte is written.

use crate::{Lane, Message, Provider, State};
use chrono::{DateTime, Duration, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School};
use uuid::Uuid;

use super::{
    Budget, Lease, attempts, is_ours, machine_now, pace,
    parts::{self, Standing},
    usage::Ledger,
};

/// A message of the queue.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Outgoing {
    pub(crate) id: Id<Message>,
    pub(crate) school: Id<School>,
    pub(crate) number: i64,
    #[sqlx(try_from = "String")]
    pub(crate) lane: Lane,
    pub(crate) service: String,
    pub(crate) subject: Uuid,
    pub(crate) recipient: String,
    pub(crate) sender: String,
    pub(crate) body: String,
    pub(crate) sealed: bool,
    pub(crate) parts: i64,
    pub(crate) provider_code: String,
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
    /// An attempt, if the school's budget allows it.
    Send(Budget),
    /// It goes no further than this final state, for this reason.
    End(State, String),
    /// It waits so long, for this reason, and lets others pass.
    Hold(String, Duration),
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Done.
    Done,
    /// The lease is no longer ours: nothing was changed.
    LeaseLost,
    /// The provider's second is full: what was to be sent after that is left as it was.
    Full,
}

/// By which way messages leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) provider: Id<Provider>,
    /// A message is one request, whatever its length.
    pub(crate) whole: bool,
    /// Short messages a second, of all sessions together; 0: no limit.
    pub(crate) per_second_in_all: i64,
}

/// How many messages a session has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// For those that can wait: a part is kept from them.
    pub(crate) ordinary: usize,
    /// In all.
    pub(crate) all: usize,
}

/// The oldest messages to send of some schools: of one lane after the other, and in each, one of
/// each school in turn.
pub(crate) async fn to_send(
    read: &mut Read,
    schools: &[Id<School>],
    room: Room,
) -> Result<Vec<Outgoing>> {
    let mut turn = Vec::new();
    for lane in Lane::ALL {
        let most = if lane.can_wait() {
            room.ordinary
        } else {
            room.all
        };
        in_turn(read, schools, lane, most, &mut turn).await?;
    }
    Ok(turn)
}

async fn in_turn(
    read: &mut Read,
    schools: &[Id<School>],
    lane: Lane,
    most: usize,
    turn: &mut Vec<Outgoing>,
) -> Result<()> {
    let mut queues = Vec::new();
    let each = most
        .saturating_sub(turn.len())
        .div_ceil(schools.len().max(1));
    if each == 0 {
        return Ok(());
    }
    for school in schools.iter().take(most) {
        let queue = sql!(
            "SELECT id, school, number, lane, service, subject, recipient, sender, body, sealed, parts, \
             provider_code, not_after FROM message \
             WHERE school = $1 AND lane = $4 AND medium = 'sms' AND state IN ('queued', 'held') \
             AND (retry_at IS NULL OR retry_at <= $2) ORDER BY released_at, number LIMIT $3"
        )
        .bind(*school)
        .bind(machine_now())
        .bind(i64::try_from(each).unwrap_or(1))
        .bind(lane.code())
        .all::<Outgoing>(read)
        .await?;
        queues.push(queue.into_iter());
    }
    loop {
        let before = turn.len();
        turn.extend(queues.iter_mut().filter_map(Iterator::next));
        if turn.len() == before || turn.len() >= most {
            turn.truncate(most);
            return Ok(());
        }
    }
}

/// Carries out decisions, under a lease. Returns, for each message that is to be written, its
/// parts: a message that somebody withdrew in between has none.
pub(crate) async fn claim(
    write: &mut Write,
    lease: &Lease,
    way: &Way,
    decisions: &[(Id<Message>, Decision)],
    now: DateTime<Utc>,
) -> Result<(Claim, Vec<(Id<Message>, Vec<OutgoingPart>)>)> {
    if !is_ours(write, lease).await? {
        return Ok((Claim::LeaseLost, Vec::new()));
    }
    let ids: Vec<_> = decisions.iter().map(|(id, _)| *id).collect();
    let mut waiting = parts::of_those_in_queue(write, &ids).await?;
    let (mut ledger, mut claim) = (Ledger::default(), Claim::Done);
    let mut sent = Vec::new();
    for (id, decision) in decisions {
        // Once each; those that nobody withdrew, nor sent, since they were looked at.
        let Some(standing) = waiting.remove(id) else {
            continue;
        };
        match decision {
            Decision::Send(_) if claim == Claim::Full => {}
            Decision::Send(budget) => {
                if let Some(too_much) = ledger.passed(write, budget, now).await? {
                    let left = Left::new(State::Held).because(&too_much.reason);
                    leave(write, *id, left.until(machine_now() + too_much.wait), now).await?;
                    continue;
                }
                let most = way.per_second_in_all;
                if !pace::admits(write, way.provider, most, budget.parts).await? {
                    claim = Claim::Full;
                    continue;
                }
                let parts = to_write(write, *id, standing, budget.parts, way, now).await?;
                if !parts.is_empty() {
                    ledger.spend(budget);
                    sent.push((*id, parts));
                }
            }
            Decision::End(state, reason) => {
                leave(write, *id, Left::new(*state).because(reason), now).await?;
            }
            Decision::Hold(reason, wait) => {
                let left = Left::new(State::Held).because(reason);
                leave(write, *id, left.until(machine_now() + *wait), now).await?;
            }
        }
    }
    ledger.write(write, now).await?;
    let claimed = attempts::begin(write, lease, way.provider, &sent, now).await?;
    Ok((claim, claimed))
}

/// The numbers of the parts to be written.
async fn to_write(
    write: &mut Write,
    id: Id<Message>,
    standing: Vec<Standing>,
    parts_of_text: i64,
    way: &Way,
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    match parts::if_ordinary(&standing, parts_of_text, way) {
        Some(parts) => Ok(parts),
        None => {
            attempts::sending(write, &[id], way.provider, now).await?;
            parts::to_write(write, id, standing, parts_of_text, way, now).await
        }
    }
}

/// How a message leaves the queue without being written.
#[derive(Debug, Clone, Copy)]
struct Left<'r> {
    state: State,
    reason: Option<&'r str>,
    retry_at: Option<DateTime<Utc>>,
}

impl<'r> Left<'r> {
    fn new(state: State) -> Self {
        Self {
            state,
            reason: None,
            retry_at: None,
        }
    }

    fn because(mut self, reason: &'r str) -> Self {
        self.reason = Some(reason);
        self
    }

    fn until(mut self, instant: DateTime<Utc>) -> Self {
        self.retry_at = Some(instant);
        self
    }
}

/// Out of the queue, or back into it for later.
async fn leave(
    write: &mut Write,
    id: Id<Message>,
    left: Left<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sql!(
        "UPDATE message SET state_at = CASE WHEN state = $2 AND reason = $3 THEN state_at ELSE $4 END, \
         state = $2, reason = $3, provider = NULL, retry_at = $5, \
         body = CASE WHEN sealed AND $2 IN ('cancelled', 'expired', 'rejected') THEN '' ELSE body END \
         WHERE id = $1 AND state IN ('queued', 'held')"
    )
    .bind(id)
    .bind(left.state.code())
    .bind(left.reason)
    .bind(now)
    .bind(left.retry_at)
    .run(write)
    .await?;
    Ok(())
}
