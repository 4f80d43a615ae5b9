//! How the school year of a school is cut, kept.

use crate::Periods;
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::school_year_of;
use identity::{At, MarksSettings, OfSchool};

/// How the school year of that day is cut: the school's own, or that of the program.
pub async fn periods<P: OfSchool>(
    read: &mut Read,
    at: &P,
    today: NaiveDate,
) -> db::Result<Periods> {
    let year = school_year_of(today);
    let row = sql!(
        "SELECT trimester_1_end, trimester_2_end, semester_1_end, version FROM school_periods \
         WHERE school = $1 AND school_year = $2"
    )
    .bind(at.its_school().id)
    .bind(i64::from(year))
    .optional::<(NaiveDate, NaiveDate, NaiveDate, i64)>(read)
    .await?;
    let programs =
        sql!("SELECT mef FROM school_semester_program WHERE school = $1 AND school_year = $2")
            .bind(at.its_school().id)
            .bind(i64::from(year))
            .all::<(String,)>(read)
            .await?;
    let mut periods = Periods::first(year);
    if let Some((first, second, half, version)) = row {
        // Our own days: they were judged before they were kept.
        periods = Periods::ending(year, [first, second], half).unwrap_or(periods);
        periods.version = version;
    }
    Ok(periods.with_semesters(programs.into_iter().map(|(mef,)| mef)))
}

/// Saves them over the version that they were made from; false when somebody changed them since.
pub async fn save_periods(
    write: &mut Write,
    at: &At<MarksSettings>,
    periods: &Periods,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let [first, second] = periods.trimester_ends();
    let year = i64::from(periods.year());
    let saved = sql!(
        "INSERT INTO school_periods (school, school_year, trimester_1_end, trimester_2_end, \
         semester_1_end, version) VALUES ($1, $2, $3, $4, $5, 1) \
         ON CONFLICT (school, school_year) DO UPDATE SET trimester_1_end = excluded.trimester_1_end, \
         trimester_2_end = excluded.trimester_2_end, semester_1_end = excluded.semester_1_end, \
         version = school_periods.version + 1 WHERE school_periods.version = $6"
    )
    .bind(at.school())
    .bind(year)
    .bind(first)
    .bind(second)
    .bind(periods.semester_end())
    .bind(periods.version)
    .run(write)
    .await?;
    if saved != 1 {
        return Ok(false);
    }
    sql!("DELETE FROM school_semester_program WHERE school = $1 AND school_year = $2")
        .bind(at.school())
        .bind(year)
        .run(write)
        .await?;
    for mef in &periods.in_semesters {
        sql!("INSERT INTO school_semester_program (school, school_year, mef) VALUES ($1, $2, $3)")
            .bind(at.school())
            .bind(year)
            .bind(mef.as_str())
            .run(write)
            .await?;
    }
    audit::note(write, now, &Line::new(at.actor(), "periods.saved")).await?;
    Ok(true)
}
