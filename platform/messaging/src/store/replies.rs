//! What families wrote back, shown to the school that they answered, else to the operator. Nothing
//! attaches a reply to a conversation yet.

use super::reply::{Reply, e164};
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::{Account, Id, School};
use identity::{At, Operator, SchoolLife};
use sms::PhoneNumber;

/// A reply, as its list shows it.
#[derive(Debug, Clone)]
pub struct Replied {
    /// Which one.
    pub id: Id<Reply>,
    /// Who wrote, as people write numbers, or as the provider does.
    pub from: String,
    /// What they wrote; « […] » stands for a part that has not come.
    pub text: String,
    /// When.
    pub received_at: DateTime<Utc>,
    /// The last message to that number: its own number, and of whom it speaks.
    pub last: Option<(i64, String)>,
}

type Row = (Id<Reply>, String, i64, DateTime<Utc>);

/// The replies of the school where one works that nobody has handled, the newest first; at most
/// that many.
pub async fn replies(read: &mut Read, at: &At<SchoolLife>, most: i64) -> Result<Vec<Replied>> {
    let rows = sql!(
        "SELECT id, source, total, received_at FROM reply \
         WHERE school = $1 AND handled_at IS NULL ORDER BY received_at DESC, id DESC LIMIT $2"
    )
    .bind(at.school())
    .bind(most)
    .all::<Row>(read)
    .await?;
    let mut replies = Vec::new();
    for row in rows {
        let last = last_to(read, at, &row.1).await?;
        replies.push(replied(read, row, last).await?);
    }
    Ok(replies)
}

/// Those that answer no school that anybody knows, in the same way: for the operator.
pub async fn stray_replies(read: &mut Read, _: &At<Operator>, most: i64) -> Result<Vec<Replied>> {
    let rows = sql!(
        "SELECT id, source, total, received_at FROM reply \
         WHERE school IS NULL AND handled_at IS NULL ORDER BY received_at DESC, id DESC LIMIT $1"
    )
    .bind(most)
    .all::<Row>(read)
    .await?;
    let mut replies = Vec::new();
    for row in rows {
        replies.push(replied(read, row, None).await?);
    }
    Ok(replies)
}

async fn replied(
    read: &mut Read,
    (id, source, total, received_at): Row,
    last: Option<(i64, String)>,
) -> Result<Replied> {
    let parts = sql!("SELECT n, text FROM reply_part WHERE reply = $1 ORDER BY n")
        .bind(id)
        .all::<(i64, String)>(read)
        .await?;
    let part = |n| parts.iter().find(|(number, _)| *number == n);
    let text = (1..=total).map(|n| part(n).map_or("[…]", |(_, text)| text.as_str()));
    Ok(Replied {
        id,
        text: text.collect(),
        received_at,
        last,
        from: e164(&source)
            .and_then(|number| PhoneNumber::from_e164(&number).ok())
            .map_or(source, |number| number.to_string()),
    })
}

async fn last_to(
    read: &mut Read,
    at: &At<SchoolLife>,
    source: &str,
) -> Result<Option<(i64, String)>> {
    let Some(number) = e164(source) else {
        return Ok(None);
    };
    sql!(
        "SELECT number, person FROM message WHERE recipient = $1 AND school = $2 \
         AND state IN ('sending', 'accepted', 'in_doubt', 'delivered') \
         ORDER BY released_at DESC LIMIT 1"
    )
    .bind(number)
    .bind(at.school())
    .optional(read)
    .await
}

/// How many nobody has handled, for the menu.
pub async fn reply_count(read: &mut Read, school: Id<School>) -> Result<i64> {
    let (count,) = sql!("SELECT COUNT(*) FROM reply WHERE school = $1 AND handled_at IS NULL")
        .bind(school)
        .one::<(i64,)>(read)
        .await?;
    Ok(count)
}

/// Somebody has handled a reply of the school, or it is to be handled again. False when there is
/// none there.
pub async fn handle_reply(
    write: &mut Write,
    at: &At<SchoolLife>,
    id: Id<Reply>,
    handled: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    let school = Some(at.school());
    mark(
        write,
        (at.actor(), at.person().account),
        (id, school),
        handled,
        now,
    )
    .await
}

/// The same for a reply that answers no school.
pub async fn handle_stray_reply(
    write: &mut Write,
    at: &At<Operator>,
    id: Id<Reply>,
    handled: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    mark(
        write,
        (at.actor(), at.person().account),
        (id, None),
        handled,
        now,
    )
    .await
}

async fn mark(
    write: &mut Write,
    (actor, account): (Actor, Id<Account>),
    (id, school): (Id<Reply>, Option<Id<School>>),
    handled: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        "UPDATE reply SET handled_at = $3, handled_by = $4 \
         WHERE id = $1 AND (school = $2 OR (school IS NULL AND $5))"
    )
    .bind(id)
    .bind(school)
    .bind(handled.then_some(now))
    .bind(handled.then_some(account))
    .bind(school.is_none())
    .run(write)
    .await?;
    if changed == 1 {
        let act = if handled {
            "reply.handled"
        } else {
            "reply.reopened"
        };
        audit::note(write, now, &Line::new(actor, act).on("reply", id)).await?;
    }
    Ok(changed == 1)
}
