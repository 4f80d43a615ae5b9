//! The whole record of a pupil, read.

use crate::{
    address::Address,
    guardian::stored_mobile,
    guardian_file::Stamp,
    typed::{self, Typed, filled, flag, is_flagged},
};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, sql};
use education::{Id, Pupil, list_name};
use identity::{At, AtSchool};
use sms::{MobileNumber, NumberPolicy};

/// What is written on a pupil, whatever the school.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PupilData {
    /// *Nom de famille*.
    pub family_name: String,
    /// *Nom d'usage*.
    pub usage_name: Option<String>,
    /// First name.
    pub first_name: String,
    /// Other first names, in their order.
    pub other_first_names: String,
    /// Birth date.
    pub born_on: Option<NaiveDate>,
    /// `F` or `M`.
    pub sex: Option<String>,
    /// Address.
    pub address: Option<Address>,
    /// Telephone at home, as typed.
    pub home_phone: Option<String>,
    /// The pupil's own mobile as typed, right or wrong.
    pub mobile_typed: Option<String>,
    /// The same, when it may be used.
    pub mobile: Option<MobileNumber>,
    /// E-mail address.
    pub email: Option<String>,
    /// The pupil's own consent to text messages.
    pub accepts_sms: bool,
}

impl PupilData {
    /// The name by which the pupil is called.
    pub fn surname(&self) -> &str {
        self.usage_name.as_deref().unwrap_or(&self.family_name)
    }

    /// « BERTIN Léo ».
    pub fn list_name(&self) -> String {
        list_name(self.surname(), &self.first_name)
    }
}

impl Typed for PupilData {
    const FIELDS: &'static [typed::Field] = typed::pupil::ALL;

    fn text(&self, field: typed::Field) -> String {
        use typed::pupil as f;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        match field {
            f::FAMILY_NAME => self.family_name.clone(),
            f::USAGE_NAME => text(&self.usage_name),
            f::FIRST_NAME => self.first_name.clone(),
            f::OTHER_FIRST_NAMES => self.other_first_names.clone(),
            f::BORN_ON => self.born_on.map_or_else(String::new, |day| day.to_string()),
            f::SEX => text(&self.sex),
            f::ADDRESS => self
                .address
                .as_ref()
                .map_or_else(String::new, |a| a.canonical()),
            f::HOME_PHONE => text(&self.home_phone),
            f::MOBILE => text(&self.mobile_typed),
            f::EMAIL => text(&self.email),
            f::ACCEPTS_SMS => flag(self.accepts_sms),
            _ => String::new(),
        }
    }

    fn put(&mut self, field: typed::Field, text: &str, numbers: NumberPolicy) {
        use typed::pupil as f;
        match field {
            f::FAMILY_NAME => self.family_name = text.to_owned(),
            f::USAGE_NAME => self.usage_name = filled(text),
            f::FIRST_NAME => self.first_name = text.to_owned(),
            f::OTHER_FIRST_NAMES => self.other_first_names = text.to_owned(),
            f::BORN_ON => self.born_on = text.parse().ok(),
            f::SEX => self.sex = filled(text),
            f::ADDRESS => self.address = Address::from_canonical(text),
            f::HOME_PHONE => self.home_phone = filled(text),
            f::MOBILE => {
                self.mobile = MobileNumber::parse(text, numbers).ok();
                self.mobile_typed = filled(text);
            }
            f::EMAIL => self.email = filled(text),
            f::ACCEPTS_SMS => self.accepts_sms = is_flagged(text),
            _ => {}
        }
    }
}

/// A pupil's record, to be shown and changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilRecord {
    /// What is written on them.
    pub data: PupilData,
    /// Whether the register knows them.
    pub in_register: bool,
    /// The state that a form is filled from.
    pub stamp: Stamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    family_name: String,
    usage_name: Option<String>,
    first_name: String,
    other_first_names: String,
    born_on: Option<NaiveDate>,
    sex: Option<String>,
    address: Option<serde_json::Value>,
    home_phone: Option<String>,
    mobile_typed: Option<String>,
    mobile: Option<String>,
    email: Option<String>,
    accepts_sms: bool,
    in_register: bool,
    version: i64,
    updated_at: DateTime<Utc>,
}

/// The record of a pupil who is at the school, or was.
pub async fn pupil_record<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    pupil: Id<Pupil>,
) -> db::Result<Option<PupilRecord>> {
    let row = sql!(
        "SELECT family_name, usage_name, first_name, other_first_names, born_on, sex, address, \
                home_phone, mobile_typed, mobile, email, accepts_sms, \
                eleve_id IS NOT NULL AS in_register, version, updated_at \
         FROM pupil WHERE id = $1 \
         AND EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = pupil.id AND e.school = $2)"
    )
    .bind(pupil)
    .bind(at.school())
    .optional::<Row>(read)
    .await?;
    Ok(row.map(|row| PupilRecord {
        data: PupilData {
            family_name: row.family_name,
            usage_name: row.usage_name,
            first_name: row.first_name,
            other_first_names: row.other_first_names,
            born_on: row.born_on,
            sex: row.sex,
            address: Address::stored(row.address),
            home_phone: row.home_phone,
            mobile_typed: row.mobile_typed,
            mobile: stored_mobile(row.mobile),
            email: row.email,
            accepts_sms: row.accepts_sms,
        },
        in_register: row.in_register,
        stamp: Stamp {
            version: row.version,
            updated_at: row.updated_at,
        },
    }))
}

/// Whether the pupil is at the school that day: others are read, and written by their new school.
pub(crate) async fn is_here<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
    pupil: Id<Pupil>,
) -> db::Result<bool> {
    let file = crate::pupil::pupil(read, at, today, pupil).await?;
    Ok(file.is_some_and(|file| file.present))
}
