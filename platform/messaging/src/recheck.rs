//! What a service is asked at the last moment before a message of its own is sent.

use crate::Message;
use education::{Id, School};
use futures::future::BoxFuture;
use sms::MobileNumber;
use std::{collections::HashMap, fmt, sync::Arc};
use uuid::Uuid;
use web::{Context, Result};

/// The message that is about to be sent.
#[derive(Debug, Clone)]
pub struct RecheckRequest {
    /// Which one.
    pub message: Id<Message>,
    /// The school that sends it.
    pub school: Id<School>,
    /// The service it belongs to.
    pub service: String,
    /// The row of that service it speaks of.
    pub subject: Uuid,
    /// To whom.
    pub recipient: Recipient,
}

impl RecheckRequest {
    /// The number, of a text message.
    pub fn mobile(&self) -> Option<MobileNumber> {
        match &self.recipient {
            Recipient::Mobile(number) => Some(*number),
            Recipient::Mail(_) => None,
        }
    }
}

/// To whom a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A text message.
    Mobile(MobileNumber),
    /// A mail.
    Mail(mail::Address),
}

/// What the service answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may go.
    Send,
    /// It must not go any more; the sentence says why (« La famille n'accepte plus les SMS. »).
    Cancel(String),
}

/// A service's answer to « may this message still go? »: consent, "the family called".
pub type Recheck =
    Arc<dyn Fn(Context, RecheckRequest) -> BoxFuture<'static, Result<Verdict>> + Send + Sync>;

/// The rechecks, by service. A message whose service has none is held: nobody can say that it
/// may go.
#[derive(Clone, Default)]
pub struct Rechecks(HashMap<&'static str, Recheck>);

impl Rechecks {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With that of a service.
    pub fn with<F>(mut self, service: &'static str, recheck: F) -> Self
    where
        F: Fn(Context, RecheckRequest) -> BoxFuture<'static, Result<Verdict>>
            + Send
            + Sync
            + 'static,
    {
        self.0.insert(service, Arc::new(recheck));
        self
    }

    pub(crate) fn of(&self, service: &str) -> Option<&Recheck> {
        self.0.get(service)
    }
}

impl fmt::Debug for Rechecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
