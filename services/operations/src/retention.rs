//! The night's purge: what each owner declares in its manifest, executed.

use ::jobs::JobRun;
use ::manifest::{Manifest, Retention};
use audit::{Actor, Line};
use db::in_write;
use ui::fr;
use web::{Context, Error, Result};

/// A purge that still finds rows after so many batches turns in circles.
const MOST_BATCHES: u32 = 100_000;

/// Purges every table of the manifests; gives the report: « table : N lignes ».
pub(crate) async fn purge(
    context: &Context,
    manifests: &[Manifest],
    job: &JobRun,
) -> Result<String> {
    let mut report = Vec::new();
    let mut tables = 0;
    for retention in manifests.iter().flat_map(|manifest| manifest.retention) {
        tables += 1;
        let gone = purge_table(context, retention, job).await?;
        if gone > 0 {
            let count = fr::plural(gone, "ligne", "lignes");
            report.push(format!("{} : {count}", retention.table));
        }
    }
    let summary = match report.len() {
        0 => "aucune ligne n'avait dépassé sa durée".to_owned(),
        n => fr::plural(n as u64, "purgée", "purgées"),
    };
    report.push(format!(
        "{} : {summary}.",
        fr::plural(tables, "table examinée", "tables examinées")
    ));
    let (report, now) = (report.join("\n"), context.clock.now());
    let line = Line::new(Actor::PROGRAM, "retention.purged").detail(report.replace('\n', " · "));
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(audit::note(tx, now, &line).await?)
    })?;
    Ok(report)
}

/// In batches, each in its own transaction: people go on working meanwhile.
async fn purge_table(context: &Context, retention: &Retention, job: &JobRun) -> Result<u64> {
    let cutoff = retention.keep.cutoff(context.clock.now());
    let mut gone = 0;
    for _ in 0..MOST_BATCHES {
        let batch = in_write!(context.db, Error, |tx| {
            job.fence(tx).await?;
            Ok((retention.purge)(tx, cutoff).await?)
        })?;
        if batch == 0 {
            return Ok(gone);
        }
        gone += batch;
    }
    Err(Error::internal(format!(
        "the purge of « {} » does not end",
        retention.table
    )))
}
