//! The groups of divisions of a school.

use crate::model::group::{DivisionGroup, GroupRow};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, sort_key};
use identity::{At, AtSchool, SchoolLifeSettings};
use uuid::Uuid;
use web::FormId;

/// A group, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<GroupRow>,
    pub(crate) version: i64,
    pub(crate) group: DivisionGroup,
    /// No list offers it any more.
    pub(crate) withdrawn: bool,
}

/// What writing a group gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saved {
    Done,
    /// Another group that is offered has this name.
    NameTaken,
    /// Somebody changed it since it was shown, or there is none.
    Other,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<GroupRow>,
    name: String,
    divisions: String,
    version: i64,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            group: DivisionGroup::stored(row.name, &row.divisions),
            withdrawn: row.ended_at.is_some(),
        }
    }
}

/// All the groups that the school ever had, by name.
pub(crate) async fn all<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT id, name, divisions, version, ended_at FROM absence_division_group \
         WHERE school = $1 ORDER BY id"
    )
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    let mut groups: Vec<Stored> = rows.into_iter().map(Stored::from).collect();
    groups.sort_by_cached_key(|stored| sort_key(&stored.group.name));
    Ok(groups)
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<GroupRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT id, name, divisions, version, ended_at FROM absence_division_group \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from))
}

/// Adds a group; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    group: &DivisionGroup,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    let known = sql!("SELECT id FROM absence_division_group WHERE form_id = $1")
        .bind(form.0)
        .optional::<(Uuid,)>(write)
        .await?;
    if known.is_some() {
        return Ok(Saved::Done);
    }
    let id: Id<GroupRow> = Id::new();
    if is_taken(write, at, id, group).await? {
        return Ok(Saved::NameTaken);
    }
    let added = sql!(
        "INSERT INTO absence_division_group (id, school, form_id, name, divisions, version) \
         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(group.name.as_str())
    .bind(group.lines())
    .run(write)
    .await?;
    if added == 1 {
        note(write, at, "division_group.added", id, now).await?;
    }
    Ok(Saved::Done)
}

/// Changes a group.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    (id, version): (Id<GroupRow>, i64),
    group: &DivisionGroup,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    if is_taken(write, at, id, group).await? {
        return Ok(Saved::NameTaken);
    }
    let changed = sql!(
        "UPDATE absence_division_group SET name = $4, divisions = $5, version = version + 1 \
         WHERE school = $1 AND id = $2 AND version = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(version)
    .bind(group.name.as_str())
    .bind(group.lines())
    .run(write)
    .await?;
    if changed == 0 {
        return Ok(Saved::Other);
    }
    note(write, at, "division_group.changed", id, now).await?;
    Ok(Saved::Done)
}

/// Withdraws a group from what lists offer, or puts it back.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<GroupRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<Saved> {
    let Some(stored) = one(write, at, id).await? else {
        return Ok(Saved::Other);
    };
    if offered && is_taken(write, at, id, &stored.group).await? {
        return Ok(Saved::NameTaken);
    }
    if stored.withdrawn != offered {
        return Ok(Saved::Done);
    }
    sql!(
        "UPDATE absence_division_group SET ended_at = $3, version = version + 1 \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .bind((!offered).then_some(now))
    .run(write)
    .await?;
    let act = match offered {
        true => "division_group.restored",
        false => "division_group.withdrawn",
    };
    note(write, at, act, id, now).await?;
    Ok(Saved::Done)
}

/// Whether another group that is offered has this name.
async fn is_taken(
    read: &mut Read,
    at: &At<SchoolLifeSettings>,
    id: Id<GroupRow>,
    group: &DivisionGroup,
) -> db::Result<bool> {
    let groups = all(read, at).await?;
    let mut others = groups
        .iter()
        .filter(|stored| !stored.withdrawn && stored.id != id);
    Ok(others.any(|stored| stored.group.is_named_as(group)))
}

async fn note(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    act: &'static str,
    id: Id<GroupRow>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let line = Line::new(at.actor(), act).on("division_group", id);
    audit::note(write, now, &line).await
}
