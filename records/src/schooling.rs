//! The schoolings of a pupil: a year at a school, each.

use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil, School};
use identity::{At, AtSchool};
use std::cmp::Reverse;
use uuid::Uuid;

/// A year of a pupil at a school.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Schooling {
    #[sqlx(rename = "id")]
    enrolment: Uuid,
    /// At which school.
    pub school: Id<School>,
    /// Its name.
    pub school_name: String,
    /// Its UAI.
    pub uai: String,
    /// School year, by its first civil year.
    pub school_year: i64,
    /// Class.
    pub division: Option<String>,
    /// Code of the programme.
    pub mef: Option<String>,
    /// Words of the programme.
    pub mef_label: Option<String>,
    /// First day.
    pub entered_on: Option<NaiveDate>,
    /// The day from which the pupil is not there any more.
    pub left_on: Option<NaiveDate>,
    /// `CODE_MOTIF_SORTIE`.
    pub leaving_reason: Option<String>,
    /// `CODE_STATUT`.
    pub status: Option<String>,
    /// `CODE_REGIME`.
    pub regime: Option<String>,
    /// Whether the year is done a second time.
    pub repeats: bool,
    /// `ELENOET`.
    pub school_number: Option<String>,
    previous: Option<serde_json::Value>,
    options: Option<serde_json::Value>,
}

/// The school and class of the year before, as the register says.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Previous {
    /// Its UAI.
    pub uai: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The class.
    pub division: Option<String>,
}

#[derive(serde::Deserialize)]
struct Chosen {
    subject: String,
}

impl Schooling {
    /// Where the pupil was the year before, when the register says it.
    pub fn previous(&self) -> Option<Previous> {
        serde_json::from_value(self.previous.clone()?).ok()
    }

    fn subjects(&self) -> Vec<String> {
        let options: Option<Vec<Chosen>> = self
            .options
            .clone()
            .and_then(|options| serde_json::from_value(options).ok());
        let options = options.unwrap_or_default();
        options.into_iter().map(|chosen| chosen.subject).collect()
    }
}

/// All the schoolings of a pupil who is, or was, at the school, the latest first,
/// and of one year this school's.
pub async fn schoolings<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<Schooling>> {
    let mut rows = sql!(
        "SELECT e.id, e.school, s.name AS school_name, s.uai, e.school_year, d.code AS division, \
                e.mef, m.label AS mef_label, e.entered_on, e.left_on, e.leaving_reason, e.status, \
                e.regime, e.repeats, e.school_number, e.previous, e.options \
         FROM enrolment e JOIN school s ON s.id = e.school \
         LEFT JOIN division d ON d.id = e.division LEFT JOIN mef m ON m.code = e.mef \
         WHERE e.pupil = $1 \
         AND EXISTS (SELECT 1 FROM enrolment h WHERE h.pupil = $1 AND h.school = $2)"
    )
    .bind(pupil)
    .bind(at.school())
    .all::<Schooling>(read)
    .await?;
    let here = at.school();
    rows.sort_by_key(|row| {
        (
            Reverse(row.school_year),
            row.school != here,
            Reverse(row.entered_on),
        )
    });
    Ok(rows)
}

/// The words of the options of a schooling, and the groups it belongs to.
pub async fn options_and_groups(
    read: &mut Read,
    schooling: &Schooling,
) -> db::Result<(Vec<String>, Vec<String>)> {
    let codes = schooling.subjects();
    let known = sql!(
        sqlite: "SELECT code, label FROM subject WHERE code IN (SELECT value FROM json_each($1))",
        postgres: "SELECT code, label FROM subject \
                   WHERE code IN (SELECT jsonb_array_elements_text($1))",
    )
    .bind(serde_json::Value::from(codes.clone()))
    .all::<(String, String)>(read)
    .await?;
    let label = |code: String| {
        let found = known.iter().find(|(known, _)| *known == code);
        found.map_or(code, |(_, label)| label.clone())
    };
    let groups = sql!(
        "SELECT g.code, g.label FROM group_member m JOIN teaching_group g ON g.id = m.teaching_group \
         WHERE m.enrolment = $1 AND g.ended_on IS NULL ORDER BY g.code"
    )
    .bind(schooling.enrolment)
    .all::<(String, Option<String>)>(read)
    .await?;
    let groups = groups.into_iter().map(|(code, label)| match label {
        Some(label) => format!("{code} ({label})"),
        None => code,
    });
    Ok((codes.into_iter().map(label).collect(), groups.collect()))
}
