//! The task of a session: lets messages go, at the provider's pace.

use std::sync::Arc;

use ::http::header::RETRY_AFTER;
use tokio::{
    select,
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::{Duration, Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    SessionConfig,
    exchange::{self, Exchange},
    line::Line,
};
use crate::{
    http::{answer::Answer, provider::Submission},
    smpp::{EndReason, Event, Outcome, Status, session::pace::Pace},
};

/// A message to send, and who waits for its outcome.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) submission: Submission,
    pub(super) answer: oneshot::Sender<Outcome>,
}

/// How long a provider may silence us by `Retry-After`.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// What became of a message, and what it says of the provider.
struct Done {
    tag: u128,
    answer: oneshot::Sender<Outcome>,
    outcome: Outcome,
    /// How long it asks to wait.
    pause: Option<Duration>,
    /// Why it could not be reached.
    unreachable: Option<String>,
}

pub(super) struct Gate {
    config: Arc<SessionConfig>,
    line: Line,
    orders: mpsc::Receiver<Order>,
    events: mpsc::UnboundedSender<Event>,
    close: CancellationToken,
    pace: Pace,
    under_way: JoinSet<Done>,
    /// Messages in doubt since the last answer that could be read: with those under way, never
    /// more than a window.
    doubts: usize,
    /// The end is coming.
    closing: Option<EndReason>,
}

impl Gate {
    pub(super) fn new(
        config: SessionConfig,
        line: Line,
        orders: mpsc::Receiver<Order>,
        events: mpsc::UnboundedSender<Event>,
        close: CancellationToken,
    ) -> Self {
        Self {
            pace: Pace::new(config.rate, Instant::now()),
            config: Arc::new(config),
            line,
            orders,
            events,
            close,
            under_way: JoinSet::new(),
            doubts: 0,
            closing: None,
        }
    }

    pub(super) async fn run(mut self) {
        let reason = loop {
            if self.under_way.is_empty()
                && let Some(reason) = self.closing.take()
            {
                break reason;
            }
            self.turn().await;
        };
        tracing::debug!(%reason, "HTTP session ended");
        let mut orders = self.orders;
        // Apart: a caller that was given its place in the queue but is not polled would hold up
        // the end.
        tokio::spawn(async move {
            while let Some(order) = orders.recv().await {
                let _ = order.answer.send(Outcome::NotWritten);
            }
        });
        let _ = self.events.send(Event::Closed(reason));
    }

    async fn turn(&mut self) {
        let now = Instant::now();
        let busy = self.under_way.len() + self.doubts;
        let has_room = self.closing.is_none() && busy < self.config.window;
        let ready_at = self.pace.ready_at(now);
        let may_take = has_room && ready_at <= now;
        select! {
            Some(done) = self.under_way.join_next() => match done {
                Ok(done) => self.done(done),
                // Its order was dropped: its caller is told that it is in doubt.
                Err(error) => {
                    tracing::error!(%error, "an exchange ended badly");
                    self.doubts += 1;
                    self.end_when_stuck();
                }
            },
            order = self.orders.recv(), if may_take => match order {
                Some(order) => self.send(order),
                // Every handle was dropped.
                None => self.end(EndReason::Closed),
            },
            () = self.close.cancelled(), if self.closing.is_none() => self.end(EndReason::Closed),
            () = sleep_until(ready_at), if has_room && !may_take => {}
        }
    }

    fn send(&mut self, order: Order) {
        let Order { submission, answer } = order;
        // Nobody would learn the outcome: the caller gave up while the message was in the queue.
        if answer.is_closed() {
            return;
        }
        let config = Arc::clone(&self.config);
        let request = match config.provider.request(&config.credentials, &submission) {
            Ok(request) => request,
            Err(error) => {
                tracing::warn!(reason = ?std::mem::discriminant(&error), "a message can't be written");
                let _ = answer.send(Outcome::Rejected {
                    status: Status::UNWRITABLE,
                    temporary: false,
                });
                return;
            }
        };
        self.pace.take();
        let line = self.line.clone();
        // A task of its own: a caller that gives up cuts nothing in the middle.
        self.under_way.spawn(async move {
            let (connect, response) = (config.connect_timeout, config.response_timeout);
            let (mut pause, mut unreachable) = (None, None);
            let outcome = match exchange::run(&line, request, connect, response).await {
                Exchange::Answered(said) => {
                    let declared = config.provider.declared();
                    let outcome =
                        declared
                            .answers
                            .judge(&said, declared.charset, &submission.reference);
                    if matches!(outcome, Outcome::Throttled { .. }) {
                        pause = Some(retry_after(&said).unwrap_or(config.throttle_pause));
                    }
                    outcome
                }
                Exchange::NotWritten(error) => {
                    unreachable = Some(error.to_string());
                    Outcome::NotWritten
                }
                Exchange::InDoubt => Outcome::InDoubt,
            };
            Done {
                tag: submission.tag,
                answer,
                outcome,
                pause,
                unreachable,
            }
        });
    }

    fn done(&mut self, done: Done) {
        match &done.outcome {
            Outcome::InDoubt => self.doubts += 1,
            Outcome::NotWritten => {}
            _ => self.doubts = 0,
        }
        if let Some(pause) = done.pause {
            self.pace.pause(Instant::now() + pause);
        }
        if let Err(outcome) = done.answer.send(done.outcome)
            && outcome != Outcome::InDoubt
        {
            let tag = done.tag;
            let _ = self.events.send(Event::LateAnswer { tag, outcome });
        }
        if let Some(error) = done.unreachable {
            self.end(EndReason::Io(error));
        }
        self.end_when_stuck();
    }

    /// Nothing comes that can be read: no more than a window is put in doubt.
    fn end_when_stuck(&mut self) {
        if self.doubts >= self.config.window {
            self.end(EndReason::NoAnswers);
        }
    }

    /// Takes no more orders; those under way are waited for.
    fn end(&mut self, reason: EndReason) {
        if self.closing.is_some() {
            return;
        }
        self.closing = Some(reason);
        self.orders.close();
        while let Ok(order) = self.orders.try_recv() {
            let _ = order.answer.send(Outcome::NotWritten);
        }
    }
}

/// In seconds; a date is not read.
fn retry_after(answer: &Answer) -> Option<Duration> {
    let seconds = answer.headers.get(RETRY_AFTER)?.to_str().ok()?;
    let pause = Duration::from_secs(seconds.trim().parse().ok()?);
    Some(pause.min(LONGEST_PAUSE))
}
