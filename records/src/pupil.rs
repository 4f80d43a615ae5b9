//! Pupils and classes of a school, read.

use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, sql};
use education::{Id, Pupil, list_name, search_key, sort_key};
use identity::{At, AtSchool};
use uuid::Uuid;
use web::Cursor;

/// Rows of a list, and the key after which the next page begins.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; to be signed before it goes into an address.
    pub next: Option<Cursor>,
}

/// A class of the current school year.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Division {
    /// « 5B »: the name by which everybody calls it.
    pub code: String,
    /// « Cinquième B », when the register says it.
    pub label: Option<String>,
}

/// A pupil in a list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PupilRow {
    /// Which one.
    pub id: Id<Pupil>,
    /// The name by which the pupil is called.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Class; `None` for who has none yet.
    pub division: Option<String>,
    #[sqlx(rename = "name_key")]
    key: String,
}

impl PupilRow {
    /// « BERTIN Léo ».
    pub fn list_name(&self) -> String {
        list_name(&self.surname, &self.first_name)
    }

    /// What lists are sorted by.
    pub fn sort_key(&self) -> &str {
        &self.key
    }
}

/// What is looked for. Empty fields ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PupilSearch {
    /// Beginning of the surname; accents, case and spaces do not count.
    pub surname: String,
    /// Beginning of the first name.
    pub first_name: String,
    /// Codes of the classes; none: of any class, or of none.
    pub divisions: Vec<String>,
}

/// Sex, for the agreement of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Girl.
    Female,
    /// Boy.
    Male,
}

/// A pupil's record at a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilFile {
    /// Which one.
    pub id: Id<Pupil>,
    /// National identifier.
    pub ine: Option<String>,
    /// *Nom de famille*.
    pub family_name: String,
    /// *Nom d'usage*.
    pub usage_name: Option<String>,
    /// First name.
    pub first_name: String,
    /// Birth date.
    pub born_on: Option<NaiveDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// School year of the enrolment, by its first civil year.
    pub school_year: i64,
    /// Class.
    pub division: Option<String>,
    /// Code of the programme.
    pub mef: Option<String>,
    /// Words of the programme.
    pub mef_label: Option<String>,
    /// `CODE_REGIME`, as the register writes it.
    pub regime: Option<String>,
    /// First day at the school.
    pub entered_on: Option<NaiveDate>,
    /// The day from which the pupil is not there any more, past or announced.
    pub left_on: Option<NaiveDate>,
    /// Whether the pupil is at the school today.
    pub present: bool,
    /// When the record last changed.
    pub updated_at: DateTime<Utc>,
}

impl PupilFile {
    /// The name by which the pupil is called.
    pub fn surname(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }

    /// « BERTIN Léo ».
    pub fn list_name(&self) -> String {
        list_name(self.surname(), &self.first_name)
    }
}

#[derive(sqlx::FromRow)]
struct FileRow {
    id: Id<Pupil>,
    ine: Option<String>,
    family_name: String,
    usage_name: Option<String>,
    first_name: String,
    born_on: Option<NaiveDate>,
    sex: Option<String>,
    school_year: i64,
    division: Option<String>,
    mef: Option<String>,
    mef_label: Option<String>,
    regime: Option<String>,
    entered_on: Option<NaiveDate>,
    left_on: Option<NaiveDate>,
    updated_at: DateTime<Utc>,
}

/// The classes of the school, this school year, in order.
pub async fn divisions<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Division>> {
    let mut divisions = sql!(
        "SELECT code, label FROM division WHERE school = $1 AND ended_on IS NULL \
         AND school_year = (SELECT MAX(school_year) FROM division WHERE school = $1)"
    )
    .bind(at.school())
    .all::<Division>(read)
    .await?;
    divisions.sort_by_cached_key(|division| sort_key(&division.code));
    Ok(divisions)
}

/// The pupils who are at the school that day and whose names begin so, by name.
pub async fn search_pupils<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
    search: &PupilSearch,
    after: Option<&Cursor>,
    limit: usize,
) -> db::Result<Page<PupilRow>> {
    let (key, id) = after.and_then(read_key).unwrap_or_default();
    let surname = search_key(&search.surname);
    let first_name = search_key(&search.first_name);
    let mut rows = sql!(
        "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                d.code AS division, e.name_key \
         FROM enrolment e JOIN pupil p ON p.id = e.pupil LEFT JOIN division d ON d.id = e.division \
         WHERE e.school = $1 AND (e.left_on IS NULL OR e.left_on > $2) \
         AND e.name_key >= $3 AND e.name_key < $4 AND (e.name_key, e.pupil) > ($5, $6) \
         AND p.first_key >= $7 AND p.first_key < $8 \
         AND ($9 = '' OR REPLACE($9, '\u{1f}' || d.code || '\u{1f}', '') <> $9) \
         ORDER BY e.name_key, e.pupil LIMIT $10"
    )
    .bind(at.school())
    .bind(today)
    .bind(surname.as_str())
    .bind(past(&surname))
    .bind(key)
    .bind(id)
    .bind(first_name.as_str())
    .bind(past(&first_name))
    .bind(listed(&search.divisions))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1)
    .all::<PupilRow>(read)
    .await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(write_key);
    Ok(Page { rows, next })
}

