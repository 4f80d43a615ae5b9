//! The values of fields, as the files write them.

use chrono::{NaiveDate, NaiveDateTime};

/// What is told of a value to a person: its beginning, if it is long.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// Without what surrounds a value by accident: blanks, control characters, stray quotes (seen in
/// the field). Nothing left is the same as nothing there.
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

/// `DD/MM/YYYY` as in SIECLE, or ISO as in STS-web and hand-made files.
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

/// `DD/MM/YYYY HH:MM:SS`, or ISO.
pub(crate) fn timestamp(value: &str) -> Option<NaiveDateTime> {
    [
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(value, format).ok())
}

/// `0`/`1` at first, `true`/`false` in the newer files, `O`/`N` here and there.
pub(crate) fn flag(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "o" | "oui" | "true" => Some(true),
        "0" | "n" | "non" | "false" => Some(false),
        _ => None,
    }
}

/// A key of the academy's register.
pub(crate) fn id(value: &str) -> Option<i64> {
    value.parse().ok().filter(|id| *id > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning() {
        assert_eq!(clean("  'DUPONT' "), Some("DUPONT".into()));
        assert_eq!(clean(" N'GUESSAN\u{a0}"), Some("N'GUESSAN".into()));
        assert_eq!(clean("3  A"), Some("3  A".into()));
        assert_eq!(clean("a\0b\tc"), Some("a b c".into()));
        assert_eq!(clean(" \n "), None);
        assert_eq!(clean("''"), None);
        assert_eq!(name("DE  LA   TOUR"), "DE LA TOUR");
    }

    #[test]
    fn dates() {
        let expected = NaiveDate::from_ymd_opt(2018, 6, 5);
        assert_eq!(date("05/06/2018"), expected);
        assert_eq!(date("2018-06-05"), expected);
        assert_eq!(date("2018-06-05T00:00:00"), expected);
        for wrong in ["31/02/2018", "05/06/18", "juin", "", "é/06/2018é"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        assert_eq!(
            timestamp("05/06/2019 09:11:05"),
            timestamp("2019-06-05T09:11:05")
        );
        assert!(timestamp("05/06/2019 09:11:05").is_some());
    }

    #[test]
    fn flags() {
        for (text, expected) in [
            ("1", Some(true)),
            ("O", Some(true)),
            ("true", Some(true)),
            ("TRUE", Some(true)),
            ("0", Some(false)),
            ("N", Some(false)),
            ("false", Some(false)),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(flag(text), expected, "{text}");
        }
    }

    #[test]
    fn ids() {
        assert_eq!(id("1000012"), Some(1_000_012));
        for wrong in ["0", "-4", "12a", "", "99999999999999999999"] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }
}
