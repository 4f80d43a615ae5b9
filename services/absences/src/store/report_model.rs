//! The models of bilans of a school.

use crate::model::report_model::{ModelRow, ReportModel};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, in_write, sql};
use education::{Id, sort_key};
use identity::{At, AtSchool, SchoolLifeSettings};
use uuid::Uuid;
use web::{Context, Error, FormId, Result};

/// A model, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<ModelRow>,
    pub(crate) version: i64,
    pub(crate) model: ReportModel,
    /// « Bilans » does not offer it any more.
    pub(crate) withdrawn: bool,
}

/// What writing a model gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saved {
    Done,
    /// Another model that is offered has this name.
    NameTaken,
    /// Somebody changed it since it was shown, or there is none.
    Other,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<ModelRow>,
    name: String,
    row_kind: String,
    span: String,
    measures: String,
    sorting: String,
    version: i64,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        let words = [&row.row_kind, &row.span, &row.measures, &row.sorting];
        Self {
            id: row.id,
            version: row.version,
            model: ReportModel::stored(row.name, words.map(String::as_str)),
            withdrawn: row.ended_at.is_some(),
        }
    }
}

/// All the models that the school ever had, by name.
pub(crate) async fn all<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT id, name, row_kind, span, measures, sorting, version, ended_at \
         FROM absence_report_model WHERE school = $1 ORDER BY id"
    )
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    let mut models: Vec<Stored> = rows.into_iter().map(Stored::from).collect();
    models.sort_by_cached_key(|stored| sort_key(&stored.model.name));
    Ok(models)
}

/// The same; a school that has none yet begins with those of the program.
pub(crate) async fn begun<A: AtSchool>(context: &Context, at: &At<A>) -> Result<Vec<Stored>> {
    let known = all(&mut context.db.read().await?, at).await?;
    if !known.is_empty() {
        return Ok(known);
    }
    in_write!(context.db, Error, |tx| {
        if all(tx, at).await?.is_empty() {
            for model in ReportModel::first() {
                insert(tx, at, FormId::new(), &model).await?;
            }
        }
        Ok(all(tx, at).await?)
    })
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<ModelRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT id, name, row_kind, span, measures, sorting, version, ended_at \
         FROM absence_report_model WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from))
}

async fn insert<A: AtSchool>(
    write: &mut Write,
    at: &At<A>,
    form: FormId,
    model: &ReportModel,
) -> db::Result<Option<Id<ModelRow>>> {
    let id: Id<ModelRow> = Id::new();
    let added = sql!(
        "INSERT INTO absence_report_model \
         (id, school, form_id, name, row_kind, span, measures, sorting, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(model.name.as_str())
    .bind(model.rows.code())
    .bind(model.span.code())
    .bind(model.words())
    .bind(model.order.code())
    .run(write)
    .await?;
    Ok((added == 1).then_some(id))
}

/// Adds a model; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    model: &ReportModel,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    let known = sql!("SELECT id FROM absence_report_model WHERE form_id = $1")
        .bind(form.0)
        .optional::<(Uuid,)>(write)
        .await?;
    if known.is_some() {
        return Ok(Saved::Done);
    }
    if is_taken(write, at, Id::new(), model).await? {
        return Ok(Saved::NameTaken);
    }
    if let Some(id) = insert(write, at, form, model).await? {
        note(write, at, "report_model.added", id, now).await?;
    }
    Ok(Saved::Done)
}

/// Changes a model.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    (id, version): (Id<ModelRow>, i64),
    model: &ReportModel,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    if is_taken(write, at, id, model).await? {
        return Ok(Saved::NameTaken);
    }
    let changed = sql!(
        "UPDATE absence_report_model SET name = $4, row_kind = $5, span = $6, measures = $7, \
         sorting = $8, version = version + 1 WHERE school = $1 AND id = $2 AND version = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(version)
    .bind(model.name.as_str())
    .bind(model.rows.code())
    .bind(model.span.code())
    .bind(model.words())
    .bind(model.order.code())
    .run(write)
    .await?;
    if changed == 0 {
        return Ok(Saved::Other);
    }
    note(write, at, "report_model.changed", id, now).await?;
    Ok(Saved::Done)
}

/// Withdraws a model from what « Bilans » offers, or puts it back.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<ModelRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    let Some(stored) = one(write, at, id).await? else {
        return Ok(Saved::Other);
    };
    if offered && is_taken(write, at, id, &stored.model).await? {
        return Ok(Saved::NameTaken);
    }
    if stored.withdrawn != offered {
        return Ok(Saved::Done);
    }
    sql!(
        "UPDATE absence_report_model SET ended_at = $3, version = version + 1 \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .bind((!offered).then_some(now))
    .run(write)
    .await?;
    let act = match offered {
        true => "report_model.restored",
        false => "report_model.withdrawn",
    };
    note(write, at, act, id, now).await?;
    Ok(Saved::Done)
}

/// Whether another model that is offered has this name.
async fn is_taken(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<ModelRow>,
    model: &ReportModel,
) -> db::Result<bool> {
    let models = all(read, at).await?;
    let mut others = models
        .iter()
        .filter(|stored| !stored.withdrawn && stored.id != id);
    Ok(others.any(|stored| stored.model.is_named_as(model)))
}

async fn note(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    act: &'static str,
    id: Id<ModelRow>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let line = Line::new(at.actor(), act).on("report_model", id);
    audit::note(write, now, &line).await
}
