//! The week of a school: between which hours lessons lie, on which days, until when.

use super::lesson::WeekA;
use chrono::{NaiveTime, Weekday};
use education::SchoolKind;
use std::collections::BTreeMap;
use thiserror::Error;

/// The week of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// The hours between which lessons lie, in order; two at least.
    bells: Vec<NaiveTime>,
    /// The days of lessons, from Monday, each with the bell that ends it.
    ends: BTreeMap<u8, NaiveTime>,
    noon: NaiveTime,
    /// Which weeks are weeks A.
    pub week_a: WeekA,
    /// The version that was shown; 0 for a school that has not chosen.
    pub version: i64,
}

/// Why a week is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WeekError {
    /// A word that is no hour.
    #[error("« {0} » n'est pas une heure : écrivez par exemple 08:30.")]
    Hour(String),
    /// Fewer than two bells, or too many.
    #[error("Indiquez de 2 à {MOST_BELLS} heures, dans l'ordre.")]
    Bells,
    /// No day of lessons.
    #[error("Indiquez au moins un jour de cours.")]
    NoDay,
    /// A day that ends at no bell, or before the second.
    #[error("{0} : choisissez une heure de la liste des sonneries, après la première.")]
    End(String),
    /// Noon outside of the bells.
    #[error(
        "L'heure qui sépare les demi-journées doit tomber entre la première et la dernière sonnerie."
    )]
    Noon,
}

/// Bells of a day, at most.
const MOST_BELLS: usize = 30;

const DAYS: [(Weekday, &str, &str); 6] = [
    (Weekday::Mon, "lu", "lundi"),
    (Weekday::Tue, "ma", "mardi"),
    (Weekday::Wed, "me", "mercredi"),
    (Weekday::Thu, "je", "jeudi"),
    (Weekday::Fri, "ve", "vendredi"),
    (Weekday::Sat, "sa", "samedi"),
];

/// « lu »; nothing for Sunday, on which no school has lessons.
pub fn day_code(day: Weekday) -> Option<&'static str> {
    DAYS.iter()
        .find(|(known, ..)| *known == day)
        .map(|(_, code, _)| *code)
}

/// « lundi ».
pub fn day_name(day: Weekday) -> &'static str {
    DAYS.iter()
        .find(|(known, ..)| *known == day)
        .map_or("dimanche", |(.., name)| *name)
}

impl Week {
    /// The days on which a school may have lessons, in order.
    pub fn days() -> impl Iterator<Item = Weekday> {
        DAYS.iter().map(|(day, ..)| *day)
    }

    /// A week, judged. `bells` may come in any order, twice; `ends` are the days of lessons.
    pub fn new(
        bells: impl IntoIterator<Item = NaiveTime>,
        ends: impl IntoIterator<Item = (Weekday, NaiveTime)>,
        noon: NaiveTime,
        version: i64,
    ) -> Result<Self, WeekError> {
        let mut bells: Vec<NaiveTime> = bells.into_iter().collect();
        bells.sort_unstable();
        bells.dedup();
        let [first, .., last] = bells[..] else {
            return Err(WeekError::Bells);
        };
        if bells.len() > MOST_BELLS {
            return Err(WeekError::Bells);
        }
        let mut by_day = BTreeMap::new();
        for (day, end) in ends {
            if !bells[1..].contains(&end) || day_code(day).is_none() {
                return Err(WeekError::End(day_name(day).to_owned()));
            }
            by_day.insert(number(day), end);
        }
        if by_day.is_empty() {
            return Err(WeekError::NoDay);
        }
        if noon <= first || noon > last {
            return Err(WeekError::Noon);
        }
        Ok(Self {
            bells,
            ends: by_day,
            noon,
            week_a: WeekA::default(),
            version,
        })
    }

    /// The same week, with other weeks A.
    pub fn with_week_a(self, week_a: WeekA) -> Self {
        Self { week_a, ..self }
    }

    /// The bells of a text: « 08:30 09:25 », commas, lines and « 8h30 » too.
    pub fn parse_bells(text: &str) -> Result<Vec<NaiveTime>, WeekError> {
        let words = text.split([' ', ',', ';', '\n', '\r', '\t']);
        words.filter(|word| !word.is_empty()).map(hour).collect()
    }

    /// The hours between which lessons lie, in order.
    pub fn bells(&self) -> &[NaiveTime] {
        &self.bells
    }

    /// When a day ends; `None` on a day without lessons.
    pub fn end_of(&self, day: Weekday) -> Option<NaiveTime> {
        self.ends.get(&number(day)).copied()
    }

