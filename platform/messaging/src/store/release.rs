//! What a person does with what waits: release it, or withdraw it.

use crate::{Message, Queue, State};
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::{Id, School};
use identity::{At, SchoolLife};
use uuid::Uuid;

use super::outbox::month_of;

/// What a release did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Released {
    /// How many messages left the waiting list: those that were still in it, at this school.
    pub count: u64,
}

/// Releases messages of a queue of the school where one works. What is not waiting there any more,
/// or never was, is left as it is: a second click changes nothing. Letters are printed instead: see
/// [`super::print_letters`].
pub async fn release(
    write: &mut Write,
    at: &At<SchoolLife>,
    queue: Queue,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> Result<Released> {
    let month = month_of(now, at.school_place().zone);
    let count = sql!(
        sqlite: "UPDATE message SET state = $4, state_at = $5, released_at = $5, \
                 released_by = $6, month = $7 \
                 WHERE school = $1 AND service = $8 AND medium = $9 AND state = $3 \
                 AND medium <> 'letter' AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE message SET state = $4, state_at = $5, released_at = $5, \
                   released_by = $6, month = $7 \
                   WHERE school = $1 AND service = $8 AND medium = $9 AND state = $3 \
                   AND medium <> 'letter' AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(ids)
    .bind(State::Prepared.code())
    .bind(State::Queued.code())
    .bind(now)
    .bind(at.person().account)
    .bind(month)
    .bind(queue.service)
    .bind(queue.medium.code())
    .run(write)
    .await?;
    note(write, at.actor(), "sms.released", count, now).await?;
    Ok(Released { count })
}

/// Withdraws messages of a queue of the school where one works, as long as they were not sent; a secret
/// that one carried goes with it. Returns how many.
pub async fn cancel(
    write: &mut Write,
    at: &At<SchoolLife>,
    queue: Queue,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> Result<u64> {
    let count = sql!(
        sqlite: "UPDATE message SET state = $3, state_at = $4, reason = $5, \
                 body = CASE WHEN sealed THEN '' ELSE body END \
                 WHERE school = $1 AND service = $6 AND medium = $7 \
                 AND state IN ('prepared', 'queued', 'held') \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE message SET state = $3, state_at = $4, reason = $5, \
                 body = CASE WHEN sealed THEN '' ELSE body END \
                   WHERE school = $1 AND service = $6 AND medium = $7 \
                   AND state IN ('prepared', 'queued', 'held') AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(ids)
    .bind(State::Cancelled.code())
    .bind(now)
    .bind("Supprimé avant l'envoi.")
    .bind(queue.service)
    .bind(queue.medium.code())
    .run(write)
    .await?;
    note(write, at.actor(), "sms.cancelled", count, now).await?;
    Ok(count)
}

/// Withdraws what is not sent yet of the rows that a service takes back (an absence that was
/// typed by mistake): the reason is shown. Returns how many.
pub async fn cancel_for_subjects(
    write: &mut Write,
    school: Id<School>,
    service: &str,
    subjects: &[Uuid],
    reason: &str,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<u64> {
    let subjects: Vec<Id<Message>> = subjects.iter().copied().map(Id::from).collect();
    let count = sql!(
        sqlite: "UPDATE message SET state = $4, state_at = $5, reason = $6, \
                 body = CASE WHEN sealed THEN '' ELSE body END \
                 WHERE school = $1 AND service = $2 \
                 AND state IN ('prepared', 'queued', 'held') \
                 AND subject IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "UPDATE message SET state = $4, state_at = $5, reason = $6, \
                 body = CASE WHEN sealed THEN '' ELSE body END \
                   WHERE school = $1 AND service = $2 \
                   AND state IN ('prepared', 'queued', 'held') AND subject = ANY($3)",
    )
    .bind(school)
    .bind(service)
    .bind(subjects.as_slice())
    .bind(State::Cancelled.code())
    .bind(now)
    .bind(reason)
    .run(write)
    .await?;
    note(write, actor, "sms.cancelled", count, now).await?;
    Ok(count)
}

/// Withdraws these messages of a service, as far as they are not sent yet: for the program
/// itself, when they have nobody to reach any more. Returns how many.
pub async fn withdraw(
    write: &mut Write,
    school: Id<School>,
    service: &str,
    ids: &[Id<Message>],
    reason: &str,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<u64> {
    let count = sql!(
        sqlite: "UPDATE message SET state = $4, state_at = $5, reason = $6, \
                 body = CASE WHEN sealed THEN '' ELSE body END \
                 WHERE school = $1 AND service = $2 \
                 AND state IN ('prepared', 'queued', 'held') \
                 AND id IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "UPDATE message SET state = $4, state_at = $5, reason = $6, \
                 body = CASE WHEN sealed THEN '' ELSE body END \
                   WHERE school = $1 AND service = $2 \
                   AND state IN ('prepared', 'queued', 'held') AND id = ANY($3)",
    )
    .bind(school)
    .bind(service)
    .bind(ids)
    .bind(State::Cancelled.code())
    .bind(now)
    .bind(reason)
    .run(write)
    .await?;
    note(write, actor, "sms.cancelled", count, now).await?;
    Ok(count)
}

/// The rows of a service that messages speak of: those given, and those released since an instant
/// that were not withdrawn; one may come twice. All means are named: the indexes are of one each.
pub async fn subjects_told(
    read: &mut Read,
    at: &At<SchoolLife>,
    service: &str,
    ids: &[Id<Message>],
    since: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    // On SQLite, "+": the identifiers find the rows, and the school is looked at then.
    let rows = sql!(
        sqlite: "SELECT subject FROM message WHERE +school = $1 AND +service = $2 \
                 AND id IN (SELECT unhex(value) FROM json_each($3)) UNION ALL \
                 SELECT subject FROM message WHERE school = $1 AND service = $2 \
                 AND medium IN ('sms', 'mail', 'letter') \
                 AND state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt') \
                 AND released_at >= $4 UNION ALL \
                 SELECT subject FROM message WHERE school = $1 AND service = $2 \
                 AND medium IN ('sms', 'mail', 'letter') AND state = 'delivered' \
                 AND released_at >= $4",
        postgres: "SELECT subject FROM message WHERE school = $1 AND service = $2 \
                   AND id = ANY($3) UNION ALL \
                   SELECT subject FROM message WHERE school = $1 AND service = $2 \
                   AND medium IN ('sms', 'mail', 'letter') \
                   AND state IN ('queued', 'held', 'sending', 'accepted', 'in_doubt') \
                   AND released_at >= $4 UNION ALL \
                   SELECT subject FROM message WHERE school = $1 AND service = $2 \
                   AND medium IN ('sms', 'mail', 'letter') AND state = 'delivered' \
                   AND released_at >= $4",
    )
    .bind(at.school())
    .bind(service)
    .bind(ids)
    .bind(since)
    .all::<(Uuid,)>(read)
    .await?;
    Ok(rows.into_iter().map(|(subject,)| subject).collect())
}

async fn note(
    write: &mut Write,
    actor: Actor,
    act: audit::Act,
    count: u64,
    now: DateTime<Utc>,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let line = Line::new(actor, act).detail(count.to_string());
    audit::note(write, now, &line).await
}
