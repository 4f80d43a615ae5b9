//! Telephone numbers that ring nowhere, typed as people type them.

use super::{dice::Dice, showcase};

/// Landlines kept for fiction, one block per region.
const LANDLINES: [&str; 5] = ["019900", "026191", "035301", "046571", "053649"];

/// The mobile of the `index`-th person. There are only 10,000: consecutive indexes walk through
/// all of them before any comes back, and their last two digits are evenly spread (programs that
/// simulate a network decide by them).
pub fn mobile(seed: u64, index: u64) -> String {
    const STEP: u64 = 7919; // prime, hence coprime with 10,000
    let tail = (index.wrapping_mul(STEP).wrapping_add(seed % 10_000)) % 10_000;
    let own = |number: &String| showcase::mobiles().any(|reserved| reserved == number);
    // The known pupils' numbers are theirs alone: another hundred, same last two digits.
    (0..)
        .map(|turn| format!("063998{:04}", (tail + 100 * turn) % 10_000))
        .find(|number| !own(number))
        .unwrap_or_default()
}

/// A landline of no region in particular.
pub fn landline(dice: &mut Dice) -> String {
    format!("{}{:04}", dice.pick(&LANDLINES), dice.below(10_000))
}

/// Ten digits as an office types them: mostly plain, sometimes not.
pub fn typed(dice: &mut Dice, number: &str) -> String {
    let pairs = |separator: &str| {
        let pairs: Vec<&str> = (0..number.len())
            .step_by(2)
            .map(|i| &number[i..i + 2])
            .collect();
        pairs.join(separator)
    };
    match dice.below(100) {
        0..60 => number.to_owned(),
        60..82 => pairs(" "),
        82..90 => pairs("."),
        90..95 => format!("+33{}", &number[1..]),
        95..97 => format!("+33 {}", &pairs(" ")[1..]),
        97..99 => pairs("-"),
        _ => format!(" {number} "),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn mobiles_do_not_repeat_before_they_must() {
        let distinct: HashSet<String> = (0..10_000).map(|index| mobile(7, index)).collect();
        assert!(distinct.len() >= 10_000 - 2 * showcase::mobiles().count());
    }

    #[test]
    fn last_digits_are_evenly_spread() {
        let endings = (0..3000).map(|index| mobile(42, index * 3));
        let late = endings.filter(|number| number.ends_with("00")).count();
        assert_eq!(late, 30);
    }

    #[test]
    fn every_form_is_the_same_number() {
        let mut dice = Dice::new(1, 0);
        let mut forms = HashSet::new();
        for _ in 0..1000 {
            let form = typed(&mut dice, "0639981234");
            let digits: String = form.chars().filter(char::is_ascii_digit).collect();
            assert!(digits == "0639981234" || digits == "33639981234", "{form}");
            forms.insert(form);
        }
        assert_eq!(forms.len(), 7);
    }
}