    /// Whether no lesson has room between two hours of a day: a change of room, recess, lunch.
    pub fn is_break(&self, from: NaiveTime, to: NaiveTime) -> bool {
        let lessons = self
            .bells
            .windows(2)
            .filter(|pair| pair[0] >= from && pair[1] <= to);
        let lunch = |pair: &[NaiveTime]| pair[0] < self.noon && self.noon < pair[1];
        from <= to && lessons.into_iter().all(lunch)
    }

    /// Whether another week says the same, whatever its version.
    pub fn same_hours(&self, other: &Self) -> bool {
        let hours = |week: &Self| {
            (
                week.bells.clone(),
                week.ends.clone(),
                week.noon,
                week.week_a,
            )
        };
        hours(self) == hours(other)
    }

    /// Where the halves of a day part.
    pub fn noon(&self) -> NaiveTime {
        self.noon
    }

    /// As a row keeps the bells.
    pub(crate) fn bells_text(&self) -> String {
        let bells: Vec<String> = self.bells.iter().map(written).collect();
        bells.join(" ")
    }

    /// As a row keeps the days.
    pub(crate) fn ends_text(&self) -> String {
        let ends = Self::days().filter_map(|day| {
            let (code, end) = (day_code(day)?, self.end_of(day)?);
            Some(format!("{code}={}", written(&end)))
        });
        ends.collect::<Vec<_>>().join(" ")
    }

    /// Of a row; the week of the program for one that another version wrote in its own way.
    pub(crate) fn stored(bells: &str, ends: &str, noon: NaiveTime, version: i64) -> Self {
        let ends = ends.split(' ').filter_map(|word| {
            let (code, end) = word.split_once('=')?;
            let (day, ..) = DAYS.iter().find(|(_, known, _)| *known == code)?;
            Some((*day, hour(end).ok()?))
        });
        let week = Self::parse_bells(bells).and_then(|bells| Self::new(bells, ends, noon, version));
        week.unwrap_or_else(|_| Self {
            version,
            ..Self::default()
        })
    }
}

/// That of a school whose kind is not known.
impl Default for Week {
    fn default() -> Self {
        Self::first(None)
    }
}

impl Week {
    /// The week of a school that has not chosen. Of a primary school, eight half-days of three hours,
    /// recess between two (Code de l'éducation, art. D521-10 and D521-12: 24 hours of lessons); of all
    /// others, the hours of the original guide, where Wednesday ends at the lunch of the others.
    pub(crate) fn first(kind: Option<SchoolKind>) -> Self {
        let at = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        let week = |bells: &[(u32, u32)], ends: &[(u8, (u32, u32))], noon| Self {
            bells: bells.iter().copied().map(at).collect(),
            ends: ends.iter().map(|(day, end)| (*day, at(*end))).collect(),
            noon: at(noon),
            week_a: WeekA::default(),
            version: 0,
        };
        if kind == Some(SchoolKind::Ecole) {
            let bells = [(8, 30), (10, 0), (11, 30), (13, 30), (15, 0), (16, 30)];
            return week(&bells, &[1, 2, 4, 5].map(|day| (day, (16, 30))), (12, 30));
        }
        let bells = [
            (8, 30),
            (9, 25),
            (10, 40),
            (11, 35),
            (12, 30),
            (14, 0),
            (14, 55),
            (16, 10),
            (17, 5),
            (18, 0),
        ];
        let ends = [
            (1, (17, 5)),
            (2, (17, 5)),
            (3, (12, 30)),
            (4, (17, 5)),
            (5, (17, 5)),
        ];
        week(&bells, &ends, (13, 0))
    }
}

fn number(day: Weekday) -> u8 {
    day.number_from_monday() as u8
}

fn written(hour: &NaiveTime) -> String {
    hour.format("%H:%M").to_string()
}

