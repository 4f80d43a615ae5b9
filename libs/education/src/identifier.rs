//! National identifiers: UAI (school), INE (pupil), MEF (training programme).

use std::fmt;
use thiserror::Error;

/// Why a text is not the identifier it should be; says it to the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdentifierError {
    /// Not seven digits and a letter.
    #[error("« {0} » n'est pas un UAI : il faut 7 chiffres et une lettre, par exemple 0210015C.")]
    UaiShape(String),
    /// The check letter is not the one that the digits give.
    #[error("« {uai} » n'est pas un UAI : la dernière lettre devrait être {expected}.")]
    UaiLetter {
        /// What was given.
        uai: String,
        /// The letter that its digits give.
        expected: char,
    },
    /// The first three digits are of no department.
    #[error("« {0} » n'est pas un UAI : le département {1} n'existe pas.")]
    UaiDepartment(String, String),
    /// Not one of the patterns of an INE.
    #[error("« {0} » n'est pas un INE : il faut 11 caractères, par exemple 123456789AB.")]
    Ine(String),
    /// Not 9 to 12 letters and digits.
    #[error("« {0} » n'est pas un code MEF : il faut 11 chiffres ou lettres.")]
    Mef(String),
}

/// Whether the department 099, which does not exist, is accepted: it is the demo's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UaiPolicy {
    /// Real schools only.
    Live,
    /// The fictitious department 099 too.
    Demo,
}

/// School identifier (*unité administrative immatriculée*): 7 digits and a check letter.
///
/// The letter is the 7 digits modulo 23 in the alphabet without I, O and Q; verified on the
/// 11,396 identifiers that GEPI publishes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uai(String);

impl Uai {
    /// Reads an identifier, in either case, with spaces around it or not.
    pub fn parse(text: &str, policy: UaiPolicy) -> Result<Self, IdentifierError> {
        const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
        let uai = text.trim().to_ascii_uppercase();
        let shape = || IdentifierError::UaiShape(text.trim().to_owned());
        let (digits, letter) = uai.split_at_checked(7).ok_or_else(shape)?;
        let shaped = digits.bytes().all(|b| b.is_ascii_digit())
            && letter.len() == 1
            && letter.bytes().all(|b| b.is_ascii_uppercase());
        if !shaped {
            return Err(shape());
        }
        let number: usize = digits.parse().map_err(|_| shape())?;
        let expected = char::from(LETTERS[number % 23]);
        if !letter.starts_with(expected) {
            return Err(IdentifierError::UaiLetter { uai, expected });
        }
        let department = &digits[..3];
        let exists = match department {
            "620" | "720" => true,
            "099" => policy == UaiPolicy::Demo,
            _ => {
                let n: u16 = department.parse().map_err(|_| shape())?;
                (1..=95).contains(&n) || (970..=989).contains(&n)
            }
        };
        if !exists {
            return Err(IdentifierError::UaiDepartment(
                uai.clone(),
                department.to_owned(),
            ));
        }
        Ok(Self(uai))
    }

    /// The identifier as it is written: `0990001N`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// National pupil identifier, 11 characters: of the RNIE (since 2018), of the BEA, or of an
/// apprentice. No public source gives the check letter, so that only the pattern is judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ine(String);

impl Ine {
    /// Reads an identifier, in either case.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let ine = text.trim().to_ascii_uppercase();
        let shape: String = ine
            .chars()
            .map(|c| match c {
                '0'..='9' => '9',
                'A'..='Z' => 'A',
                other => other,
            })
            .collect();
        match shape.as_str() {
            "9999999999A" | "999999999AA" => Ok(Self(ine)),
            "9999A99999A" if &ine[4..5] == "A" => Ok(Self(ine)),
            _ => Err(IdentifierError::Ine(text.trim().to_owned())),
        }
    }

    /// The identifier as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Code of a training programme (*module élémentaire de formation*): 11 characters, though
/// old files carry 9 to 12.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MefCode(String);

impl MefCode {
    /// Reads a code.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let mef = text.trim().to_ascii_uppercase();
        let right = (9..=12).contains(&mef.len()) && mef.bytes().all(|b| b.is_ascii_alphanumeric());
        if right {
            Ok(Self(mef))
        } else {
            Err(IdentifierError::Mef(text.trim().to_owned()))
        }
    }

