//! The lines of « Motifs » and « Justificatifs ».

use crate::model::{
    scope::Scope,
    terms::Terms,
    wording::{Flag, Flags, List, Wording, WordingRow},
};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, in_write, sql};
use education::Id;
use identity::{At, AtSchool, OfSchool, SchoolLifeSettings};
use web::{Context, Error, FormId, Result};

/// A line, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<WordingRow>,
    pub(crate) version: i64,
    pub(crate) wording: Wording,
    /// Entries do not offer it any more.
    pub(crate) withdrawn: bool,
}

/// Whether a reason says that the pupil is with the school, though not in lessons: an outing, a trip,
/// a council. Nobody is absent then.
pub(crate) fn with_the_school(reasons: &[Stored], reason: Option<Id<WordingRow>>) -> bool {
    let line = reasons.iter().find(|line| Some(line.id) == reason);
    line.is_some_and(|line| line.wording.flags.has(Flag::UnderSchool))
}

/// Whether an entry counts among absences: not that of a meal or a night, nor who is with the school.
pub(crate) fn counts(reasons: &[Stored], terms: &Terms) -> bool {
    terms.scope == Scope::Lessons && !with_the_school(reasons, terms.reason)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<WordingRow>,
    label: String,
    flags: String,
    version: i64,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            wording: Wording {
                label: row.label,
                flags: Flags::stored(&row.flags),
            },
            withdrawn: row.ended_at.is_some(),
        }
    }
}

/// All the lines of a list that the school ever had, in the order in which they were added.
pub(crate) async fn all<P: OfSchool>(
    read: &mut Read,
    at: &P,
    list: List,
) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT id, label, flags, version, ended_at FROM absence_wording \
         WHERE school = $1 AND list = $2 ORDER BY id"
    )
    .bind(at.its_school().id)
    .bind(list.code())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// The same; a school that has none yet begins with those of the program.
pub(crate) async fn begun<P: OfSchool>(
    context: &Context,
    at: &P,
    list: List,
) -> Result<Vec<Stored>> {
    let known = all(&mut context.db.read().await?, at, list).await?;
    if !known.is_empty() {
        return Ok(known);
    }
    in_write!(context.db, Error, |tx| {
        if all(tx, at, list).await?.is_empty() {
            for wording in list.first() {
                insert(tx, at, list, FormId::new(), &wording).await?;
            }
        }
        Ok(all(tx, at, list).await?)
    })
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    list: List,
    id: Id<WordingRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT id, label, flags, version, ended_at FROM absence_wording \
         WHERE school = $1 AND list = $2 AND id = $3"
    )
    .bind(at.school())
    .bind(list.code())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from))
}

async fn insert<P: OfSchool>(
    write: &mut Write,
    at: &P,
    list: List,
    form: FormId,
    wording: &Wording,
) -> db::Result<Option<Id<WordingRow>>> {
    let id: Id<WordingRow> = Id::new();
    let added = sql!(
        "INSERT INTO absence_wording (id, school, list, form_id, label, flags, version) \
         VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.its_school().id)
    .bind(list.code())
    .bind(form.0)
    .bind(wording.label.as_str())
    .bind(wording.flags.words())
    .run(write)
    .await?;
    Ok((added == 1).then_some(id))
}

/// Adds a line; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    list: List,
    form: FormId,
    wording: &Wording,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if let Some(id) = insert(write, at, list, form, wording).await? {
        note(write, at, list, "wording.added", id, now).await?;
    }
    Ok(())
}

/// Changes a line; false when somebody changed it since it was shown.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    list: List,
    (id, version): (Id<WordingRow>, i64),
    wording: &Wording,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE absence_wording SET label = $5, flags = $6, version = version + 1 \
         WHERE school = $1 AND list = $2 AND id = $3 AND version = $4"
    )
    .bind(at.school())
    .bind(list.code())
    .bind(id)
    .bind(version)
    .bind(wording.label.as_str())
    .bind(wording.flags.words())
    .run(write)
    .await?;
    if changed == 1 {
        note(write, at, list, "wording.changed", id, now).await?;
    }
    Ok(changed == 1)
}

/// Withdraws a line from what entries offer, or puts it back; false when there is no such line.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    list: List,
    id: Id<WordingRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "UPDATE absence_wording SET ended_at = $4, version = version + 1 \
         WHERE school = $1 AND list = $2 AND id = $3"
    )
    .bind(at.school())
    .bind(list.code())
    .bind(id)
    .bind((!offered).then_some(now))
    .run(write)
    .await?;
    if changed == 1 {
        let act = match offered {
            true => "wording.restored",
            false => "wording.withdrawn",
        };
        note(write, at, list, act, id, now).await?;
    }
    Ok(changed == 1)
}

async fn note(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    list: List,
    act: &'static str,
    id: Id<WordingRow>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let line = Line::new(at.actor(), act).on("wording", id);
    audit::note(write, now, &line.detail(list.code().to_owned())).await
}
