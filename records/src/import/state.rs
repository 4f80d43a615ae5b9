//! What is stored already, of what the files speak of.

use super::{
    Files, Kind, guess_kind,
    rows::{DivisionRow, EnrolmentRow, GuardianRow, LinkRow, MefRow, PupilRow},
};
use crate::school::{school_by_uai, zone_of};
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use db::{Read, sql};
use education::{Id, Pupil, School, SchoolKind, Zone};
use std::collections::{HashMap, HashSet};

/// The school of the files, known or not yet.
#[derive(Debug)]
pub(super) struct TheSchool {
    pub(super) id: Option<Id<School>>,
    pub(super) name: String,
    pub(super) kind: SchoolKind,
    pub(super) zone: Zone,
}

impl TheSchool {
    pub(super) fn is_known(&self) -> bool {
        self.id.is_some()
    }

    /// An instant that a file tells in local time. In the hour that comes twice, the first.
    pub(super) fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let found = self.zone.0.from_local_datetime(&local).earliest();
        found.map_or_else(|| local.and_utc(), |instant| instant.to_utc())
    }
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) school: TheSchool,
    last: HashMap<String, NaiveDateTime>,
    /// School year of the last file that was taken.
    pub(super) last_year: Option<i64>,
    pub(super) mefs: HashMap<String, MefRow>,
    /// Classes of the files' school year, by code.
    pub(super) divisions: HashMap<String, DivisionRow>,
    /// By ELEVE_ID: the pupils of the file, wherever they are, and all of the school.
    pub(super) pupils: HashMap<i64, PupilRow>,
    /// Of the school, all years.
    pub(super) enrolments: Vec<EnrolmentRow>,
    /// By PERSONNE_ID: the persons of the file, and those linked to the pupils.
    pub(super) guardians: HashMap<i64, GuardianRow>,
    /// Links of the pupils that have not ended.
    pub(super) links: Vec<LinkRow>,
}

impl State {
    /// When the last file of a kind was exported.
    pub(super) fn last(&self, kind: Kind) -> Option<NaiveDateTime> {
        self.last.get(kind.code()).copied()
    }
}

pub(super) async fn load(read: &mut Read, files: &Files) -> db::Result<State> {
    let found = school_by_uai(read, &files.uai).await?;
    let school = match &found {
        Some(known) => TheSchool {
            id: Some(known.id),
            name: known.name.clone(),
            kind: known.kind,
            zone: known.zone,
        },
        None => TheSchool {
            id: None,
            name: format!("Établissement {}", files.uai),
            kind: guess_kind(files),
            zone: zone_of(&files.uai),
        },
    };
    let mut last = HashMap::new();
    let mut last_year = None;
    for (kind, instant, year) in runs(read, school.id).await? {
        last.insert(kind, instant.with_timezone(&school.zone.0).naive_local());
        last_year = last_year.max(Some(year));
    }
    let mefs = sql!("SELECT code, label FROM mef")
        .all::<MefRow>(read)
        .await?;
    let divisions = sql!(
        "SELECT id, code, label, ended_on FROM division WHERE school = $1 AND school_year = $2"
    )
    .bind(school.id)
    .bind(files.school_year)
    .all::<DivisionRow>(read)
    .await?;
    let pupils = pupils(read, files, school.id).await?;
    let enrolments = sql!(
        "SELECT id, pupil, school_year, division, mef, entered_on, left_on, name_key \
         FROM enrolment WHERE school = $1"
    )
    .bind(school.id)
    .all::<EnrolmentRow>(read)
    .await?;
    let ids: Vec<Id<Pupil>> = pupils.values().map(|pupil| pupil.id).collect();
    Ok(State {
        school,
        last,
        last_year,
        mefs: mefs
            .into_iter()
            .map(|row| (row.code.clone(), row))
            .collect(),
        divisions: divisions
            .into_iter()
            .map(|row| (row.code.clone(), row))
            .collect(),
        pupils,
        enrolments,
        guardians: guardians(read, files, &ids).await?,
        links: links(read, &ids).await?,
    })
}

