//! An open session: one task that claims, writes, hears, and keeps what it learns.

use super::{
    Shared,
    channel::End,
    claim::{Claimed, claim},
    gateway::Session,
    receive::Came,
    submit::submit,
};
use crate::Outcome;
use crate::store::{self, Account, Answer, Channel, Claim, Lease, Room, Way};
use db::in_write;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use sms::smpp::Events;
use std::time::Duration;
use tokio::{
    select,
    task::JoinError,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use tokio_util::task::AbortOnDropHandle;
use web::{Error, Result};

/// An open session.
pub(super) struct Open<'s> {
    shared: &'s Shared,
    channel: &'s Channel,
    account: &'s Account,
    lease: &'s Lease,
    session: Session,
    events: Events,
    /// The next messages, being claimed: once at a time.
    claiming: FuturesUnordered<AbortOnDropHandle<Result<Claimed>>>,
    /// Messages being written.
    writing: FuturesUnordered<BoxFuture<'static, Vec<Answer>>>,
    /// What became of attempts, until it is committed.
    unkept: Vec<Answer>,
    /// The end is coming: how it will have ended, and when it is not waited for any more.
    closing: Option<(End, Instant)>,
    /// When there was last something to send or to wait for.
    busy_at: Instant,
    paused_until: Instant,
    /// The queue may hold more.
    more: bool,
    /// A claim failed: whether it was committed is not known.
    astray: bool,
}

impl<'s> Open<'s> {
    pub(super) fn new(
        shared: &'s Shared,
        channel: &'s Channel,
        account: &'s Account,
        lease: &'s Lease,
        session: Session,
        events: Events,
    ) -> Self {
        Self {
            shared,
            channel,
            account,
            lease,
            session,
            events,
            claiming: FuturesUnordered::new(),
            writing: FuturesUnordered::new(),
            unkept: Vec::new(),
            closing: None,
            busy_at: Instant::now(),
            paused_until: Instant::now(),
            more: true,
            astray: false,
        }
    }

    /// Until the session has ended, by itself or because it is not wanted any more.
    pub(super) async fn run(mut self) -> End {
        let mut poll = interval(self.shared.timing.poll);
        let mut renewal = interval(self.shared.timing.renewal());
        for timer in [&mut poll, &mut renewal] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let shutdown = self.shared.shutdown.clone();
        loop {
            let may_claim = self.may_claim();
            let until = self.closing.map(|(_, until)| until);
            select! {
                event = self.events.next() => {
                    if self.heard(event).await {
                        return self.finish(true).await;
                    }
                }
                Some(answers) = self.writing.next(), if !self.writing.is_empty() => {
                    if self.answered(answers).await {
                        return self.finish(true).await;
                    }
                }
                Some(claimed) = self.claiming.next(), if !self.claiming.is_empty() => {
                    self.claimed(claimed);
                }
                _ = poll.tick() => self.look().await,
                _ = renewal.tick() => self.renew().await,
                () = shutdown.cancelled(), if self.closing.is_none() => self.close(End::Done),
                () = sleep_until(until.unwrap_or(self.busy_at)), if until.is_some() => {
                    return self.finish(false).await;
                }
                // Last of all, and at once when there is room.
                () = std::future::ready(()), if may_claim => self.claim(),
            }
        }
    }

    fn may_claim(&self) -> bool {
        self.closing.is_none()
            && self.more
            && self.claiming.is_empty()
            && !self.astray
            && self.unkept.is_empty()
            && self.writing.len() * 2 < self.capacity()
            && self.paused_until <= Instant::now()
    }

    /// How many attempts may be committed at once: two windows, so that the next ones are ready;
    /// at a slow pace, what leaves within two seconds. More would only make more doubt of a
    /// crash.
    fn capacity(&self) -> usize {
        let per_second = usize::try_from(self.account.provider.per_second).unwrap_or(0);
        let window = usize::try_from(self.account.provider.window).unwrap_or(1);
        let windows = window.max(1) * 2;
        match per_second {
            0 => windows,
            per_second => windows.min(per_second * 2),
        }
    }

    /// The room that is left; a fifth of it all is kept from what can wait.
    fn room(&self) -> Room {
        let capacity = self.capacity();
        let under_way = self.writing.len();
        let kept = (capacity / 5).min(capacity - 1);
        Room {
            ordinary: (capacity - kept).saturating_sub(under_way),
            all: capacity.saturating_sub(under_way),
        }
    }

    /// Unbinds, while answers and receipts still come.
    fn close(&mut self, end: End) {
        if self.closing.is_none() {
            let patience = match self.shared.shutdown.is_cancelled() {
                true => self.shared.timing.farewell,
                false => self.shared.timing.response + self.shared.timing.farewell,
            };
            self.closing = Some((end, Instant::now() + patience));
            let session = self.session.clone();
            tokio::spawn(async move { session.close().await });
        }
    }

    /// True when the session has ended.
    async fn heard(&mut self, event: Option<sms::smpp::Event>) -> bool {
        let came = Came::gather(event, &mut self.events);
        self.learn(came).await
    }

    /// True when the session has ended.
    async fn answered(&mut self, answers: Vec<Answer>) -> bool {
        self.unkept.extend(answers);
        match self.events.next().now_or_never() {
            Some(event) => self.heard(event).await,
            None => self.learn(Came::default()).await,
        }
    }

