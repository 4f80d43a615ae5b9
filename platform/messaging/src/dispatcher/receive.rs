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

    /// Nothing that must be kept.
    pub(super) fn is_empty(&self) -> bool {
        self.receipts.is_empty() && self.replies.is_empty()
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

    /// Keeps what became of attempts, receipts and replies together, then acknowledges; when
    /// they can't be kept, the provider is asked to say them again later. True when `answers`
    /// are kept.
    pub(super) async fn keep(
        &mut self,
        shared: &Shared,
        account: &Account,
        key: &str,
        answers: &[Answer],
    ) -> bool {
        let now = shared.context.clock.now();
        let (provider, rule) = (account.provider.id, account.provider.id_rule.0);
        let (heard, mut responders): (Vec<_>, Vec<_>) = self.receipts.drain(..).unzip();
        let (replies, of_replies): (Vec<_>, Vec<_>) = self.replies.drain(..).unzip();
        responders.extend(of_replies);
        let said_something = !responders.is_empty();
        let keep = async |answers: &[Answer]| {
            in_write!(shared.context.db, Error, |tx| {
                store::record_all(tx, rule, provider, answers, &heard, now).await?;
                Ok(store::record_replies(tx, provider, Some(key), &replies, now).await?)
            })
        };
        let mut with_answers = true;
        let mut kept = keep(answers).await;
        if kept.is_err() && said_something && !answers.is_empty() {
            // What the provider says must not wait for what only we know.
            with_answers = false;
            kept = keep(&[]).await;
        }
        match kept {
            Ok(()) => {
                responders.into_iter().for_each(Responder::ack);
                with_answers
            }
            Err(error) => {
                tracing::error!(%error, "what a session learnt could not be kept, for now");
                responders.into_iter().for_each(Responder::later);
                false
            }
        }
    }
}
