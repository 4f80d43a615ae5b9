//! When an event begins and ends, in the school's zone.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::lines::Property;

/// A day, or an instant told in the school's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Day,
    At(NaiveDateTime),
}

/// `20250916T073000Z`, `20250916T093000` with or without `TZID`, `20250916`.
pub(super) fn parse(property: &Property, zone: Tz) -> Option<Moment> {
    let value = property.value.trim();
    let day = value.get(..8).and_then(date)?;
    let Some((_, time)) = value.split_once(['T', 't']) else {
        return (value.len() == 8).then_some(Moment::Day);
    };
    let (time, utc) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, true),
        None => (time, false),
    };
    if value
        .as_bytes()
        .get(8)
        .is_none_or(|byte| !byte.eq_ignore_ascii_case(&b't'))
    {
        return None;
    }
    let written = day.and_time(clock(time)?);
    let other = property
        .parameter("TZID")
        .and_then(|name| name.parse::<Tz>().ok());
    let local = match (utc, other) {
        (true, _) => zone.from_utc_datetime(&written).naive_local(),
        (false, Some(other)) => {
            // The hour that a change of time takes away is read as if it were not.
            match other.from_local_datetime(&written).earliest() {
                Some(instant) => instant.with_timezone(&zone).naive_local(),
                None => written,
            }
        }
        (false, None) => written,
    };
    Some(Moment::At(local))
}

/// `20250916`.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().ok();
    NaiveDate::from_ymd_opt(
        i32::try_from(number(0, 4)?).ok()?,
        number(4, 6)?,
        number(6, 8)?,
    )
}

/// `0730` or `073000`; seconds do not count.
fn clock(text: &str) -> Option<NaiveTime> {
    if !matches!(text.len(), 4 | 6) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    NaiveTime::from_hms_opt(text[..2].parse().ok()?, text[2..4].parse().ok()?, 0)
}

/// `PT55M`, `PT1H30M`, `P0DT1H`; up to a day.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let (mut minutes, mut number, mut time) = (0_i64, String::new(), false);
    for letter in text.trim().strip_prefix('P')?.chars() {
        let count = number.parse::<i64>();
        match letter {
            '0'..='9' if number.len() < 5 => {
                number.push(letter);
                continue;
            }
            'T' if number.is_empty() => time = true,
            'D' => minutes += count.ok()? * 24 * 60,
            'H' if time => minutes += count.ok()? * 60,
            'M' if time => minutes += count.ok()?,
            'S' if time => {}
            _ => return None,
        }
        number.clear();
    }
    (1..24 * 60)
        .contains(&minutes)
        .then(|| TimeDelta::minutes(minutes))
}

/// The instant as UTC would have it, to check with.
#[cfg(test)]
fn utc(local: NaiveDateTime, zone: Tz) -> Option<NaiveDateTime> {
    Some(
        zone.from_local_datetime(&local)
            .earliest()?
            .with_timezone(&chrono::Utc)
            .naive_local(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::lines;

    fn local(line: &str, zone: Tz) -> Option<String> {
        match parse(&lines::parse(line.as_bytes())?, zone)? {
            Moment::At(at) => Some(at.format("%d/%m %H:%M").to_string()),
            Moment::Day => Some("day".to_owned()),
        }
    }

    /// Invariant: an hour is that of the school, in summer and winter, overseas too.
    #[test]
    fn hours_are_those_of_the_school() {
        let paris = chrono_tz::Europe::Paris;
        for (line, zone, expected) in [
            ("DTSTART:20250916T073000Z", paris, Some("16/09 09:30")),
            ("DTSTART:20251216T073000Z", paris, Some("16/12 08:30")),
            (
                "DTSTART:20251216T073000Z",
                chrono_tz::Indian::Reunion,
                Some("16/12 11:30"),
            ),
            ("DTSTART:20251216T073000", paris, Some("16/12 07:30")),
            (
                "DTSTART;TZID=Europe/Paris:20251216T083000",
                paris,
                Some("16/12 08:30"),
            ),
            (
                "DTSTART;TZID=Europe/London:20251216T0730",
                paris,
                Some("16/12 08:30"),
            ),
            (
                "DTSTART;TZID=Nowhere:20251216T083000",
                paris,
                Some("16/12 08:30"),
            ),
            ("DTSTART;VALUE=DATE:20251216", paris, Some("day")),
            ("DTSTART:20251316T083000", paris, None),
            ("DTSTART:20251216T2530", paris, None),
            ("DTSTART:2025121", paris, None),
            ("DTSTART:20251é16T083000", paris, None),
            ("DTSTART:20251216x5T0830", paris, None),
        ] {
            assert_eq!(local(line, zone).as_deref(), expected, "{line}");
        }
        let winter = date("20251216")
            .and_then(|day| day.and_hms_opt(8, 30, 0))
            .expect("a time");
        assert_eq!(
            utc(winter, paris),
            date("20251216").and_then(|day| day.and_hms_opt(7, 30, 0))
        );
    }

    /// Invariant: durations of a part of a day are read, and nothing else is one.
    #[test]
    fn durations_are_parts_of_a_day() {
        let minutes = |text| duration(text).map(|time| time.num_minutes());
        assert_eq!(minutes("PT55M"), Some(55));
        assert_eq!(minutes("PT1H30M"), Some(90));
        assert_eq!(minutes("P0DT1H0M0S"), Some(60));
        for wrong in [
            "",
            "P",
            "PT",
            "P1D",
            "PT0M",
            "-PT5M",
            "P1W",
            "PT5",
            "PT99999999M",
            "P5M",
        ] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }
}
