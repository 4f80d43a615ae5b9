//! The next messages of a session: looked for, judged, and committed as attempts.

use super::{Shared, decide::decide};
use crate::store::{self, Channel, Claim, Lease, Outgoing, OutgoingPart, Room, Way};
use chrono::{DateTime, Utc};
use db::in_write;
use tokio_util::task::AbortOnDropHandle;
use web::{Error, Result};

/// What came of a look at the queue.
pub(super) struct Claimed {
    pub(super) outcome: Claim,
    /// The queue may hold more.
    pub(super) more: bool,
    /// Nothing was there.
    pub(super) nothing: bool,
    /// What may be written now: its attempts are committed.
    pub(super) messages: Vec<(Outgoing, Vec<OutgoingPart>)>,
    /// When it was judged.
    pub(super) at: DateTime<Utc>,
}

/// Claims as many messages as there is room for, while the session goes on with what it has.
/// Dropped, it claims no more; what it had committed is in doubt once the lease is over.
pub(super) fn claim(
    shared: &Shared,
    channel: &Channel,
    lease: &Lease,
    way: Way,
    room: Room,
) -> AbortOnDropHandle<Result<Claimed>> {
    let (shared, channel, lease) = (shared.clone(), channel.clone(), lease.clone());
    let claiming = async move { some(&shared, &channel, &lease, &way, room).await };
    AbortOnDropHandle::new(tokio::spawn(claiming))
}

async fn some(
    shared: &Shared,
    channel: &Channel,
    lease: &Lease,
    way: &Way,
    room: Room,
) -> Result<Claimed> {
    let context = &shared.context;
    let mut read = context.db.read().await?;
    let schools = store::schools_with_work(&mut read, channel).await?;
    let mut queue = store::to_send(&mut read, &schools, room).await?;
    let rules = store::rules_of(&mut read, &schools).await?;
    let by_academy = store::academy_sends(&mut read).await?;
    drop(read);
    // Not before: what is judged must not be younger than the hour by which it is.
    let now = context.clock.now();
    let mut claimed = Claimed {
        outcome: Claim::Done,
        more: queue.len() >= room.ordinary,
        nothing: queue.is_empty(),
        messages: Vec::new(),
        at: now,
    };
    if claimed.nothing {
        return Ok(claimed);
    }
    let decisions = decide(shared, &mut queue, &rules, by_academy, now).await;
    let (outcome, parts) = in_write!(context.db, Error, |tx| {
        Ok(store::claim(tx, lease, way, &decisions, now).await?)
    })?;
    claimed.outcome = outcome;
    for (id, parts) in parts {
        if let Some(message) = queue.iter().find(|message| message.id == id) {
            claimed.messages.push((message.clone(), parts));
        }
    }
    Ok(claimed)
}
