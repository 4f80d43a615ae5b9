//! Whose messages they are, for pages that must not say that another school's exist.

use crate::Message;
use db::{Read, Result, sql};
use education::Id;
use identity::{At, SchoolLife};

/// Whether at least one of these messages is of the school where one works, in any state.
pub async fn any_of_school(
    read: &mut Read,
    at: &At<SchoolLife>,
    ids: &[Id<Message>],
) -> Result<bool> {
    let found = sql!(
        sqlite: "SELECT number FROM message WHERE school = $1 \
                 AND id IN (SELECT unhex(value) FROM json_each($2)) LIMIT 1",
        postgres: "SELECT number FROM message WHERE school = $1 AND id = ANY($2) LIMIT 1",
    )
    .bind(at.school())
    .bind(ids)
    .optional::<(i64,)>(read)
    .await?;
    Ok(found.is_some())
}
