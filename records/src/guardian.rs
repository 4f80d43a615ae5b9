//! Guardians of a school's pupils, read.

use crate::address::Address;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, sql};
use education::{Guardian, Id, Pupil, School, list_name};
use identity::{At, AtSchool};
use serde_json::{Value as Json, json};
use siecle::Kinship;
use sms::MobileNumber;
use std::collections::HashMap;
use uuid::Uuid;

/// Who said whether the person accepts text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentSource {
    /// The national register; imports keep it up to date.
    Export,
    /// Somebody typed it since: imports do not overwrite it.
    Typed,
    /// Nobody asked yet: ONDE does not say.
    NeverAsked,
}

impl ConsentSource {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Typed => "saisie",
            Self::NeverAsked => "aucune",
        }
    }

    pub(crate) fn from_code(code: &str) -> Self {
        [Self::Export, Self::NeverAsked]
            .into_iter()
            .find(|source| source.code() == code)
            .unwrap_or(Self::Typed)
    }

    /// The words on pages, after a comma: « oui, d'après l'export du 2 septembre ».
    pub fn label(self) -> &'static str {
        match self {
            Self::Export => "d'après l'export du",
            Self::Typed => "saisi le",
            Self::NeverAsked => "jamais demandé au",
        }
    }
}

/// A guardian, as the pupil's record shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardianOf {
    /// Which one.
    pub guardian: Id<Guardian>,
    /// *Civilité*, as the register writes it: « MME ».
    pub civility: Option<String>,
    /// The name by which the person is called.
    pub surname: String,
    /// First name; empty for an institution.
    pub first_name: String,
    /// What the person is to the pupil.
    pub kinship: Option<Kinship>,
    /// 1 for légal 1… Several may hold one rank.
    pub legal_rank: Option<u8>,
    /// Pays the school's fees.
    pub financial: bool,
    /// Is written to first.
    pub correspondent: bool,
    /// The mobile, when it may be used.
    pub mobile: Option<MobileNumber>,
    /// The mobile as typed, right or wrong.
    pub mobile_typed: Option<String>,
    /// Telephone at home, as typed.
    pub home_phone: Option<String>,
    /// Telephone at work, as typed.
    pub work_phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where they live.
    pub address: Option<Address>,
    /// Consent to text messages.
    pub accepts_sms: bool,
    /// Who said so.
    pub consent_source: ConsentSource,
    /// When.
    pub consent_at: DateTime<Utc>,
}

impl GuardianOf {
    /// « BERTIN Nadia ».
    pub fn list_name(&self) -> String {
        list_name(&self.surname, &self.first_name)
    }

    /// As recipients are called: « Légal 1 – Financier », « Légal 2 », « Contact ».
    pub fn label(&self) -> String {
        let rank = self.legal_rank.map(|rank| format!("Légal {rank}"));
        match (rank, self.financial) {
            (Some(rank), true) => format!("{rank} – Financier"),
            (Some(rank), false) => rank,
            (None, true) => "Financier".into(),
            (None, false) => "Contact".into(),
        }
    }

    /// The boxes ticked on the record: Légal 1, Financier, Correspondant.
    pub fn qualities(&self) -> Vec<String> {
        let rank = self.legal_rank.map(|rank| format!("Légal {rank}"));
        let financial = self.financial.then(|| "Financier".to_owned());
        let correspondent = self.correspondent.then(|| "Correspondant".to_owned());
        [rank, financial, correspondent]
            .into_iter()
            .flatten()
            .collect()
    }

    /// « mère », « père »…; the bare code when it is an old one.
    pub fn kinship_label(&self) -> Option<String> {
        let kinship = self.kinship?;
        let unknown = || format!("lien n° {}", kinship.0);
        Some(kinship.label().map_or_else(unknown, str::to_owned))
    }

    /// Whether a text message may be sent to them.
    pub fn reachable_by_sms(&self) -> bool {
        self.accepts_sms && self.mobile.is_some()
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    guardian: Id<Guardian>,
    civility: Option<String>,
    surname: String,
    first_name: String,
    kinship: Option<i64>,
    legal_rank: Option<i64>,
    financial: bool,
    correspondent: bool,
    mobile: Option<String>,
    mobile_typed: Option<String>,
    home_phone: Option<String>,
    work_phone: Option<String>,
    email: Option<String>,
    address: Option<Json>,
    accepts_sms: bool,
    consent_source: String,
    consent_at: DateTime<Utc>,
}

impl From<Row> for GuardianOf {
    fn from(row: Row) -> Self {
        let kinship = row.kinship.and_then(|code| u16::try_from(code).ok());
        Self {
            guardian: row.guardian,
            civility: row.civility,
            surname: row.surname,
            first_name: row.first_name,
            kinship: kinship.map(Kinship),
            legal_rank: row.legal_rank.and_then(|rank| u8::try_from(rank).ok()),
            financial: row.financial,
            correspondent: row.correspondent,
            mobile: stored_mobile(row.mobile),
            mobile_typed: row.mobile_typed,
            home_phone: row.home_phone,
            work_phone: row.work_phone,
            email: row.email,
            address: Address::stored(row.address),
            accepts_sms: row.accepts_sms,
            consent_source: ConsentSource::from_code(&row.consent_source),
            consent_at: row.consent_at,
        }
    }
}

pub(crate) fn stored_mobile(e164: Option<String>) -> Option<MobileNumber> {
    e164.and_then(|number| MobileNumber::from_e164(&number).ok())
}

/// The guardians of a pupil who is, or was, at the school: légal 1 first, then by kinship.
pub async fn guardians_of<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<GuardianOf>> {
    let rows = sql!(
        "SELECT g.id AS guardian, g.civility, g.surname, g.first_name, l.kinship, l.legal_rank, \
                l.financial, l.correspondent, g.mobile, g.mobile_typed, g.home_phone, \
                g.work_phone, g.email, g.address, g.accepts_sms, g.consent_source, \
                g.consent_at \
         FROM guardianship l JOIN guardian g ON g.id = l.guardian \
         WHERE l.pupil = $1 AND l.ended_on IS NULL \
         AND EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = l.pupil AND e.school = $2)"
    )
    .bind(pupil)
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    let mut guardians: Vec<GuardianOf> = rows.into_iter().map(GuardianOf::from).collect();
    guardians.sort_by_key(|g| (g.legal_rank.unwrap_or(u8::MAX), g.kinship, g.guardian));
    Ok(guardians)
}

/// How a guardian is reached about a pupil of a school, and whether they still may be: asked
/// again by the program just before a message leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The mobile, when it may be used.
    pub mobile: Option<MobileNumber>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where they live.
    pub address: Option<Address>,
    /// Consent to text messages.
    pub accepts_sms: bool,
    /// Whether the person is still a guardian of this pupil.
    pub still_guardian: bool,
    /// Whether the pupil is at the school that day.
    pub pupil_present: bool,
}

