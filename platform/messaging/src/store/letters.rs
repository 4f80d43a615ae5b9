//! Letters: printed by a person, posted, brought back. Those that carry a secret go another way:
//! see `secret_letters`.

use super::outbox::month_of;
use crate::{Medium, Message, Posting, PrintedLetter, State};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Result, Write, sql};
use education::Id;
use identity::{At, SchoolLife};
use uuid::Uuid;

/// Prints the letters of the school where one works that still wait, in the order of the classes and
/// the names: what it gives is on paper as soon as the transaction is kept, and the service keeps it
/// in the same one. What is not waiting any more is left as it is.
pub async fn print_letters(
    write: &mut Write,
    at: &At<SchoolLife>,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> Result<Vec<PrintedLetter>> {
    let letters = sql!(
        sqlite: "SELECT number, body FROM message WHERE school = $1 AND medium = $3 \
                 AND state = 'prepared' AND NOT sealed AND id IN (SELECT unhex(value) FROM json_each($2)) \
                 ORDER BY group_key, person_key, number",
        postgres: "SELECT number, body FROM message WHERE school = $1 AND medium = $3 \
                   AND state = 'prepared' AND NOT sealed AND id = ANY($2) \
                   ORDER BY group_key, person_key, number",
    )
    .bind(at.school())
    .bind(ids)
    .bind(Medium::Letter.code())
    .all::<PrintedLetter>(write)
    .await?;
    let count = sql!(
        sqlite: "UPDATE message SET state = $4, state_at = $5, released_at = $5, \
                 released_by = $6, month = $7 WHERE school = $1 AND medium = $3 \
                 AND state = 'prepared' AND NOT sealed AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE message SET state = $4, state_at = $5, released_at = $5, \
                   released_by = $6, month = $7 WHERE school = $1 AND medium = $3 \
                   AND state = 'prepared' AND NOT sealed AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(ids)
    .bind(Medium::Letter.code())
    .bind(State::Accepted.code())
    .bind(now)
    .bind(at.person().account)
    .bind(month_of(now, at.school_place().zone))
    .run(write)
    .await?;
    if count > 0 {
        let line = Line::new(at.actor(), "letters.printed").detail(count.to_string());
        audit::note(write, now, &line).await?;
    }
    Ok(letters)
}

/// Notes what became of letters of the school where one works; gives of how many it was true to say.
pub async fn note_posting(
    write: &mut Write,
    at: &At<SchoolLife>,
    ids: &[Id<Message>],
    posting: Posting,
    now: DateTime<Utc>,
) -> Result<u64> {
    let (from, to) = posting.states();
    let count = sql!(
        sqlite: "UPDATE message SET state = $5, state_at = $6, reason = $7 WHERE school = $1 \
                 AND medium = $3 AND state = $4 AND NOT sealed \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE message SET state = $5, state_at = $6, reason = $7 WHERE school = $1 \
                   AND medium = $3 AND state = $4 AND NOT sealed AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(ids)
    .bind(Medium::Letter.code())
    .bind(from.code())
    .bind(to.code())
    .bind(now)
    .bind(posting.reason())
    .run(write)
    .await?;
    if count > 0 {
        let line = Line::new(at.actor(), "letters.followed");
        let line = line.detail(format!("{count}, {}", posting.key()));
        audit::note(write, now, &line).await?;
    }
    Ok(count)
}

/// The letters of the school where one works that still wait, of those given, in the order of the
/// classes and the names: which, the row of the service that each speaks of, where it goes, and of
/// whom it tells.
pub async fn addressed(
    read: &mut Read,
    at: &At<SchoolLife>,
    ids: &[Id<Message>],
) -> Result<Vec<(Id<Message>, Uuid, String, String)>> {
    sql!(
        sqlite: "SELECT id, subject, recipient, person FROM message WHERE school = $1 \
                 AND medium = $3 AND state = 'prepared' AND NOT sealed \
                 AND id IN (SELECT unhex(value) FROM json_each($2)) \
                 ORDER BY group_key, person_key, number",
        postgres: "SELECT id, subject, recipient, person FROM message WHERE school = $1 \
                   AND medium = $3 AND state = 'prepared' AND NOT sealed AND id = ANY($2) \
                   ORDER BY group_key, person_key, number",
    )
    .bind(at.school())
    .bind(ids)
    .bind(Medium::Letter.code())
    .all(read)
    .await
}
