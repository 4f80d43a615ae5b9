//! Writes a plan, in the transaction of its import.

mod classes;
mod people;

use super::{Files, Report, plan::Plan, state::State};
use crate::school::declare_school;
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Write, built, sql};
use sea_query::{Expr, Query, Value};
use uuid::Uuid;

/// Rows of one statement: 250 rows of 15 columns stay far below what engines bind.
const BATCH: usize = 250;

pub(super) async fn write(
    tx: &mut Write,
    files: &Files,
    state: &State,
    plan: &Plan,
    report: &Report,
    actor: Actor,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let school = match state.school.id {
        Some(known) => known,
        None => {
            let (name, kind) = (&state.school.name, state.school.kind);
            declare_school(tx, &files.uai, name, kind, now).await?
        }
    };
    classes::mefs(tx, &plan.mefs).await?;
    classes::divisions(tx, school, files.school_year, &plan.divisions).await?;
    people::pupils(tx, &plan.pupils).await?;
    people::enrolments(tx, school, &plan.enrolments).await?;
    people::guardians(tx, &plan.guardians).await?;
    people::links(tx, &plan.links).await?;
    let counts = serde_json::json!({
        "differences": report.differences,
        "counts": report.counts,
        "anomalies": report.anomalies.len(),
    });
    for (kind, exported_at) in files.taken() {
        sql!(
            "INSERT INTO import_run (id, school, kind, exported_at, school_year, account, \
             imported_at, counts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        .bind(Uuid::now_v7())
        .bind(school)
        .bind(kind.code())
        .bind(state.school.instant(exported_at))
        .bind(files.school_year)
        .bind(actor.account)
        .bind(now)
        .bind(counts.clone())
        .run(tx)
        .await?;
    }
    let actor = Actor {
        school: Some(school),
        ..actor
    };
    let change = report.differences.pupils;
    let detail = format!(
        "{} ; élèves : {} ajoutés, {} modifiés, {} terminés",
        files.uai, change.added, change.changed, change.ended
    );
    let line = Line::new(actor, "register.imported").on("school", school);
    audit::note(tx, now, &line.detail(detail)).await
}

/// Many rows at once. Changed rows are few: each has its statement.
async fn insert<T>(
    tx: &mut Write,
    table: &'static str,
    columns: &[&'static str],
    rows: &[T],
    values: impl Fn(&T) -> Vec<Value>,
) -> db::Result<()> {
    for batch in rows.chunks(BATCH) {
        let mut query = Query::insert();
        query.into_table(table).columns(columns.iter().copied());
        for row in batch {
            query.values_panic(values(row).into_iter().map(Expr::value));
        }
        built!(query).run(tx).await?;
    }
    Ok(())
}
