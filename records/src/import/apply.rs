//! Writes a plan, in the transaction of its import.

use super::{
    Files, Report,
    plan::Plan,
    rows::{DivisionRow, EnrolmentRow, GuardianRow, LinkRow, MefRow, PupilRow, Rows},
    state::State,
};
use crate::school::declare_school;
use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Write, built, sql};
use education::{Id, School};
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
    mefs(tx, &plan.mefs).await?;
    divisions(tx, school, files.school_year, &plan.divisions).await?;
    pupils(tx, &plan.pupils).await?;
    enrolments(tx, school, &plan.enrolments).await?;
    guardians(tx, &plan.guardians).await?;
    links(tx, &plan.links).await?;
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

async fn mefs(tx: &mut Write, rows: &Rows<MefRow>) -> db::Result<()> {
    let columns = ["code", "label"];
    insert(tx, "mef", &columns, &rows.insert, |row| {
        vec![row.code.as_str().into(), row.label.as_str().into()]
    })
    .await?;
    for row in &rows.update {
        sql!("UPDATE mef SET label = $2 WHERE code = $1")
            .bind(&row.code)
            .bind(&row.label)
            .run(tx)
            .await?;
    }
    Ok(())
}

async fn divisions(
    tx: &mut Write,
    school: Id<School>,
    school_year: i64,
    rows: &Rows<DivisionRow>,
) -> db::Result<()> {
    let columns = ["id", "school", "school_year", "code", "label", "ended_on"];
    insert(tx, "division", &columns, &rows.insert, |row| {
        vec![
            row.id.into(),
            school.uuid().into(),
            school_year.into(),
            row.code.as_str().into(),
            row.label.clone().into(),
            row.ended_on.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!("UPDATE division SET label = $3, ended_on = $4 WHERE id = $1 AND school = $2")
            .bind(row.id)
            .bind(school)
            .bind(row.label.clone())
            .bind(row.ended_on)
            .run(tx)
            .await?;
    }
    Ok(())
}

async fn pupils(tx: &mut Write, rows: &Rows<PupilRow>) -> db::Result<()> {
    let columns = [
        "id",
        "eleve_id",
        "ine",
        "family_name",
        "usage_name",
        "first_name",
        "born_on",
        "sex",
        "first_key",
        "as_of",
        "updated_at",
    ];
    insert(tx, "pupil", &columns, &rows.insert, |row| {
        vec![
            row.id.uuid().into(),
            row.eleve_id.into(),
            row.ine.clone().into(),
            row.family_name.as_str().into(),
            row.usage_name.clone().into(),
            row.first_name.as_str().into(),
            row.born_on.into(),
            row.sex.clone().into(),
            row.first_key.as_str().into(),
            row.as_of.into(),
            row.updated_at.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE pupil SET ine = $2, family_name = $3, usage_name = $4, first_name = $5, \
             born_on = $6, sex = $7, first_key = $8, as_of = $9, updated_at = $10 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.ine.clone())
        .bind(&row.family_name)
        .bind(row.usage_name.clone())
        .bind(&row.first_name)
        .bind(row.born_on)
        .bind(row.sex.clone())
        .bind(&row.first_key)
        .bind(row.as_of)
        .bind(row.updated_at)
        .run(tx)
        .await?;
    }
    Ok(())
}

async fn enrolments(
    tx: &mut Write,
    school: Id<School>,
    rows: &Rows<EnrolmentRow>,
) -> db::Result<()> {
    let columns = [
        "id",
        "pupil",
        "school",
        "school_year",
        "division",
        "mef",
        "entered_on",
        "left_on",
        "name_key",
    ];
    insert(tx, "enrolment", &columns, &rows.insert, |row| {
        vec![
            row.id.into(),
            row.pupil.uuid().into(),
            school.uuid().into(),
            row.school_year.into(),
            row.division.into(),
            row.mef.clone().into(),
            row.entered_on.into(),
            row.left_on.into(),
            row.name_key.as_str().into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE enrolment SET division = $3, mef = $4, entered_on = $5, left_on = $6, \
             name_key = $7 WHERE id = $1 AND school = $2"
        )
        .bind(row.id)
        .bind(school)
        .bind(row.division)
        .bind(row.mef.clone())
        .bind(row.entered_on)
        .bind(row.left_on)
        .bind(&row.name_key)
        .run(tx)
        .await?;
    }
    Ok(())
}

async fn guardians(tx: &mut Write, rows: &Rows<GuardianRow>) -> db::Result<()> {
    let columns = [
        "id",
        "personne_id",
        "civility",
        "surname",
        "first_name",
        "mobile_typed",
        "mobile",
        "home_phone",
        "work_phone",
        "email",
        "accepts_sms",
        "consent_source",
        "consent_at",
        "as_of",
        "updated_at",
    ];
    insert(tx, "guardian", &columns, &rows.insert, |row| {
        vec![
            row.id.uuid().into(),
            row.personne_id.into(),
            row.civility.clone().into(),
            row.surname.as_str().into(),
            row.first_name.as_str().into(),
            row.mobile_typed.clone().into(),
            row.mobile.clone().into(),
            row.home_phone.clone().into(),
            row.work_phone.clone().into(),
            row.email.clone().into(),
            row.accepts_sms.into(),
            row.consent_source.as_str().into(),
            row.consent_at.into(),
            row.as_of.into(),
            row.updated_at.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE guardian SET civility = $2, surname = $3, first_name = $4, mobile_typed = $5, \
             mobile = $6, home_phone = $7, work_phone = $8, email = $9, accepts_sms = $10, \
             consent_source = $11, consent_at = $12, as_of = $13, updated_at = $14 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.civility.clone())
        .bind(&row.surname)
        .bind(&row.first_name)
        .bind(row.mobile_typed.clone())
        .bind(row.mobile.clone())
        .bind(row.home_phone.clone())
        .bind(row.work_phone.clone())
        .bind(row.email.clone())
        .bind(row.accepts_sms)
        .bind(&row.consent_source)
        .bind(row.consent_at)
        .bind(row.as_of)
        .bind(row.updated_at)
        .run(tx)
        .await?;
    }
    Ok(())
}

async fn links(tx: &mut Write, rows: &Rows<LinkRow>) -> db::Result<()> {
    let columns = [
        "id",
        "pupil",
        "guardian",
        "legal_rank",
        "kinship",
        "financial",
        "correspondent",
        "since",
        "ended_on",
        "as_of",
    ];
    insert(tx, "guardianship", &columns, &rows.insert, |row| {
        vec![
            row.id.into(),
            row.pupil.uuid().into(),
            row.guardian.uuid().into(),
            row.legal_rank.into(),
            row.kinship.into(),
            row.financial.into(),
            row.correspondent.into(),
            row.since.into(),
            row.ended_on.into(),
            row.as_of.into(),
        ]
    })
    .await?;
    for row in &rows.update {
        sql!(
            "UPDATE guardianship SET legal_rank = $2, kinship = $3, financial = $4, \
             correspondent = $5, ended_on = $6, as_of = $7 WHERE id = $1"
        )
        .bind(row.id)
        .bind(row.legal_rank)
        .bind(row.kinship)
        .bind(row.financial)
        .bind(row.correspondent)
        .bind(row.ended_on)
        .bind(row.as_of)
        .run(tx)
        .await?;
    }
    Ok(())
}