    /// The code as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_letter_of_a_uai_is_checked() {
        assert_eq!(
            Uai::parse(" 0990001n ", UaiPolicy::Demo).unwrap().as_str(),
            "0990001N"
        );
        assert_eq!(
            Uai::parse("0123456S", UaiPolicy::Live).unwrap().as_str(),
            "0123456S"
        );
        let wrong = Uai::parse("0123456T", UaiPolicy::Live).unwrap_err();
        assert_eq!(
            wrong,
            IdentifierError::UaiLetter {
                uai: "0123456T".into(),
                expected: 'S'
            }
        );
        assert!(matches!(
            Uai::parse("021001", UaiPolicy::Live),
            Err(IdentifierError::UaiShape(_))
        ));
    }

    #[test]
    fn the_fictitious_department_is_for_the_demo() {
        assert!(matches!(
            Uai::parse("0990001N", UaiPolicy::Live),
            Err(IdentifierError::UaiDepartment(..))
        ));
    }

    /// Invariant: the departments that exist are accepted, from the first to the last, Corsica
    /// and overseas included; those beside them are not.
    #[test]
    fn a_uai_is_of_a_department_that_exists() {
        for (department, exists) in [
            ("000", false),
            ("001", true),
            ("095", true),
            ("096", false),
            ("619", false),
            ("620", true),
            ("621", false),
            ("720", true),
            ("969", false),
            ("970", true),
            ("989", true),
            ("990", false),
        ] {
            let judged = ('A'..='Z')
                .map(|letter| Uai::parse(&format!("{department}0001{letter}"), UaiPolicy::Live))
                .find(|judged| !matches!(judged, Err(IdentifierError::UaiLetter { .. })));
            let right = match judged {
                Some(Ok(_)) => exists,
                Some(Err(IdentifierError::UaiDepartment(_, of))) => !exists && of == department,
                _ => false,
            };
            assert!(right, "{department}");
        }
    }

    /// Invariant: the code of a programme has from 9 to 12 letters or digits, in either case.
    #[test]
    fn a_mef_is_judged_by_its_length_and_letters() {
        assert_eq!(
            MefCode::parse(" 1001001201a ").unwrap().as_str(),
            "1001001201A"
        );
        for mef in ["100100120", "100100120110"] {
            assert!(MefCode::parse(mef).is_ok(), "{mef}");
        }
        for mef in [
            "10010012",
            "1001001201101",
            "1001001-011",
            "1001001201é",
            "",
        ] {
            assert!(MefCode::parse(mef).is_err(), "{mef}");
        }
    }

    #[test]
    fn the_three_patterns_of_an_ine_are_accepted() {
        for ine in ["0123456789a", "123456789AB", "1234A12345B"] {
            assert!(Ine::parse(ine).is_ok(), "{ine}");
        }
        for ine in [
            "",
            "12345678901",
            "1234B12345B",
            "123456789A",
            "ÉÉÉÉÉÉÉÉÉAB",
        ] {
            assert!(Ine::parse(ine).is_err(), "{ine}");
        }
    }

    proptest! {
        /// Whatever is typed is accepted or refused, and never stops the program.
        #[test]
        fn any_text_is_judged(text in "\\PC{0,16}") {
            let _ = Uai::parse(&text, UaiPolicy::Demo);
            let _ = Ine::parse(&text);
            let _ = MefCode::parse(&text);
        }

        /// One letter out of 23 is right for given digits.
        #[test]
        fn one_letter_only_is_right(number in 10_000u32..950_000) {
            let right = ('A'..='Z')
                .filter(|l| !matches!(
                    Uai::parse(&format!("{number:07}{l}"), UaiPolicy::Demo),
                    Err(IdentifierError::UaiLetter { .. })
                ))
                .count();
            prop_assert_eq!(right, 1);
        }
    }
}
