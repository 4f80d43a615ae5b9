//! Who a message says it comes from.

use std::fmt;

use super::{NumberError, PhoneNumber};

/// What the receiver's telephone shows as the sender (SMPP 3.4, `source_addr`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sender {
    /// At most eleven letters and digits, one letter at least: `COLLEGE`. Can't be answered.
    Name(String),
    /// A telephone number: can be answered.
    Number(PhoneNumber),
    /// A short number given by the operators (five digits in France): can be answered.
    Short(String),
}

/// Why a sender is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SenderError {
    /// Nothing was typed.
    #[error("Indiquez un émetteur : un numéro, ou un nom de onze lettres au plus.")]
    Empty,
    /// Telephones show eleven signs.
    #[error("Un nom d’émetteur compte au plus onze lettres ou chiffres.")]
    TooLong,
    /// Operators refuse accents, spaces and punctuation.
    #[error("Un nom d’émetteur ne contient que des lettres sans accent et des chiffres.")]
    Letters,
    /// Digits only, and no telephone number.
    #[error("Ce numéro d’expéditeur n’est pas valable. {0}")]
    Number(NumberError),
}

impl Sender {
    /// Reads a name (`COLLEGE`), a short number (`36034`) or a telephone number (`06 39 98 00 12`).
    ///
    /// # Errors
    /// Says in French what is wrong.
    pub fn parse(text: &str) -> Result<Self, SenderError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SenderError::Empty);
        }
        if text.chars().any(char::is_alphabetic) {
            if !text.chars().all(|sign| sign.is_ascii_alphanumeric()) {
                return Err(SenderError::Letters);
            }
            return match text.len() {
                1..=11 => Ok(Self::Name(text.to_owned())),
                _ => Err(SenderError::TooLong),
            };
        }
        if text.len() <= 6 && text.chars().all(|sign| sign.is_ascii_digit()) {
            return Ok(Self::Short(text.to_owned()));
        }
        PhoneNumber::from_e164(text)
            .map(Self::Number)
            .map_err(SenderError::Number)
    }

    /// Whether a person can answer it.
    #[must_use]
    pub fn can_be_answered(&self) -> bool {
        !matches!(self, Self::Name(_))
    }

    /// The address as SMPP carries it.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::Name(name) | Self::Short(name) => name.clone(),
            Self::Number(number) => number.digits(),
        }
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) | Self::Short(name) => f.write_str(name),
            Self::Number(number) => number.fmt(f),
        }
    }
}
