//! An open session: one task that claims, writes, hears, and keeps what it learns.

use super::{
    Shared, channel::End, decide::decide, gateway::Session, receive::Came, submit::submit,
};
use crate::Outcome;
use crate::store::{self, Account, Answer, Channel, Claim, Lease, Room, Way};
use db::in_write;
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use sms::smpp::Events;
use std::time::Duration;
use tokio::{
    select,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use web::{Error, Result};

/// An open session.
pub(super) struct Open<'s> {
    shared: &'s Shared,
    channel: &'s Channel,
    account: &'s Account,
    lease: &'s Lease,
    session: Session,
    events: Events,
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
            writing: FuturesUnordered::new(),
            unkept: Vec::new(),
            closing: None,
            busy_at: Instant::now(),
            paused_until: Instant::now(),
            more: true,
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
                    self.answered(answers).await;
                }
                _ = poll.tick() => self.look().await,
                _ = renewal.tick() => self.renew().await,
                () = shutdown.cancelled(), if self.closing.is_none() => self.close(End::Done),
                () = sleep_until(until.unwrap_or(self.busy_at)), if until.is_some() => {
                    return self.finish(false).await;
                }
                // Last of all, and at once when there is room.
                () = std::future::ready(()), if may_claim => self.claim().await,
            }
        }
    }

    fn may_claim(&self) -> bool {
        self.closing.is_none()
            && self.more
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
        let mut came = Came::gather(event, &mut self.events);
        came.keep(self.shared, self.account, &self.channel.key)
            .await;
        self.unkept.append(&mut came.late);
        self.keep().await;
        came.closed
    }

    async fn answered(&mut self, answers: Vec<Answer>) {
        self.unkept.extend(answers);
        // Those that are there too share the commit.
        while let Some(Some(answers)) = self.writing.next().now_or_never() {
            self.unkept.extend(answers);
        }
        let throttled = |answer: &Answer| matches!(answer.outcome, Outcome::Throttled { .. });
        if self.unkept.iter().any(throttled) {
            self.paused_until = Instant::now() + self.shared.timing.throttle_pause;
        }
        self.keep().await;
    }

    /// Commits what is known. What can't be, for now, is kept for the next time.
    async fn keep(&mut self) {
        if self.unkept.is_empty() {
            return;
        }
        let context = &self.shared.context;
        let (now, rule) = (context.clock.now(), self.account.provider.id_rule.0);
        let kept = in_write!(context.db, Error, |tx| {
            Ok(store::record_answers(tx, rule, &self.unkept, now).await?)
        });
        match kept {
            Ok(()) => {
                self.unkept.clear();
                self.more = true;
            }
            Err(error) => tracing::error!(%error, "answers could not be kept, for now"),
        }
    }

    /// Whether the session is still wanted, and still the right one.
    async fn look(&mut self) {
        self.keep().await;
        self.more = true;
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

    async fn claim(&mut self) {
        match self.try_claim().await {
            Ok(()) => {}
            Err(error) => {
                self.more = false;
                tracing::error!(%error, "nothing could be claimed, for now");
            }
        }
    }

    async fn try_claim(&mut self) -> Result<()> {
        let context = &self.shared.context;
        let now = context.clock.now();
        let room = self.room();
        let mut read = context.db.read().await?;
        let schools = store::schools_with_work(&mut read, self.channel).await?;
        let mut queue = store::to_send(&mut read, &schools, room).await?;
        let rules = store::rules_of(&mut read, &schools).await?;
        let by_academy = store::academy_sends(&mut read).await?;
        drop(read);
        self.more = queue.len() >= room.ordinary;
        if queue.is_empty() {
            return Ok(());
        }
        self.busy_at = Instant::now();
        let mut decisions = Vec::with_capacity(queue.len());
        for message in &mut queue {
            let Some(rules) = rules.get(&message.school) else {
                continue;
            };
            let decision = decide(self.shared, message, rules, by_academy, now).await;
            decisions.push((message.id, decision));
        }
        let way = Way {
            provider: self.account.provider.id,
            whole: self.account.provider.is_http(),
            per_second_in_all: self.account.provider.per_second_in_all,
        };
        let (claim, claimed) = in_write!(context.db, Error, |tx| {
            Ok(store::claim(tx, self.lease, &way, &decisions, now).await?)
        })?;
        match claim {
            Claim::Done => {}
            Claim::Full => self.paused_until = Instant::now() + Duration::from_millis(250),
            Claim::LeaseLost => {
                self.close(End::Done);
                return Ok(());
            }
        }
        for (id, parts) in claimed {
            if let Some(message) = queue.iter().find(|message| message.id == id) {
                let writing = submit(self.session.clone(), message.clone(), parts, now);
                self.writing.push(Box::pin(writing));
            }
        }
        Ok(())
    }

    /// The session is over, or is waited for no more: what it says of messages is kept. The
    /// attempts of which it says nothing become doubt.
    async fn finish(mut self, ended: bool) -> End {
        // A session that has ended has settled every order; another one may never do.
        while let Some(Some(answers)) = match ended {
            true => Some(self.writing.next().await),
            false => self.writing.next().now_or_never(),
        } {
            self.unkept.extend(answers);
        }
        self.keep().await;
        match self.closing {
            Some((end, _)) => end,
            None => End::Broken,
        }
    }
}
