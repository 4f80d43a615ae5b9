//! Addresses that a person typed or a register gave.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// An e-mail address to which mail can be sent: ASCII, one `@`, a domain with a dot.
///
/// The domain is kept in small letters (and in its `xn--` form), the part before the `@` as it was
/// typed: its server alone may say that capitals do not matter. Two addresses that differ by
/// capitals only are equal here, since no server that families use tells them apart.
#[derive(Debug, Clone)]
pub struct Address {
    whole: String,
    at: usize,
}

/// Why a text is not an address. `Display` is a plain French sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing.
    #[error("Indiquez une adresse électronique.")]
    Empty,
    /// No `@`.
    #[error("Il manque l’arobase (@) : écrivez par exemple prenom.nom@exemple.fr.")]
    NoAt,
    /// Two addresses, or something beside the address.
    #[error("Indiquez une seule adresse, sans nom, ni virgule, ni chevrons.")]
    NotAlone,
    /// A space, or a character that does not show.
    #[error("Une adresse électronique ne contient pas d’espace.")]
    Space,
    /// An accent before the `@`.
    #[error("La partie avant l’arobase ne contient ni accent ni signe particulier.")]
    Accent,
    /// Dots or signs where there can be none.
    #[error("La partie avant l’arobase est incorrecte.")]
    Local,
    /// The domain.
    #[error("La partie après l’arobase est incorrecte : il faut par exemple exemple.fr.")]
    Domain,
    /// More than a mail server takes.
    #[error("Cette adresse est trop longue.")]
    TooLong,
}

/// RFC 5321, 4.5.3.1.1.
const LOCAL_MAX: usize = 64;
/// RFC 5321, 4.5.3.1.3, without the angle brackets.
const WHOLE_MAX: usize = 254;

impl Address {
    /// Reads what was typed; spaces around it do not count.
    ///
    /// # Errors
    /// When it is not one address and nothing else.
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(AddressError::Empty);
        }
        if typed.contains(['<', '>', ',', ';', '"', '(', ')'])
            || typed.matches('@').count() > 1
            || typed.starts_with("mailto:")
        {
            return Err(AddressError::NotAlone);
        }
        if typed.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(AddressError::Space);
        }
        let (local, domain) = typed.split_once('@').ok_or(AddressError::NoAt)?;
        // Before anything is computed on it: a text of a megabyte is not worth it.
        if local.len() > LOCAL_MAX || domain.len() > WHOLE_MAX {
            return Err(AddressError::TooLong);
        }
        judge_local(local)?;
        let domain = sound_domain(domain)?;
        let whole = format!("{local}@{domain}");
        if whole.len() > WHOLE_MAX {
            return Err(AddressError::TooLong);
        }
        Ok(Self {
            whole,
            at: local.len(),
        })
    }

    /// As it is stored, shown and written to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.whole
    }

    /// What says whether two addresses are the same: in small letters.
    #[must_use]
    pub fn key(&self) -> String {
        self.whole.to_ascii_lowercase()
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.whole[..self.at]
    }

    /// What stands after the `@`, in ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.whole[self.at + 1..]
    }
}

/// A dot-atom of RFC 5322: what every server takes without quotes.
fn judge_local(local: &str) -> Result<(), AddressError> {
    if !local.is_ascii() {
        return Err(AddressError::Accent);
    }
    let sound = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|octet| {
                octet.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&octet)
            })
    };
    if local.split('.').all(sound) {
        Ok(())
    } else {
        Err(AddressError::Local)
    }
}

