//! Bulletins: settled as they are, published to families from a day on.

use crate::model::Bulletin;
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, Pupil, school_year_of};
use identity::{AllMarks, At, AtSchool};
use std::collections::HashMap;

/// The class and the part of the school year that bulletins are of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) division: &'a str,
    /// « trimestre-2 ».
    pub(crate) period: &'a str,
    /// A day of the school year.
    pub(crate) today: NaiveDate,
}

impl Of<'_> {
    fn year(&self) -> i64 {
        i64::from(school_year_of(self.today))
    }
}

/// A bulletin that was settled.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) bulletin: Bulletin,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: Id<Account>,
}

/// What was settled of pupils, for a part of the year.
pub(crate) async fn settled<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    of: Of<'_>,
    pupils: &[Id<Pupil>],
) -> db::Result<HashMap<Id<Pupil>, Settled>> {
    let rows = sql!(
        sqlite: "SELECT pupil, content, settled_at, settled_by FROM bulletin WHERE school = $1 \
                 AND school_year = $2 AND period = $3 AND pupil IN (SELECT unhex(value) FROM json_each($4))",
        postgres: "SELECT pupil, content, settled_at, settled_by FROM bulletin WHERE school = $1 \
                   AND school_year = $2 AND period = $3 AND pupil = ANY($4)",
    )
    .bind(at.school())
    .bind(of.year())
    .bind(of.period)
    .bind(pupils)
    .all::<(Id<Pupil>, String, DateTime<Utc>, Id<Account>)>(read)
    .await?;
    let settled = rows.into_iter().filter_map(|(pupil, content, at, by)| {
        // Our own words: what cannot be read is as if it were still to be settled.
        let bulletin = serde_json::from_str(&content).ok()?;
        Some((pupil, Settled { bulletin, at, by }))
    });
    Ok(settled.collect())
}

/// From when families read the bulletins of a class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Publication {
    /// From the beginning of this day.
    pub(crate) on: Option<NaiveDate>,
    pub(crate) version: i64,
}

/// From when families read the bulletins of a class; never, as long as nobody said.
pub(crate) async fn publication<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    of: Of<'_>,
) -> db::Result<Publication> {
    let found = sql!(
        "SELECT on_day, version FROM bulletin_publication \
         WHERE school = $1 AND school_year = $2 AND period = $3 AND division = $4"
    )
    .bind(at.school())
    .bind(of.year())
    .bind(of.period)
    .bind(of.division)
    .optional::<(Option<NaiveDate>, i64)>(read)
    .await?;
    Ok(
        found.map_or_else(Publication::default, |(on, version)| Publication {
            on,
            version,
        }),
    )
}

/// Publishes the bulletins of a class from a day on, or no more, over the version that was seen; false when
/// somebody changed it since.
pub(crate) async fn publish(
    write: &mut Write,
    at: &At<AllMarks>,
    of: Of<'_>,
    wanted: Publication,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let changed = sql!(
        "INSERT INTO bulletin_publication (school, school_year, period, division, on_day, version) \
         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (school, school_year, period, division) DO UPDATE SET \
         on_day = excluded.on_day, version = bulletin_publication.version + 1 \
         WHERE bulletin_publication.version = $6"
    )
    .bind(at.school())
    .bind(of.year())
    .bind(of.period)
    .bind(of.division)
    .bind(wanted.on)
    .bind(wanted.version)
    .run(write)
    .await?;
    if changed == 1 {
        let (act, day) = match wanted.on {
            Some(day) => ("bulletins.published", format!(" {day}")),
            None => ("bulletins.withdrawn", String::new()),
        };
        let said = format!("{} {}{day}", of.division, of.period);
        audit::note(write, now, &Line::new(at.actor(), act).detail(said)).await?;
    }
    Ok(changed == 1)
}

/// Settles bulletins that say something else than what was settled before; gives how many.
pub(crate) async fn settle(
    write: &mut Write,
    at: &At<AllMarks>,
    of: Of<'_>,
    bulletins: &[(Id<Pupil>, Bulletin)],
    now: DateTime<Utc>,
) -> db::Result<u64> {
    let pupils: Vec<Id<Pupil>> = bulletins.iter().map(|(pupil, _)| *pupil).collect();
    let known = settled(write, at, of, &pupils).await?;
    let mut count = 0;
    for (pupil, bulletin) in bulletins {
        let same = |settled: &Settled| settled.bulletin == *bulletin;
        if !known.get(pupil).is_some_and(same) {
            keep(write, at, of, (*pupil, bulletin), now).await?;
            count += 1;
        }
    }
    if count > 0 {
        let said = format!("{} {} : {count} bulletins", of.division, of.period);
        let line = Line::new(at.actor(), "bulletins.settled").detail(said);
        audit::note(write, now, &line).await?;
    }
    Ok(count)
}

async fn keep(
    write: &mut Write,
    at: &At<AllMarks>,
    of: Of<'_>,
    (pupil, bulletin): (Id<Pupil>, &Bulletin),
    now: DateTime<Utc>,
) -> db::Result<()> {
    // Texts and nothing else: that cannot fail.
    let content = serde_json::to_string(bulletin).unwrap_or_default();
    sql!(
        "INSERT INTO bulletin_change (school, school_year, period, pupil, version, content, settled_at, \
         settled_by) SELECT school, school_year, period, pupil, version, content, settled_at, settled_by \
         FROM bulletin WHERE school = $1 AND school_year = $2 AND period = $3 AND pupil = $4"
    )
    .bind(at.school())
    .bind(of.year())
    .bind(of.period)
    .bind(pupil)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO bulletin (school, school_year, period, pupil, division, content, settled_at, settled_by, \
         version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) \
         ON CONFLICT (school, school_year, period, pupil) DO UPDATE SET division = excluded.division, \
         content = excluded.content, settled_at = excluded.settled_at, settled_by = excluded.settled_by, \
         version = bulletin.version + 1"
    )
    .bind(at.school())
    .bind(of.year())
    .bind(of.period)
    .bind(pupil)
    .bind(of.division)
    .bind(content)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    Ok(())
}
