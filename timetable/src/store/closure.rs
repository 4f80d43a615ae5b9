//! The closures of a school, kept: those of the State are written down once for each school year,
//! so that the school can take them out.

use crate::{Calendar, Closure, NewClosure, Origin, store::week::week};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, in_write, sql};
use education::{HolidayZone, Id};
use identity::{At, OfSchool, SchoolLifeSettings};
use web::{Context, Error, FormId, Result};

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Closure>,
    name: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    origin: String,
    removed_at: Option<DateTime<Utc>>,
}

impl From<Row> for Closure {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            from: row.from_day,
            to: row.to_day,
            origin: Origin::from_code(&row.origin),
            removed: row.removed_at.is_some(),
        }
    }
}

/// The calendar of a school, in a school year (2026 for 2026-2027).
pub async fn calendar<P: OfSchool>(
    context: &Context,
    at: &P,
    school_year: i32,
) -> Result<Calendar> {
    let department = at.its_school().uai.as_str()[..3].to_owned();
    let mut read = context.db.read().await?;
    let mut closures = all(&mut read, at, school_year).await?;
    let week = week(&mut read, at).await?;
    drop(read);
    let begun = closures
        .iter()
        .any(|closure| closure.origin == Origin::State);
    if !begun {
        closures = in_write!(context.db, Error, |tx| {
            let known = all(tx, at, school_year).await?;
            if !known.iter().any(|closure| closure.origin == Origin::State) {
                for new in NewClosure::of_state(&department, school_year) {
                    insert(tx, at, FormId::new(), school_year, &new).await?;
                }
            }
            Ok(all(tx, at, school_year).await?)
        })?;
    }
    let zone = HolidayZone::of_department(&department);
    Ok(Calendar {
        week,
        closures,
        holidays_known: !zone.holidays(school_year).is_empty(),
    })
}

async fn all<P: OfSchool>(read: &mut Read, at: &P, school_year: i32) -> db::Result<Vec<Closure>> {
    let rows = sql!(
        "SELECT id, name, from_day, to_day, origin, removed_at FROM school_closure \
         WHERE school = $1 AND school_year = $2 ORDER BY from_day, id"
    )
    .bind(at.its_school().id)
    .bind(i64::from(school_year))
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Closure::from).collect())
}

async fn insert<P: OfSchool>(
    write: &mut Write,
    at: &P,
    form: FormId,
    school_year: i32,
    new: &NewClosure,
) -> db::Result<Option<Id<Closure>>> {
    let id: Id<Closure> = Id::new();
    let added = sql!(
        "INSERT INTO school_closure (id, school, form_id, school_year, name, from_day, to_day, \
         origin) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.its_school().id)
    .bind(form.0)
    .bind(i64::from(school_year))
    .bind(new.name.as_str())
    .bind(new.from)
    .bind(new.to)
    .bind(new.origin.code())
    .run(write)
    .await?;
    Ok((added == 1).then_some(id))
}

/// Adds a closure; the same form sent twice adds one.
pub async fn add_closure(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    form: FormId,
    school_year: i32,
    new: &NewClosure,
    now: DateTime<Utc>,
) -> db::Result<()> {
    if let Some(id) = insert(write, at, form, school_year, new).await? {
        note(write, at, "closure.added", id, now).await?;
    }
    Ok(())
}

/// Takes a closure out: lessons are held on its days. False when there is no such closure.
pub async fn remove_closure(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Closure>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let removed = sql!("UPDATE school_closure SET removed_at = $3 WHERE school = $1 AND id = $2")
        .bind(at.school())
        .bind(id)
        .bind(now)
        .run(write)
        .await?;
    if removed == 1 {
        note(write, at, "closure.removed", id, now).await?;
    }
    Ok(removed == 1)
}

/// Puts a closure back. False when there is no such closure.
pub async fn restore_closure(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    id: Id<Closure>,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let restored =
        sql!("UPDATE school_closure SET removed_at = NULL WHERE school = $1 AND id = $2")
            .bind(at.school())
            .bind(id)
            .run(write)
            .await?;
    if restored == 1 {
        note(write, at, "closure.restored", id, now).await?;
    }
    Ok(restored == 1)
}

async fn note(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    act: &'static str,
    id: Id<Closure>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    audit::note(write, now, &Line::new(at.actor(), act).on("closure", id)).await
}
