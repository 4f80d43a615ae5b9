//! Identifiers of providers: opaque strings, which some write differently in the answer and in
//! the receipt.

use std::{fmt, str::FromStr};

/// How a provider's two spellings of one identifier are made one. Declared by the provider's
/// configuration; [`IdNormalisation::Exact`] unless its documentation says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IdNormalisation {
    /// Compared sign by sign.
    #[default]
    Exact,
    /// `0a1B` is `0A1b`.
    IgnoreCase,
    /// `0000A1` is `a1`: leading zeros and case are ignored.
    IgnoreLeadingZeros,
    /// Hexadecimal in the answer to the submission, decimal in the receipt.
    HexThenDecimal,
    /// Decimal in the answer to the submission, hexadecimal in the receipt.
    DecimalThenHex,
}

/// A name of normalisation which is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Règle d’identifiants inconnue : « {0} ».")]
pub struct UnknownNormalisation(String);

impl IdNormalisation {
    /// Every rule, for a form's choices.
    pub const ALL: [Self; 5] = [
        Self::Exact,
        Self::IgnoreCase,
        Self::IgnoreLeadingZeros,
        Self::HexThenDecimal,
        Self::DecimalThenHex,
    ];

    /// The key of an identifier given in `submit_sm_resp`: store it beside the verbatim one.
    #[must_use]
    pub fn answer_key(self, id: &str) -> String {
        match self {
            Self::HexThenDecimal => number(id, 16),
            Self::DecimalThenHex => number(id, 10),
            _ => self.key(id),
        }
    }

    /// The key of an identifier given in a receipt: equal to the answer's when they are one.
    #[must_use]
    pub fn receipt_key(self, id: &str) -> String {
        match self {
            Self::HexThenDecimal => number(id, 10),
            Self::DecimalThenHex => number(id, 16),
            _ => self.key(id),
        }
    }

    /// Whether an answer and a receipt speak of the same message. Equal strings always do.
    #[must_use]
    pub fn same(self, answer: &str, receipt: &str) -> bool {
        answer == receipt || self.answer_key(answer) == self.receipt_key(receipt)
    }

    fn key(self, id: &str) -> String {
        match self {
            Self::IgnoreCase => id.to_lowercase(),
            Self::IgnoreLeadingZeros => {
                let id = id.to_lowercase();
                let rest = id.trim_start_matches('0');
                let rest = if rest.is_empty() && !id.is_empty() {
                    "0"
                } else {
                    rest
                };
                rest.to_owned()
            }
            _ => id.to_owned(),
        }
    }

    /// The word under which configurations store it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::IgnoreCase => "ignore-case",
            Self::IgnoreLeadingZeros => "ignore-leading-zeros",
            Self::HexThenDecimal => "hex-then-decimal",
            Self::DecimalThenHex => "decimal-then-hex",
        }
    }
}

/// The number in decimal; what is no number stays as it is, in lower case.
fn number(id: &str, radix: u32) -> String {
    let digits = id.trim();
    // `from_str_radix` would take a sign.
    if digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && let Ok(number) = u128::from_str_radix(digits, radix)
    {
        return number.to_string();
    }
    id.to_lowercase()
}

impl FromStr for IdNormalisation {
    type Err = UnknownNormalisation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|rule| rule.word() == text)
            .ok_or_else(|| UnknownNormalisation(text.to_owned()))
    }
}

/// In French, for a form.
impl fmt::Display for IdNormalisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "identiques, signe par signe",
            Self::IgnoreCase => "sans tenir compte des majuscules",
            Self::IgnoreLeadingZeros => "sans tenir compte des zéros du début ni des majuscules",
            Self::HexThenDecimal => "hexadécimal à l’envoi, décimal dans l’accusé",
            Self::DecimalThenHex => "décimal à l’envoi, hexadécimal dans l’accusé",
        })
    }
}
