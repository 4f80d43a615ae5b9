//! How a guardian can be reached by a means, or why not.

use mail::Address;
use messaging::Medium;
use print::{Misfit, Recipient};
use records::GuardianOf;
use sms::MobileNumber;

/// Where a message goes. Those who share it get one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    Mobile(MobileNumber),
    Mail(Address),
    /// The lines of the place, as the register has them.
    Home(Vec<String>),
}

impl Way {
    /// How the guardian is reached; or why not, in words that follow « Légal 2 (ROUX Paul) : ».
    pub(crate) fn to(guardian: &GuardianOf, medium: Medium) -> Result<Self, String> {
        match medium {
            Medium::Sms => mobile(guardian)
                .map(Self::Mobile)
                .map_err(ToOwned::to_owned),
            Medium::Mail => mail(guardian).map(Self::Mail).map_err(ToOwned::to_owned),
            Medium::Letter => {
                let home = home(guardian);
                envelope(&[guardian], &home).map_err(misfit)?;
                Ok(Self::Home(home))
            }
        }
    }

    /// What one sees of it beside a name.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Mobile(number) => number.to_string(),
            Self::Mail(address) => address.as_str().to_owned(),
            Self::Home(lines) => lines.join(", "),
        }
    }

    /// Whether one message can be for all of these, who share the way.
    pub(crate) fn holds(&self, guardians: &[&GuardianOf]) -> bool {
        match self {
            Self::Mobile(_) | Self::Mail(_) => true,
            Self::Home(home) => envelope(guardians, home).is_ok(),
        }
    }

    /// What makes two ways one.
    pub(crate) fn key(&self) -> String {
        match self {
            Self::Mobile(number) => number.e164(),
            Self::Mail(address) => address.as_str().to_lowercase(),
            Self::Home(lines) => lines.join("\n"),
        }
    }
}

fn mobile(guardian: &GuardianOf) -> Result<MobileNumber, &'static str> {
    if !guardian.accepts_sms {
        return Err("n'accepte pas les SMS");
    }
    let typed = guardian.mobile_typed.as_deref().unwrap_or_default();
    guardian.mobile.ok_or(match typed.trim() {
        "" => "n'a pas de numéro de mobile",
        _ => "son numéro de mobile n'est pas utilisable",
    })
}

fn mail(guardian: &GuardianOf) -> Result<Address, &'static str> {
    match guardian.email.as_deref().map(str::trim) {
        None | Some("") => Err("n'a pas d'adresse électronique"),
        Some(typed) => {
            Address::parse(typed).map_err(|_| "son adresse électronique n'est pas utilisable")
        }
    }
}

fn home(guardian: &GuardianOf) -> Vec<String> {
    let address = guardian.address.as_ref();
    address.map(records::Address::envelope).unwrap_or_default()
}

fn misfit(misfit: Misfit) -> String {
    match misfit {
        Misfit::NoPlace => "n'a pas d'adresse postale".to_owned(),
        misfit => {
            let words = misfit.to_string();
            let mut letters = words.trim_end_matches('.').chars();
            let first = letters.next().map(|first| first.to_lowercase().to_string());
            first.unwrap_or_default() + letters.as_str()
        }
    }
}

/// What shows in the window of the envelope, of people who live together.
pub(crate) fn envelope(guardians: &[&GuardianOf], home: &[String]) -> Result<Recipient, Misfit> {
    let people: Vec<String> = guardians.iter().map(|guardian| polite(guardian)).collect();
    let abroad = guardians
        .iter()
        .filter_map(|guardian| guardian.address.as_ref())
        .any(records::Address::is_abroad);
    match abroad {
        true => Recipient::abroad(&people, home),
        false => Recipient::new(&people, home),
    }
}

/// « Mme Nadia BERTIN ».
pub(crate) fn polite(guardian: &GuardianOf) -> String {
    let civility = match guardian.civility.as_deref().unwrap_or_default() {
        "MME" | "MLLE" | "Mme" | "MADAME" => "Mme ",
        "M" | "M." | "MR" | "MONSIEUR" => "M. ",
        _ => "",
    };
    let name = format!("{} {}", guardian.first_name, guardian.surname);
    format!("{civility}{}", name.trim())
}
