//! The school holidays of the State, by zone.
//!
//! Zones A, B and C, 2026-2027: arrêté of 22 October 2025 (JORF of 23 October 2025, text 15). Corsica
//! and overseas follow their recteur's or their own authority's decision (Code de l'éducation,
//! art. D521-6 and D521-7): only what two sources agree on is given here.

use chrono::NaiveDate;

/// Who decides when the schools of a place are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HolidayZone {
    /// Besançon, Bordeaux, Clermont-Ferrand, Dijon, Grenoble, Limoges, Lyon, Poitiers.
    A,
    /// Aix-Marseille, Amiens, Lille, Nancy-Metz, Nantes, Nice, Normandie, Orléans-Tours, Reims,
    /// Rennes, Strasbourg.
    B,
    /// Créteil, Montpellier, Paris, Toulouse, Versailles.
    C,
    /// Corsica, in no zone.
    Corse,
    /// La Réunion.
    Reunion,
    /// Elsewhere overseas: its calendar is not known here.
    Overseas,
}

/// Days without lessons, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holiday {
    /// « Vacances de la Toussaint ».
    pub name: &'static str,
    /// The first day without lessons for pupils who have none on Saturdays.
    pub from: NaiveDate,
    /// The last one: the day before lessons begin again.
    pub to: NaiveDate,
}

impl HolidayZone {
    /// The zone of a school, by the department that begins its UAI.
    pub fn of_department(department: &str) -> Self {
        match department.trim_start_matches('0') {
            "25" | "39" | "70" | "90" | "24" | "33" | "40" | "47" | "64" | "3" | "15" | "43"
            | "63" | "21" | "58" | "71" | "89" | "7" | "26" | "38" | "73" | "74" | "19" | "23"
            | "87" | "1" | "42" | "69" | "16" | "17" | "79" | "86" => Self::A,
            "77" | "93" | "94" | "11" | "30" | "34" | "48" | "66" | "75" | "9" | "12" | "31"
            | "32" | "46" | "65" | "81" | "82" | "78" | "91" | "92" | "95" => Self::C,
            // 620 and 720: as UAI write 2A and 2B.
            "620" | "720" | "2A" | "2B" => Self::Corse,
            "974" => Self::Reunion,
            "971" | "972" | "973" | "975" | "976" | "977" | "978" | "983" | "984" | "985"
            | "986" | "987" | "988" => Self::Overseas,
            _ => Self::B,
        }
    }

    /// As people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::A => "zone A",
            Self::B => "zone B",
            Self::C => "zone C",
            Self::Corse => "Corse",
            Self::Reunion => "La Réunion",
            Self::Overseas => "outre-mer",
        }
    }

    /// The holidays of a school year, by its first civil year, in order; none where they are not
    /// known here.
    pub fn holidays(self, school_year: i32) -> Vec<Holiday> {
        let own: &[Dates] = match self {
            _ if school_year != 2026 => return Vec::new(),
            // Corsica: as zone A, by its recteur's own decision.
            Self::A | Self::Corse => &ZONE_A,
            Self::B => &ZONE_B,
            Self::C => &ZONE_C,
            Self::Reunion => &REUNION,
            Self::Overseas => &[],
        };
        let (before, after) = match self {
            Self::Reunion | Self::Overseas => (&AROUND[..0], &AROUND[..0]),
            _ => AROUND.split_at(2),
        };
        let all = [before, own, after].concat();
        all.iter().filter_map(Dates::read).collect()
    }
}

/// Name, first and last day: year, month, day.
#[derive(Clone, Copy)]
struct Dates(&'static str, (i32, u32, u32), (i32, u32, u32));

impl Dates {
    fn read(&self) -> Option<Holiday> {
        let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day);
        Some(Holiday {
            name: self.0,
            from: day(self.1)?,
            to: day(self.2)?,
        })
    }
}

/// The same for the three zones and Corsica: autumn, Christmas; Ascension, summer.
const AROUND: [Dates; 4] = [
    Dates("Vacances de la Toussaint", (2026, 10, 17), (2026, 11, 1)),
    Dates("Vacances de Noël", (2026, 12, 19), (2027, 1, 3)),
    Dates("Pont de l'Ascension", (2027, 5, 6), (2027, 5, 9)),
    Dates("Vacances d'été", (2027, 7, 3), (2027, 8, 31)),
];
const ZONE_A: [Dates; 2] = [
    Dates("Vacances d'hiver", (2027, 2, 13), (2027, 2, 28)),
    Dates("Vacances de printemps", (2027, 4, 10), (2027, 4, 25)),
];
const ZONE_B: [Dates; 2] = [
    Dates("Vacances d'hiver", (2027, 2, 20), (2027, 3, 7)),
    Dates("Vacances de printemps", (2027, 4, 17), (2027, 5, 2)),
];
const ZONE_C: [Dates; 2] = [
    Dates("Vacances d'hiver", (2027, 2, 6), (2027, 2, 21)),
    Dates("Vacances de printemps", (2027, 4, 3), (2027, 4, 18)),
];
/// The end of the year is said differently by different sources: it is left to the school.
const REUNION: [Dates; 4] = [
    Dates("Vacances d'octobre", (2026, 10, 10), (2026, 10, 25)),
    Dates("Vacances de l'été austral", (2026, 12, 19), (2027, 1, 31)),
    Dates("Vacances de mars", (2027, 3, 17), (2027, 3, 29)),
    Dates("Vacances de mai", (2027, 5, 6), (2027, 5, 18)),
];

