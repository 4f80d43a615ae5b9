//! A mail, as a service asks for it.

use crate::{Caption, Lane};
use chrono::{DateTime, Utc};
use education::{Id, School};
use mail::Person;
use secrets::KeyRing;
use std::sync::Arc;
use uuid::Uuid;

/// A mail to put in the outbox.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// The school for which it is sent.
    pub school: Id<School>,
    /// What sort of message it is: whether it waits for a person.
    pub lane: Lane,
    /// The service it belongs to.
    pub service: &'static str,
    /// The row of that service it speaks of.
    pub subject: Uuid,
    /// To whom.
    pub to: Person,
    /// The subject, as readers show it.
    pub title: String,
    /// What it says.
    pub text: String,
    /// The ring under which a text that carries a link or a code is sealed; it is kept no longer
    /// than until it has left.
    pub seal: Option<Arc<KeyRing>>,
    /// What makes it one: the same key, in a school, is the same mail.
    pub dedup_key: String,
    /// After this, it is no use: it is not sent any more.
    pub not_after: DateTime<Utc>,
    /// What lists show of it.
    pub caption: Caption,
}
