//! What may be typed of names, telephones and e-mail. What was there already and is
//! left as it is passes: the register's mistakes do not stop whoever corrects something else.

use sms::{MobileNumber, NumberError, NumberPolicy, PhoneNumber};
use web::{Input, Invalid};

/// The longest name taken.
const LONGEST_NAME: usize = 100;

/// A name.
pub(crate) fn name(text: &str) -> Result<(), String> {
    if text.chars().count() > LONGEST_NAME {
        return Err(format!(
            "Ce nom est trop long : {LONGEST_NAME} caractères au plus."
        ));
    }
    let strange = |c: char| !c.is_alphanumeric() && !" '’-.,°&/()".contains(c);
    match text.chars().find(|c| strange(*c)) {
        Some(c) => Err(format!("Un nom ne contient pas « {c} ».")),
        None if !text.chars().any(char::is_alphabetic) => {
            Err("Un nom contient au moins une lettre.".into())
        }
        None => Ok(()),
    }
}

/// A name in its field, judged unless it is the one that was there.
pub(crate) fn named(
    invalid: &mut Invalid,
    input: &Input,
    field: &'static str,
    before: &str,
) -> String {
    let text = input.text(field);
    if !text.is_empty() && text != before {
        invalid.check(field, name(text));
    }
    text.to_owned()
}

/// A telephone's field, and the one that says whether it is a French number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phone {
    pub(crate) field: &'static str,
    pub(crate) origin: &'static str,
    pub(crate) label: &'static str,
}

/// Tél. domicile.
pub(crate) const HOME: Phone = Phone {
    field: "tel_domicile",
    origin: "tel_domicile_origine",
    label: "Tél. domicile",
};
/// Tél. travail.
pub(crate) const WORK: Phone = Phone {
    field: "tel_travail",
    origin: "tel_travail_origine",
    label: "Tél. travail",
};
/// Tél. mobile.
pub(crate) const MOBILE: Phone = Phone {
    field: "tel_mobile",
    origin: "tel_mobile_origine",
    label: "Tél. mobile",
};

/// « étranger ».
pub(crate) const ABROAD: &str = "etranger";
/// « français », « en France ».
pub(crate) const HERE: &str = "france";

impl Phone {
    /// The fields of a number that is stored.
    pub(crate) fn filled(self, stored: Option<&str>) -> [(&'static str, String); 2] {
        let text = stored.unwrap_or_default();
        let foreign = PhoneNumber::from_e164(text) == Err(NumberError::Foreign);
        let origin = if foreign { ABROAD } else { HERE };
        [
            (self.field, text.to_owned()),
            (self.origin, origin.to_owned()),
        ]
    }

    /// A number that people call, no matter on what.
    pub(crate) fn read(
        self,
        invalid: &mut Invalid,
        input: &Input,
        before: Option<&str>,
        numbers: NumberPolicy,
    ) -> Option<String> {
        let text = input.text(self.field);
        if text.is_empty() || Some(text) == before {
            return before.filter(|_| !text.is_empty()).map(str::to_owned);
        }
        if input.text(self.origin) == ABROAD {
            invalid.check(self.field, foreign(text))?;
            return Some(text.to_owned());
        }
        let number = invalid.check(self.field, PhoneNumber::parse(text, numbers))?;
        Some(number.to_string())
    }

    /// A number that text messages are sent to, when it is a French mobile.
    pub(crate) fn read_mobile(
        self,
        invalid: &mut Invalid,
        input: &Input,
        before: (Option<&str>, Option<MobileNumber>),
        numbers: NumberPolicy,
    ) -> (Option<String>, Option<MobileNumber>) {
        let text = input.text(self.field);
        if text.is_empty() {
            return (None, None);
        }
        if Some(text) == before.0 {
            return (Some(text.to_owned()), before.1);
        }
        if input.text(self.origin) == ABROAD {
            invalid.check(self.field, foreign(text));
            return (Some(text.to_owned()), None);
        }
        let number = invalid.check(self.field, MobileNumber::parse(text, numbers));
        (number.map(|number| number.to_string()), number)
    }
}

fn foreign(text: &str) -> Result<(), &'static str> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let written = text
        .chars()
        .all(|c| c.is_ascii_digit() || " .-()+".contains(c));
    let begins = text.starts_with('+') || text.starts_with("00");
    if !written || !begins || !(8..=17).contains(&digits) {
        return Err(
            "Un numéro étranger commence par + ou 00 et l'indicatif du pays, par exemple \
                    +49 30 901820.",
        );
    }
    match PhoneNumber::from_e164(text) {
        Err(NumberError::Foreign) => Ok(()),
        _ => Err("Ce numéro est français : choisissez « français »."),
    }
}