/// Codes between signs that no register and no form can hold. One of them is looked for by taking it
/// out: both engines do so exactly, and the statement is one whatever their number.
fn listed(codes: &[String]) -> String {
    let between = |code: &String| format!("\u{1f}{code}\u{1f}");
    codes.iter().map(between).collect()
}

/// What comes after all that begins so, byte by byte.
fn past(beginning: &str) -> String {
    format!("{beginning}\u{10FFFF}")
}

fn write_key(row: &PupilRow) -> Cursor {
    Cursor(format!("{}\n{}", row.key, row.id))
}

fn read_key(cursor: &Cursor) -> Option<(String, Uuid)> {
    let (key, id) = cursor.0.split_once('\n')?;
    Some((key.to_owned(), id.parse().ok()?))
}

/// The pupils of a class who are at the school that day, by name.
pub async fn pupils_in_division<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
    code: &str,
) -> db::Result<Vec<PupilRow>> {
    sql!(
        "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                d.code AS division, e.name_key \
         FROM division d JOIN enrolment e ON e.division = d.id JOIN pupil p ON p.id = e.pupil \
         WHERE d.school = $1 AND e.school = $1 AND d.code = $3 \
         AND (e.left_on IS NULL OR e.left_on > $2) \
         ORDER BY e.name_key, e.pupil"
    )
    .bind(at.school())
    .bind(today)
    .bind(code)
    .all::<PupilRow>(read)
    .await
}

/// The groups of the school, this school year, in order.
pub async fn groups<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Division>> {
    let mut groups = sql!(
        "SELECT code, label FROM teaching_group WHERE school = $1 AND ended_on IS NULL \
         AND school_year = (SELECT MAX(school_year) FROM division WHERE school = $1)"
    )
    .bind(at.school())
    .all::<Division>(read)
    .await?;
    groups.sort_by_cached_key(|group| sort_key(&group.code));
    Ok(groups)
}

/// The pupils of a group who are at the school that day, by name.
pub async fn pupils_in_group<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
    code: &str,
) -> db::Result<Vec<PupilRow>> {
    sql!(
        "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                d.code AS division, e.name_key \
         FROM teaching_group g JOIN group_member m ON m.teaching_group = g.id \
         JOIN enrolment e ON e.id = m.enrolment JOIN pupil p ON p.id = e.pupil \
         LEFT JOIN division d ON d.id = e.division \
         WHERE g.school = $1 AND e.school = $1 AND g.code = $3 AND g.ended_on IS NULL \
         AND (e.left_on IS NULL OR e.left_on > $2) \
         ORDER BY e.name_key, e.pupil"
    )
    .bind(at.school())
    .bind(today)
    .bind(code)
    .all::<PupilRow>(read)
    .await
}

/// The record of a pupil who is at the school that day, or was.
pub async fn pupil<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
    id: Id<Pupil>,
) -> db::Result<Option<PupilFile>> {
    let row = sql!(
        "SELECT p.id, p.ine, p.family_name, p.usage_name, p.first_name, p.born_on, p.sex, \
                e.school_year, d.code AS division, e.mef, m.label AS mef_label, e.regime, \
                e.entered_on, e.left_on, p.updated_at \
         FROM enrolment e JOIN pupil p ON p.id = e.pupil \
         LEFT JOIN division d ON d.id = e.division LEFT JOIN mef m ON m.code = e.mef \
         WHERE e.pupil = $1 AND e.school = $2 ORDER BY e.school_year DESC LIMIT 1"
    )
    .bind(id)
    .bind(at.school())
    .optional::<FileRow>(read)
    .await?;
    Ok(row.map(|row| PupilFile {
        id: row.id,
        ine: row.ine,
        family_name: row.family_name,
        usage_name: row.usage_name,
        first_name: row.first_name,
        born_on: row.born_on,
        sex: match row.sex.as_deref() {
            Some("F") => Some(Sex::Female),
            Some("M") => Some(Sex::Male),
            _ => None,
        },
        school_year: row.school_year,
        division: row.division,
        mef: row.mef,
        mef_label: row.mef_label,
        regime: row.regime,
        entered_on: row.entered_on,
        left_on: row.left_on,
        present: row.left_on.is_none_or(|left| left > today),
        updated_at: row.updated_at,
    }))
}
