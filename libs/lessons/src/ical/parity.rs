//! Which weeks are of a kind, and in which a lesson takes place.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::lesson::Weeks;

/// How weeks alternate.
#[derive(Debug, Clone, Copy)]
pub(super) enum Parity {
    /// By their numbers: weeks 53 and 1 are both odd.
    Iso,
    /// Without ever a break, from that Monday.
    Steady(NaiveDate),
}

impl Parity {
    /// What makes more lessons fortnightly ones, of which the weeks of each are given: at random, few
    /// are always in weeks of one kind.
    fn best(weeks: &BTreeSet<NaiveDate>, lessons: &[BTreeSet<NaiveDate>]) -> Self {
        let Some(first) = weeks.first() else {
            return Self::Iso;
        };
        let split = |parity: Self| {
            let one_kind = |stands: &&BTreeSet<NaiveDate>| {
                let mut kinds = stands.iter().map(|monday| parity.class(*monday));
                let first = kinds.next();
                stands.len() > 1 && kinds.all(|kind| Some(kind) == first)
            };
            lessons.iter().filter(one_kind).count()
        };
        let steady = Self::Steady(*first);
        if split(steady) > split(Self::Iso) {
            steady
        } else {
            Self::Iso
        }
    }

    /// First or second.
    pub(super) fn class(self, monday: NaiveDate) -> Weeks {
        let odd = |monday: NaiveDate| monday.iso_week().week() % 2 == 1;
        let first = match self {
            Self::Iso => odd(monday),
            Self::Steady(from) => odd(from) == ((monday - from).num_weeks() % 2 == 0),
        };
        if first { Weeks::First } else { Weeks::Second }
    }
}

/// All weeks of a calendar, in order, and how they alternate.
#[derive(Debug)]
pub(super) struct Year {
    parity: Parity,
    mondays: Vec<NaiveDate>,
    /// How many of the weeks before each, and of all, are first.
    firsts: Vec<usize>,
}

impl Year {
    /// Of these weeks, given those of each lesson.
    pub(super) fn of(weeks: &BTreeSet<NaiveDate>, lessons: &[BTreeSet<NaiveDate>]) -> Self {
        Self::alternating(Parity::best(weeks, lessons), weeks)
    }

    fn alternating(parity: Parity, weeks: &BTreeSet<NaiveDate>) -> Self {
        let mut firsts = vec![0];
        for monday in weeks {
            let first = usize::from(parity.class(*monday) == Weeks::First);
            firsts.push(firsts.last().map_or(0, |before| before + first));
        }
        Self {
            parity,
            mondays: weeks.iter().copied().collect(),
            firsts,
        }
    }

    /// First or second.
    pub(super) fn class(&self, monday: NaiveDate) -> Weeks {
        self.parity.class(monday)
    }

    /// How many weeks of both kinds there are between two places.
    fn count(&self, from: usize, to: usize) -> [usize; 2] {
        let firsts = self.firsts[to] - self.firsts[from];
        [firsts, to - from - firsts]
    }

    /// In which weeks a lesson takes place that stands in these; none if it is no rule.
    pub(super) fn weeks(&self, stands: &BTreeSet<NaiveDate>) -> Option<Weeks> {
        let (first, last) = (stands.first()?, stands.last()?);
        let from = self.mondays.partition_point(|monday| monday < first);
        let to = self.mondays.partition_point(|monday| monday <= last);
        let (during, all) = (self.count(from, to), self.count(0, self.mondays.len()));
        let firsts = stands
            .iter()
            .filter(|monday| self.class(**monday) == Weeks::First)
            .count();
        let there = [firsts, stands.len() - firsts];
        // In every second one of its time at least, in every fifth of all; once is no rule among many.
        let regular = |kind: usize| {
            let (there, during, all) = (there[kind], during[kind], all[kind]);
            there > 0 && there * 2 >= during && there * 5 >= all && (there > 1 || all < 3)
        };
        // A calendar of weeks of one kind says nothing of the other.
        let one_kind = all.contains(&0);
        match (regular(0), regular(1)) {
            (false, false) => None,
            (true, true) => Some(Weeks::Every),
            _ if one_kind => Some(Weeks::Every),
            (true, false) => Some(Weeks::First),
            (false, true) => Some(Weeks::Second),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(from: &str, which: &[i64]) -> BTreeSet<NaiveDate> {
        let first: NaiveDate = from.parse().expect("a Monday");
        let monday = |week: &i64| first + chrono::TimeDelta::weeks(*week);
        which.iter().map(monday).collect()
    }

    /// Invariant: most weeks of a kind make a rule, a date among many makes none, and one week or
    /// weeks of one kind say nothing of the other.
    #[test]
    fn most_weeks_make_a_rule() {
        // 2026-09-07 is week 37.
        let stands = |which: &[i64], all: &[i64]| {
            Year::alternating(Parity::Iso, &weeks("2026-09-07", all))
                .weeks(&weeks("2026-09-07", which))
        };
        let ten: Vec<i64> = (0..10).collect();
        assert_eq!(stands(&ten, &ten), Some(Weeks::Every));
        assert_eq!(stands(&[0, 2, 4, 6, 8], &ten), Some(Weeks::First));
        assert_eq!(stands(&[1, 5, 7, 9], &ten), Some(Weeks::Second));
        assert_eq!(
            stands(&[0, 2, 3, 4, 6, 8], &ten),
            Some(Weeks::First),
            "one moved"
        );
        let twelve: Vec<i64> = (0..12).collect();
        assert_eq!(
            stands(&[0, 2, 3, 4, 5, 6, 8, 10], &twelve),
            Some(Weeks::First),
            "two moved"
        );
        assert_eq!(
            stands(&[4, 5, 6, 7], &ten),
            Some(Weeks::Every),
            "a part of the year"
        );
        assert_eq!(stands(&[3], &ten), None);
        assert_eq!(stands(&[0, 9], &ten), None);
        assert_eq!(stands(&[0], &[0]), Some(Weeks::Every));
        assert_eq!(stands(&[0, 2], &[0, 2]), Some(Weeks::Every));
        assert_eq!(stands(&[1], &[0, 1]), Some(Weeks::Second));
        assert_eq!(stands(&[], &ten), None);
    }

    /// Invariant: past week 53, the alternation that the lessons show is the one that is believed.
    #[test]
    fn a_week_53_does_not_confuse() {
        // 2026-12-14 is week 51, 2026-12-28 week 53, 2027-01-04 week 1.
        let all = weeks("2026-12-14", &[0, 1, 2, 3, 4, 5, 6]);
        let steady = weeks("2026-12-14", &[0, 2, 4, 6]);
        let numbers = weeks("2026-12-14", &[0, 2, 3, 5]);
        for (stands, other) in [(&steady, &numbers), (&numbers, &steady)] {
            let year = Year::of(&all, std::slice::from_ref(stands));
            assert_eq!(year.weeks(stands), Some(Weeks::First), "{year:?}");
            assert_ne!(year.weeks(other), Some(Weeks::First), "{year:?}");
        }
    }
}
