//! The civil calendar that schools live by.

use chrono::{Datelike, Days, NaiveDate};

/// The eleven public holidays of a year (Code du travail, art. L3133-1), in order of date, each
/// with its name.
pub fn public_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let easter = easter(year);
    let fixed = [
        (1, 1, "Jour de l'An"),
        (5, 1, "Fête du travail"),
        (5, 8, "Victoire de 1945"),
        (7, 14, "Fête nationale"),
        (8, 15, "Assomption"),
        (11, 1, "Toussaint"),
        (11, 11, "Armistice de 1918"),
        (12, 25, "Noël"),
    ];
    let moving = [
        (1, "Lundi de Pâques"),
        (39, "Ascension"),
        (50, "Lundi de Pentecôte"),
    ];
    let moving = moving.map(|(days, name)| (easter + Days::new(days), name));
    let mut days: Vec<(NaiveDate, &'static str)> = fixed
        .iter()
        .filter_map(|&(month, day, name)| Some((NaiveDate::from_ymd_opt(year, month, day)?, name)))
        .chain(moving)
        .collect();
    days.sort_unstable();
    days
}

/// Whether a day is a public holiday in metropolitan France.
pub fn is_public_holiday(day: NaiveDate) -> bool {
    public_holidays(day.year())
        .iter()
        .any(|(holiday, _)| *holiday == day)
}

/// The school year of a day, by its first civil year: 2026 for 2026-2027. It turns on 1 August,
/// between the July file closures and the August preparation.
pub fn school_year_of(day: NaiveDate) -> i32 {
    if day.month() >= 8 {
        day.year()
    } else {
        day.year() - 1
    }
}

/// Easter Sunday of the Gregorian calendar (algorithm of Meeus, *Astronomical Algorithms*, ch. 8).
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let day = NaiveDate::from_ymd_opt(year, (n / 31) as u32, (n % 31 + 1) as u32);
    day.unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn easter_is_where_the_almanacs_put_it() {
        for (y, m, d) in [
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            // The two exceptions of the rule: a week before what it would give.
            (2049, 4, 18),
            (2076, 4, 19),
        ] {
            assert_eq!(easter(y), day(y, m, d));
        }
    }

    #[test]
    fn moving_holidays_follow_easter() {
        assert!(is_public_holiday(day(2027, 5, 6)), "Ascension 2027");
        assert!(is_public_holiday(day(2026, 11, 11)));
        assert!(!is_public_holiday(day(2026, 11, 24)));
        assert_eq!(public_holidays(2026).len(), 11);
    }

    /// Invariant: the holidays of a year are these eleven days, in order, and no other.
    #[test]
    fn a_year_has_its_eleven_holidays() {
        let expected = [
            (1, 1),
            (4, 6),
            (5, 1),
            (5, 8),
            (5, 14),
            (5, 25),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ];
        let days: Vec<NaiveDate> = public_holidays(2026)
            .into_iter()
            .map(|(day, _)| day)
            .collect();
        assert_eq!(days, expected.map(|(m, d)| day(2026, m, d)));
        let name = |wanted| {
            public_holidays(2026)
                .into_iter()
                .find(|(day, _)| *day == wanted)
        };
        assert_eq!(
            name(day(2026, 5, 25)).map(|(_, name)| name),
            Some("Lundi de Pentecôte")
        );
    }

    #[test]
    fn the_school_year_turns_in_august() {
        assert_eq!(school_year_of(day(2026, 11, 22)), 2026);
        assert_eq!(school_year_of(day(2027, 7, 31)), 2026);
        assert_eq!(school_year_of(day(2027, 8, 1)), 2027);
    }
}
