//! The fields that a person may type and that the register says too.

use crate::address::Address;
use chrono::NaiveDate;
use education::sort_key;
use siecle::Kinship;
use sms::PhoneNumber;
use std::borrow::Cow;

/// Of what a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A pupil.
    Pupil,
    /// A guardian.
    Guardian,
    /// What ties a guardian to a pupil.
    Link,
}

impl Kind {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pupil => "pupil",
            Self::Guardian => "guardian",
            Self::Link => "guardianship",
        }
    }

    fn fields(self) -> &'static [Field] {
        match self {
            Self::Pupil => pupil::ALL,
            Self::Guardian => guardian::ALL,
            Self::Link => link::ALL,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nature {
    Text,
    Phone,
    /// « oui » or « non »
    Flag,
    /// As a flag, given by the person whom it is about.
    Answer,
    Day,
    Sex,
    Address,
    Rank,
    Kinship,
}

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    kind: Kind,
    code: &'static str,
    label: &'static str,
    nature: Nature,
}

macro_rules! fields {
    ($(#[$doc:meta])* $module:ident, $kind:ident: $($name:ident $code:literal $label:literal $nature:ident;)*) => {
        $(#[$doc])*
        pub mod $module {
            use super::{Field, Kind, Nature};
            $(#[doc = $label]
            pub const $name: Field = Field {
                kind: Kind::$kind, code: $code, label: $label, nature: Nature::$nature,
            };)*
            /// All of them, in the order of the record.
            pub const ALL: &[Field] = &[$($name),*];
        }
    };
}

fields! {
    /// Those of a pupil.
    pupil, Pupil:
    FAMILY_NAME "family_name" "nom de famille" Text;
    USAGE_NAME "usage_name" "nom d'usage" Text;
    FIRST_NAME "first_name" "prénom" Text;
    OTHER_FIRST_NAMES "other_first_names" "autres prénoms" Text;
    BORN_ON "born_on" "date de naissance" Day;
    SEX "sex" "sexe" Sex;
    ADDRESS "address" "adresse" Address;
    HOME_PHONE "home_phone" "téléphone du domicile" Phone;
    MOBILE "mobile" "téléphone mobile" Phone;
    EMAIL "email" "courriel" Text;
    ACCEPTS_SMS "accepts_sms" "accepte les SMS" Answer;
}

fields! {
    /// Those of a guardian.
    guardian, Guardian:
    CIVILITY "civility" "civilité" Text;
    SURNAME "surname" "nom" Text;
    FIRST_NAME "first_name" "prénom" Text;
    SHARES_CONTACT "shares_contact" "autorise à communiquer ses coordonnées" Answer;
    ADDRESS "address" "adresse" Address;
    HOME_PHONE "home_phone" "téléphone du domicile" Phone;
    WORK_PHONE "work_phone" "téléphone au travail" Phone;
    MOBILE "mobile" "téléphone mobile" Phone;
    EMAIL "email" "courriel" Text;
    ACCEPTS_SMS "accepts_sms" "accepte les SMS" Answer;
}

fields! {
    /// Those of the link between a guardian and a pupil.
    link, Link:
    KINSHIP "kinship" "lien" Kinship;
    LEGAL_RANK "legal_rank" "rang légal" Rank;
    FINANCIAL "financial" "financier" Flag;
    CORRESPONDENT "correspondent" "correspondant" Flag;
}

impl Field {
    /// The field of a word kept in the database.
    pub fn of(kind: Kind, code: &str) -> Option<Self> {
        kind.fields()
            .iter()
            .find(|field| field.code == code)
            .copied()
    }

    /// Of what it is.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The words on pages.
    pub fn label(self) -> &'static str {
        self.label
    }

    /// Whether it is an answer of the person: what they told us stays what they told us.
    pub(super) fn is_an_answer(self) -> bool {
        self.nature == Nature::Answer
    }

    /// Whether two texts say the same: a telephone number is not its spaces, nor an address its
    /// capitals or the codes that the register adds.
    pub fn same(self, a: &str, b: &str) -> bool {
        self.canonical(a) == self.canonical(b)
    }

    pub(super) fn canonical(self, text: &str) -> Cow<'_, str> {
        let text = text.trim();
        let owned = match self.nature {
            Nature::Phone => match PhoneNumber::from_e164(text) {
                Ok(number) => number.e164(),
                Err(_) => text.split_whitespace().collect(),
            },
            Nature::Address => {
                Address::from_canonical(text).map_or_else(String::new, |a| sort_key(&a.words()))
            }
            _ => text.to_owned(),
        };
        Cow::Owned(owned)
    }

    /// A value for people: « 9 rue Notre-Dame, 99120 Vinzelle », « 3 mai 2014 », « mère ».
    pub fn words(self, text: &str) -> String {
        let words = match self.nature {
            Nature::Address => Address::from_canonical(text).map(|address| address.words()),
            Nature::Day => text
                .parse::<NaiveDate>()
                .ok()
                .map(|day| day.format("%d/%m/%Y").to_string()),
            Nature::Sex => match text {
                "F" => Some("féminin".into()),
                "M" => Some("masculin".into()),
                _ => None,
            },
            Nature::Phone => Some(match PhoneNumber::from_e164(text) {
                Ok(number) => number.to_string(),
                Err(_) => text.to_owned(),
            }),
            Nature::Rank => (!text.is_empty()).then(|| format!("légal {text}")),
            Nature::Kinship => text.parse().ok().map(kinship_words),
            _ => Some(text.to_owned()),
        };
        words
            .filter(|words| !words.is_empty())
            .unwrap_or_else(|| "rien".into())
    }
}

fn kinship_words(code: u16) -> String {
    let label = Kinship(code).label();
    label.map_or_else(|| format!("lien n° {code}"), str::to_owned)
}

/// « oui » or « non »: how a flag is kept as text.
pub(crate) fn flag(value: bool) -> String {
    if value { "oui" } else { "non" }.into()
}

/// Reads [`flag`] back.
pub(crate) fn is_flagged(text: &str) -> bool {
    text == "oui"
}

/// A text, or none.
pub(crate) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_back_from_their_words() {
        for kind in [Kind::Pupil, Kind::Guardian, Kind::Link] {
            for field in kind.fields() {
                assert_eq!(Field::of(kind, field.code()), Some(*field));
                assert_eq!(field.kind(), kind);
            }
        }
        assert_eq!(Field::of(Kind::Link, "email"), None);
    }

    #[test]
    fn values_are_told_in_words() {
        assert_eq!(link::KINSHIP.words("10"), "mère");
        assert_eq!(link::LEGAL_RANK.words("2"), "légal 2");
        assert_eq!(link::LEGAL_RANK.words(""), "rien");
        assert_eq!(pupil::BORN_ON.words("2014-05-03"), "03/05/2014");
        assert_eq!(guardian::EMAIL.words(""), "rien");
    }
}
