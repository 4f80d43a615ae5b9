//! What a message says: looked at by a person before it leaves, or after.

use crate::{Medium, Message};
use db::{Read, Result, sql};
use education::Id;
use identity::{At, SchoolLife};

/// A message, as whoever gets it reads it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Content {
    /// « Msg 11188 ».
    pub number: i64,
    /// By what means it goes.
    #[sqlx(try_from = "String")]
    pub medium: Medium,
    /// The address that it goes to.
    pub recipient: String,
    /// Of a text message, who it comes from; of a mail, the name of whom it is for.
    pub sender: String,
    /// The subject of a mail or of a letter; empty for a text message.
    pub title: String,
    /// The text; of a letter, what its service wrote; nothing of a secret (« contenu masqué »).
    pub body: String,
    /// Whether the text is a secret, which is shown to nobody.
    pub sealed: bool,
    /// Short messages that it takes; 0 for a letter.
    pub parts: i64,
    /// « BERTIN Léo ».
    pub person: String,
    /// « Légal 1 – Financier ».
    pub recipient_label: String,
}

/// What a message of a service says, at the school where one works; `None` when there is none.
pub async fn content(
    read: &mut Read,
    at: &At<SchoolLife>,
    service: &str,
    id: Id<Message>,
) -> Result<Option<Content>> {
    sql!(
        "SELECT number, medium, recipient, sender, title, \
         CASE WHEN sealed THEN '' ELSE body END AS body, sealed, parts, person, recipient_label FROM message WHERE school = $1 AND service = $2 AND id = $3"
    )
    .bind(at.school())
    .bind(service)
    .bind(id)
    .optional(read)
    .await
}
