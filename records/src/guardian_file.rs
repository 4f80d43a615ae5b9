//! The whole record of a pupil's guardian, read.

use crate::{
    extra::{self, Extras},
    guardian::{GuardianOf, Row},
    guardian_data::{GuardianData, LinkData},
};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, sql};
use education::{Account, Guardian, Id, Pupil};
use identity::{At, AtSchool};
use uuid::Uuid;

/// Which state of a record a form was filled from. An import changes `updated_at`, a page both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub(crate) version: i64,
    pub(crate) updated_at: DateTime<Utc>,
}

impl Stamp {
    /// When the record last changed.
    pub fn updated_at(self) -> DateTime<Utc> {
        self.updated_at
    }

    /// Reads what a form carried; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (version, micros) = text.split_once('.')?;
        Some(Self {
            version: version.parse().ok()?,
            updated_at: DateTime::from_timestamp_micros(micros.parse().ok()?)?,
        })
    }
}

/// What a form carries.
impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.version, self.updated_at.timestamp_micros())
    }
}

/// « Détacher ce responsable »: by whom, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detached {
    /// Who did it.
    pub account: Option<Id<Account>>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A guardian of a pupil, with all that the record shows.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardianFile {
    /// What lists and messages need.
    pub of: GuardianOf,
    /// The person.
    pub data: GuardianData,
    /// The link.
    pub link: LinkData,
    /// Which link.
    pub link_id: Uuid,
    /// Whether the pupil lives there; `None` when the register does not say.
    pub houses_pupil: Option<bool>,
    /// Since when they are linked, as far as is known here.
    pub since: NaiveDate,
    /// Answers to what the school asks.
    pub extras: Extras,
    /// Whether the register knows the person.
    pub in_register: bool,
    /// Whether the register knows the link.
    pub link_in_register: bool,
    /// Detached by a person, and not attached again.
    pub detached: Option<Detached>,
    /// The state that a form is filled from.
    pub stamp: Stamp,
}

#[derive(sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    of: Row,
    shares_contact: bool,
    employment: Option<String>,
    occupation: Option<String>,
    children: Option<i64>,
    children_in_secondary: Option<i64>,
    version: i64,
    updated_at: DateTime<Utc>,
    in_register: bool,
    link: Uuid,
    houses_pupil: Option<bool>,
    since: NaiveDate,
    link_in_register: bool,
    detached_by: Option<Id<Account>>,
    detached_at: Option<DateTime<Utc>>,
}

impl From<Found> for GuardianFile {
    fn from(row: Found) -> Self {
        let of = GuardianOf::from(row.of);
        Self {
            data: GuardianData {
                civility: of.civility.clone(),
                surname: of.surname.clone(),
                first_name: of.first_name.clone(),
                shares_contact: row.shares_contact,
                address: of.address.clone(),
                home_phone: of.home_phone.clone(),
                work_phone: of.work_phone.clone(),
                mobile_typed: of.mobile_typed.clone(),
                mobile: of.mobile,
                email: of.email.clone(),
                accepts_sms: of.accepts_sms,
            },
            link: LinkData {
                kinship: of.kinship,
                legal_rank: of.legal_rank,
                financial: of.financial,
                correspondent: of.correspondent,
            },
            of,
            link_id: row.link,
            houses_pupil: row.houses_pupil,
            since: row.since,
            extras: Extras {
                employment: row.employment,
                occupation: row.occupation,
                children: row.children,
                children_in_secondary: row.children_in_secondary,
            },
            in_register: row.in_register,
            link_in_register: row.link_in_register,
            detached: row.detached_at.map(|at| Detached {
                account: row.detached_by,
                at,
            }),
            stamp: Stamp {
                version: row.version,
                updated_at: row.updated_at,
            },
        }
    }
}

/// The guardians of a pupil who is, or was, at the school, légal 1 first; then those whom a
/// person detached.
pub async fn guardian_files<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<GuardianFile>> {
    let rows = sql!(
        "SELECT g.id AS guardian, g.civility, g.surname, g.first_name, l.kinship, l.legal_rank, \
                l.financial, l.correspondent, g.mobile, g.mobile_typed, g.home_phone, \
                g.work_phone, g.email, g.address, g.accepts_sms, g.consent_source, g.consent_at, \
                g.shares_contact, g.employment, g.occupation, g.children, \
                g.children_in_secondary, g.version, g.updated_at, \
                g.personne_id IS NOT NULL AS in_register, l.id AS link, l.houses_pupil, l.since, \
                l.source = 'export' AS link_in_register, l.detached_by, \
                CASE WHEN l.ended_on IS NULL THEN NULL ELSE l.detached_at END AS detached_at \
         FROM guardianship l JOIN guardian g ON g.id = l.guardian \
         WHERE l.pupil = $1 AND (l.ended_on IS NULL OR (l.detached_at IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM guardianship o WHERE o.pupil = l.pupil \
         AND o.guardian = l.guardian AND o.ended_on IS NULL))) \
         AND EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = l.pupil AND e.school = $2)"
    )
    .bind(pupil)
    .bind(at.school())
    .all::<Found>(read)
    .await?;
    let asked = extra::asked(read, at).await?;
    let mut files: Vec<GuardianFile> = rows.into_iter().map(GuardianFile::from).collect();
    for file in &mut files {
        file.extras = std::mem::take(&mut file.extras).limited_to(&asked);
    }
    files.sort_by_key(|file| {
        let rank = file.link.legal_rank.unwrap_or(u8::MAX);
        (
            file.detached.is_some(),
            rank,
            file.link.kinship,
            file.of.guardian,
        )
    });
    Ok(files)
}

/// One of them.
pub async fn guardian_file<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
    guardian: Id<Guardian>,
) -> db::Result<Option<GuardianFile>> {
    let files = guardian_files(read, at, pupil).await?;
    Ok(files.into_iter().find(|file| file.of.guardian == guardian))
}
