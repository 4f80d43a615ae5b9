//! The rows of the files, as the workbook holds them: what is kept of them and no more.

use chrono::NaiveDate;
use education::{Guardian, Id, Pupil};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Rows for one table of the workbook.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) table: &'static str,
    pub(super) rows: Vec<Value>,
}

/// A postal address, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StagedAddress {
    lines: Vec<String>,
    postal_code: Option<String>,
    town: Option<String>,
    commune: Option<String>,
    country: Option<String>,
    country_name: Option<String>,
}

/// A pupil of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StagedPupil {
    pub(super) ine: Option<String>,
    pub(super) family_name: String,
    pub(super) usage_name: Option<String>,
    pub(super) first_name: String,
    pub(super) other_first_names: String,
    pub(super) born_on: Option<NaiveDate>,
    pub(super) sex: Option<String>,
    pub(super) school_number: Option<String>,
    pub(super) mef: Option<String>,
    pub(super) status: Option<String>,
    pub(super) regime: Option<String>,
    pub(super) repeats: bool,
    pub(super) entered_on: Option<NaiveDate>,
    pub(super) left_on: Option<NaiveDate>,
    pub(super) leaving_reason: Option<String>,
    pub(super) accepts_sms: bool,
    pub(super) mobile: Option<String>,
    pub(super) home_phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) previous: Option<Value>,
}

/// A person of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StagedPerson {
    pub(super) civility: Option<String>,
    pub(super) surname: String,
    pub(super) first_name: String,
    pub(super) mobile: Option<String>,
    pub(super) home_phone: Option<String>,
    pub(super) work_phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) accepts_sms: Option<bool>,
    pub(super) shares_contact: bool,
}

/// A link of the file; with its rank, a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StagedLink {
    /// The rank of the older files, or minus the level of the newer.
    pub(super) standing: Option<i8>,
    pub(super) kinship: Option<u16>,
    pub(super) financial: bool,
    pub(super) correspondent: bool,
    pub(super) houses_pupil: Option<bool>,
}

impl StagedPupil {
    /// A pupil of a primary school: the level stands for the programme.
    pub(super) fn of_onde(row: &onde::Pupil) -> Self {
        Self {
            ine: row.ine.clone(),
            family_name: row.family_name.clone(),
            usage_name: row.usage_name.clone(),
            first_name: row.first_name.clone(),
            other_first_names: String::new(),
            born_on: row.born_on,
            sex: row.sex.map(sex_code),
            school_number: None,
            mef: row.level.map(|level| level.label().to_owned()),
            status: None,
            regime: None,
            repeats: false,
            entered_on: None,
            left_on: None,
            leaving_reason: None,
            accepts_sms: false,
            mobile: None,
            home_phone: None,
            email: None,
            previous: None,
        }
    }
}

impl StagedPerson {
    /// A guardian of a primary school: nothing is said of text messages.
    pub(super) fn of_onde(row: &onde::Guardian) -> Self {
        let extension = row.work_extension.as_ref();
        let extension = extension.map_or(String::new(), |number| format!(" poste {number}"));
        Self {
            civility: row.civility.clone(),
            surname: row.display_name().to_owned(),
            first_name: row.first_name.clone().unwrap_or_default(),
            mobile: row.mobile_phone.clone(),
            home_phone: row.home_phone.clone(),
            work_phone: row
                .work_phone
                .as_ref()
                .map(|phone| phone.clone() + &extension),
            email: row.email.clone(),
            accepts_sms: None,
            shares_contact: false,
        }
    }
}

fn sex_code(sex: siecle::Sex) -> String {
    match sex {
        siecle::Sex::Female => "F".to_owned(),
        siecle::Sex::Male => "M".to_owned(),
    }
}

impl StagedLink {
    /// What ONDE says of a link: that there is one.
    pub(super) fn unknown() -> Self {
        Self {
            standing: None,
            kinship: None,
            financial: false,
            correspondent: false,
            houses_pupil: None,
        }
    }

