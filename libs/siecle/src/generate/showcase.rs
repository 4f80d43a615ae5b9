//! A few pupils who are in every fictitious school, for demonstrations and end-to-end tests. By
//! name they come before all others of their class.

use super::family::{Address, Family, Person, Tie};
use crate::codes::Kinship;

/// A pupil whose name and guardians are known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Showcase {
    /// Family name.
    pub family_name: &'static str,
    /// First name.
    pub first_name: &'static str,
    /// The mobile of légal 1, who pays the fees and accepts text messages.
    pub legal1_mobile: &'static str,
    /// The mobile of légal 2, who accepts text messages and, with another address, does not pay.
    pub legal2_mobile: Option<&'static str>,
}

/// The known pupils, in the order of their names: one whose notice arrives, one whose légal 1 has
/// a number ending in 01 (simulated networks call it invalid), one with separated parents, légal
/// 2's number ending in 02 (not delivered).
pub const SHOWCASE: [Showcase; 3] = [
    Showcase {
        family_name: "ABADIE",
        first_name: "Clara",
        legal1_mobile: "0639981234",
        legal2_mobile: None,
    },
    Showcase {
        family_name: "ABEL",
        first_name: "Hugo",
        legal1_mobile: "0639985601",
        legal2_mobile: None,
    },
    Showcase {
        family_name: "ABOU",
        first_name: "Inès",
        legal1_mobile: "0639982357",
        legal2_mobile: Some("0639987802"),
    },
];

/// Numbers that nobody else has.
pub(crate) fn mobiles() -> impl Iterator<Item = &'static str> {
    SHOWCASE
        .iter()
        .flat_map(|known| [Some(known.legal1_mobile), known.legal2_mobile])
        .flatten()
}

/// The family of a known pupil.
pub(crate) fn family(known: &Showcase, mut person_id: i64, mut address_id: i64) -> Family {
    let mut family = Family {
        children: known.family_name.to_owned(),
        ..Family::default()
    };
    let mobiles = [Some(known.legal1_mobile), known.legal2_mobile];
    for (index, mobile) in mobiles.into_iter().flatten().enumerate() {
        let first = index == 0;
        let name = if first { "Nadia" } else { "Marc" };
        family.persons.push(Person {
            id: person_id,
            civility: if first { "MME" } else { "M." },
            family_name: known.family_name.to_owned(),
            first_name: Some(name.to_owned()),
            mobile: Some(mobile.to_owned()),
            email: Some(format!("{}.{}@example.fr", name, known.family_name).to_lowercase()),
            accepts_sms: true,
            address_id,
            ..Person::default()
        });
        family.addresses.push(Address {
            id: address_id,
            street: format!("{} rue des Tilleuls", 4 + 8 * index),
            town: ("MONTCOURT", "99100", "99006"),
        });
        family.ties.push(Tie {
            person_id,
            kinship: if first {
                Kinship::MOTHER
            } else {
                Kinship::FATHER
            },
            rank: if first { 1 } else { 2 },
            pays_fees: first,
            contact_first: first,
            houses_pupil: true,
            in_charge: false,
        });
        person_id += 1;
        address_id += 1;
    }
    family
}
