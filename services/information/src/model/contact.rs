//! Whom to ask: an office, and how to reach it.

use mail::Address;
use sms::{NumberPolicy, PhoneNumber};
use web::{Input, Invalid};

/// A contact: at least one of what it says is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Contact {
    /// Who answers.
    pub(crate) who: String,
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) mail: Option<Address>,
    /// Where, inside the school.
    pub(crate) place: String,
}

/// Signs of a name, and of a place.
pub(crate) const LONGEST_WHO: usize = 80;
pub(crate) const LONGEST_PLACE: usize = 120;

impl Contact {
    /// Reads the fields of a contact.
    pub(super) fn read(input: &Input, numbers: NumberPolicy, invalid: &mut Invalid) -> Self {
        let typed = |field: &str| Some(input.text(field)).filter(|text| !text.is_empty());
        let phone = typed("telephone").map(|text| PhoneNumber::parse(text, numbers));
        let mail = typed("courriel").map(Address::parse);
        let contact = Self {
            who: input.text("personne").to_owned(),
            phone: phone.and_then(|phone| invalid.check("telephone", phone)),
            mail: mail.and_then(|mail| invalid.check("courriel", mail)),
            place: input.text("lieu").to_owned(),
        };
        for (field, text, longest) in [
            ("personne", &contact.who, LONGEST_WHO),
            ("lieu", &contact.place, LONGEST_PLACE),
        ] {
            super::entry::at_most(invalid, field, text, longest);
        }
        let fields = ["personne", "telephone", "courriel", "lieu"];
        if fields.iter().all(|field| input.text(field).is_empty()) {
            invalid.add(
                "telephone",
                "Indiquez au moins un téléphone, un courriel, une personne ou un lieu.",
            );
        }
        contact
    }
}