    fn of(link: &siecle::Link) -> Self {
        Self {
            standing: link.standing.map(|standing| match standing {
                siecle::Standing::Ranked(rank) => i8::try_from(rank).unwrap_or(0),
                siecle::Standing::Level(siecle::Level::Legal) => -1,
                siecle::Standing::Level(siecle::Level::InCharge) => -2,
                siecle::Standing::Level(siecle::Level::Contact) => -3,
            }),
            kinship: link.kinship.map(|kinship| kinship.0),
            financial: link.pays_fees,
            correspondent: link.contact_first,
            houses_pupil: link.houses_pupil,
        }
    }

    /// As the rule of ranks wants it.
    pub(super) fn link(&self, pupil_id: i64, person_id: i64) -> siecle::Link {
        use siecle::{Level, Standing};
        siecle::Link {
            line: 0,
            pupil_id,
            person_id,
            kinship: self.kinship.map(siecle::Kinship),
            standing: self.standing.map(|standing| match standing {
                -1 => Standing::Level(Level::Legal),
                -2 => Standing::Level(Level::InCharge),
                -3 => Standing::Level(Level::Contact),
                rank => Standing::Ranked(u8::try_from(rank).unwrap_or(0)),
            }),
            pays_fees: self.financial,
            contact_first: self.correspondent,
            receives_aid: false,
            houses_pupil: self.houses_pupil,
        }
    }
}

fn new_id<T>() -> String {
    super::workbook::hex(Id::<T>::new())
}

pub(super) fn pupil(row: siecle::Pupil) -> Value {
    let name = format!("{} {}", row.display_name(), row.first_name);
    let body = StagedPupil {
        ine: row.ine,
        family_name: row.family_name,
        usage_name: row.usage_name,
        first_name: row.first_name,
        other_first_names: row.other_first_names.join(", "),
        born_on: row.born_on,
        sex: row.sex.map(sex_code),
        school_number: row.school_number,
        mef: row.mef.map(|code| code.to_uppercase()),
        status: row.status,
        regime: row.regime.map(|regime| regime.code),
        repeats: row.repeats.unwrap_or(false),
        entered_on: row.entered_on,
        left_on: row.left_on,
        leaving_reason: row.leaving_reason,
        accepts_sms: row.accepts_sms.unwrap_or(false),
        mobile: row.mobile_phone,
        home_phone: row.home_phone,
        email: row.email,
        previous: row.previous_school.map(
            |school| json!({"uai": school.uai, "name": school.name, "division": school.division}),
        ),
    };
    json!([
        row.id,
        row.line,
        name,
        body.left_on,
        body.ine,
        row.address_id,
        new_id::<Pupil>(),
        body
    ])
}

pub(super) fn placement(row: siecle::Placement) -> Value {
    json!([row.pupil_id, row.line, row.divisions, row.groups])
}

pub(super) fn options(row: siecle::PupilOptions) -> Value {
    let options: Vec<Value> = row
        .options
        .into_iter()
        .map(|option| json!({"subject": option.subject, "election": option.election}))
        .collect();
    json!([row.pupil_id, row.line, options])
}

pub(super) fn address(file: &str, row: siecle::Address) -> Option<Value> {
    // The number of an empty address is no address.
    (!row.is_empty()).then(|| {
        let body = StagedAddress {
            lines: row.lines,
            postal_code: row.postal_code,
            town: row.town,
            commune: row.commune,
            country: row.country,
            country_name: row.country_name,
        };
        json!([file, row.id, body])
    })
}

pub(super) fn person(row: siecle::Person) -> Value {
    let surname = row.display_name().to_owned();
    let first_name = row.first_name.unwrap_or_default();
    let name = format!("{surname} {first_name}").trim_end().to_owned();
    let body = StagedPerson {
        civility: row.civility,
        surname,
        first_name,
        mobile: row.mobile_phone,
        home_phone: row.home_phone,
        work_phone: row.work_phone,
        email: row.email,
        accepts_sms: row.accepts_sms,
        shares_contact: row.shares_address.unwrap_or(false),
    };
    json!([
        row.id,
        row.line,
        name,
        row.address_id,
        new_id::<Guardian>(),
        body
    ])
}

pub(super) fn link(row: &siecle::Link) -> Value {
    json!([row.pupil_id, row.person_id, row.line, StagedLink::of(row)])
}
