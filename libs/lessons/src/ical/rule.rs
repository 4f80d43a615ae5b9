//! Weekly repetitions (RFC 5545, 3.3.10): every week or every other.

use chrono::Weekday;

/// How an event is repeated.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// Every other week.
    pub(super) other: bool,
    /// On these days, if they are said.
    pub(super) days: Vec<Weekday>,
}

/// A weekly rule that takes place more than once; none for any other.
pub(super) fn parse(text: &str) -> Option<Rule> {
    let (mut weekly, mut other, mut days) = (false, false, Vec::new());
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().to_ascii_uppercase();
        match (name.trim().to_ascii_uppercase().as_str(), value.as_str()) {
            ("FREQ", "WEEKLY") => weekly = true,
            ("INTERVAL", "1") | ("UNTIL" | "WKST", _) => {}
            ("INTERVAL", "2") => other = true,
            ("COUNT", count) => {
                count.parse::<u32>().ok().filter(|count| *count > 1)?;
            }
            ("BYDAY", value) => {
                for name in value.split(',') {
                    let day = day(name)?;
                    if !days.contains(&day) {
                        days.push(day);
                    }
                }
            }
            _ => return None,
        }
    }
    weekly.then_some(Rule { other, days })
}

fn day(name: &str) -> Option<Weekday> {
    match name.trim() {
        "MO" => Some(Weekday::Mon),
        "TU" => Some(Weekday::Tue),
        "WE" => Some(Weekday::Wed),
        "TH" => Some(Weekday::Thu),
        "FR" => Some(Weekday::Fri),
        "SA" => Some(Weekday::Sat),
        "SU" => Some(Weekday::Sun),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: only what is repeated every week or every other is a rule of the week.
    #[test]
    fn a_rule_is_weekly_or_none() {
        let rule = |other, days: &[Weekday]| {
            Some(Rule {
                other,
                days: days.to_vec(),
            })
        };
        assert_eq!(parse("FREQ=WEEKLY"), rule(false, &[]));
        let text = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20270630T000000Z;WKST=MO";
        assert_eq!(parse(text), rule(true, &[Weekday::Mon, Weekday::Wed]));
        assert_eq!(parse("freq=weekly;count=30"), rule(false, &[]));
        for wrong in [
            "",
            "FREQ=DAILY",
            "FREQ=WEEKLY;INTERVAL=3",
            "FREQ=WEEKLY;COUNT=1",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=WEEKLY;BYMONTH=9",
            "FREQ=WEEKLY;INTERVAL",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
