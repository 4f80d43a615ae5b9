//! Who is at a school: for those who count.

use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil};
use identity::{At, AtSchool};
use std::collections::HashMap;

/// The pupils who are at the school that day, each with the code of their class, if they have one.
pub async fn roster<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<HashMap<Id<Pupil>, Option<String>>> {
    let rows = sql!(
        "SELECT e.pupil, d.code FROM enrolment e LEFT JOIN division d ON d.id = e.division \
         WHERE e.school = $1 AND (e.left_on IS NULL OR e.left_on > $2) ORDER BY e.school_year"
    )
    .bind(at.school())
    .bind(today)
    .all::<(Id<Pupil>, Option<String>)>(read)
    .await?;
    Ok(rows.into_iter().collect())
}