/// The public holidays that are only some departments' (Code du travail, art. L3422-2 for the
/// abolition of slavery overseas, L3134-13 for Alsace and Moselle), in a civil year.
///
/// Good Friday, which in Alsace and Moselle depends on the commune, is left to the school.
pub fn local_holidays(department: &str, year: i32) -> Vec<(&'static str, NaiveDate)> {
    const ABOLITION: &str = "Abolition de l'esclavage";
    let found: &[(&'static str, u32, u32)] = match department.trim_start_matches('0') {
        "57" | "67" | "68" => &[("Saint-Étienne", 12, 26)],
        "971" => &[(ABOLITION, 5, 27)],
        "972" => &[(ABOLITION, 5, 22)],
        "973" => &[(ABOLITION, 6, 10)],
        "974" => &[(ABOLITION, 12, 20)],
        "976" | "985" => &[(ABOLITION, 4, 27)],
        "977" => &[(ABOLITION, 10, 9)],
        _ => &[],
    };
    found
        .iter()
        .filter_map(|&(name, month, day)| Some((name, NaiveDate::from_ymd_opt(year, month, day)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike as _, Weekday};

    const ZONES: [HolidayZone; 6] = [
        HolidayZone::A,
        HolidayZone::B,
        HolidayZone::C,
        HolidayZone::Corse,
        HolidayZone::Reunion,
        HolidayZone::Overseas,
    ];

    /// Invariant: the holidays of a year follow each other, do not touch, and last some days.
    #[test]
    fn holidays_follow_each_other() {
        for zone in ZONES {
            let mut last = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
            for holiday in zone.holidays(2026) {
                assert!(holiday.from > last, "{zone:?} {holiday:?}");
                assert!(holiday.to > holiday.from, "{zone:?} {holiday:?}");
                last = holiday.to;
            }
            assert!(zone.holidays(2025).is_empty(), "not known here");
        }
    }

    /// Invariant: in the three zones, the holidays of two weeks go from a Saturday to a Sunday; no
    /// two zones leave for winter on the same day, in the order C, A, B.
    #[test]
    fn zones_leave_in_turn() {
        let winter = |zone: HolidayZone| {
            let all = zone.holidays(2026);
            *all.iter()
                .find(|holiday| holiday.name.contains("hiver"))
                .unwrap()
        };
        let [c, a, b] = [HolidayZone::C, HolidayZone::A, HolidayZone::B].map(winter);
        for one in [a, b, c] {
            assert_eq!(one.from.weekday(), Weekday::Sat);
            assert_eq!(one.to.weekday(), Weekday::Sun);
            assert_eq!((one.to - one.from).num_days(), 15);
        }
        assert_eq!((a.from - c.from).num_days(), 7);
        assert_eq!((b.from - a.from).num_days(), 7);
    }

    /// Invariant: each metropolitan department is in one of the three zones: 30 in A and so on, as
    /// the arrêté lists their académies.
    #[test]
    fn each_department_has_its_zone() {
        let count = |zone| {
            let numbered = (1..=95).filter(|n| *n != 20);
            numbered
                .filter(|n| HolidayZone::of_department(&format!("{n:03}")) == zone)
                .count()
        };
        assert_eq!(
            (
                count(HolidayZone::A),
                count(HolidayZone::B),
                count(HolidayZone::C)
            ),
            (32, 41, 21)
        );
        for (department, zone) in [
            ("021", HolidayZone::A),
            ("059", HolidayZone::B),
            ("075", HolidayZone::C),
            ("620", HolidayZone::Corse),
            ("974", HolidayZone::Reunion),
            ("988", HolidayZone::Overseas),
        ] {
            assert_eq!(HolidayZone::of_department(department), zone, "{department}");
        }
    }

    #[test]
    fn some_departments_have_a_holiday_of_their_own() {
        let (name, day) = local_holidays("972", 2027).remove(0);
        assert_eq!(
            (name, day.to_string().as_str()),
            ("Abolition de l'esclavage", "2027-05-22")
        );
        assert!(local_holidays("021", 2027).is_empty());
        assert_eq!(local_holidays("067", 2026).len(), 1);
    }
}