/// Whom a [`Contact`] is asked about: a guardian for a pupil, at a school, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AboutContact {
    /// The school.
    pub school: Id<School>,
    /// What day it is there.
    pub today: NaiveDate,
    /// The pupil.
    pub pupil: Id<Pupil>,
    /// The guardian.
    pub guardian: Id<Guardian>,
}

/// Contacts by school, pupil and guardian.
pub type Contacts = HashMap<(Id<School>, Id<Pupil>, Id<Guardian>), Contact>;

/// See [`Contact`]; `None` when the guardian never had to do with this pupil, or the pupil
/// with this school. For the program itself, which has no admission.
pub async fn contact_of(read: &mut Read, about: AboutContact) -> db::Result<Option<Contact>> {
    let mut found = contacts_of(read, &[about]).await?;
    Ok(found.remove(&(about.school, about.pupil, about.guardian)))
}

/// The same of many at once; those without one are not there.
pub async fn contacts_of(read: &mut Read, about: &[AboutContact]) -> db::Result<Contacts> {
    #[derive(sqlx::FromRow)]
    struct Found {
        school: Id<School>,
        pupil: Id<Pupil>,
        guardian: Id<Guardian>,
        mobile: Option<String>,
        email: Option<String>,
        address: Option<Json>,
        accepts_sms: bool,
        still_guardian: bool,
        pupil_present: bool,
    }
    let rows = about.iter().map(|about| {
        let id = |id: Uuid| id.simple().to_string();
        json!({
            "s": id(about.school.uuid()), "p": id(about.pupil.uuid()),
            "g": id(about.guardian.uuid()), "d": about.today,
        })
    });
    let rows = sql!(
        sqlite: "SELECT q.s AS school, q.p AS pupil, g.id AS guardian, g.mobile, g.email, \
                 g.address, g.accepts_sms, \
                 EXISTS (SELECT 1 FROM guardianship o WHERE o.pupil = q.p AND o.guardian = g.id \
                         AND o.ended_on IS NULL) AS still_guardian, \
                 EXISTS (SELECT 1 FROM enrolment n WHERE n.pupil = q.p AND n.school = q.s \
                         AND (n.left_on IS NULL OR n.left_on > q.d)) AS pupil_present \
                 FROM (SELECT unhex(value ->> 's') AS s, unhex(value ->> 'p') AS p, \
                       unhex(value ->> 'g') AS g, value ->> 'd' AS d FROM json_each($1)) AS q \
                 JOIN guardian g ON g.id = q.g \
                 WHERE EXISTS (SELECT 1 FROM guardianship l WHERE l.pupil = q.p \
                               AND l.guardian = g.id) \
                 AND EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = q.p AND e.school = q.s)",
        postgres: "SELECT q.s AS school, q.p AS pupil, g.id AS guardian, g.mobile, g.email, \
                   g.address, g.accepts_sms, \
                   EXISTS (SELECT 1 FROM guardianship o WHERE o.pupil = q.p AND o.guardian = g.id \
                           AND o.ended_on IS NULL) AS still_guardian, \
                   EXISTS (SELECT 1 FROM enrolment n WHERE n.pupil = q.p AND n.school = q.s \
                           AND (n.left_on IS NULL OR n.left_on > q.d)) AS pupil_present \
                   FROM jsonb_to_recordset($1) AS q (s UUID, p UUID, g UUID, d DATE) \
                   JOIN guardian g ON g.id = q.g \
                   WHERE EXISTS (SELECT 1 FROM guardianship l WHERE l.pupil = q.p \
                                 AND l.guardian = g.id) \
                   AND EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = q.p AND e.school = q.s)",
    )
    .bind(Json::Array(rows.collect()))
    .all::<Found>(read)
    .await?;
    let contacts = rows.into_iter().map(|found| {
        let contact = Contact {
            mobile: stored_mobile(found.mobile),
            email: found.email,
            address: Address::stored(found.address),
            accepts_sms: found.accepts_sms,
            still_guardian: found.still_guardian,
            pupil_present: found.pupil_present,
        };
        ((found.school, found.pupil, found.guardian), contact)
    });
    Ok(contacts.collect())
}
