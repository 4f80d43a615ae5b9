//! What a service is asked at the last moment before a message of its own is sent.

use crate::Message;
use education::{Id, School};
use futures::{FutureExt as _, future::BoxFuture};
use sms::MobileNumber;
use std::{collections::HashMap, fmt, sync::Arc};
use uuid::Uuid;
use web::{Context, Error, Result};

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
            Recipient::Mail(_) | Recipient::Letter(_) => None,
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
    /// A letter, to an address on one line.
    Letter(String),
}

/// What the service answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may go.
    Send,
    /// It must not go any more; the sentence says why (« La famille n'accepte plus les SMS. »).
    Cancel(String),
}

/// A service's answers to « may these messages still go? »: consent, "the family called". One for
/// each, in the same order; an error is of none in particular: each is then asked about alone.
pub type Recheck = Arc<
    dyn Fn(Context, Vec<RecheckRequest>) -> BoxFuture<'static, Result<Vec<Verdict>>> + Send + Sync,
>;

/// The rechecks, by service. A message whose service has none is held: nobody can say that it
/// may go.
#[derive(Clone, Default)]
pub struct Rechecks(HashMap<&'static str, Recheck>);

impl Rechecks {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With that of a service whose messages leave one by one.
    pub fn with<F>(self, service: &'static str, recheck: F) -> Self
    where
        F: Fn(Context, RecheckRequest) -> BoxFuture<'static, Result<Verdict>>
            + Send
            + Sync
            + 'static,
    {
        let recheck = Arc::new(recheck);
        self.with_many(service, move |context, requests| {
            let recheck = Arc::clone(&recheck);
            async move {
                let mut verdicts = Vec::with_capacity(requests.len());
                for request in requests {
                    verdicts.push(recheck(context.clone(), request).await?);
                }
                Ok(verdicts)
            }
            .boxed()
        })
    }

    /// With that of a service whose messages leave by thousands: it is asked about many at once.
    pub fn with_many<F>(mut self, service: &'static str, recheck: F) -> Self
    where
        F: Fn(Context, Vec<RecheckRequest>) -> BoxFuture<'static, Result<Vec<Verdict>>>
            + Send
            + Sync
            + 'static,
    {
        self.0.insert(service, Arc::new(recheck));
        self
    }

    /// What a service says of each of its messages; `None` when nobody answers for it.
    pub async fn ask(
        &self,
        context: &Context,
        service: &str,
        requests: Vec<RecheckRequest>,
    ) -> Option<Vec<Result<Verdict>>> {
        let recheck = self.0.get(service)?;
        let wanted = requests.len();
        match recheck(context.clone(), requests.clone()).await {
            Ok(verdicts) if verdicts.len() == wanted => {
                return Some(verdicts.into_iter().map(Ok).collect());
            }
            Err(error) if wanted == 1 => return Some(vec![Err(error)]),
            Ok(_) => tracing::error!(service, "a service did not answer for each of its messages"),
            Err(error) => tracing::warn!(%error, service, "messages are judged one by one"),
        }
        // One that can't be judged must not keep the others.
        let mut answers = Vec::with_capacity(wanted);
        for request in requests {
            let answer = recheck(context.clone(), vec![request]).await;
            answers.push(answer.and_then(|verdicts| {
                let verdict = verdicts.into_iter().next();
                verdict.ok_or_else(|| Error::internal("no answer for a message"))
            }));
        }
        Some(answers)
    }
}

impl fmt::Debug for Rechecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
