//! Functions held at places, for a time.

use crate::admission::{Place, SchoolPlace};
use ::admission::Function;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School, SchoolKind, Uai, Zone, sort_key};
use std::collections::HashMap;
use uuid::Uuid;

pub(crate) struct Held {
    pub(crate) function: Function,
    pub(crate) place: Place,
}

#[derive(sqlx::FromRow)]
struct Row {
    function: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    school: Option<Uuid>,
    uai: Option<String>,
    label: Option<String>,
    zone: Option<String>,
    kind: Option<String>,
}

impl Row {
    fn place(&self) -> Option<Place> {
        let Some(school) = self.school else {
            return Some(Place::Academy);
        };
        Some(Place::School(SchoolPlace {
            id: school.into(),
            uai: self.uai.clone()?,
            label: self.label.clone()?,
            zone: self.zone.as_deref()?.parse().unwrap_or_default(),
            kind: self.kind.as_deref().and_then(|kind| kind.parse().ok()),
        }))
    }
}

/// What an account holds today, the académie first, then schools by name. « Today » is the
/// day where the function is held: a right ends at midnight there.
pub(crate) async fn held(
    read: &mut Read,
    account: Id<Account>,
    now: DateTime<Utc>,
) -> db::Result<Vec<Held>> {
    let rows = sql!(
        "SELECT t.function, t.starts_on, t.ends_on, t.school, p.uai, p.label, p.zone, p.kind \
         FROM tenure t LEFT JOIN place p ON p.school = t.school \
         WHERE t.account = $1"
    )
    .bind(account)
    .all::<Row>(read)
    .await?;
    let mut held: Vec<Held> = rows
        .into_iter()
        .filter_map(|row| {
            let place = row.place()?;
            let today = now.with_timezone(&place.zone().0).date_naive();
            let current = row.starts_on <= today && row.ends_on.is_none_or(|last| today <= last);
            let function = Function::from_code(&row.function)?;
            current.then_some(Held { function, place })
        })
        .collect();
    held.sort_by_key(|held| {
        held.place
            .school()
            .map(|school| (sort_key(&school.label), school.id))
    });
    Ok(held)
}

/// Declares a school where people may work, or corrects its name and what kind of school it is.
pub async fn declare_place(
    write: &mut Write,
    school: Id<School>,
    uai: &Uai,
    label: &str,
    kind: SchoolKind,
    zone: Zone,
) -> db::Result<()> {
    sql!(
        "INSERT INTO place (school, uai, label, zone, kind) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (school) DO UPDATE SET label = excluded.label, zone = excluded.zone, \
         kind = excluded.kind"
    )
    .bind(school)
    .bind(uai.as_str())
    .bind(label)
    .bind(zone.name())
    .bind(kind.code())
    .run(write)
    .await?;
    Ok(())
}

/// The zones of schools.
pub async fn zones(
    read: &mut Read,
    schools: &[Id<School>],
) -> db::Result<HashMap<Id<School>, Zone>> {
    let rows = sql!(
        sqlite: "SELECT school, zone FROM place \
                 WHERE school IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT school, zone FROM place WHERE school = ANY($1)",
    )
    .bind(schools)
    .all::<(Id<School>, String)>(read)
    .await?;
    let zone = |(school, zone): (_, String)| (school, zone.parse().unwrap_or_default());
    Ok(rows.into_iter().map(zone).collect())
}

/// Grants a function at a school, or at the académie, from a day on.
pub async fn grant(
    write: &mut Write,
    account: Id<Account>,
    function: Function,
    school: Option<Id<School>>,
    from: NaiveDate,
) -> db::Result<()> {
    sql!(
        "INSERT INTO tenure (id, account, function, school, starts_on) VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(Uuid::now_v7())
    .bind(account)
    .bind(function.code())
    .bind(school)
    .bind(from)
    .run(write)
    .await?;
    Ok(())
}

/// Ends all that an account holds at a school; `last_day` is the last day that opens.
pub async fn end_tenures(
    write: &mut Write,
    account: Id<Account>,
    school: Id<School>,
    last_day: NaiveDate,
) -> db::Result<u64> {
    sql!(
        "UPDATE tenure SET ends_on = $3 WHERE account = $1 AND school = $2 \
         AND (ends_on IS NULL OR ends_on > $3)"
    )
    .bind(account)
    .bind(school)
    .bind(last_day)
    .run(write)
    .await
}