/// An e-mail address, in its field.
pub(crate) fn email(invalid: &mut Invalid, input: &Input, before: Option<&str>) -> Option<String> {
    let text = input.text("courriel");
    if text.is_empty() {
        return None;
    }
    if Some(text) != before {
        invalid.check("courriel", email_shape(text));
    }
    Some(text.to_owned())
}

fn email_shape(text: &str) -> Result<(), &'static str> {
    let sentence = "Indiquez une adresse complète, par exemple nom@example.fr.";
    let (user, domain) = text.split_once('@').ok_or(sentence)?;
    let labels: Vec<&str> = domain.split('.').collect();
    let letters = |c: char| c.is_alphanumeric() || c == '-';
    let good = text.len() <= 254
        && !user.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;:\"()".contains(c))
        && labels.len() >= 2
        && labels
            .iter()
            .all(|label| !label.is_empty() && label.chars().all(letters));
    good.then_some(()).ok_or(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged<T>(read: impl FnOnce(&mut Invalid) -> T) -> (T, Invalid) {
        let mut invalid = Invalid::default();
        let value = read(&mut invalid);
        (value, invalid)
    }

    #[test]
    fn names_are_names() {
        for good in ["D'ALMEIDA", "Jean-Noël", "ASE 21", "N’Guyen (O.)"] {
            assert_eq!(name(good), Ok(()), "{good}");
        }
        for bad in ["<b>", "12", "a@b", "…", &"a".repeat(101)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }

    /// Invariant: a typed mobile receives messages only if it is French, mobile, and of the mode.
    #[test]
    fn a_mobile_follows_the_mode() {
        let read = |text: &str, origin: &str, numbers| {
            let input = Input::of([("tel_mobile", text), ("tel_mobile_origine", origin)]);
            judged(|invalid| MOBILE.read_mobile(invalid, &input, (None, None), numbers))
        };
        let ((typed, mobile), invalid) = read("0639980012", HERE, NumberPolicy::Demo);
        assert_eq!(
            (typed.as_deref(), mobile.is_some()),
            (Some("06 39 98 00 12"), true)
        );
        assert!(invalid.is_empty());
        assert!(
            read("0639980012", HERE, NumberPolicy::Live)
                .1
                .on("tel_mobile")
                .is_some()
        );
        assert!(
            read("01 99 00 00 10", HERE, NumberPolicy::Demo)
                .1
                .on("tel_mobile")
                .is_some()
        );
        let ((typed, mobile), invalid) = read("+49 30 901820", ABROAD, NumberPolicy::Demo);
        assert_eq!((typed.as_deref(), mobile), (Some("+49 30 901820"), None));
        assert!(invalid.is_empty());
        assert!(
            read("+33 6 39 98 00 12", ABROAD, NumberPolicy::Demo)
                .1
                .on("tel_mobile")
                .is_some()
        );
        assert!(
            read("030 901820", ABROAD, NumberPolicy::Demo)
                .1
                .on("tel_mobile")
                .is_some()
        );
    }

    /// Invariant: what the register wrote wrongly, left as it is, stops nobody.
    #[test]
    fn what_was_there_passes() {
        let input = Input::of([
            ("tel_mobile", "06 12"),
            ("courriel", "pas une adresse"),
            ("nom", "1"),
        ]);
        let ((typed, mobile), invalid) = judged(|invalid| {
            let before = (Some("06 12"), None);
            MOBILE.read_mobile(invalid, &input, before, NumberPolicy::Demo)
        });
        assert_eq!((typed.as_deref(), mobile), (Some("06 12"), None));
        assert!(invalid.is_empty());
        assert!(
            judged(|i| email(i, &input, Some("pas une adresse")))
                .1
                .is_empty()
        );
        assert!(
            judged(|i| email(i, &input, None))
                .1
                .on("courriel")
                .is_some()
        );
        assert!(judged(|i| named(i, &input, "nom", "1")).1.is_empty());
    }

    #[test]
    fn an_e_mail_has_its_shape() {
        for good in ["n.abou@example.fr", "a+b@sub.example.fr"] {
            assert_eq!(email_shape(good), Ok(()), "{good}");
        }
        for bad in [
            "abou",
            "a@b",
            "a b@example.fr",
            "@example.fr",
            "a@example..fr",
            "a@b@c.fr",
        ] {
            assert!(email_shape(bad).is_err(), "{bad}");
        }
    }
}