    /// Commits what came, and the answers that are there too: one commit for all. A receipt
    /// never overtakes the answer that was said before it. True when the session has ended.
    async fn learn(&mut self, mut came: Came) -> bool {
        self.unkept.append(&mut came.late);
        while let Some(Some(answers)) = self.writing.next().now_or_never() {
            self.unkept.extend(answers);
        }
        let throttled = |answer: &Answer| matches!(answer.outcome, Outcome::Throttled { .. });
        if self.unkept.iter().any(throttled) {
            self.paused_until = Instant::now() + self.shared.timing.throttle_pause;
        }
        self.keep(&mut came).await;
        came.closed
    }

    /// Commits what is known. What can't be, for now, is kept for the next time.
    async fn keep(&mut self, came: &mut Came) {
        if self.unkept.is_empty() && came.is_empty() {
            return;
        }
        let key = &self.channel.key;
        let kept = came.keep(self.shared, self.account, key, &self.unkept);
        if kept.await && !self.unkept.is_empty() {
            self.unkept.clear();
            self.more = true;
        }
    }

    /// Whether the session is still wanted, and still the right one.
    async fn look(&mut self) {
        self.keep(&mut Came::default()).await;
        self.more = true;
        self.find_again().await;
        match self.wanted().await {
            Ok((same, listening)) => {
                if listening || !self.writing.is_empty() {
                    self.busy_at = Instant::now();
                }
                if !same || self.busy_at.elapsed() >= self.shared.timing.idle {
                    self.close(End::Done);
                }
            }
            Err(error) => tracing::error!(%error, "a session could not look around"),
        }
    }

    /// What a claim that failed may have left, once nothing else is under way.
    async fn find_again(&mut self) {
        let under_way = !self.claiming.is_empty() || !self.writing.is_empty();
        if !self.astray || under_way || !self.unkept.is_empty() {
            return;
        }
        let context = &self.shared.context;
        let now = context.clock.now();
        let found = in_write!(context.db, Error, |tx| {
            Ok(store::never_written(tx, self.lease, now).await?)
        });
        match found {
            Ok(()) => self.astray = false,
            Err(error) => tracing::error!(%error, "a claim that failed is not settled, for now"),
        }
    }

    async fn wanted(&mut self) -> Result<(bool, bool)> {
        let context = &self.shared.context;
        let mut read = context.db.read().await?;
        let (channel, provider) = (self.channel, &self.account.provider);
        let account =
            store::account(&mut read, &context.keys, channel.provider, &channel.key).await?;
        let same = account.is_ok_and(|account| account.version == self.account.version);
        let since = context.clock.now() - self.shared.timing.listen();
        let listening = store::listening(&mut read, channel, since).await?
            // Who has something to send comes before who only listens.
            && !store::others_wait(&mut read, channel, provider.max_sessions).await?;
        Ok((same, listening))
    }

    async fn renew(&mut self) {
        let kept = in_write!(self.shared.context.db, Error, |tx| {
            Ok(store::renew(tx, self.lease, self.shared.timing.lease()).await?)
        });
        match kept {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!("a session's lease ran out");
                self.close(End::Done);
            }
            Err(error) => tracing::error!(%error, "a lease could not be renewed, for now"),
        }
    }

    /// Looks at the queue, while the rest goes on.
    fn claim(&mut self) {
        self.more = false;
        let provider = &self.account.provider;
        let way = Way {
            provider: provider.id,
            whole: provider.is_http(),
            per_second_in_all: provider.per_second_in_all,
        };
        let claiming = claim(self.shared, self.channel, self.lease, way, self.room());
        self.claiming.push(claiming);
    }

    fn claimed(&mut self, claimed: std::result::Result<Result<Claimed>, JoinError>) {
        let claimed = match claimed.map_err(Error::internal).flatten() {
            Ok(claimed) => claimed,
            Err(error) => {
                self.astray = true;
                tracing::error!(%error, "nothing could be claimed, for now");
                return;
            }
        };
        self.more |= claimed.more;
        if !claimed.nothing {
            self.busy_at = Instant::now();
        }
        match claimed.outcome {
            Claim::Done => {}
            Claim::Full => self.paused_until = Instant::now() + Duration::from_millis(250),
            Claim::LeaseLost => self.close(End::Done),
        }
        for (message, parts) in claimed.messages {
            let writing = submit(self.session.clone(), message, parts, claimed.at);
            self.writing.push(Box::pin(writing));
        }
    }

    /// The session is over, or is waited for no more: what it says of messages is kept. The
    /// attempts of which it says nothing become doubt.
    async fn finish(mut self, ended: bool) -> End {
        // What is committed is handed over, if only to be told that it can't be written.
        while let Some(claimed) = self.claiming.next().await {
            self.claimed(claimed);
        }
        // A session that has ended has settled every order; another one may never do.
        while let Some(Some(answers)) = match ended {
            true => Some(self.writing.next().await),
            false => self.writing.next().now_or_never(),
        } {
            self.unkept.extend(answers);
        }
        self.keep(&mut Came::default()).await;
        match self.closing {
            Some((end, _)) => end,
            None => End::Broken,
        }
    }
}
