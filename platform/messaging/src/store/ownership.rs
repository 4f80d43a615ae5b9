//! Whose messages they are, for pages that must not say that another school's exist.

use crate::{Message, Queue};
use db::{Read, Result, sql};
use education::Id;
use identity::{At, SchoolLife};
use std::collections::HashSet;

/// Whether all of these messages are of a queue of the school where one works, in any state: what
/// is another school's, another service's or goes by another means is none of the page's.
pub async fn all_of_school(
    read: &mut Read,
    at: &At<SchoolLife>,
    queue: Queue,
    ids: &[Id<Message>],
) -> Result<bool> {
    // On SQLite, "+": the identifiers find the rows, and the school is looked at then.
    let (found,) = sql!(
        sqlite: "SELECT COUNT(*) FROM message WHERE +school = $1 AND +service = $3 AND medium = $4 \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT COUNT(*) FROM message WHERE school = $1 AND service = $3 \
                   AND medium = $4 AND id = ANY($2)",
    )
    .bind(at.school())
    .bind(ids)
    .bind(queue.service)
    .bind(queue.medium.code())
    .one::<(i64,)>(read)
    .await?;
    let asked: HashSet<&Id<Message>> = ids.iter().collect();
    Ok(usize::try_from(found).is_ok_and(|found| found == asked.len()))
}
