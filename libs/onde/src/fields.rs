//! The values of fields, as the files write them.

use std::fmt;

use chrono::NaiveDate;
use education::search_key;
use siecle::Sex;

/// The level of a pupil, from the youngest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Toute petite section, at two.
    Tps,
    /// Petite section, at three.
    Ps,
    /// Moyenne section.
    Ms,
    /// Grande section.
    Gs,
    /// Cours préparatoire, at six.
    Cp,
    /// Cours élémentaire, first year.
    Ce1,
    /// Cours élémentaire, second year.
    Ce2,
    /// Cours moyen, first year.
    Cm1,
    /// Cours moyen, second year: the last before the collège.
    Cm2,
}

impl Level {
    /// All of them, from the youngest.
    pub const ALL: [Self; 9] = [
        Self::Tps,
        Self::Ps,
        Self::Ms,
        Self::Gs,
        Self::Cp,
        Self::Ce1,
        Self::Ce2,
        Self::Cm1,
        Self::Cm2,
    ];

    /// As everybody writes it: "CE1".
    pub fn label(self) -> &'static str {
        match self {
            Self::Tps => "TPS",
            Self::Ps => "PS",
            Self::Ms => "MS",
            Self::Gs => "GS",
            Self::Cp => "CP",
            Self::Ce1 => "CE1",
            Self::Ce2 => "CE2",
            Self::Cm1 => "CM1",
            Self::Cm2 => "CM2",
        }
    }

    pub(crate) fn parse(value: &str) -> Option<Self> {
        let key = search_key(value);
        Self::ALL
            .into_iter()
            .find(|level| level.label().eq_ignore_ascii_case(&key))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// What is told of a value to a person: its beginning, if it is long.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Without what surrounds a value by accident: blanks, control characters, stray quotes. Nothing
/// left is the same as nothing there.
pub(crate) fn clean(raw: &str) -> Option<String> {
    let plain: String = raw
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| *c != '\u{feff}')
        .collect();
    let value = plain.trim_matches(|c: char| c.is_whitespace() || c == '\'' || c == '"');
    (!value.is_empty()).then(|| value.to_owned())
}

/// A name, with single blanks inside.
pub(crate) fn name(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `DD/MM/YYYY` or ISO: both are seen.
pub(crate) fn date(value: &str) -> Option<NaiveDate> {
    let day = value.get(..10).unwrap_or(value);
    let format = if day.contains('/') {
        "%d/%m/%Y"
    } else {
        "%Y-%m-%d"
    };
    // Without four digits of year, "05/06/18" would be the year 18.
    (day.len() == 10)
        .then(|| NaiveDate::parse_from_str(day, format).ok())
        .flatten()
}

pub(crate) fn yes_no(value: &str) -> Option<bool> {
    match search_key(value).as_str() {
        "oui" | "o" | "1" => Some(true),
        "non" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// M or F; H where the word was « homme ».
pub(crate) fn sex(value: &str) -> Option<Sex> {
    match value.to_ascii_uppercase().as_str() {
        "M" | "H" => Some(Sex::Male),
        "F" => Some(Sex::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_in_order_and_read_back() {
        assert!(Level::ALL.is_sorted());
        for level in Level::ALL {
            assert_eq!(Level::parse(&format!(" {level} ")), Some(level));
        }
        assert_eq!(Level::parse("ce 1"), Some(Level::Ce1));
        assert_eq!(Level::parse("6EME"), None);
    }

    #[test]
    fn dates_of_both_kinds() {
        let expected = NaiveDate::from_ymd_opt(2018, 2, 3);
        assert_eq!(date("03/02/2018"), expected);
        assert_eq!(date("2018-02-03"), expected);
        for wrong in ["31/02/2018", "03/02/18", "février", "", "é/02/2018é"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn answers() {
        assert_eq!(yes_no("Oui"), Some(true));
        assert_eq!(yes_no("NON"), Some(false));
        assert_eq!(yes_no("peut-être"), None);
        assert_eq!(sex("h"), Some(Sex::Male));
        assert_eq!(sex("F"), Some(Sex::Female));
        assert_eq!(sex("FRANCE"), None);
    }

    #[test]
    fn cleaning() {
        assert_eq!(clean(" \"DUPONT\u{a0}"), Some("DUPONT".into()));
        assert_eq!(clean("N'GUESSAN"), Some("N'GUESSAN".into()));
        assert_eq!(clean(" ' "), None);
        assert_eq!(name("DE  LA\tTOUR"), "DE LA TOUR");
    }
}
