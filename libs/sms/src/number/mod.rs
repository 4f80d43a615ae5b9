//! French telephone numbers.
//!
//! Stored as E.164 (`+33639980012`), shown nationally (`06 39 98 00 12`). Ranges come from the
//! numbering plan of ARCEP (decision 2018-0881 and its amendments); the overseas blocks of `0709`
//! were checked against libphonenumber's public table.

mod parse;
mod plan;
mod sender;

use std::fmt;

use plan::Kind;
pub use sender::{Sender, SenderError};

/// Which numbers may be used: the same program serves a demonstration and real families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberPolicy {
    /// Real life: numbers reserved for fiction are refused, nobody answers there.
    Live,
    /// Demonstration and tests: only numbers reserved for fiction, so that no stranger is called.
    Demo,
}

impl NumberPolicy {
    /// Whether a number that was stored may be used now: the policy may have changed since.
    ///
    /// # Errors
    /// [`NumberError::Fiction`] in real life, [`NumberError::NotFiction`] in a demonstration.
    pub fn check(self, number: impl Into<PhoneNumber>) -> Result<(), NumberError> {
        match (self, number.into().is_fiction()) {
            (Self::Live, true) => Err(NumberError::Fiction),
            (Self::Demo, false) => Err(NumberError::NotFiction),
            _ => Ok(()),
        }
    }
}

/// Why a number is refused. `Display` is a plain French sentence for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NumberError {
    /// Nothing was typed.
    #[error("Aucun numéro n’est indiqué.")]
    Empty,
    /// Letters or signs that no telephone number contains.
    #[error("Ceci n’est pas un numéro de téléphone.")]
    NotANumber,
    /// A French number has ten digits.
    #[error("Un numéro français compte dix chiffres ; celui-ci en compte {digits}.")]
    WrongLength {
        /// How many digits were counted, the country code replaced by the national `0`.
        digits: usize,
    },
    /// A country code of elsewhere.
    #[error("Ce numéro est étranger ; seuls les numéros français sont acceptés.")]
    Foreign,
    /// A fixed line or a line of a box: no text message arrives there.
    #[error("Ce numéro est celui d’un téléphone fixe ; il ne reçoit pas de SMS.")]
    Landline,
    /// `0700…`: machines talking to machines.
    #[error("Ce numéro est celui d’un objet connecté, non d’un téléphone.")]
    MachineToMachine,
    /// `08…`: services, often at a premium.
    #[error("Ce numéro est celui d’un service (08…), non d’une personne.")]
    SpecialService,
    /// A range that is given to nobody.
    #[error("Ce numéro n’existe pas : ses premiers chiffres ne sont attribués à personne.")]
    Unassigned,
    /// A number of fiction in real life.
    #[error(
        "Ce numéro est réservé à la fiction (films, démonstrations) ; il n’appartient à personne."
    )]
    Fiction,
    /// A real number in a demonstration.
    #[error("Cette démonstration n’accepte que des numéros fictifs, comme 06 39 98 00 12.")]
    NotFiction,
}

/// Any French telephone number, fixed or mobile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber {
    /// `33`, or `262`, `590`, `594`, `596` overseas.
    country: u16,
    /// The nine digits after the national `0`; the first is never zero.
    subscriber: u32,
}

/// A French mobile number: one that receives text messages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MobileNumber(PhoneNumber);

impl PhoneNumber {
    /// Reads a number as people write it: `01 99 00 12 34`, `+33 (0)1.99…`, `0033…`, with any
    /// spaces, unbreakable ones included.
    ///
    /// # Errors
    /// Says in French what is wrong with the number.
    pub fn parse(text: &str, policy: NumberPolicy) -> Result<Self, NumberError> {
        let number = parse::french(text)?;
        policy.check(number)?;
        Ok(number)
    }

    /// Reads back what was stored (`+33…`), or what a provider writes (`33…`): no policy, since
    /// it was applied when the number came in.
    ///
    /// # Errors
    /// As [`PhoneNumber::parse`], but for the policy.
    pub fn from_e164(text: &str) -> Result<Self, NumberError> {
        parse::french(text)
    }

    /// E.164, the form to store: `+33639980012`.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+{}", self.digits())
    }

    /// E.164 without its sign, the form of SMPP addresses: `33639980012`.
    #[must_use]
    pub fn digits(&self) -> String {
        format!("{}{:09}", self.country, self.subscriber)
    }

    /// Reserved for fiction by ARCEP: mobile `06 39 98`, fixed `01 99 00`, `02 61 91`,
    /// `03 53 01`, `04 65 71`, `05 36 49`.
    #[must_use]
    pub fn is_fiction(&self) -> bool {
        self.country == 33 && plan::is_fiction(self.subscriber)
    }

    /// The same number as a mobile, when it is one.
    #[must_use]
    pub fn mobile(&self) -> Option<MobileNumber> {
        (plan::kind(self.subscriber) == Kind::Mobile).then_some(MobileNumber(*self))
    }

    /// For lists and logs: `06 39 98 •• 12`. Four digits of ten are enough to recognise one's own.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = self.to_string();
        shown
            .split(' ')
            .enumerate()
            .map(|(index, pair)| if index == 3 { "••" } else { pair })
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl MobileNumber {
    /// Reads a mobile number as people write it.
    ///
    /// # Errors
    /// Says in French what is wrong: a fixed line, a machine, a number of fiction in real life…
    pub fn parse(text: &str, policy: NumberPolicy) -> Result<Self, NumberError> {
        let mobile = Self::from_e164(text)?;
        policy.check(mobile)?;
        Ok(mobile)
    }

    /// Reads back what was stored (`+33…`), or what a provider writes (`33…`).
    ///
    /// # Errors
    /// As [`MobileNumber::parse`], but for the policy.
    pub fn from_e164(text: &str) -> Result<Self, NumberError> {
        let number = parse::french(text)?;
        number.mobile().ok_or(match plan::kind(number.subscriber) {
            Kind::MachineToMachine => NumberError::MachineToMachine,
            Kind::Special => NumberError::SpecialService,
            Kind::Unassigned => NumberError::Unassigned,
            Kind::Fixed | Kind::Mobile => NumberError::Landline,
        })
    }

    /// The number without the promise that it is a mobile.
    #[must_use]
    pub fn phone(&self) -> PhoneNumber {
        self.0
    }

    /// E.164, the form to store: `+33639980012`.
    #[must_use]
    pub fn e164(&self) -> String {
        self.0.e164()
    }

    /// E.164 without its sign, the form of SMPP addresses: `33639980012`.
    #[must_use]
    pub fn digits(&self) -> String {
        self.0.digits()
    }

    /// Reserved for fiction by ARCEP: `06 39 98 xx xx`.
    #[must_use]
    pub fn is_fiction(&self) -> bool {
        self.0.is_fiction()
    }

    /// For lists and logs: `06 39 98 •• 12`.
    #[must_use]
    pub fn masked(&self) -> String {
        self.0.masked()
    }
}

/// National form, by pairs: `06 39 98 00 12`.
impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("0{:09}", self.subscriber);
        for pair in 0..5 {
            let gap = if pair == 0 { "" } else { " " };
            write!(f, "{gap}{}", &digits[pair * 2..pair * 2 + 2])?;
        }
        Ok(())
    }
}

/// National form, by pairs: `06 39 98 00 12`.
impl fmt::Display for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// Debug ends up in logs: a real number must not.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MobileNumber({})", self.masked())
    }
}

impl From<MobileNumber> for PhoneNumber {
    fn from(mobile: MobileNumber) -> Self {
        mobile.0
    }
}

#[cfg(test)]
mod tests;
