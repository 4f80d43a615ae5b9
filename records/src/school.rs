//! Schools.

use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Id, School, SchoolKind, Uai, Zone};

/// A school, as the register knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolFile {
    /// Which one.
    pub id: Id<School>,
    /// Its UAI.
    pub uai: Uai,
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub kind: SchoolKind,
    /// The zone of its hours.
    pub zone: Zone,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<School>,
    #[sqlx(try_from = "String")]
    uai: Uai,
    name: String,
    kind: String,
    zone: String,
}

impl From<Row> for SchoolFile {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            uai: row.uai,
            name: row.name,
            kind: row.kind.parse().unwrap_or(SchoolKind::College),
            zone: row.zone.parse().unwrap_or_default(),
        }
    }
}

/// Declares a school, or corrects its name and kind; people may then work there. Its hours
/// are those of its department.
pub async fn declare_school(
    write: &mut Write,
    uai: &Uai,
    name: &str,
    kind: SchoolKind,
    now: DateTime<Utc>,
) -> db::Result<Id<School>> {
    let zone = zone_of(uai);
    sql!(
        "INSERT INTO school (id, uai, name, kind, zone, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (uai) DO UPDATE SET name = excluded.name, kind = excluded.kind"
    )
    .bind(Id::<School>::new())
    .bind(uai.as_str())
    .bind(name)
    .bind(kind.code())
    .bind(zone.name())
    .bind(now)
    .run(write)
    .await?;
    let (id,) = sql!("SELECT id FROM school WHERE uai = $1")
        .bind(uai.as_str())
        .one::<(Id<School>,)>(write)
        .await?;
    identity::declare_place(write, id, uai, name, kind, zone).await?;
    Ok(id)
}

pub(crate) fn zone_of(uai: &Uai) -> Zone {
    Zone::of_department(&uai.as_str()[..3])
}

/// The school of a UAI.
pub async fn school_by_uai(read: &mut Read, uai: &Uai) -> db::Result<Option<SchoolFile>> {
    let row = sql!("SELECT id, uai, name, kind, zone FROM school WHERE uai = $1")
        .bind(uai.as_str())
        .optional::<Row>(read)
        .await?;
    Ok(row.map(SchoolFile::from))
}

/// The school of an identifier.
pub async fn school(read: &mut Read, id: Id<School>) -> db::Result<Option<SchoolFile>> {
    let row = sql!("SELECT id, uai, name, kind, zone FROM school WHERE id = $1")
        .bind(id)
        .optional::<Row>(read)
        .await?;
    Ok(row.map(SchoolFile::from))
}
