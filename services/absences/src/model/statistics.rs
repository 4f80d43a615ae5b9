//! Figures of absences: by pupil, class, level, reason or month. Pure: from what was read, rows.

use super::{
    half_days::{Counted, Hours, Rule, half_days},
    terms::{Kind, Terms},
    wording::WordingRow,
};
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime};
use education::{Id, Pupil};
use std::collections::{BTreeMap, BTreeSet};

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Pupil,
    Class,
    Level,
    Reason,
    Month,
}

impl By {
    pub(crate) const ALL: [Self; 5] = [
        Self::Class,
        Self::Pupil,
        Self::Level,
        Self::Reason,
        Self::Month,
    ];

    /// The word that forms send.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Pupil => "eleve",
            Self::Class => "classe",
            Self::Level => "niveau",
            Self::Reason => "motif",
            Self::Month => "mois",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pupil => "Élève",
            Self::Class => "Classe",
            Self::Level => "Niveau",
            Self::Reason => "Motif",
            Self::Month => "Mois",
        }
    }

    /// Classes, for a word that is not known.
    pub(crate) fn of(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|by| by.code() == code);
        known.unwrap_or(Self::Class)
    }
}

/// What a row is about; in the order in which rows are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Pupil(Id<Pupil>),
    /// A division, by its code; `None` for who has none.
    Class(Option<String>),
    /// What the code of a division begins with: « 5 » of « 5B ».
    Level(Option<String>),
    Reason(Option<Id<WordingRow>>),
    /// The first day of a month.
    Month(NaiveDate),
}

/// An entry, as figures need it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) pupil: Id<Pupil>,
    pub(crate) division: Option<String>,
    pub(crate) terms: Terms,
    pub(crate) noon: NaiveTime,
}

/// The figures of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Figures {
    /// Pupils who were absent or late.
    pub(crate) pupils: u64,
    /// Half-days of absence.
    pub(crate) half_days: u64,
    /// Those without a legitimate reason.
    pub(crate) unjustified: u64,
    pub(crate) latenesses: u64,
    /// Of latenesses.
    pub(crate) minutes: u64,
}

/// The days that are counted, both included.
pub(crate) type Days = (NaiveDate, NaiveDate);

/// Entries that are counted together.
type Group = (Id<Pupil>, Option<Id<WordingRow>>);

/// The figures of each row. `lessons`, those of a pupil on a day.
pub(crate) fn figures(
    entries: &[Entry],
    by: By,
    (first, last): Days,
    lessons: &dyn Fn(Id<Pupil>, NaiveDate) -> Vec<Hours>,
    rule: Rule,
    now: NaiveDateTime,
) -> BTreeMap<Key, Figures> {
    let mut rows: BTreeMap<Key, (Figures, BTreeSet<Id<Pupil>>)> = BTreeMap::new();
    let within = |day: NaiveDate| first <= day && day <= last;
    // Half-days are those of a pupil; by reason, those that the entries of that reason make alone.
    let mut groups: BTreeMap<Group, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        let reason = entry.terms.reason.filter(|_| by == By::Reason);
        groups.entry((entry.pupil, reason)).or_default().push(entry);
    }
    for ((pupil, _), entries) in groups {
        let counted: Vec<Counted> = entries
            .iter()
            .filter_map(|entry| Counted::of(&entry.terms, entry.noon, now))
            .collect();
        let of_pupil = |day| lessons(pupil, day);
        let missed = half_days(&counted, &of_pupil, rule);
        for ((day, _), legitimate) in missed.iter().filter(|((day, _), _)| within(*day)) {
            let Some(entry) = entries.first() else {
                continue;
            };
            let (figures, pupils) = rows.entry(key(entry, by, *day)).or_default();
            figures.half_days += 1;
            figures.unjustified += u64::from(!*legitimate);
            pupils.insert(pupil);
        }
        for entry in entries {
            let day = entry.terms.period.from().date();
            if entry.terms.kind == Kind::Lateness && within(day) {
                let (figures, pupils) = rows.entry(key(entry, by, day)).or_default();
                figures.latenesses += 1;
                figures.minutes += entry.terms.minutes.unwrap_or(0).unsigned_abs();
                pupils.insert(pupil);
            }
        }
    }
    let counted = rows.into_iter().map(|(key, (figures, pupils))| {
        let pupils = pupils.len() as u64;
        (key, Figures { pupils, ..figures })
    });
    counted.collect()
}

pub(super) fn key(entry: &Entry, by: By, day: NaiveDate) -> Key {
    match by {
        By::Pupil => Key::Pupil(entry.pupil),
        By::Class => Key::Class(entry.division.clone()),
        By::Level => Key::Level(entry.division.as_deref().map(level)),
        By::Reason => Key::Reason(entry.terms.reason),
        By::Month => Key::Month(day.with_day(1).unwrap_or(day)),
    }
}

