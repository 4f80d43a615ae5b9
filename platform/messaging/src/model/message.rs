//! A message, as a service asks for it.

use crate::Lane;
use chrono::{DateTime, Utc};
use education::{Id, School};
use secrets::KeyRing;
use sms::{MobileNumber, Prepared, Sender};
use std::sync::Arc;
use uuid::Uuid;

/// A message of the outbox: `Id<Message>`.
#[derive(Debug, Clone, Copy)]
pub enum Message {}

/// A message to put in the outbox.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The school that sends it.
    pub school: Id<School>,
    /// What sort of message it is.
    pub lane: Lane,
    /// The service it belongs to: `absences`.
    pub service: &'static str,
    /// The row of that service it speaks of.
    pub subject: Uuid,
    /// To whom.
    pub recipient: MobileNumber,
    /// From whom.
    pub sender: Sender,
    /// What it says, as `sms::prepare` made it ready.
    pub text: Prepared,
    /// What makes it one: the same key, in a school, is the same message.
    pub dedup_key: String,
    /// « Code fournisseur de service » of the action.
    pub provider_code: String,
    /// After this, it is no use: it is not sent any more.
    pub not_after: DateTime<Utc>,
    /// The ring under which a text that carries a code is sealed; it is kept no longer than until
    /// it has left.
    pub seal: Option<Arc<KeyRing>>,
    /// What lists show of it.
    pub caption: Caption,
}

/// What lists show of a message: a snapshot of when it was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// The action: « Envoi de SMS ».
    pub topic: String,
    /// « BERTIN Léo ».
    pub person: String,
    /// The division: « 5B ».
    pub group: String,
    /// « Absence du 24/11/26 08:30 au 24/11/26 17:00 ».
    pub event: String,
    /// When that begins, to sort by.
    pub event_at: DateTime<Utc>,
    /// « Légal 1 – Financier ».
    pub recipient: String,
}
