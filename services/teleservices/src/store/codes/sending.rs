//! The messages of a notification: to whom, and what became of each.

use super::batch::Batch;
use db::{Read, Write, sql};
use education::Id;
use identity::{ActivationCodes, At};
use messaging::Message;
use uuid::Uuid;

/// A message of a notification.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Sending {
    pub(crate) id: Id<Sending>,
    /// The guardian or the pupil; none for the sheet of a class.
    pub(crate) holder: Option<Uuid>,
    /// To whom, as lists show it.
    pub(crate) label: String,
    /// The class of a sheet.
    pub(crate) division: String,
    /// « waiting », « sent » or « left ».
    pub(crate) state: String,
    /// Why nothing was sent.
    pub(crate) reason: String,
    pub(crate) message: Option<Id<Message>>,
}

/// One that is asked for.
#[derive(Debug, Clone)]
pub(crate) struct NewSending {
    pub(crate) holder: Option<Uuid>,
    pub(crate) label: String,
    pub(crate) division: String,
    /// Why it cannot be sent; none when it can.
    pub(crate) left: Option<String>,
}

/// The messages of a batch, in order.
pub(crate) async fn of_batch(
    read: &mut Read,
    at: &At<ActivationCodes>,
    batch: Id<Batch>,
) -> db::Result<Vec<Sending>> {
    sql!(
        "SELECT id, holder, label, division, state, reason, message FROM code_sending \
         WHERE school = $1 AND batch = $2 ORDER BY n"
    )
    .bind(at.school())
    .bind(batch)
    .all(read)
    .await
}

/// The next messages of a batch that are not made yet.
pub(crate) async fn waiting(
    read: &mut Read,
    at: &At<ActivationCodes>,
    batch: Id<Batch>,
    most: i64,
) -> db::Result<Vec<Sending>> {
    sql!(
        "SELECT id, holder, label, division, state, reason, message FROM code_sending \
         WHERE school = $1 AND batch = $2 AND state = 'waiting' ORDER BY n LIMIT $3"
    )
    .bind(at.school())
    .bind(batch)
    .bind(most)
    .all(read)
    .await
}

/// Notes what was made of it: a message, or why there is none.
pub(crate) async fn settle(
    write: &mut Write,
    sending: Id<Sending>,
    made: Result<Id<Message>, &str>,
) -> db::Result<()> {
    let (state, reason) = match made {
        Ok(_) => ("sent", ""),
        Err(why) => ("left", why),
    };
    sql!("UPDATE code_sending SET state = $2, reason = $3, message = $4 WHERE id = $1")
        .bind(sending)
        .bind(state)
        .bind(reason)
        .bind(made.ok())
        .run(write)
        .await?;
    Ok(())
}

/// One of the school's, with its batch.
pub(crate) async fn find(
    read: &mut Read,
    at: &At<ActivationCodes>,
    id: Id<Sending>,
) -> db::Result<Option<Sending>> {
    sql!(
        "SELECT id, holder, label, division, state, reason, message FROM code_sending \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional(read)
    .await
}

/// The codes behind messages, for the program itself: of which pairs, whether each is still the one that
/// was told, and at which school.
pub(crate) async fn behind(read: &mut Read, sendings: &[Id<Sending>]) -> db::Result<Vec<Behind>> {
    sql!(
        sqlite: "SELECT sending, school, pupil, holder, (replaced_at IS NULL AND state = 'notified') AS told \
                 FROM activation_code WHERE sending IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT sending, school, pupil, holder, \
                   (replaced_at IS NULL AND state = 'notified') AS told \
                   FROM activation_code WHERE sending = ANY($1)",
    )
    .bind(sendings)
    .all(read)
    .await
}

/// A code behind a message.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Behind {
    pub(crate) sending: Id<Sending>,
    pub(crate) school: Id<education::School>,
    pub(crate) pupil: Id<education::Pupil>,
    pub(crate) holder: Uuid,
    /// It is still the live code of its pair, and waits to be typed.
    pub(crate) told: bool,
}
