//! Postal addresses, as the register writes them and as people type them.

use serde::{Deserialize, Serialize};

/// `CODE_PAYS` of France.
pub const FRANCE: &str = "100";

/// An address. Kept as JSON in its row; [`Address::is_empty`] ones are not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Number and street, building…: up to four lines.
    pub lines: Vec<String>,
    /// Post code.
    pub postal_code: Option<String>,
    /// Town.
    pub town: Option<String>,
    /// INSEE code of the commune, when the register says it.
    pub commune: Option<String>,
    /// Code of the country; `None` or [`FRANCE`] for France.
    pub country: Option<String>,
    /// Name of the country, when it is not France.
    pub country_name: Option<String>,
}

impl Address {
    /// Whether nothing could be written on an envelope.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.postal_code.is_none() && self.town.is_none()
    }

    /// Whether it is in another country.
    pub fn is_abroad(&self) -> bool {
        match &self.country {
            Some(code) => code != FRANCE,
            None => self.country_name.is_some(),
        }
    }

    /// As on an envelope, line by line.
    pub fn envelope(&self) -> Vec<String> {
        let town: Vec<&str> = [&self.postal_code, &self.town]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let country = self.country_name.clone().filter(|_| self.is_abroad());
        let mut lines = self.lines.clone();
        lines.extend(Some(town.join(" ")).filter(|town| !town.is_empty()));
        lines.extend(country);
        lines
    }

    /// In one line: « 9 rue Notre-Dame, 99120 Vinzelle ».
    pub fn words(&self) -> String {
        self.envelope().join(", ")
    }

    /// The text by which two addresses are compared, and from which one is read back.
    pub(crate) fn canonical(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads [`Address::canonical`] back; `None` for no address.
    pub(crate) fn from_canonical(text: &str) -> Option<Self> {
        let address: Self = serde_json::from_str(text).ok()?;
        Some(address).filter(|address| !address.is_empty())
    }

    /// For its column.
    pub(crate) fn json(&self) -> Option<serde_json::Value> {
        serde_json::to_value(self).ok()
    }

    /// From its column; `None` when there is nothing to write on an envelope.
    pub(crate) fn stored(json: Option<serde_json::Value>) -> Option<Self> {
        let address: Self = serde_json::from_value(json?).ok()?;
        Some(address).filter(|address| !address.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vinzelle() -> Address {
        Address {
            lines: vec!["9 rue Notre-Dame".into()],
            postal_code: Some("99120".into()),
            town: Some("Vinzelle".into()),
            country: Some(FRANCE.into()),
            country_name: Some("FRANCE".into()),
            ..Address::default()
        }
    }

    #[test]
    fn an_address_reads_back_from_the_text_that_it_is_compared_by() {
        let address = vinzelle();
        assert_eq!(Address::from_canonical(&address.canonical()), Some(address));
        assert_eq!(Address::from_canonical(""), None);
        assert_eq!(Address::from_canonical("{}"), None);
    }

    #[test]
    fn the_country_is_written_only_abroad() {
        let mut address = vinzelle();
        assert_eq!(address.words(), "9 rue Notre-Dame, 99120 Vinzelle");
        address.country = Some("109".into());
        address.country_name = Some("Allemagne".into());
        assert!(address.is_abroad());
        assert_eq!(
            address.words(),
            "9 rue Notre-Dame, 99120 Vinzelle, Allemagne"
        );
    }
}
