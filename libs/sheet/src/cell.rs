//! What stands in one cell: text, an hour, a day.

use chrono::{NaiveDate, NaiveTime};

/// Without blanks around, without characters that are none; a line end inside is a blank.
pub fn clean(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '\n' | '\t' | '\u{a0}' | '\u{202f}' => Some(' '),
        c if c.is_control() || c == '\u{feff}' => None,
        c => Some(c),
    });
    kept.collect::<String>().trim().to_owned()
}

/// « 8h », « 08H00 », « 8:30 », « 08:30:00 ».
pub fn hour(text: &str) -> Option<NaiveTime> {
    let text = clean(text);
    let mut parts = text.split(['h', 'H', ':']);
    let number = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        (matches!(part.len(), 1 | 2) && digits).then(|| part.parse::<u32>().ok())?
    };
    let hour = number(parts.next()?.trim())?;
    let minute = match parts.next()? {
        "" => 0,
        part if part.trim().len() == 2 => number(part.trim())?,
        _ => return None,
    };
    match parts.next() {
        None | Some("00") if parts.next().is_none() => NaiveTime::from_hms_opt(hour, minute, 0),
        _ => None,
    }
}

/// « 24/11/2026 », « 3/5/14 », « 24.11.2026 », « 2026-11-24 »; two figures are a year of this century.
pub fn date(text: &str) -> Option<NaiveDate> {
    let text = clean(text);
    let number = |part: &str, most: usize| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        (digits && (1..=most).contains(&part.len())).then(|| part.parse::<u32>().ok())?
    };
    let mut parts = text.split(['/', '-', '.']);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = match (first.len(), last.len()) {
        (4, _) => (number(first, 4)?, number(last, 2)?),
        (_, 4) => (number(last, 4)?, number(first, 2)?),
        (_, 2) => (2000 + number(last, 2)?, number(first, 2)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(month, 2)?, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(hour: u32, minute: u32) -> Option<NaiveTime> {
        NaiveTime::from_hms_opt(hour, minute, 0)
    }

    /// Invariant: hours of every editor are read, and nothing else is an hour.
    #[test]
    fn hours_have_many_forms() {
        for (text, hour, minute) in [
            ("08h00", 8, 0),
            ("  08h00", 8, 0),
            ("8H", 8, 0),
            ("13H30", 13, 30),
            ("8h05", 8, 5),
            ("08:30", 8, 30),
            ("8:30:00", 8, 30),
        ] {
            assert_eq!(super::hour(text), at(hour, minute), "{text}");
        }
        for wrong in [
            "", "8", "h", "8h5", "24h00", "8h60", "-8h00", "8h00h", "8h00:30", "٨h00",
        ] {
            assert_eq!(super::hour(wrong), None, "{wrong}");
        }
    }

    /// Invariant: days are read as France writes them and as computers do, and nothing else is a day.
    #[test]
    fn days_have_a_few_forms() {
        let day = NaiveDate::from_ymd_opt(2026, 5, 3);
        for text in [
            "03/05/2026",
            "3/5/2026",
            " 3/5/26 ",
            "2026-05-03",
            "03.05.2026",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
        for wrong in [
            "",
            "3/5",
            "3/5/026",
            "31/02/2026",
            "2026-13-01",
            "3/5/2026/1",
            "+3/5/2026",
            "a/b/c",
            "٣/5/2026",
            "003/5/2026",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    proptest! {
        /// Whatever stands in a cell is judged.
        #[test]
        fn any_text_is_judged(text in ".{0,20}") {
            let _ = (date(&text), hour(&text), clean(&text));
        }

        /// Invariant: a day and an hour that were written read back.
        #[test]
        fn what_is_written_reads_back(days in 0i64..40_000, minutes in 0u32..1_440) {
            let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Duration::days(days);
            prop_assert_eq!(date(&day.format("%d/%m/%Y").to_string()), Some(day));
            prop_assert_eq!(date(&day.to_string()), Some(day));
            let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0);
            prop_assert_eq!(hour(&time.unwrap().format("%H:%M").to_string()), time);
        }
    }
}
