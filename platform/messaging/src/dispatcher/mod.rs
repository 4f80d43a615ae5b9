//! The dispatcher: finds what there is to do, and runs a session for each key at a provider
//! that has something. All truth is in the database: killed at any instant and started again,
//! here or elsewhere, it goes on; what it can't know becomes doubt.

mod channel;
mod claim;
mod decide;
mod gateway;
mod mail;
mod open;
mod receive;
mod submit;
mod timing;

pub use mail::Courier;
pub use timing::Timing;

use crate::{
    Rechecks,
    store::{self, Channel},
};
use channel::End;
use db::in_write;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use tokio::{
    select,
    task::{JoinHandle, JoinSet},
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use web::{Context, Error, Result};

/// What a school is told while it has no provider.
const NO_PROVIDER: &str = "Aucun fournisseur de SMS n'est choisi (Paramétrages).";

/// Operators give up after so long; nothing is said later.
const LATEST_RECEIPT: chrono::Duration = chrono::Duration::days(3);

/// Starts the dispatcher, at the usual pace. It ends a little after `shutdown`, once answers
/// under way have come.
pub fn start(
    context: Context,
    rechecks: Rechecks,
    courier: Option<Courier>,
    shutdown: CancellationToken,
) -> JoinHandle<()> {
    start_with(context, rechecks, courier, Timing::default(), shutdown)
}

/// The same, at another pace: for tests.
pub fn start_with(
    context: Context,
    rechecks: Rechecks,
    courier: Option<Courier>,
    timing: Timing,
    shutdown: CancellationToken,
) -> JoinHandle<()> {
    let dispatcher = Dispatcher {
        shared: Shared {
            context,
            rechecks,
            courier,
            timing,
            holder: Uuid::new_v4(),
            shutdown,
        },
        running: JoinSet::new(),
        open: HashSet::new(),
        rests: HashMap::new(),
        swept_at: None,
        revisited_at: None,
    };
    tokio::spawn(dispatcher.run())
}

/// What each channel is given.
#[derive(Debug, Clone)]
struct Shared {
    context: Context,
    rechecks: Rechecks,
    /// How mails leave; none: they are held.
    courier: Option<Courier>,
    timing: Timing,
    /// Who holds the leases: this dispatcher.
    holder: Uuid,
    shutdown: CancellationToken,
}

struct Dispatcher {
    shared: Shared,
    running: JoinSet<(Channel, End)>,
    open: HashSet<Channel>,
    /// Channels that rest after a failure: until when, and how long.
    rests: HashMap<Channel, (Instant, Duration)>,
    swept_at: Option<Instant>,
    revisited_at: Option<Instant>,
}

impl Dispatcher {
    async fn run(mut self) {
        while !self.shared.shutdown.is_cancelled() {
            if let Err(error) = self.turn().await {
                tracing::error!(%error, "the dispatcher could not do its turn");
            }
            select! {
                () = sleep(self.shared.timing.poll) => {}
                () = self.shared.shutdown.cancelled() => {}
                Some(ended) = self.running.join_next() => self.ended(ended),
            }
        }
        while let Some(ended) = self.running.join_next().await {
            self.ended(ended);
        }
    }

    async fn turn(&mut self) -> Result<()> {
        let context = self.shared.context.clone();
        let now = context.clock.now();
        if is_due(self.swept_at, self.shared.timing.sweep) {
            self.swept_at = Some(Instant::now());
            let lost = in_write!(context.db, Error, |tx| {
                Ok(store::doubt_the_dead(tx, now).await?)
            })?;
            if lost > 0 {
                tracing::warn!(lost, "attempts of a session that is gone are in doubt");
            }
        }
        // Now and then, and at the start, receipts are asked for that come late.
        let revisit = is_due(self.revisited_at, self.shared.timing.revisit);
        let wait = match revisit {
            true => LATEST_RECEIPT,
            false => self.shared.timing.listen(),
        };
        if revisit {
            self.revisited_at = Some(Instant::now());
            in_write!(context.db, Error, |tx| {
                Ok(store::erase_the_useless(tx, now).await?)
            })?;
        }
        let mut read = context.db.read().await?;
        let work = store::work(&mut read, now - wait).await?;
        let mut to_hold = Vec::new();
        for school in work.without {
            if store::is_to_hold(&mut read, school, NO_PROVIDER).await? {
                to_hold.push(school);
            }
        }
        let mail = store::mail_waits(&mut read).await?;
        drop(read);
        for school in to_hold {
            in_write!(context.db, Error, |tx| {
                Ok(store::hold(tx, school, NO_PROVIDER, now).await?)
            })?;
        }
        for channel in &work.senders {
            self.open(channel);
        }
        if mail {
            self.open(&Channel::mail());
        }
        // Who has something to send finds a session before who only listens.
        let wanting = |provider| {
            let mut others = work.senders.iter().filter(|to| to.provider == provider);
            others.any(|sender| !self.open.contains(sender))
        };
        let listeners: Vec<&Channel> = work
            .listeners
            .iter()
            .filter(|channel| !wanting(channel.provider))
            .collect();
        for channel in listeners {
            self.open(channel);
        }
        Ok(())
    }

    fn open(&mut self, channel: &Channel) {
        let rests = self
            .rests
            .get(channel)
            .is_some_and(|(until, _)| *until > Instant::now());
        if rests || self.open.contains(channel) {
            return;
        }
        self.open.insert(channel.clone());
        let (shared, channel) = (self.shared.clone(), channel.clone());
        self.running.spawn(async move {
            let ended = match channel.is_mail() {
                true => mail::run(&shared).await,
                false => channel::run(&shared, &channel).await,
            };
            let end = match ended {
                Ok(end) => end,
                Err(error) => {
                    tracing::error!(%error, "a session could not be run");
                    End::Failed
                }
            };
            (channel, end)
        });
    }

    fn ended(&mut self, ended: std::result::Result<(Channel, End), tokio::task::JoinError>) {
        let (channel, end) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                // Which one it was is not known: none may stay closed for ever.
                tracing::error!(%error, "a session's task ended badly");
                self.open.clear();
                return;
            }
        };
        self.open.remove(&channel);
        match end {
            End::Done => {
                self.rests.remove(&channel);
            }
            End::Taken => {
                let rest = self.shared.timing.lease / 4;
                self.rests.insert(channel, (Instant::now() + rest, rest));
            }
            End::Broken => {
                let rest = self.shared.timing.first_rest;
                self.rests
                    .insert(channel, (Instant::now() + rest, rest / 2));
            }
            End::Failed => {
                let timing = &self.shared.timing;
                let rest = match self.rests.get(&channel) {
                    Some((_, rest)) => (*rest * 2).min(timing.longest_rest),
                    None => timing.first_rest,
                };
                self.rests.insert(channel, (Instant::now() + rest, rest));
            }
        }
    }
}

fn is_due(last: Option<Instant>, every: Duration) -> bool {
    last.is_none_or(|at| at.elapsed() >= every)
}
