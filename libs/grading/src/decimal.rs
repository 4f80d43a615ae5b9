//! Numbers of two decimals, as they are typed: with a comma or a point.

use std::fmt;
use thiserror::Error;

/// Why what was typed is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TypedError {
    /// Neither a number nor one of the words of a mark.
    #[error("Écrivez une note, ou « abs », « disp », « N.not ».")]
    Mark,
    /// No number.
    #[error("Écrivez un nombre, avec deux décimales au plus.")]
    Number,
    /// More than two decimals.
    #[error("Deux décimales au plus.")]
    Decimals,
    /// More points than the assessment has.
    #[error("La note dépasse {0}.")]
    Above(OutOf),
    /// An assessment out of nothing, or of too much.
    #[error("Une évaluation est notée sur 1 à 1000.")]
    OutOf,
    /// A coefficient that is too high.
    #[error("Le coefficient est de 100 au plus.")]
    Coefficient,
}

/// Hundredths of « 12,5 »: 1250. Digits, then a comma or a point and one or two digits.
fn hundredths(text: &str) -> Result<u32, TypedError> {
    let (whole, decimals) = match text.split_once([',', '.']) {
        Some((whole, decimals)) => (whole, decimals),
        None => (text, "0"),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() > 6 {
        return Err(TypedError::Number);
    }
    if decimals.len() > 2 {
        return Err(TypedError::Decimals);
    }
    let number = |text: &str| text.parse::<u32>().map_err(|_| TypedError::Number);
    let tens = if decimals.len() == 1 { 10 } else { 1 };
    Ok(number(whole)? * 100 + number(decimals)? * tens)
}

/// « 12,5 »: no decimal more than it needs.
pub(crate) fn written(hundredths: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match (rest, rest % 10) {
        (0, _) => write!(f, "{whole}"),
        (_, 0) => write!(f, "{whole},{}", rest / 10),
        _ => write!(f, "{whole},{rest:02}"),
    }
}

macro_rules! decimal {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// In hundredths, as databases keep it.
            pub fn hundredths(self) -> u32 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                written(u64::from(self.0), f)
            }
        }
    };
}

decimal!(
    /// The points of a mark, never more than its assessment has.
    Points
);
decimal!(
    /// What an assessment is marked out of: 20 most often; from 1 to 1000.
    OutOf
);
decimal!(
    /// What an assessment or a subject weighs; 0 counts for nothing.
    Coefficient
);

impl Points {
    /// Reads « 12,5 » or « 12.50 ».
    ///
    /// # Errors
    /// What is no number of two decimals, and more points than there are.
    pub fn parse(text: &str, out_of: OutOf) -> Result<Self, TypedError> {
        Self::of(hundredths(text.trim())?, out_of)
    }

    /// Of hundredths.
    ///
    /// # Errors
    /// More points than there are.
    pub fn of(hundredths: u32, out_of: OutOf) -> Result<Self, TypedError> {
        match hundredths <= out_of.0 {
            true => Ok(Self(hundredths)),
            false => Err(TypedError::Above(out_of)),
        }
    }
}

impl OutOf {
    /// What assessments are marked out of, unless a teacher says otherwise.
    pub const TWENTY: Self = Self(2000);

    /// Reads what a person typed.
    ///
    /// # Errors
    /// What is no number of two decimals, less than 1, more than 1000.
    pub fn parse(text: &str) -> Result<Self, TypedError> {
        Self::of(hundredths(text.trim())?)
    }

    /// Of hundredths.
    ///
    /// # Errors
    /// Less than 1, more than 1000.
    pub fn of(hundredths: u32) -> Result<Self, TypedError> {
        match hundredths {
            100..=100_000 => Ok(Self(hundredths)),
            _ => Err(TypedError::OutOf),
        }
    }
}

impl Coefficient {
    /// What everything weighs, unless somebody says otherwise.
    pub const ONE: Self = Self(100);

    /// Reads what a person typed.
    ///
    /// # Errors
    /// What is no number of two decimals, more than 100.
    pub fn parse(text: &str) -> Result<Self, TypedError> {
        Self::of(hundredths(text.trim())?)
    }

    /// Of hundredths.
    ///
    /// # Errors
    /// More than 100.
    pub fn of(hundredths: u32) -> Result<Self, TypedError> {
        match hundredths {
            0..=10_000 => Ok(Self(hundredths)),
            _ => Err(TypedError::Coefficient),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a comma and a point say the same, and what is not a number of two decimals is
    /// refused with what to do.
    #[test]
    fn numbers_are_read_as_they_are_typed() {
        let read = |text| Coefficient::parse(text).map(|c| c.hundredths());
        for (text, value) in [
            ("12", 1200),
            ("12,5", 1250),
            ("12.50", 1250),
            (" 0,05 ", 5),
            ("007", 700),
        ] {
            assert_eq!(read(text), Ok(value), "{text}");
        }
        for text in [
            "", ",5", "5,", "-1", "+1", "1e1", "1 2", "1,2,3", "１２", "12/20", "1234567",
        ] {
            assert_eq!(read(text), Err(TypedError::Number), "{text}");
        }
        assert_eq!(read("1,255"), Err(TypedError::Decimals));
        assert_eq!(read("100,01"), Err(TypedError::Coefficient));
        assert_eq!(OutOf::parse("0,99"), Err(TypedError::OutOf));
        assert_eq!(OutOf::parse("1000,01"), Err(TypedError::OutOf));
        let ten = OutOf::parse("10").unwrap();
        assert_eq!(Points::parse("10,01", ten), Err(TypedError::Above(ten)));
        assert_eq!(TypedError::Above(ten).to_string(), "La note dépasse 10.");
    }

    /// Invariant: a number is written with a comma and no decimal more than it needs, and is read the
    /// same again.
    #[test]
    fn numbers_are_written_as_they_are_read() {
        for (hundredths, text) in [
            (0, "0"),
            (5, "0,05"),
            (50, "0,5"),
            (1000, "10"),
            (1225, "12,25"),
        ] {
            let number = Coefficient::of(hundredths).unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(Coefficient::parse(text), Ok(number));
        }
    }
}
