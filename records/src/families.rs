//! All pupils of a school with all of their guardians: for what is done for every family at once.

use crate::{
    Address, GuardianOf, PupilRow,
    guardian::{Row, stored_mobile},
};
use chrono::NaiveDate;
use db::{Read, sql};
use education::{Id, Pupil, list_name};
use identity::{At, AtSchool};
use serde_json::Value as Json;
use sms::MobileNumber;
use std::collections::HashMap;

/// A pupil who is at the school, with their class and programme and how they are reached themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolPupil {
    /// Which one.
    pub id: Id<Pupil>,
    /// The name by which the pupil is called.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Class; `None` for who has none yet.
    pub division: Option<String>,
    /// Code of the programme.
    pub mef: Option<String>,
    /// Birth date.
    pub born_on: Option<NaiveDate>,
    /// The pupil's own mobile, when it may be used.
    pub mobile: Option<MobileNumber>,
    /// The pupil's consent to text messages.
    pub accepts_sms: bool,
    /// The pupil's own e-mail address.
    pub email: Option<String>,
    /// Where the pupil lives, when it was told apart from their guardians.
    pub address: Option<Address>,
    key: String,
}

impl SchoolPupil {
    /// « BERTIN Léo ».
    pub fn list_name(&self) -> String {
        list_name(&self.surname, &self.first_name)
    }

    /// What lists are sorted and searched by.
    pub fn sort_key(&self) -> &str {
        &self.key
    }
}

#[derive(sqlx::FromRow)]
struct PupilLine {
    #[sqlx(flatten)]
    row: PupilRow,
    mef: Option<String>,
    born_on: Option<NaiveDate>,
    mobile: Option<String>,
    accepts_sms: bool,
    email: Option<String>,
    address: Option<Json>,
}

/// The pupils who are at the school that day, by name; each once.
pub async fn school_pupils<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<Vec<SchoolPupil>> {
    let rows = sql!(
        "SELECT p.id, COALESCE(p.usage_name, p.family_name) AS surname, p.first_name, \
                d.code AS division, e.name_key, e.mef, p.born_on, p.mobile, p.accepts_sms, p.email, \
                p.address \
         FROM enrolment e JOIN pupil p ON p.id = e.pupil LEFT JOIN division d ON d.id = e.division \
         WHERE e.school = $1 AND (e.left_on IS NULL OR e.left_on > $2) \
         ORDER BY e.name_key, e.pupil, e.school_year DESC"
    )
    .bind(at.school())
    .bind(today)
    .all::<PupilLine>(read)
    .await?;
    let mut pupils: Vec<SchoolPupil> = Vec::with_capacity(rows.len());
    for line in rows {
        // A pupil enrolled for two years comes twice, the later one first.
        if pupils.last().is_some_and(|last| last.id == line.row.id) {
            continue;
        }
        pupils.push(SchoolPupil {
            key: line.row.sort_key().to_owned(),
            id: line.row.id,
            surname: line.row.surname,
            first_name: line.row.first_name,
            division: line.row.division,
            mef: line.mef,
            born_on: line.born_on,
            mobile: stored_mobile(line.mobile),
            accepts_sms: line.accepts_sms,
            email: line.email,
            address: Address::stored(line.address),
        });
    }
    Ok(pupils)
}

#[derive(sqlx::FromRow)]
struct LinkLine {
    pupil: Id<Pupil>,
    #[sqlx(flatten)]
    row: Row,
}

/// The guardians of the pupils who are at the school that day, by pupil: légal 1 first, then by kinship,
/// as `guardians_of` gives those of one.
pub async fn school_links<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<HashMap<Id<Pupil>, Vec<GuardianOf>>> {
    let rows = sql!(
        "SELECT l.pupil, g.id AS guardian, g.civility, g.surname, g.first_name, l.kinship, l.legal_rank, \
                l.financial, l.correspondent, g.mobile, g.mobile_typed, g.home_phone, \
                g.work_phone, g.email, g.address, g.accepts_sms, g.consent_source, g.consent_at \
         FROM guardianship l JOIN guardian g ON g.id = l.guardian \
         WHERE l.ended_on IS NULL AND l.pupil IN (SELECT e.pupil FROM enrolment e \
               WHERE e.school = $1 AND (e.left_on IS NULL OR e.left_on > $2))"
    )
    .bind(at.school())
    .bind(today)
    .all::<LinkLine>(read)
    .await?;
    let mut links: HashMap<Id<Pupil>, Vec<GuardianOf>> = HashMap::new();
    for line in rows {
        links.entry(line.pupil).or_default().push(line.row.into());
    }
    for guardians in links.values_mut() {
        guardians.sort_by_key(|g| (g.legal_rank.unwrap_or(u8::MAX), g.kinship, g.guardian));
    }
    Ok(links)
}

/// When a pupil was born. For the program itself, which has no admission: it asks who types a code.
pub async fn birth_of(read: &mut Read, pupil: Id<Pupil>) -> db::Result<Option<NaiveDate>> {
    let found = sql!("SELECT born_on FROM pupil WHERE id = $1")
        .bind(pupil)
        .optional::<(Option<NaiveDate>,)>(read)
        .await?;
    Ok(found.and_then(|(born_on,)| born_on))
}
