//! What may be typed of an address.

use super::contact::{ABROAD, HERE};
use records::{Address, FRANCE};
use web::{Input, Invalid};

/// The longest line of an address.
const LONGEST_LINE: usize = 60;

/// The four lines of an address.
pub(crate) const LINES: [&str; 4] = ["ligne_1", "ligne_2", "ligne_3", "ligne_4"];

/// The fields of an address that is stored.
pub(crate) fn address_filled(address: Option<&Address>) -> Vec<(&'static str, String)> {
    let none = Address::default();
    let address = address.unwrap_or(&none);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let place = if address.is_abroad() { ABROAD } else { HERE };
    let country = address.country_name.clone().filter(|_| address.is_abroad());
    let mut fields = vec![
        ("lieu", place.to_owned()),
        ("code_postal", text(&address.postal_code)),
        ("commune", text(&address.town)),
        ("pays", text(&country)),
    ];
    // More lines than the form has stay, on its last.
    for (n, name) in LINES.into_iter().enumerate() {
        let line = match n {
            3 => address.lines.get(3..).unwrap_or_default().join(", "),
            _ => address.lines.get(n).cloned().unwrap_or_default(),
        };
        fields.push((name, line));
    }
    fields
}

/// An address; in France with its commune, elsewhere with its country. All empty: none.
pub(crate) fn address(
    invalid: &mut Invalid,
    input: &Input,
    before: Option<&Address>,
) -> Option<Address> {
    let unchanged = address_filled(before)
        .iter()
        .all(|(field, value)| input.text(field) == value.trim());
    if unchanged {
        return before.cloned();
    }
    let text = |field| Some(input.text(field).to_owned()).filter(|text| !text.is_empty());
    let abroad = input.text("lieu") == ABROAD;
    let lines: Vec<String> = LINES.into_iter().filter_map(text).collect();
    let country = text("pays").filter(|_| abroad);
    let address = Address {
        lines,
        postal_code: text("code_postal"),
        town: text("commune"),
        commune: None,
        country: (!abroad).then(|| FRANCE.to_owned()),
        country_name: country,
    };
    if address.is_empty() && address.country_name.is_none() {
        return None;
    }
    for line in LINES {
        if input.text(line).chars().count() > LONGEST_LINE {
            let sentence =
                format!("Cette ligne est trop longue : {LONGEST_LINE} caractères au plus.");
            invalid.add(line, sentence);
        }
    }
    if address.town.is_none() {
        invalid.add("commune", "Indiquez la commune, ou la ville.");
    }
    let post_code = address.postal_code.as_deref().unwrap_or_default();
    let french = post_code.len() == 5 && post_code.bytes().all(|b| b.is_ascii_digit());
    if abroad && address.country_name.is_none() {
        invalid.add("pays", "Indiquez le pays.");
    } else if !abroad && !french {
        invalid.add(
            "code_postal",
            "Un code postal français compte cinq chiffres.",
        );
    }
    Some(address)
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
    fn an_address_is_of_somewhere() {
        let form = |place: &str, code: &str, town: &str, country: &str| {
            let fields = [
                ("lieu", place),
                ("ligne_1", "9 rue Notre-Dame"),
                ("code_postal", code),
                ("commune", town),
                ("pays", country),
            ];
            let input = Input::of(fields);
            judged(|invalid| address(invalid, &input, None))
        };
        let (read, invalid) = form(HERE, "99120", "Vinzelle", "");
        assert!(invalid.is_empty());
        assert_eq!(
            read.expect("an address").words(),
            "9 rue Notre-Dame, 99120 Vinzelle"
        );
        assert!(
            form(HERE, "9912", "Vinzelle", "")
                .1
                .on("code_postal")
                .is_some()
        );
        assert!(form(HERE, "99120", "", "").1.on("commune").is_some());
        assert!(form(ABROAD, "10115", "Berlin", "").1.on("pays").is_some());
        let (abroad, invalid) = form(ABROAD, "10115", "Berlin", "Allemagne");
        assert!(invalid.is_empty() && abroad.expect("an address").is_abroad());
        let none = judged(|i| address(i, &Input::of([("lieu", HERE)]), None));
        assert!(none.0.is_none() && none.1.is_empty());
    }

    /// Invariant: an address shown and sent back as it is keeps the register's codes.
    #[test]
    fn an_address_left_as_it_is_keeps_its_codes() {
        let stored = Address {
            lines: vec!["9 rue Notre-Dame".into()],
            postal_code: Some("99120".into()),
            town: Some("VINZELLE".into()),
            commune: Some("99587".into()),
            country: Some(FRANCE.into()),
            country_name: Some("FRANCE".into()),
        };
        let input = Input::of(address_filled(Some(&stored)));
        let (read, invalid) = judged(|invalid| address(invalid, &input, Some(&stored)));
        assert!(invalid.is_empty());
        assert_eq!(read, Some(stored));
    }
}
