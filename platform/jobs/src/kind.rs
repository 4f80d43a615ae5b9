//! A kind of work, and one attempt at a piece of it.

use chrono::NaiveTime;
use db::{Read, sql};
use serde_json::Value;
use std::{fmt, future::Future, pin::Pin, sync::Arc};
use uuid::Uuid;
use web::{Context, Error, Result};

/// What a run gives: its report, in words for the operator.
pub type RunFuture = Pin<Box<dyn Future<Output = Result<String>> + Send>>;

/// A kind of work.
#[derive(Clone)]
pub struct Kind {
    /// Its name in the table.
    pub name: &'static str,
    /// Does a piece of it. It may be run again after a crash: its effects are committed with
    /// [`JobRun::fence`], or harmless twice.
    pub run: Arc<dyn Fn(Context, JobRun) -> RunFuture + Send + Sync>,
    /// Every day at this hour, in Paris.
    pub daily_at: Option<NaiveTime>,
    /// After so many failures, it is dead.
    pub max_attempts: i64,
}

impl Kind {
    /// A kind that is run when it is asked for, five times at most.
    pub fn new<F>(
        name: &'static str,
        run: impl Fn(Context, JobRun) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String>> + Send + 'static,
    {
        Self {
            name,
            run: Arc::new(move |context, job| Box::pin(run(context, job))),
            daily_at: None,
            max_attempts: 5,
        }
    }

    /// Every day at this hour, in Paris; later the same day when nothing ran at that hour.
    pub fn daily_at(mut self, hour: u32, minute: u32) -> Self {
        self.daily_at = NaiveTime::from_hms_opt(hour, minute, 0);
        self
    }

    /// Dead after so many failures.
    pub fn max_attempts(mut self, attempts: i64) -> Self {
        self.max_attempts = attempts;
        self
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kind")
            .field("name", &self.name)
            .field("daily_at", &self.daily_at)
            .field("max_attempts", &self.max_attempts)
            .finish()
    }
}

/// One attempt at a piece of work.
#[derive(Debug, Clone)]
pub struct JobRun {
    /// The piece of work.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What there is only one of: the day of a daily job.
    pub slot: Option<String>,
    /// What it needs to know.
    pub payload: Value,
    /// Which attempt: 1, 2…
    pub attempt: i64,
    pub(crate) epoch: i64,
    pub(crate) holder: Uuid,
}

/// Others never wait for a turn longer than this.
const LONGEST_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

impl JobRun {
    /// Refuses the transaction of an effect when this attempt lost its lease and another one
    /// has begun. To be called in that transaction.
    pub async fn fence(&self, write: &mut Read) -> Result<()> {
        let held = sql!(
            "SELECT id FROM job WHERE id = $1 AND epoch = $2 AND holder = $3 AND state = 'running'"
        )
        .bind(self.id)
        .bind(self.epoch)
        .bind(self.holder)
        .optional::<(Uuid,)>(write)
        .await?;
        held.map(|_| ()).ok_or_else(|| {
            Error::internal(format!(
                "attempt {} at « {} » lost its lease",
                self.attempt, self.kind
            ))
        })
    }

    /// Between two transactions of a long work: a pause as long as the last one, of a second at most. Who types
    /// meanwhile, or another work at the same rows, gets a turn: PostgreSQL refuses all but one of the
    /// transactions that change a row together, and the one that begins again at once would win each time.
    pub async fn give_way(&self, last: std::time::Duration) {
        tokio::time::sleep(last.min(LONGEST_PAUSE)).await;
    }
}
