//! Letters that carry a code or a link. Unlike the others they are kept nowhere once posted: what is on
//! paper can be printed again until somebody says that it is in the post, and then it is gone.

use super::{outbox::month_of, sealed::opened};
use crate::{Medium, Message, SecretLetter, State};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Write, sql};
use education::Id;
use identity::{At, AtSchool};
use secrets::KeyRing;
use uuid::Uuid;
use web::Result;

/// Opens letters of a service, at the school where one works, to be printed: those that wait, and those
/// that were printed and are not in the post yet, in the order of the classes and the names. What was
/// posted or given up has nothing to print any more. For who may see these secrets: the caller judges.
pub async fn print_secret_letters<A: AtSchool>(
    write: &mut Write,
    keys: &KeyRing,
    at: &At<A>,
    service: &str,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> Result<Vec<SecretLetter>> {
    let rows = sql!(
        sqlite: "SELECT id, number, subject, body FROM message WHERE school = $1 AND service = $4 \
                 AND medium = $3 AND sealed AND body <> '' AND state IN ('prepared', 'accepted') \
                 AND not_after > $5 AND id IN (SELECT unhex(value) FROM json_each($2)) \
                 ORDER BY group_key, person_key, number",
        postgres: "SELECT id, number, subject, body FROM message WHERE school = $1 AND service = $4 \
                   AND medium = $3 AND sealed AND body <> '' AND state IN ('prepared', 'accepted') \
                   AND not_after > $5 AND id = ANY($2) \
                   ORDER BY group_key, person_key, number",
    )
    .bind(at.school())
    .bind(ids)
    .bind(Medium::Letter.code())
    .bind(service)
    .bind(now)
    .all::<(Id<Message>, i64, Uuid, String)>(write)
    .await?;
    let mut letters = Vec::with_capacity(rows.len());
    for (id, number, subject, body) in rows {
        let body = opened(keys, id, body).map_err(web::Error::internal)?;
        letters.push(SecretLetter {
            id,
            number,
            subject,
            body,
        });
    }
    let printed: Vec<Id<Message>> = letters.iter().map(|letter| letter.id).collect();
    sql!(
        sqlite: "UPDATE message SET state = $3, state_at = $4, released_at = $4, released_by = $5, \
                 month = $6 WHERE school = $1 AND state = 'prepared' \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE message SET state = $3, state_at = $4, released_at = $4, released_by = $5, \
                   month = $6 WHERE school = $1 AND state = 'prepared' AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(printed.as_slice())
    .bind(State::Accepted.code())
    .bind(now)
    .bind(at.person().account)
    .bind(month_of(now, at.school_place().zone))
    .run(write)
    .await?;
    if !letters.is_empty() {
        let line = Line::new(at.actor(), "letters.printed").detail(letters.len().to_string());
        audit::note(write, now, &line).await?;
    }
    Ok(letters)
}

/// Notes that printed letters of a service are in the post: what they carried is kept nowhere from then
/// on. Gives of how many it was true to say.
pub async fn note_secrets_posted<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    service: &str,
    ids: &[Id<Message>],
    now: DateTime<Utc>,
) -> Result<u64> {
    let count = sql!(
        sqlite: "UPDATE message SET state = 'delivered', state_at = $5, body = '' WHERE school = $1 \
                 AND service = $4 AND medium = $3 AND sealed AND state = 'accepted' \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "UPDATE message SET state = 'delivered', state_at = $5, body = '' WHERE school = $1 \
                   AND service = $4 AND medium = $3 AND sealed AND state = 'accepted' \
                   AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(ids)
    .bind(Medium::Letter.code())
    .bind(service)
    .bind(now)
    .run(write)
    .await?;
    if count > 0 {
        let line = Line::new(at.actor(), "letters.followed").detail(format!("{count}, poste"));
        audit::note(write, now, &line).await?;
    }
    Ok(count)
}
