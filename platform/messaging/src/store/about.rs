//! The messages of one row of a service, wherever they stand: for the history of that row.

use crate::{Medium, Message, State};
use chrono::{DateTime, Utc};
use db::{Read, Result, sql};
use education::Id;
use identity::{At, AtSchool};
use std::collections::HashSet;
use uuid::Uuid;

/// A message about a row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct About {
    /// Which one.
    pub id: Id<Message>,
    /// « Msg 11188 ».
    pub number: i64,
    /// By what means it goes.
    #[sqlx(try_from = "String")]
    pub medium: Medium,
    /// The action.
    pub topic: String,
    /// « Légal 1 – Financier ».
    pub recipient_label: String,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Why, when the state asks for it.
    pub reason: Option<String>,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// When it was asked for.
    pub prepared_at: DateTime<Utc>,
}

/// The messages about a row of a service, at the school where one works; the oldest first.
pub async fn about<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    service: &str,
    subject: Uuid,
) -> Result<Vec<About>> {
    sql!(
        "SELECT id, number, medium, topic, recipient_label, state, reason, state_at, prepared_at \
         FROM message WHERE school = $1 AND service = $2 AND subject = $3 \
         ORDER BY prepared_at, number"
    )
    .bind(at.school())
    .bind(service)
    .bind(subject)
    .all::<About>(read)
    .await
}

/// Of these messages of a service, those that name whom they are for, mails and letters: a text
/// message names nobody.
pub async fn naming(
    read: &mut Read,
    service: &str,
    ids: &[Id<Message>],
) -> Result<HashSet<Id<Message>>> {
    let rows = sql!(
        sqlite: "SELECT id FROM message WHERE service = $1 AND medium <> 'sms' \
                 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres: "SELECT id FROM message WHERE service = $1 AND medium <> 'sms' AND id = ANY($2)",
    )
    .bind(service)
    .bind(ids)
    .all::<(Id<Message>,)>(read)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Where the messages about many rows of a service stand, at the school where one works: a row, the
/// message, its means and its state.
pub async fn states_about<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    service: &str,
    subjects: &[Uuid],
) -> Result<Vec<(Uuid, Id<Message>, Medium, State)>> {
    let subjects: Vec<Id<Message>> = subjects.iter().copied().map(Id::from).collect();
    let rows = sql!(
        sqlite: "SELECT subject, id, medium, state FROM message WHERE school = $1 \
                 AND service = $2 AND subject IN (SELECT unhex(value) FROM json_each($3))",
        postgres: "SELECT subject, id, medium, state FROM message WHERE school = $1 \
                   AND service = $2 AND subject = ANY($3)",
    )
    .bind(at.school())
    .bind(service)
    .bind(subjects.as_slice())
    .all::<(Uuid, Id<Message>, String, String)>(read)
    .await?;
    let known = rows.into_iter().filter_map(|(subject, id, medium, state)| {
        let (medium, state) = (Medium::from_code(&medium)?, State::try_from(state).ok()?);
        Some((subject, id, medium, state))
    });
    Ok(known.collect())
}
