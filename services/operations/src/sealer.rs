//! The audit: sealed every few seconds, read again every night.

use crate::store::{AuditCheck, note_check};
use audit::Verdict;
use chrono::{DateTime, Utc};
use db::{Db, in_write};
use secrets::KeyRing;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use ui::fr;
use web::{Context, Error, Result};

/// Lines wait this long, at most, before they are sealed.
const SEAL_EVERY: Duration = Duration::from_secs(5);

/// Seals the audit every few seconds until it is told to stop, and once more then.
pub fn seal_audit(context: Context, shutdown: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let stopping = shutdown.is_cancelled();
            let now = context.clock.now();
            if let Err(error) = audit::seal_pending(&context.db, &context.keys, now).await {
                tracing::warn!(%error, "audit: lines wait to be sealed");
            }
            if stopping {
                return;
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(SEAL_EVERY) => {}
            }
        }
    })
}

/// Seals what is pending, follows the chain from its first line, and keeps the verdict.
pub async fn verify_audit(db: &Db, keys: &KeyRing, now: DateTime<Utc>) -> Result<AuditCheck> {
    audit::seal_pending(db, keys, now).await?;
    let mut read = db.read().await?;
    let verdict = audit::verify(&mut read, keys).await?;
    let head = audit::head(&mut read).await?;
    drop(read);
    let check = AuditCheck {
        at: now,
        whole: matches!(verdict, Verdict::Whole { .. }),
        sentence: words(&verdict),
    };
    in_write!(db, Error, |tx| { Ok(note_check(tx, &check).await?) })?;
    // In the log too: whoever holds the database alone can't rewrite both.
    tracing::info!(
        batch = head.number,
        digest = hex(&head.digest),
        whole = check.whole,
        "audit: the chain was read again"
    );
    Ok(check)
}

/// The verdict in words.
fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Whole { batches, lines, .. } => format!(
            "La chaîne est entière : {}, {}.",
            fr::plural(batches.unsigned_abs(), "lot", "lots"),
            fr::plural(lines.unsigned_abs(), "ligne relue", "lignes relues"),
        ),
        Verdict::Broken { number, how } => {
            format!("La chaîne est rompue au lot {number} : {how}.")
        }
    }
}

/// A digest, to be compared by eye.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