fn hour(word: &str) -> Result<NaiveTime, WeekError> {
    let plain = word.to_lowercase().replace('h', ":");
    let plain = if plain.ends_with(':') {
        format!("{plain}00")
    } else {
        plain
    };
    NaiveTime::parse_from_str(&plain, "%H:%M")
        .map_err(|_| WeekError::Hour(word.chars().take(20).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> NaiveTime {
        hour(text).unwrap()
    }

    #[test]
    fn the_week_of_the_program_is_one_that_it_takes() {
        let week = Week::default();
        let ends = Week::days().filter_map(|day| Some((day, week.end_of(day)?)));
        assert_eq!(
            Week::new(week.bells.clone(), ends, week.noon, 0),
            Ok(week.clone())
        );
        assert_eq!(
            week.ends_text(),
            "lu=17:05 ma=17:05 me=12:30 je=17:05 ve=17:05"
        );
        assert_eq!(week.end_of(Weekday::Sat), None);
        assert_eq!(week.end_of(Weekday::Sun), None);
    }

    /// Invariant: a primary school begins with its own hours, 24 of lessons a week, none on Wednesday.
    #[test]
    fn a_primary_school_begins_with_its_own_week() {
        let week = Week::first(Some(SchoolKind::Ecole));
        let ends = Week::days().filter_map(|day| Some((day, week.end_of(day)?)));
        assert_eq!(
            Week::new(week.bells.clone(), ends, week.noon, 0),
            Ok(week.clone())
        );
        assert_eq!(week.ends_text(), "lu=16:30 ma=16:30 je=16:30 ve=16:30");
        assert_eq!(week.end_of(Weekday::Wed), None);
        assert!(week.is_break(at("11:30"), at("13:30")));
        for kind in [None, Some(SchoolKind::College), Some(SchoolKind::Lycee)] {
            assert_eq!(Week::first(kind), Week::default());
        }
    }

    #[test]
    fn bells_are_read_as_people_write_them() {
        let bells = Week::parse_bells("8h30, 9H25\n10:40;14h").unwrap();
        assert_eq!(bells, ["08:30", "09:25", "10:40", "14:00"].map(at));
        assert_eq!(
            Week::parse_bells("8h30 midi"),
            Err(WeekError::Hour("midi".into()))
        );
        assert_eq!(
            Week::parse_bells("24:00"),
            Err(WeekError::Hour("24:00".into()))
        );
    }

    /// Invariant: a week that is not one is refused, and says why.
    #[test]
    fn a_week_that_is_not_one_is_refused() {
        let bells = || ["08:00", "12:00", "17:00"].map(at);
        let monday = |end: &str| [(Weekday::Mon, at(end))];
        let noon = at("12:30");
        assert!(Week::new(bells(), monday("17:00"), noon, 0).is_ok());
        assert_eq!(
            Week::new([at("08:00")], monday("08:00"), noon, 0),
            Err(WeekError::Bells)
        );
        let many = (0..=MOST_BELLS as u32).map(|n| NaiveTime::from_hms_opt(8, n, 0).unwrap());
        assert_eq!(
            Week::new(many, monday("08:01"), at("08:02"), 0),
            Err(WeekError::Bells)
        );
        assert_eq!(Week::new(bells(), [], noon, 0), Err(WeekError::NoDay));
        for end in ["08:00", "16:00"] {
            assert_eq!(
                Week::new(bells(), monday(end), noon, 0),
                Err(WeekError::End("lundi".into()))
            );
        }
        assert!(Week::new(bells(), [(Weekday::Sun, at("12:00"))], noon, 0).is_err());
        for noon in ["08:00", "17:01"] {
            assert_eq!(
                Week::new(bells(), monday("17:00"), at(noon), 0),
                Err(WeekError::Noon)
            );
        }
    }

    #[test]
    fn a_break_has_no_room_for_a_lesson() {
        let week = Week::default();
        for (from, to, expected) in [
            ("09:25", "09:25", true),
            ("10:20", "10:40", true),
            ("12:30", "14:00", true),
            ("11:35", "14:00", false),
            ("08:30", "09:25", false),
            ("09:25", "08:30", false),
        ] {
            assert_eq!(week.is_break(at(from), at(to)), expected, "{from} {to}");
        }
    }

    proptest! {
        /// Invariant: a week reads back from its row; its bells are in order, each once.
        #[test]
        fn a_week_reads_back(minutes in proptest::collection::vec(1u32..1_380, 2..20), days in 1u8..64) {
            let time = |m: &u32| NaiveTime::from_hms_opt(m / 60, m % 60, 0).unwrap();
            let bells: Vec<NaiveTime> = minutes.iter().map(time).collect();
            let last = *bells.iter().max().unwrap();
            let ends: Vec<_> = Week::days().enumerate()
                .filter(|(n, _)| days & (1 << n) != 0)
                .map(|(_, day)| (day, last)).collect();
            if let Ok(week) = Week::new(bells, ends, last, 3) {
                prop_assert!(week.bells().is_sorted_by(|a, b| a < b));
                let again = Week::stored(&week.bells_text(), &week.ends_text(), week.noon(), 3);
                prop_assert_eq!(again, week);
            }
        }

        /// Whatever is typed as bells is judged.
        #[test]
        fn any_text_is_judged(text in "\\PC{0,40}") {
            let _ = Week::parse_bells(&text);
        }
    }
}