async fn runs(
    read: &mut Read,
    school: Option<Id<School>>,
) -> db::Result<Vec<(String, DateTime<Utc>, i64)>> {
    sql!(
        "SELECT kind, MAX(exported_at), MAX(school_year) FROM import_run \
         WHERE school = $1 GROUP BY kind"
    )
    .bind(school)
    .all::<(String, DateTime<Utc>, i64)>(read)
    .await
}

async fn pupils(
    read: &mut Read,
    files: &Files,
    school: Option<Id<School>>,
) -> db::Result<HashMap<i64, PupilRow>> {
    let named: Vec<i64> = files
        .pupils
        .iter()
        .flat_map(|file| file.pupils.iter().map(|pupil| pupil.id))
        .collect();
    let rows = sql!(
        sqlite: "SELECT id, eleve_id, ine, family_name, usage_name, first_name, born_on, sex, \
                 first_key, as_of, updated_at FROM pupil \
                 WHERE eleve_id IN (SELECT value FROM json_each($1)) OR (eleve_id IS NOT NULL \
                 AND id IN (SELECT pupil FROM enrolment WHERE school = $2))",
        postgres: "SELECT id, eleve_id, ine, family_name, usage_name, first_name, born_on, sex, \
                   first_key, as_of, updated_at FROM pupil \
                   WHERE eleve_id IN (SELECT jsonb_array_elements_text($1)::bigint) \
                   OR (eleve_id IS NOT NULL \
                   AND id IN (SELECT pupil FROM enrolment WHERE school = $2))",
    )
    .bind(serde_json::Value::from(named))
    .bind(school)
    .all::<PupilRow>(read)
    .await?;
    Ok(rows.into_iter().map(|row| (row.eleve_id, row)).collect())
}

async fn guardians(
    read: &mut Read,
    files: &Files,
    pupils: &[Id<Pupil>],
) -> db::Result<HashMap<i64, GuardianRow>> {
    let named: HashSet<i64> = files
        .guardians
        .iter()
        .flat_map(|file| file.links.iter().map(|link| link.person_id))
        .collect();
    let named: Vec<i64> = named.into_iter().collect();
    let rows = sql!(
        sqlite: "SELECT id, personne_id, civility, surname, first_name, mobile_typed, mobile, \
                 home_phone, work_phone, email, accepts_sms, consent_source, consent_at, as_of, \
                 updated_at FROM guardian \
                 WHERE personne_id IN (SELECT value FROM json_each($1)) \
                 OR (personne_id IS NOT NULL AND id IN (SELECT guardian FROM guardianship \
                 WHERE pupil IN (SELECT unhex(value) FROM json_each($2))))",
        postgres: "SELECT id, personne_id, civility, surname, first_name, mobile_typed, mobile, \
                   home_phone, work_phone, email, accepts_sms, consent_source, consent_at, as_of, \
                   updated_at FROM guardian \
                   WHERE personne_id IN (SELECT jsonb_array_elements_text($1)::bigint) \
                   OR (personne_id IS NOT NULL AND id IN (SELECT guardian FROM guardianship \
                   WHERE pupil = ANY($2)))",
    )
    .bind(serde_json::Value::from(named))
    .bind(pupils)
    .all::<GuardianRow>(read)
    .await?;
    Ok(rows.into_iter().map(|row| (row.personne_id, row)).collect())
}

async fn links(read: &mut Read, pupils: &[Id<Pupil>]) -> db::Result<Vec<LinkRow>> {
    sql!(
        sqlite: "SELECT id, pupil, guardian, legal_rank, kinship, financial, correspondent, since, \
                 ended_on, as_of FROM guardianship WHERE ended_on IS NULL \
                 AND pupil IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, pupil, guardian, legal_rank, kinship, financial, correspondent, \
                   since, ended_on, as_of FROM guardianship WHERE ended_on IS NULL \
                   AND pupil = ANY($1)",
    )
    .bind(pupils)
    .all::<LinkRow>(read)
    .await
}
