//! Looks, written before the page is answered: many at once share one commit.

use crate::{Line, note};
use chrono::{DateTime, Utc};
use db::{Db, in_write};
use tokio::sync::{mpsc, oneshot};

/// Looks that may wait for the commit under way.
const QUEUE: usize = 1024;

struct Look {
    at: DateTime<Utc>,
    line: Line,
    written: oneshot::Sender<db::Result<()>>,
}

/// Hands looks to the one task that writes them.
#[derive(Debug, Clone)]
pub struct Recorder {
    looks: mpsc::Sender<Look>,
}

impl std::fmt::Debug for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.line.fmt(f)
    }
}

impl Recorder {
    /// Starts the task; it ends with the last `Recorder`.
    pub fn start(db: Db) -> Self {
        let (looks, mut queue) = mpsc::channel::<Look>(QUEUE);
        tokio::spawn(async move {
            let mut batch = Vec::new();
            while queue.recv_many(&mut batch, QUEUE).await > 0 {
                let written = write(&db, &batch).await;
                for look in batch.drain(..) {
                    // Whoever asked may have gone; the line stays.
                    let _ = look.written.send(written.clone());
                }
            }
        });
        Self { looks }
    }

    /// Writes a look, and returns once it is committed. An error means that the page must not
    /// be shown: a look that leaves no trace does not happen.
    pub async fn look(&self, at: DateTime<Utc>, line: Line) -> db::Result<()> {
        let (written, done) = oneshot::channel();
        self.looks
            .send(Look { at, line, written })
            .await
            .map_err(|_| db::Error::gone())?;
        done.await.map_err(|_| db::Error::gone())?
    }
}

async fn write(db: &Db, batch: &[Look]) -> db::Result<()> {
    in_write!(db, db::Error, |tx| {
        for look in batch {
            note(tx, look.at, &look.line).await?;
        }
        Ok(())
    })
}
