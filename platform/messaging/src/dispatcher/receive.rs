//! What comes from the provider: kept, committed, and only then acknowledged.

use super::Shared;
use crate::{
    Provider,
    store::{self, Answer, Heard},
};
use db::in_write;
use education::Id;
use futures::FutureExt as _;
use sms::{
    IdNormalisation,
    smpp::{Event, Events, Responder},
};
use uuid::Uuid;
use web::Error;

/// Receipts that share a commit, at most.
const BATCH: usize = 64;

/// What came in one go.
#[derive(Debug, Default)]
pub(super) struct Came {
    receipts: Vec<(Heard, Responder)>,
    /// Answers to attempts that were in doubt.
    pub(super) late: Vec<Answer>,
    /// The session has ended.
    pub(super) closed: bool,
}

impl Came {
    /// The first event, and those that wait behind it.
    pub(super) fn gather(first: Option<Event>, events: &mut Events) -> Self {
        let mut came = Self::default();
        let mut next = Some(first);
        while let Some(event) = next {
            came.add(event);
            next = match came.closed || came.receipts.len() >= BATCH {
                true => None,
                false => events.next().now_or_never(),
            };
        }
        came
    }

    fn add(&mut self, event: Option<Event>) {
        match event {
            Some(Event::Receipt {
                receipt,
                number,
                responder,
                ..
            }) => {
                let receipt = *receipt;
                self.receipts.push((Heard { receipt, number }, responder));
            }
            Some(Event::LateAnswer { tag, outcome }) => self.late.push(Answer {
                attempt: Uuid::from_u128(tag),
                outcome: outcome.into(),
            }),
            // What a family writes has no place yet: the provider keeps it.
            Some(Event::Message { responder, .. }) => responder.later(),
            Some(Event::Unreadable { octets }) => {
                tracing::warn!(length = octets.len(), "a provider sent what can't be read");
            }
            Some(Event::Closed(reason)) => {
                tracing::info!(%reason, "a session ended");
                self.closed = true;
            }
            None => self.closed = true,
        }
    }

    /// Keeps the receipts, then acknowledges them; when they can't be kept, the provider is
    /// asked to say them again later.
    pub(super) async fn keep(
        &mut self,
        shared: &Shared,
        provider: Id<Provider>,
        rule: IdNormalisation,
    ) {
        if self.receipts.is_empty() {
            return;
        }
        let now = shared.context.clock.now();
        let (heard, responders): (Vec<_>, Vec<_>) = self.receipts.drain(..).unzip();
        let kept = in_write!(shared.context.db, Error, |tx| {
            Ok(store::record_receipts(tx, rule, provider, &heard, now).await?)
        });
        match kept {
            Ok(()) => responders.into_iter().for_each(Responder::ack),
            Err(error) => {
                tracing::error!(%error, "receipts could not be kept");
                responders.into_iter().for_each(Responder::later);
            }
        }
    }
}
