//! Values of cells, as France writes them: programs store them in another form, and show them in
//! any form.

use chrono::{NaiveTime, TimeDelta, Timelike};

use crate::cell;

/// What a value is, other than a text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Number,
    Day,
    Duration,
    Truth,
}

impl Kind {
    /// By its name in OpenDocument.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "float" | "percentage" | "currency" => Self::Number,
            "date" => Self::Day,
            "time" => Self::Duration,
            "boolean" => Self::Truth,
            _ => return None,
        })
    }

    /// The attribute that holds it.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Number => "office:value",
            Self::Day => "office:date-value",
            Self::Duration => "office:time-value",
            Self::Truth => "office:boolean-value",
        }
    }

    /// « 12,5 », « 03/11/2026 », « 03/11/2026 08:30 », « 08:30 », « VRAI »; nothing if it is none.
    pub(super) fn in_french(self, value: &str) -> Option<String> {
        match self {
            Self::Number => number(value),
            Self::Day => day(value),
            Self::Duration => duration(value),
            Self::Truth => match value {
                "true" => Some("VRAI".to_owned()),
                "false" => Some("FAUX".to_owned()),
                _ => None,
            },
        }
    }
}

fn number(value: &str) -> Option<String> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value),
    };
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // As it is: a long one has more digits than a floating number.
        return Some(match digits.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => format!("{sign}{digits}"),
        });
    }
    let exact = value.parse::<f64>().ok().filter(|n| n.is_finite())?;
    // Programs show 15 digits at most: 14,499999999999998 is what a sum left of 14,5.
    let shown = format!("{exact:.14e}").parse::<f64>().ok()?;
    Some(match shown == 0.0 {
        true => "0".to_owned(),
        false => shown.to_string().replace('.', ","),
    })
}

fn day(value: &str) -> Option<String> {
    let Some((day, time)) = value.split_once('T') else {
        return Some(cell::date(value)?.format("%d/%m/%Y").to_string());
    };
    let time = NaiveTime::parse_from_str(time.trim_end_matches('Z'), "%H:%M:%S%.f").ok()?;
    // To the nearest second: 08:29:59.999 is what a sum left of 08:30.
    let at = cell::date(day)?
        .and_time(time)
        .checked_add_signed(TimeDelta::milliseconds(500))?;
    let form = match at.num_seconds_from_midnight() {
        0 => "%d/%m/%Y",
        _ => "%d/%m/%Y %H:%M",
    };
    Some(at.format(form).to_string())
}

/// An hour of the day, or more hours than a day has; seconds only if there are some.
fn duration(value: &str) -> Option<String> {
    let rest = value.strip_prefix("PT").filter(|rest| !rest.is_empty())?;
    let (hours, rest) = part(rest, 'H')?;
    let (minutes, rest) = part(rest, 'M')?;
    let (seconds, rest) = part(rest, 'S')?;
    let all = (hours * 3600.0 + minutes * 60.0 + seconds).round();
    if !rest.is_empty() || all > f64::from(u32::MAX) {
        return None;
    }
    let all = all as u64;
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    Some(match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    })
}

/// The number before that unit, which may not be there, and what follows.
fn part(text: &str, unit: char) -> Option<(f64, &str)> {
    let Some((number, rest)) = text.split_once(unit) else {
        return Some((0.0, text));
    };
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let plain = number.bytes().all(is_digit);
    Some((plain.then(|| number.parse().ok())??, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(kind: Kind, forms: &[(&str, &str)]) {
        for (value, expected) in forms {
            let expected = Some(*expected).filter(|expected| !expected.is_empty());
            assert_eq!(kind.in_french(value).as_deref(), expected, "{value}");
        }
    }

    /// Invariant: numbers are written with a comma, without exponent, without what sums leave
    /// after the fifteenth digit; a long whole one keeps its digits.
    #[test]
    fn numbers_have_a_comma() {
        let forms = [
            ("12", "12"),
            ("12.0", "12"),
            ("12.5", "12,5"),
            ("-0.25", "-0,25"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("007", "7"),
            ("1.2E+05", "120000"),
            ("1E-3", "0,001"),
            ("14.499999999999998", "14,5"),
            ("0.30000000000000004", "0,3"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("NaN", ""),
            ("INF", ""),
            ("", ""),
            ("-", ""),
            ("douze", ""),
        ];
        all(Kind::Number, &forms);
    }

    /// Invariant: a day has its hour only if it is not midnight, to the nearest second.
    #[test]
    fn days_have_an_hour_if_any() {
        let forms = [
            ("2026-11-03", "03/11/2026"),
            ("2026-11-03T00:00:00", "03/11/2026"),
            ("2026-11-03T08:30:00", "03/11/2026 08:30"),
            ("2026-11-03T08:29:59.999999", "03/11/2026 08:30"),
            ("2026-12-31T23:59:59.9999", "01/01/2027"),
            ("2026-11-03T08:30:00Z", "03/11/2026 08:30"),
            ("2026-02-30", ""),
            ("2026-11-03T25:00:00", ""),
            ("+262142-12-31T23:59:59.9", ""),
            ("", ""),
        ];
        all(Kind::Day, &forms);
    }

    /// Invariant: hours are written as `hour` reads them; seconds are never lost.
    #[test]
    fn durations_are_hours() {
        let forms = [
            ("PT08H30M00S", "08:30"),
            ("PT8H", "08:00"),
            ("PT90M", "01:30"),
            ("PT08H29M59.9999999S", "08:30"),
            ("PT00H03M45S", "00:03:45"),
            ("PT26H30M00S", "26:30"),
            ("PT", ""),
            ("-PT1H", ""),
            ("P1DT2H", ""),
            ("PT1H2", ""),
            ("PT-1H", ""),
            ("PT999999999999H", ""),
            ("PTinfH", ""),
        ];
        all(Kind::Duration, &forms);
        assert_eq!(
            cell::hour(&duration("PT08H30M00S").unwrap()),
            NaiveTime::from_hms_opt(8, 30, 0)
        );
    }

    /// Invariant: a truth is said in French.
    #[test]
    fn truths_are_french() {
        all(
            Kind::Truth,
            &[("true", "VRAI"), ("false", "FAUX"), ("1", "")],
        );
    }

    proptest! {
        /// Invariant: any value is judged; what is written has no point and no exponent.
        #[test]
        fn any_value_is_judged(text in "[-+0-9.,:eETPHMSZ]{0,24}", number in any::<f64>()) {
            for kind in [Kind::Number, Kind::Day, Kind::Duration, Kind::Truth] {
                let _ = kind.in_french(&text);
            }
            if number.is_finite() {
                let said = Kind::Number.in_french(&format!("{number:e}")).unwrap();
                prop_assert!(said.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b',')));
                let back: f64 = said.replace(',', ".").parse().unwrap();
                prop_assert!((back - number).abs() <= number.abs() * 1e-14);
            }
        }
    }
}
