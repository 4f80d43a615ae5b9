//! The worker: a loop that schedules, takes, runs and ends.

use crate::{
    JobRun, Kind,
    queue::{self, LEASE},
    schedule,
};
use std::{sync::Arc, time::Duration};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};
use uuid::Uuid;
use web::{Context, Result};

/// How often it looks for work.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Pieces of work at once: a long backup holds up nothing else.
const AT_ONCE: usize = 4;
/// After the order to stop, work under way may end for so long.
const GRACE: Duration = Duration::from_secs(20);

/// The report of an attempt, or what went wrong.
pub type Outcome = std::result::Result<String, String>;

/// Runs work of these kinds.
#[derive(Debug, Clone)]
pub struct Worker {
    context: Context,
    kinds: Arc<[Kind]>,
    holder: Uuid,
    sign_every: Duration,
}

impl Worker {
    /// A worker that does nothing by itself: see [`Worker::pass`].
    pub fn new(context: Context, kinds: impl Into<Arc<[Kind]>>) -> Self {
        Self {
            context,
            kinds: kinds.into(),
            holder: Uuid::new_v4(),
            sign_every: LEASE.to_std().unwrap_or(LOOK_EVERY) / 3,
        }
    }

    /// Gives signs of life at another pace than three in a lease.
    pub fn sign_every(mut self, pace: Duration) -> Self {
        self.sign_every = pace;
        self
    }

    /// A worker that works until it is told to stop. Work that does not end in time is taken
    /// over, by whoever comes next, when its lease ends.
    pub fn start(
        context: Context,
        kinds: impl Into<Arc<[Kind]>>,
        shutdown: CancellationToken,
    ) -> JoinHandle<()> {
        let worker = Self::new(context, kinds);
        tokio::spawn(async move {
            let mut under_way = JoinSet::new();
            while !shutdown.is_cancelled() {
                if let Err(error) = worker.fill(&mut under_way).await {
                    tracing::warn!(%error, "jobs: the database does not answer");
                }
                tokio::select! {
                    () = shutdown.cancelled() => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    Some(_) = under_way.join_next() => {}
                }
            }
            let ended = async { while under_way.join_next().await.is_some() {} };
            if tokio::time::timeout(GRACE, ended).await.is_err() {
                tracing::warn!("jobs: work under way is left to the next worker");
            }
        })
    }

    async fn fill(&self, under_way: &mut JoinSet<()>) -> Result<()> {
        schedule(&self.context.db, &self.kinds, self.context.clock.now()).await?;
        while under_way.len() < AT_ONCE
            && let Some(run) = self.claim().await?
        {
            let worker = self.clone();
            under_way.spawn(async move { worker.run(run).await });
        }
        Ok(())
    }

    /// One look: what is due today is asked for, and all that is due is run, one after the
    /// other. Returns how many pieces were run.
    pub async fn pass(&self) -> Result<usize> {
        schedule(&self.context.db, &self.kinds, self.context.clock.now()).await?;
        let mut ran = 0;
        while let Some(run) = self.claim().await? {
            self.run(run).await;
            ran += 1;
        }
        Ok(ran)
    }

    /// Takes a piece of work that is due, under a lease.
    pub async fn claim(&self) -> Result<Option<JobRun>> {
        let now = self.context.clock.now();
        Ok(queue::claim(&self.context.db, &self.kinds, self.holder, now).await?)
    }

    /// Ends an attempt; false, and nothing changed, when it had lost its lease.
    pub async fn finish(&self, run: &JobRun, outcome: Outcome) -> Result<bool> {
        let most = self.kind(run).map_or(1, |kind| kind.max_attempts);
        let now = self.context.clock.now();
        Ok(queue::finish(&self.context.db, run, most, &outcome, now).await?)
    }

    fn kind(&self, run: &JobRun) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == run.kind)
    }

    /// Runs an attempt to its end, saying meanwhile that it lives.
    async fn run(&self, run: JobRun) {
        let Some(kind) = self.kind(&run) else { return };
        let work = tokio::spawn((kind.run)(self.context.clone(), run.clone()));
        let mut work = AbortOnDropHandle::new(work);
        let outcome = loop {
            tokio::select! {
                ended = &mut work => break match ended {
                    Ok(outcome) => outcome.map_err(|error| error.to_string()),
                    Err(stopped) => Err(stopped.to_string()),
                },
                () = tokio::time::sleep(self.sign_every) => {
                    let now = self.context.clock.now();
                    if let Ok(false) = queue::keep_alive(&self.context.db, &run, now).await {
                        tracing::warn!(kind = kind.name, "job: the lease is lost");
                        return;
                    }
                }
            }
        };
        if let Err(error) = &outcome {
            tracing::warn!(kind = kind.name, attempt = run.attempt, %error, "job failed");
        }
        match self.finish(&run, outcome).await {
            Ok(true) => tracing::info!(kind = kind.name, attempt = run.attempt, "job ended"),
            Ok(false) => tracing::warn!(kind = kind.name, "job: another attempt has begun"),
            Err(error) => tracing::warn!(kind = kind.name, %error, "job: its end is not written"),
        }
    }
}
