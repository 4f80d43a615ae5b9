//! The rows: put, taken under a lease, kept alive, ended.

use crate::{JobRun, Kind};
use chrono::{DateTime, Duration, Utc};
use db::{Db, Write, in_write, sql};
use serde_json::Value;
use uuid::Uuid;

/// Without a sign of life for so long, another worker takes over.
pub(crate) const LEASE: Duration = Duration::seconds(90);
/// The wait after a first failure; it doubles each time.
const FIRST_WAIT: Duration = Duration::seconds(30);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::hours(1);

/// Asks for a piece of work, in the transaction that wants it. With a slot, only the first of
/// its kind is kept; returns whether it was this one.
pub async fn enqueue(
    write: &mut Write,
    kind: &str,
    slot: Option<&str>,
    payload: Value,
    run_at: DateTime<Utc>,
) -> db::Result<bool> {
    let added = sql!(
        "INSERT INTO job (id, kind, slot, payload, run_at, state, attempts, epoch, last_error, \
         report) VALUES ($1, $2, $3, $4, $5, 'queued', 0, 0, '', '') ON CONFLICT (kind, slot) DO NOTHING"
    )
    .bind(Uuid::now_v7())
    .bind(kind)
    .bind(slot)
    .bind(payload)
    .bind(run_at)
    .run(write)
    .await?;
    Ok(added == 1)
}

/// Starts dead work again, with all its attempts; false when it is not dead (any more).
pub async fn restart(write: &mut Write, id: Uuid, now: DateTime<Utc>) -> db::Result<bool> {
    let restarted = sql!(
        "UPDATE job SET state = 'queued', attempts = 0, run_at = $2, finished_at = NULL \
         WHERE id = $1 AND state = 'dead'"
    )
    .bind(id)
    .bind(now)
    .run(write)
    .await?;
    Ok(restarted == 1)
}

#[derive(sqlx::FromRow)]
struct Due {
    id: Uuid,
    kind: String,
    slot: Option<String>,
    payload: Value,
    state: String,
    attempts: i64,
    epoch: i64,
}

/// Takes the first piece of work that is due, or whose holder gives no sign of life.
pub(crate) async fn claim(
    db: &Db,
    kinds: &[Kind],
    holder: Uuid,
    now: DateTime<Utc>,
) -> db::Result<Option<JobRun>> {
    let names: Value = kinds.iter().map(|kind| kind.name).collect();
    let waiting = sql!(
        sqlite: "SELECT id FROM job WHERE kind IN (SELECT value FROM json_each($2)) \
                 AND (state = 'queued' AND run_at <= $1 \
                      OR state = 'running' AND lease_until < $1) LIMIT 1",
        postgres: "SELECT id FROM job WHERE kind IN (SELECT jsonb_array_elements_text($2)) \
                   AND (state = 'queued' AND run_at <= $1 \
                        OR state = 'running' AND lease_until < $1) LIMIT 1",
    )
    .bind(now)
    .bind(names.clone())
    .optional::<(Uuid,)>(&mut db.read().await?)
    .await?;
    if waiting.is_none() {
        return Ok(None);
    }
    in_write!(db, db::Error, |tx| {
        loop {
            let due = sql!(
                sqlite: "SELECT id, kind, slot, payload, state, attempts, epoch FROM job \
                         WHERE kind IN (SELECT value FROM json_each($2)) \
                         AND (state = 'queued' AND run_at <= $1 \
                              OR state = 'running' AND lease_until < $1) \
                         ORDER BY run_at, id LIMIT 1",
                // Two workers take two pieces of work, instead of refusing each other one.
                postgres: "SELECT id, kind, slot, payload, state, attempts, epoch FROM job \
                           WHERE kind IN (SELECT jsonb_array_elements_text($2)) \
                           AND (state = 'queued' AND run_at <= $1 \
                                OR state = 'running' AND lease_until < $1) \
                           ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
            )
            .bind(now)
            .bind(names.clone())
            .optional::<Due>(tx)
            .await?;
            let Some(due) = due else { return Ok(None) };
            let most = kinds
                .iter()
                .find(|kind| kind.name == due.kind)
                .map_or(1, |kind| kind.max_attempts);
            if due.state == "running" && due.attempts >= most {
                bury(
                    tx,
                    due.id,
                    "Le travail s'interrompt sans dire pourquoi.",
                    now,
                )
                .await?;
                continue;
            }
            return take(tx, due, holder, now).await.map(Some);
        }
    })
}

