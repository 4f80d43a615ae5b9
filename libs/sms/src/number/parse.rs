//! From what people write to the nine digits after the `0`.

use super::{NumberError, PhoneNumber, plan};

/// The country codes of the French plan.
const COUNTRIES: [&str; 5] = ["33", "262", "590", "594", "596"];

pub(super) fn french(text: &str) -> Result<PhoneNumber, NumberError> {
    let text = text.trim();
    let international = text.starts_with('+');
    let digits = digits(text)?;
    if digits.is_empty() {
        return Err(match international {
            true => NumberError::NotANumber,
            false => NumberError::Empty,
        });
    }
    let national = if international {
        after_country(&digits)?
    } else if let Some(rest) = digits.strip_prefix("00") {
        after_country(rest)?
    } else if !digits.starts_with('0') && digits.len() >= 11 {
        // Providers write addresses without the sign: 33639980012.
        after_country(&digits)?
    } else {
        // A spreadsheet drops the zero: 639980012.
        digits.strip_prefix('0').unwrap_or(&digits).to_owned()
    };
    // Machines have longer numbers (14 digits): say what they are rather than count them.
    if national.starts_with("700") && national.len() >= 9 {
        return Err(NumberError::MachineToMachine);
    }
    if national.len() != 9 {
        return Err(NumberError::WrongLength {
            digits: national.len() + 1,
        });
    }
    let subscriber: u32 = national.parse().map_err(|_| NumberError::NotANumber)?;
    if subscriber < 100_000_000 {
        return Err(NumberError::Unassigned);
    }
    Ok(PhoneNumber {
        country: plan::country(subscriber),
        subscriber,
    })
}

/// Keeps the digits, forgives what people put between them, refuses the rest.
fn digits(text: &str) -> Result<String, NumberError> {
    let mut digits = String::with_capacity(text.len());
    for (index, sign) in text.chars().enumerate() {
        match sign {
            '0'..='9' => digits.push(sign),
            '+' if index == 0 => {}
            '.' | '-' | '/' | '(' | ')' | '_' | '\u{2010}'..='\u{2015}' => {}
            // Marks of direction that come along with a copied number.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {}
            _ if sign.is_whitespace() => {}
            _ => return Err(NumberError::NotANumber),
        }
    }
    Ok(digits)
}

/// Drops the country code, and the zero of `+33 (0)6…`.
fn after_country(digits: &str) -> Result<String, NumberError> {
    let rest = COUNTRIES
        .iter()
        .find_map(|code| digits.strip_prefix(code))
        .ok_or(NumberError::Foreign)?;
    Ok(rest.strip_prefix('0').unwrap_or(rest).to_owned())
}
