//! What stands in one cell: days, hours, durations, weeks, lists.

use chrono::Weekday;
use education::search_key;

pub(crate) use sheet::{clean, hour};

use crate::{lesson::Weeks, refusal::Reason};

/// What is not empty.
pub(crate) fn some(text: &str) -> Option<String> {
    let text = clean(text);
    (!text.is_empty()).then_some(text)
}

const DAYS: [(Weekday, &str); 6] = [
    (Weekday::Mon, "lundi"),
    (Weekday::Tue, "mardi"),
    (Weekday::Wed, "mercredi"),
    (Weekday::Thu, "jeudi"),
    (Weekday::Fri, "vendredi"),
    (Weekday::Sat, "samedi"),
];

/// « lundi », « Lun. », « lu ». No school has lessons on Sunday.
pub(crate) fn day(text: &str) -> Option<Weekday> {
    let key = search_key(text);
    let known = |name: &str| key == name || (matches!(key.len(), 2 | 3) && name.starts_with(&key));
    let found = DAYS.iter().find(|(_, name)| known(name));
    found.map(|(day, _)| *day)
}

/// « lundi »; nothing on Sunday.
pub(crate) fn day_name(day: Weekday) -> &'static str {
    let found = DAYS.iter().find(|(known, _)| *known == day);
    found.map_or("", |(_, name)| name)
}

/// Minutes of « 1h00 », « 2h30 », « 1 », « 0,5 », « 1.00 ».
pub(crate) fn duration(text: &str) -> Option<u32> {
    let text = clean(text).to_lowercase();
    let digits = |part: &str| {
        let fits = part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok())?
    };
    if let Some((hours, minutes)) = text.split_once('h') {
        let minutes = if minutes.is_empty() {
            0
        } else {
            digits(minutes)?
        };
        return (minutes < 60).then_some(digits(hours)? * 60 + minutes);
    }
    let (hours, parts) = text.split_once([',', '.']).unwrap_or((&text, "0"));
    let hundredths = match parts.len() {
        1 => digits(parts)? * 10,
        2 => digits(parts)?,
        _ => return None,
    };
    Some(digits(hours)? * 60 + hundredths * 60 / 100)
}

/// Which weeks a code says; an error for one that only the editor's own calendar explains.
pub(crate) fn weeks(text: &str) -> Result<Option<Weeks>, Reason> {
    let text = clean(text);
    match search_key(&text).as_str() {
        "" => Ok(None),
        "h" | "toutes" | "hebdo" | "hebdomadaire" => Ok(Some(Weeks::Every)),
        "q1" | "a" | "sa" | "semainea" | "s1" | "1" => Ok(Some(Weeks::First)),
        "q2" | "b" | "sb" | "semaineb" | "s2" | "2" => Ok(Some(Weeks::Second)),
        _ => Err(Reason::UnknownWeeks(text)),
    }
}

/// Elements of one list; what follows is one more, that nobody takes for a name.
pub(crate) const MOST_LISTED: usize = 100;

/// The elements of a list, empty ones included, since two lists may go along: at `,`, `#` or `+`
/// before a blank or at the end, outside of `<>` and `[]`. The editors choose one or the other.
pub(crate) fn list(text: &str) -> Vec<String> {
    let mut elements = vec![String::new()];
    let (mut inside, mut letters) = (None, text.chars().peekable());
    while let Some(letter) = letters.next() {
        let ends = letters.peek().is_none_or(|next| next.is_whitespace());
        match (inside, letter) {
            (None, ',' | '#' | '+') if ends && elements.len() <= MOST_LISTED => {
                elements.push(String::new());
                continue;
            }
            (None, '<') => inside = Some('>'),
            (None, '[') => inside = Some(']'),
            (Some(end), letter) if letter == end => inside = None,
            _ => {}
        }
        if let Some(last) = elements.last_mut() {
            last.push(letter);
        }
    }
    elements.iter().map(|element| clean(element)).collect()
}

/// Those of a list that are there.
pub(crate) fn filled(text: &str) -> Vec<String> {
    let elements = list(text).into_iter();
    elements.filter(|element| !element.is_empty()).collect()
}

/// A class that a spreadsheet took for a number: « 2E1 » became « 2,00E+01 ».
pub(crate) fn repaired(class: &str) -> String {
    let number = class.split_once(",00E+").or(class.split_once(".00E+"));
    match number.map(|(first, power)| (first, power.trim_start_matches('0'))) {
        Some((first, power)) if is_digits(first) && is_digits(power) => format!("{first}E{power}"),
        _ => class.to_owned(),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: durations of every export are read, and nothing else is one.
    #[test]
    fn durations_have_many_forms() {
        for (text, minutes) in [
            ("1h00", 60),
            ("2H30", 150),
            ("0h30", 30),
            ("2h", 120),
            ("1", 60),
            ("0,5", 30),
            ("1,00", 60),
            ("1.75", 105),
        ] {
            assert_eq!(duration(text), Some(minutes), "{text}");
        }
        for wrong in ["", "h", "1h75", "-1", "1,000", "100", "1h0x", "deux"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    /// Invariant: days are read without case, accents or points, Sunday is none.
    #[test]
    fn days_are_names_or_their_beginning() {
        assert_eq!(day("Lundi"), Some(Weekday::Mon));
        assert_eq!(day("MERCREDI"), Some(Weekday::Wed));
        assert_eq!(day("mar."), Some(Weekday::Tue));
        assert_eq!(day("Me"), Some(Weekday::Wed));
        for wrong in ["", "l", "dimanche", "m", "lund", "8"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    /// Invariant: a list is cut at its marks only, empty elements kept.
    #[test]
    fn lists_have_three_marks() {
        let elements = |text| list(text).join("|");
        assert_eq!(elements("RAVENEL, LE COZIC"), "RAVENEL|LE COZIC");
        assert_eq!(elements("RAVENEL# LE COZIC"), "RAVENEL|LE COZIC");
        assert_eq!(elements("4A+ 4B"), "4A|4B");
        assert_eq!(elements("# Inès# "), "|Inès|");
        assert_eq!(elements("C+D, LABO 1,2"), "C+D|LABO 1,2");
        assert_eq!(elements("[A, B], <C, D> E"), "[A, B]|<C, D> E");
        assert_eq!(elements("[A, B"), "[A, B");
        assert_eq!(list(&", ".repeat(5000)).len(), MOST_LISTED + 1);
    }

    /// Invariant: only what a spreadsheet did to a class is undone.
    #[test]
    fn a_class_is_no_number() {
        assert_eq!(repaired("2,00E+01"), "2E1");
        assert_eq!(repaired("6.00E+12"), "6E12");
        for kept in ["2E1", "2,00E+00", "A,00E+01", ",00E+1"] {
            assert_eq!(repaired(kept), kept);
        }
    }
}