async fn take(write: &mut Write, due: Due, holder: Uuid, now: DateTime<Utc>) -> db::Result<JobRun> {
    let run = JobRun {
        id: due.id,
        kind: due.kind,
        slot: due.slot,
        payload: due.payload,
        attempt: due.attempts + 1,
        epoch: due.epoch + 1,
        holder,
    };
    sql!(
        "UPDATE job SET state = 'running', attempts = $2, epoch = $3, holder = $4, \
         lease_until = $5 WHERE id = $1"
    )
    .bind(run.id)
    .bind(run.attempt)
    .bind(run.epoch)
    .bind(holder)
    .bind(now + LEASE)
    .run(write)
    .await?;
    Ok(run)
}

async fn bury(write: &mut Write, id: Uuid, error: &str, now: DateTime<Utc>) -> db::Result<()> {
    sql!(
        "UPDATE job SET state = 'dead', holder = NULL, lease_until = NULL, last_error = $2, \
         finished_at = $3 WHERE id = $1"
    )
    .bind(id)
    .bind(error)
    .bind(now)
    .run(write)
    .await?;
    Ok(())
}

/// Says that the attempt lives; false when another one has begun.
pub(crate) async fn keep_alive(db: &Db, run: &JobRun, now: DateTime<Utc>) -> db::Result<bool> {
    let kept = in_write!(db, db::Error, |tx| {
        sql!(
            "UPDATE job SET lease_until = $4 \
             WHERE id = $1 AND epoch = $2 AND holder = $3 AND state = 'running'"
        )
        .bind(run.id)
        .bind(run.epoch)
        .bind(run.holder)
        .bind(now + LEASE)
        .run(tx)
        .await
    })?;
    Ok(kept == 1)
}

/// Ends an attempt with its report, or with what went wrong; false, and nothing changed, when
/// another attempt has begun since.
pub(crate) async fn finish(
    db: &Db,
    run: &JobRun,
    max_attempts: i64,
    outcome: &crate::Outcome,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    in_write!(db, db::Error, |tx| {
        let held = sql!(
            "UPDATE job SET state = 'done', report = $4, finished_at = $5, holder = NULL, \
             lease_until = NULL WHERE id = $1 AND epoch = $2 AND holder = $3 \
             AND state = 'running'"
        )
        .bind(run.id)
        .bind(run.epoch)
        .bind(run.holder)
        .bind(outcome.as_deref().unwrap_or_default())
        .bind(now)
        .run(tx)
        .await?;
        let (1, Err(error)) = (held, outcome) else {
            return Ok(held == 1);
        };
        if run.attempt >= max_attempts {
            bury(tx, run.id, error, now).await?;
        } else {
            sql!(
                "UPDATE job SET state = 'queued', run_at = $2, last_error = $3, \
                 finished_at = NULL WHERE id = $1"
            )
            .bind(run.id)
            .bind(now + wait_after(run.attempt))
            .bind(error.as_str())
            .run(tx)
            .await?;
        }
        Ok(true)
    })
}

fn wait_after(attempt: i64) -> Duration {
    let doubled = i32::try_from(attempt - 1).unwrap_or(0).clamp(0, 10);
    (FIRST_WAIT * 2_i32.pow(doubled.unsigned_abs())).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let waits: Vec<i64> = [1, 2, 3, 8, 50].map(|n| wait_after(n).num_seconds()).into();
        assert_eq!(waits, [30, 60, 120, 3600, 3600]);
    }
}
