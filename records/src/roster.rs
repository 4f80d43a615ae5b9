//! Who is at a school: for those who count, and those who list.

use crate::PupilRow;
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil, sort_key};
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

/// These pupils, as lists show them: those who are at the school, or were this year.
pub async fn pupils_of<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    ids: &[Id<Pupil>],
) -> db::Result<HashMap<Id<Pupil>, PupilRow>> {
    let rows = sql!(
        sqlite: "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                 d.code AS division, e.name_key \
                 FROM enrolment e JOIN pupil p ON p.id = e.pupil \
                 LEFT JOIN division d ON d.id = e.division \
                 WHERE e.school = $1 AND e.pupil IN (SELECT unhex(value) FROM json_each($2)) \
                 ORDER BY e.school_year",
        postgres: "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                   d.code AS division, e.name_key \
                   FROM enrolment e JOIN pupil p ON p.id = e.pupil \
                   LEFT JOIN division d ON d.id = e.division \
                   WHERE e.school = $1 AND e.pupil = ANY($2) ORDER BY e.school_year",
    )
    .bind(at.school())
    .bind(ids)
    .all::<PupilRow>(read)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The programmes (MEF) of the pupils who are at the school that day: code and words, by their words.
pub async fn programs<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<Vec<(String, String)>> {
    let mut programs = sql!(
        "SELECT DISTINCT e.mef, COALESCE(NULLIF(m.label, ''), e.mef) FROM enrolment e \
         LEFT JOIN mef m ON m.code = e.mef WHERE e.school = $1 AND e.mef IS NOT NULL \
         AND (e.left_on IS NULL OR e.left_on > $2)"
    )
    .bind(at.school())
    .bind(today)
    .all::<(String, String)>(read)
    .await?;
    programs.sort_by_cached_key(|(code, label)| (sort_key(label), code.clone()));
    Ok(programs)
}

/// The programme (MEF) of each pupil who is at the school that day, by its code; who has none is left out.
pub async fn program_of_each<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<HashMap<Id<Pupil>, String>> {
    let rows = sql!(
        "SELECT pupil, mef FROM enrolment WHERE school = $1 AND mef IS NOT NULL \
         AND (left_on IS NULL OR left_on > $2) ORDER BY school_year"
    )
    .bind(at.school())
    .bind(today)
    .all::<(Id<Pupil>, String)>(read)
    .await?;
    Ok(rows.into_iter().collect())
}

/// The groups of which the pupils of the school are, this school year: a pupil and the code of a
/// group for each.
pub async fn group_members<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
) -> db::Result<Vec<(Id<Pupil>, String)>> {
    sql!(
        "SELECT e.pupil, g.code FROM group_member m \
         JOIN teaching_group g ON g.id = m.teaching_group JOIN enrolment e ON e.id = m.enrolment \
         WHERE g.school = $1 AND g.ended_on IS NULL ORDER BY e.pupil, g.code"
    )
    .bind(at.school())
    .all::<(Id<Pupil>, String)>(read)
    .await
}

/// The codes of the groups of a pupil, this school year.
pub async fn groups_of<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<String>> {
    let rows = sql!(
        "SELECT g.code FROM group_member m JOIN teaching_group g ON g.id = m.teaching_group \
         JOIN enrolment e ON e.id = m.enrolment \
         WHERE g.school = $1 AND e.pupil = $2 AND g.ended_on IS NULL ORDER BY g.code"
    )
    .bind(at.school())
    .bind(pupil)
    .all::<(String,)>(read)
    .await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}
