//! What is written on a guardian, and on their link to a pupil: the values that a form changes and
//! that the register says too.

use crate::{
    address::Address,
    typed::{self, Typed, filled, flag, is_flagged},
};
use siecle::Kinship;
use sms::{MobileNumber, NumberPolicy};

/// What is written on a guardian, whoever the child is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GuardianData {
    /// *Civilité*, as the register writes it.
    pub civility: Option<String>,
    /// The name by which the person is called.
    pub surname: String,
    /// First name; empty for an institution.
    pub first_name: String,
    /// « Autorise à communiquer ses coordonnées ».
    pub shares_contact: bool,
    /// Address.
    pub address: Option<Address>,
    /// Telephone at home, as typed.
    pub home_phone: Option<String>,
    /// Telephone at work, as typed.
    pub work_phone: Option<String>,
    /// The mobile as typed, right or wrong.
    pub mobile_typed: Option<String>,
    /// The mobile, when it may be used.
    pub mobile: Option<MobileNumber>,
    /// E-mail address.
    pub email: Option<String>,
    /// Consent to text messages.
    pub accepts_sms: bool,
}

impl Typed for GuardianData {
    const FIELDS: &'static [typed::Field] = typed::guardian::ALL;

    fn text(&self, field: typed::Field) -> String {
        use typed::guardian as f;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        match field {
            f::CIVILITY => text(&self.civility),
            f::SURNAME => self.surname.clone(),
            f::FIRST_NAME => self.first_name.clone(),
            f::SHARES_CONTACT => flag(self.shares_contact),
            f::ADDRESS => self
                .address
                .as_ref()
                .map_or_else(String::new, |a| a.canonical()),
            f::HOME_PHONE => text(&self.home_phone),
            f::WORK_PHONE => text(&self.work_phone),
            f::MOBILE => text(&self.mobile_typed),
            f::EMAIL => text(&self.email),
            f::ACCEPTS_SMS => flag(self.accepts_sms),
            _ => String::new(),
        }
    }

    fn put(&mut self, field: typed::Field, text: &str, numbers: NumberPolicy) {
        use typed::guardian as f;
        match field {
            f::CIVILITY => self.civility = filled(text),
            f::SURNAME => self.surname = text.to_owned(),
            f::FIRST_NAME => self.first_name = text.to_owned(),
            f::SHARES_CONTACT => self.shares_contact = is_flagged(text),
            f::ADDRESS => self.address = Address::from_canonical(text),
            f::HOME_PHONE => self.home_phone = filled(text),
            f::WORK_PHONE => self.work_phone = filled(text),
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

/// What a guardian is to a pupil.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkData {
    /// Mother, father…
    pub kinship: Option<Kinship>,
    /// 1 for légal 1… Several may hold one rank.
    pub legal_rank: Option<u8>,
    /// Pays the school's fees.
    pub financial: bool,
    /// Is written to first.
    pub correspondent: bool,
}

impl Typed for LinkData {
    const FIELDS: &'static [typed::Field] = typed::link::ALL;

    fn text(&self, field: typed::Field) -> String {
        use typed::link as f;
        match field {
            f::KINSHIP => self.kinship.map_or_else(String::new, |k| k.0.to_string()),
            f::LEGAL_RANK => self.legal_rank.map_or_else(String::new, |r| r.to_string()),
            f::FINANCIAL => flag(self.financial),
            f::CORRESPONDENT => flag(self.correspondent),
            _ => String::new(),
        }
    }

    fn put(&mut self, field: typed::Field, text: &str, _: NumberPolicy) {
        use typed::link as f;
        match field {
            f::KINSHIP => self.kinship = text.parse().ok().map(Kinship),
            f::LEGAL_RANK => self.legal_rank = text.parse().ok(),
            f::FINANCIAL => self.financial = is_flagged(text),
            f::CORRESPONDENT => self.correspondent = is_flagged(text),
            _ => {}
        }
    }
}
