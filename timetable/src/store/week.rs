//! The week of a school, kept.

use crate::{Week, WeekA};
use audit::Line;
use chrono::{DateTime, NaiveTime, Utc};
use db::{Read, Write, sql};
use identity::{At, OfSchool, SchoolLifeSettings};

/// The week of a school: its own, or that of the program for its kind.
pub async fn week<P: OfSchool>(read: &mut Read, at: &P) -> db::Result<Week> {
    let school = at.its_school();
    let row = sql!("SELECT bells, ends, noon, version, week_a FROM school_week WHERE school = $1")
        .bind(school.id)
        .optional::<(String, String, NaiveTime, i64, String)>(read)
        .await?;
    let first = || Week::first(school.kind);
    Ok(
        row.map_or_else(first, |(bells, ends, noon, version, week_a)| {
            Week::stored(&bells, &ends, noon, version).with_week_a(WeekA::of_code(&week_a))
        }),
    )
}

/// Saves a week over the version that it was made from; false when somebody changed it since.
pub async fn save_week(
    write: &mut Write,
    at: &At<SchoolLifeSettings>,
    week: &Week,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let saved = sql!(
        "INSERT INTO school_week (school, bells, ends, noon, week_a, version) \
         VALUES ($1, $2, $3, $4, $6, 1) \
         ON CONFLICT (school) DO UPDATE SET bells = excluded.bells, ends = excluded.ends, \
         noon = excluded.noon, week_a = excluded.week_a, version = school_week.version + 1 WHERE school_week.version = $5"
    )
    .bind(at.school())
    .bind(week.bells_text())
    .bind(week.ends_text())
    .bind(week.noon())
    .bind(week.version)
    .bind(week.week_a.code())
    .run(write)
    .await?;
    if saved == 1 {
        audit::note(write, now, &Line::new(at.actor(), "week.saved")).await?;
    }
    Ok(saved == 1)
}
