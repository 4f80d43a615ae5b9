//! What comes from the provider: kept, committed, and only then acknowledged.

use super::Shared;
use crate::store::{self, Account, Answer, Heard, NewReply};
use db::in_write;
use futures::FutureExt as _;
use sms::smpp::{Event, Events, Responder};
use uuid::Uuid;
use web::Error;

/// Receipts that share a commit, at most.
const BATCH: usize = 64;

/// What came in one go.
#[derive(Debug, Default)]
pub(super) struct Came {
    receipts: Vec<(Heard, Responder)>,
    /// What people wrote.
    replies: Vec<(NewReply, Responder)>,
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
            let full = came.receipts.len() + came.replies.len() >= BATCH;
            next = match came.closed || full {
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
            Some(Event::Message { inbound, responder }) => {
                self.replies.push(((*inbound).into(), responder));
            }
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

    /// Keeps receipts and replies, then acknowledges them; when they can't be kept, the provider is
    /// asked to say them again later.
    pub(super) async fn keep(&mut self, shared: &Shared, account: &Account, key: &str) {
        if self.receipts.is_empty() && self.replies.is_empty() {
            return;
        }
        let now = shared.context.clock.now();
        let (provider, rule) = (account.provider.id, account.provider.id_rule.0);
        let (heard, mut responders): (Vec<_>, Vec<_>) = self.receipts.drain(..).unzip();
        let (replies, of_replies): (Vec<_>, Vec<_>) = self.replies.drain(..).unzip();
        responders.extend(of_replies);
        let kept = in_write!(shared.context.db, Error, |tx| {
            store::record_receipts(tx, rule, provider, &heard, now).await?;
            Ok(store::record_replies(tx, provider, Some(key), &replies, now).await?)
        });
        match kept {
            Ok(()) => responders.into_iter().for_each(Responder::ack),
            Err(error) => {
                tracing::error!(%error, "receipts or replies could not be kept");
                responders.into_iter().for_each(Responder::later);
            }
        }
    }
}