fn sound_domain(domain: &str) -> Result<String, AddressError> {
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| AddressError::Domain)?;
    let labels: Vec<&str> = domain.split('.').collect();
    let sound = |label: &&str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named = labels
        .last()
        .is_some_and(|last| !last.bytes().all(|octet| octet.is_ascii_digit()));
    if labels.len() >= 2 && labels.iter().all(sound) && named {
        Ok(domain)
    } else {
        Err(AddressError::Domain)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.whole.eq_ignore_ascii_case(&other.whole)
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(typed: &str) -> Result<Self, AddressError> {
        Self::parse(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what people write is understood, and kept as servers expect it.
    #[test]
    fn usual_addresses() {
        for (typed, kept) in [
            ("  Jeanne.Martin@Exemple.FR ", "Jeanne.Martin@exemple.fr"),
            ("o'neil+ecole@exemple.fr", "o'neil+ecole@exemple.fr"),
            ("a@sous.domaine.exemple.fr", "a@sous.domaine.exemple.fr"),
            ("secretariat@collège.fr", "secretariat@xn--collge-6ua.fr"),
        ] {
            assert_eq!(Address::parse(typed).expect(typed).as_str(), kept);
        }
    }

    /// Invariant: each mistake has its sentence.
    #[test]
    fn mistakes_are_told_apart() {
        let long = format!("{}@exemple.fr", "a".repeat(65));
        let far = format!("a@{}fr", "exemple.".repeat(40));
        for (typed, error) in [
            ("  ", AddressError::Empty),
            ("jeanne", AddressError::NoAt),
            ("a@b.fr, c@d.fr", AddressError::NotAlone),
            ("a@b@c.fr", AddressError::NotAlone),
            ("Jeanne <a@b.fr>", AddressError::NotAlone),
            ("\"a b\"@c.fr", AddressError::NotAlone),
            ("mailto:a@b.fr", AddressError::NotAlone),
            ("jeanne martin@b.fr", AddressError::Space),
            ("a@b.fr\r\nBcc: c@d.fr", AddressError::NotAlone),
            ("a\u{0}@b.fr", AddressError::Space),
            ("a@b.fr\nX", AddressError::Space),
            ("chloé@b.fr", AddressError::Accent),
            ("@b.fr", AddressError::Local),
            (".a@b.fr", AddressError::Local),
            ("a.@b.fr", AddressError::Local),
            ("a..b@b.fr", AddressError::Local),
            ("a:b@b.fr", AddressError::Local),
            ("a@", AddressError::Domain),
            ("a@localhost", AddressError::Domain),
            ("a@b..fr", AddressError::Domain),
            ("a@-b.fr", AddressError::Domain),
            ("a@b_c.fr", AddressError::Domain),
            ("a@127.0.0.1", AddressError::Domain),
            ("a@[127.0.0.1]", AddressError::Domain),
            ("a@b.fr.", AddressError::Domain),
            (&long, AddressError::TooLong),
            (&far, AddressError::TooLong),
        ] {
            assert_eq!(Address::parse(typed), Err(error), "{typed}");
        }
    }

    /// Invariant: capitals do not make two people.
    #[test]
    fn capitals_do_not_count() {
        let (one, two) = ("A.B@Exemple.fr", "a.b@exemple.fr");
        let (one, two) = (Address::parse(one).unwrap(), Address::parse(two).unwrap());
        assert_eq!(one, two);
        assert_eq!(one.key(), two.key());
        assert_ne!(one.as_str(), two.as_str());
    }

    proptest::proptest! {
        /// Invariant: whatever was typed, an address has one line, one `@`, no bracket and a
        /// bounded length, and what is stored reads back as itself.
        #[test]
        fn an_address_is_harmless(typed in "\\PC{0,20}@\\PC{0,20}|[a-zA-Z.+<>\r\n é@-]{1,40}|[a-z.]{1,8}@[a-zé.-]{1,9}\\.[a-z]{2}") {
            if let Ok(address) = Address::parse(&typed) {
                let text = address.as_str();
                proptest::prop_assert!(text.is_ascii() && text.len() <= 254);
                proptest::prop_assert!(!text.contains(|c: char| c.is_control() || " <>,;\"()".contains(c)));
                proptest::prop_assert_eq!(text.matches('@').count(), 1);
                let again = Address::parse(text).unwrap();
                proptest::prop_assert_eq!(again.as_str(), text);
            }
        }
    }
}
