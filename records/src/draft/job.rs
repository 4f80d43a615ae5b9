//! A deposit as its job sees it: what it was asked, how far it is, what became of it.

use super::{Draft, pieces};
use crate::import::{Files, Report};
use db::{Read, Write, sql};
use education::{Account, Id, School, Uai};
use web::{Error, Result};

/// A deposit, as its job needs it.
#[derive(Debug)]
pub(crate) struct Deposited {
    pub(crate) school: Id<School>,
    pub(crate) uai: Uai,
    pub(crate) account: Id<Account>,
    /// What was shown; none before the first comparison.
    pub(crate) shown: Option<Report>,
}

/// The deposit that a job is about.
pub(crate) fn of(job: &jobs::JobRun) -> Result<Id<Draft>> {
    let id = job.payload.get("draft").and_then(|id| id.as_str());
    id.and_then(|id| id.parse().ok())
        .ok_or_else(|| Error::internal("a job without its deposit"))
}

/// The deposit of a job, while it is in this state.
pub(crate) async fn of_job(
    read: &mut Read,
    id: Id<Draft>,
    state: &str,
) -> Result<Option<Deposited>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        school: Id<School>,
        #[sqlx(try_from = "String")]
        uai: Uai,
        account: Id<Account>,
        report: serde_json::Value,
    }
    let row = sql!(
        "SELECT d.school, s.uai, d.account, d.report FROM import_draft d \
         JOIN school s ON s.id = d.school WHERE d.id = $1 AND d.state = $2"
    )
    .bind(id)
    .bind(state)
    .optional::<Row>(read)
    .await?;
    row.map(|row| {
        Ok(Deposited {
            school: row.school,
            uai: row.uai,
            account: row.account,
            shown: serde_json::from_value(row.report).map_err(Error::internal)?,
        })
    })
    .transpose()
}

/// Notes how far a deposit is, for whoever waits on its page.
pub(crate) async fn note_progress(
    write: &mut Write,
    id: Id<Draft>,
    step: &str,
    rows: u64,
) -> Result<()> {
    sql!(
        "UPDATE import_draft SET step = $2, step_rows = $3 \
         WHERE id = $1 AND state IN ('reading', 'applying')"
    )
    .bind(id)
    .bind(step)
    .bind(i64::try_from(rows).unwrap_or(i64::MAX))
    .run(write)
    .await?;
    Ok(())
}

/// Notes that a deposit is refused; its files go.
pub(crate) async fn refuse(write: &mut Write, id: Id<Draft>, why: &str) -> Result<()> {
    sql!("UPDATE import_draft SET state = 'refused', refusal = $2 WHERE id = $1")
        .bind(id)
        .bind(why)
        .run(write)
        .await?;
    pieces::forget(write, id).await
}

/// Shows what would change, or what now changes instead of what was accepted.
pub(crate) async fn show(
    write: &mut Write,
    id: Id<Draft>,
    report: &Report,
    files: &mut Files,
    changed: bool,
) -> Result<()> {
    sql!(
        "UPDATE import_draft SET state = 'ready', accepted_at = NULL, report = $2, changed = $3 \
         WHERE id = $1"
    )
    .bind(id)
    .bind(serde_json::to_value(report).map_err(Error::internal)?)
    .bind(changed)
    .run(write)
    .await?;
    put_anomalies(write, id, files).await
}

/// Notes, in the transaction of the import, that it is done; the files go.
pub(crate) async fn done(
    write: &mut Write,
    id: Id<Draft>,
    report: &Report,
    files: &mut Files,
) -> Result<()> {
    put_anomalies(write, id, files).await?;
    let report = serde_json::to_value(report).map_err(Error::internal)?;
    finish(write, id, report).await
}

/// Notes what became of a deposit; its files go.
pub(crate) async fn finish(
    write: &mut Write,
    id: Id<Draft>,
    report: serde_json::Value,
) -> Result<()> {
    sql!("UPDATE import_draft SET state = 'done', report = $2 WHERE id = $1")
        .bind(id)
        .bind(report)
        .run(write)
        .await?;
    pieces::forget(write, id).await
}

async fn put_anomalies(write: &mut Write, id: Id<Draft>, files: &mut Files) -> Result<()> {
    sql!("DELETE FROM import_anomaly WHERE draft = $1")
        .bind(id)
        .run(write)
        .await?;
    let mut after = 0;
    loop {
        let found = files.anomalies_after(after).await?;
        let Some((last, _)) = found.last() else {
            return Ok(());
        };
        after = *last;
        for (n, anomaly) in found {
            sql!(
                "INSERT INTO import_anomaly (draft, n, kind, line, what, sentence) \
                 VALUES ($1, $2, $3, $4, $5, $6)"
            )
            .bind(id)
            .bind(n)
            .bind(anomaly.kind.code())
            .bind(anomaly.line)
            .bind(anomaly.what)
            .bind(anomaly.sentence)
            .run(write)
            .await?;
        }
    }
}