/// « 5 » of « 5B », « 2 » of « 2nde 3 », « T » of « TSTMG1 »: divisions are named after their level.
pub(crate) fn level(division: &str) -> String {
    division
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::period::Period;
    use proptest::prelude::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Duration::days(i64::from(n))
    }

    fn time(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
    }

    fn entry(pupil: Id<Pupil>, division: &str, from: u32, days: u32, kind: Kind) -> Entry {
        let period = Period::stored(
            day(from).and_time(time(8)),
            day(from + days).and_time(time(17)),
        );
        Entry {
            pupil,
            division: Some(division.to_owned()),
            terms: Terms {
                kind,
                minutes: (kind == Kind::Lateness).then_some(10),
                legitimate: from.is_multiple_of(2),
                ..Terms::absence(period)
            },
            noon: time(13),
        }
    }

    fn lessons(_: Id<Pupil>, _: NaiveDate) -> Vec<Hours> {
        vec![(time(8), time(12)), (time(14), time(17))]
    }

    fn all(entries: &[Entry], by: By, days: Days) -> BTreeMap<Key, Figures> {
        figures(
            entries,
            by,
            days,
            &lessons,
            Rule::Gross,
            day(60).and_time(time(8)),
        )
    }

    #[test]
    fn a_class_counts_its_pupils_half_days_and_latenesses() {
        let (a, b) = (Id::new(), Id::new());
        let entries = [
            entry(a, "5B", 1, 1, Kind::Absence),
            entry(b, "5B", 2, 0, Kind::Absence),
            entry(b, "5B", 3, 0, Kind::Lateness),
            entry(b, "5B", 4, 0, Kind::Infirmary),
        ];
        let rows = all(&entries, By::Class, (day(0), day(29)));
        let five_b = rows[&Key::Class(Some("5B".into()))];
        let expected = Figures {
            pupils: 2,
            half_days: 6,
            unjustified: 4,
            latenesses: 1,
            minutes: 10,
        };
        assert_eq!(five_b, expected);
        // Of an absence that begins before, only what is within.
        let rows = all(&entries[..1], By::Class, (day(2), day(29)));
        assert_eq!(rows[&Key::Class(Some("5B".into()))].half_days, 2);
        assert_eq!(level("tstmg1"), "T");
    }

    /// Invariant: a half-day is counted in its own month, and by the rule that is asked for; what has
    /// no end is counted until now; who was only late is a pupil like another.
    #[test]
    fn each_figure_is_of_its_row() {
        let (a, b) = (Id::new(), Id::new());
        let days = (day(0), day(60));
        // 30 November and 1 December.
        let across = [entry(a, "5B", 29, 1, Kind::Absence)];
        let rows = all(&across, By::Month, days);
        let halves: Vec<u64> = rows.values().map(|row| row.half_days).collect();
        assert_eq!(halves, [2, 2]);
        assert_eq!(rows.keys().next(), Some(&Key::Month(day(0))));

        let mut hour = entry(a, "5B", 3, 0, Kind::Absence);
        hour.terms.period = Period::stored(day(3).and_time(time(8)), day(3).and_time(time(9)));
        let by_rule = |rule| {
            let now = day(60).and_time(time(8));
            let rows = figures(
                std::slice::from_ref(&hour),
                By::Class,
                days,
                &lessons,
                rule,
                now,
            );
            rows.values().map(|row| row.half_days).sum::<u64>()
        };
        assert_eq!((by_rule(Rule::Gross), by_rule(Rule::Computed)), (1, 0));

        let mut open = entry(a, "5B", 1, 30, Kind::Absence);
        open.terms.open_end = true;
        let now = day(3).and_time(time(12));
        let rows = figures(&[open], By::Class, days, &lessons, Rule::Gross, now);
        assert_eq!(rows[&Key::Class(Some("5B".into()))].half_days, 5);

        let late = [entry(b, "5C", 4, 0, Kind::Lateness)];
        assert_eq!(
            all(&late, By::Class, days)[&Key::Class(Some("5C".into()))].pupils,
            1
        );
    }

    /// Invariant: by reason, each has the half-days that its own entries make; otherwise a half-day of
    /// two reasons is one, and legitimate when both are.
    #[test]
    fn reasons_are_counted_apart_and_half_days_once() {
        let (a, days, flu) = (Id::new(), (day(0), day(60)), Id::new());
        let piece = |from, to, reason, legitimate| {
            let mut piece = entry(a, "5B", 3, 0, Kind::Absence);
            let at = |hour| day(3).and_time(time(hour));
            piece.terms = Terms {
                reason,
                legitimate,
                ..Terms::absence(Period::stored(at(from), at(to)))
            };
            piece
        };
        let entries = [piece(8, 10, Some(flu), true), piece(10, 12, None, false)];
        let rows = all(&entries, By::Reason, days);
        let of = |reason| {
            (
                rows[&Key::Reason(reason)].half_days,
                rows[&Key::Reason(reason)].unjustified,
            )
        };
        assert_eq!((of(Some(flu)), of(None)), ((1, 0), (1, 1)));
        let class = all(&entries, By::Class, days)[&Key::Class(Some("5B".into()))];
        assert_eq!(
            (class.pupils, class.half_days, class.unjustified),
            (1, 1, 1)
        );
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let pupils: Vec<Id<Pupil>> = (0..4).map(|_| Id::new()).collect();
        let one =
            (0usize..4, 0u32..50, 0u32..3, 0usize..6).prop_map(move |(who, from, days, kind)| {
                let division = ["5B", "5C", "4A", "4A"][who];
                entry(pupils[who], division, from, days, Kind::ALL[kind])
            });
        proptest::collection::vec(one, 0..12)
    }

    proptest! {
        /// Invariant: whatever the rows are, together they count the same half-days and latenesses;
        /// a month is the sum of its days.
        #[test]
        fn rows_add_up(entries in entries()) {
            let days = (day(0), day(60));
            let sum = |by, days| {
                let rows = all(&entries, by, days);
                rows.values().fold((0, 0, 0, 0), |sum, row| {
                    (sum.0 + row.half_days, sum.1 + row.unjustified, sum.2 + row.latenesses, sum.3 + row.minutes)
                })
            };
            let of_pupils = sum(By::Pupil, days);
            for by in [By::Class, By::Level, By::Month] {
                prop_assert_eq!(sum(by, days), of_pupils);
            }
            let halves = [(day(0), day(20)), (day(21), day(60))].map(|days| sum(By::Class, days));
            prop_assert_eq!(halves[0].0 + halves[1].0, of_pupils.0);
            prop_assert_eq!(halves[0].2 + halves[1].2, of_pupils.2);
        }
    }
}
