//! What an entry is about: lessons, a meal of the canteen, a night at the boarding house.

use super::{period::Period, terms::Kind};
use chrono::{Days, NaiveDate};
use siecle::{Regime, RegimeKind};
use timetable::Week;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Lessons,
    /// « Demi-pension »: one meal, at noon. It is no lesson: no half-day is missed by it.
    Meal,
    /// « Internat »: one night, from a day to the next one. Likewise.
    Night,
}

impl Scope {
    pub(crate) const ALL: [Self; 3] = [Self::Lessons, Self::Meal, Self::Night];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Lessons => "cours",
            Self::Meal => "demi-pension",
            Self::Night => "internat",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Lessons => "Cours",
            Self::Meal => "Demi-pension",
            Self::Night => "Internat",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// Of a row: one that a later version wrote is shown as the widest one.
    pub(crate) fn stored(code: &str) -> Self {
        Self::from_code(code).unwrap_or(Self::Lessons)
    }

    /// Beyond lessons, what a pupil of this regime (`CODE_REGIME`) may miss: boarders have lunch at
    /// the school too; who is not known to have lunch or to sleep there misses neither.
    pub(crate) fn of_regime(code: Option<&str>) -> &'static [Self] {
        let regime = code.map(|code| Regime {
            code: code.to_owned(),
        });
        match regime.and_then(|regime| regime.kind()) {
            Some(RegimeKind::HalfBoard | RegimeKind::BoarderOutside) => &[Self::Meal],
            Some(RegimeKind::Boarder | RegimeKind::Lodged) => &[Self::Meal, Self::Night],
            Some(RegimeKind::Day | RegimeKind::SupervisedDay | RegimeKind::HalfBoardElsewhere)
            | None => &[],
        }
    }

    /// Whether something of this kind may be said of it: who is late for lunch is not missed.
    pub(crate) fn takes(self, kind: Kind) -> bool {
        self == Self::Lessons || matches!(kind, Kind::Absence | Kind::Exclusion)
    }

    /// « à la demi-pension », after « absence »; « de la demi-pension », after « exclusion ».
    pub(crate) fn after(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Lessons, _) => "",
            (Self::Meal, Kind::Exclusion) => " de la demi-pension",
            (Self::Meal, _) => " à la demi-pension",
            (Self::Night, Kind::Exclusion) => " de l'internat",
            (Self::Night, _) => " à l'internat",
        }
    }

    /// When that of a day is, on the bells of the school: lunch, around the noon of the week; the
    /// night, from the last bell to the first one of the next day. `None` for lessons, which have
    /// their own hours.
    pub(crate) fn period(self, week: &Week, day: NaiveDate) -> Option<Period> {
        let (noon, bells) = (week.noon(), week.bells());
        let (from, to) = match self {
            Self::Lessons => return None,
            Self::Meal => {
                let after = bells.iter().position(|bell| *bell > noon);
                // A school that ends at noon lunches before.
                let to = after.unwrap_or(bells.len().saturating_sub(1));
                let bell = |place: usize| *bells.get(place).unwrap_or(&noon);
                (
                    day.and_time(bell(to.saturating_sub(1))),
                    day.and_time(bell(to)),
                )
            }
            Self::Night => {
                let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
                let bell = |bell: Option<&chrono::NaiveTime>| *bell.unwrap_or(&noon);
                (
                    day.and_time(bell(bells.last())),
                    next.and_time(bell(bells.first())),
                )
            }
        };
        Some(Period::stored(from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveTime, Weekday};
    use proptest::prelude::*;

    /// Invariant: who has lunch or sleeps at the school may miss it, and nobody else.
    #[test]
    fn a_regime_says_what_may_be_missed() {
        let of = |code| Scope::of_regime(Some(code));
        for half_board in ["2", "24", "29", "4"] {
            assert_eq!(of(half_board), [Scope::Meal], "{half_board}");
        }
        for boarder in ["3", "31", "5"] {
            assert_eq!(of(boarder), [Scope::Meal, Scope::Night], "{boarder}");
        }
        for day in ["0", "1", "6", "9", ""] {
            assert!(of(day).is_empty(), "{day}");
        }
        assert!(Scope::of_regime(None).is_empty());
    }

    #[test]
    fn words_read_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_code(scope.code()), Some(scope));
        }
        assert_eq!(Scope::from_code("garderie"), None);
        assert_eq!(Scope::stored("garderie"), Scope::Lessons);
    }

    #[test]
    fn lunch_is_around_noon_and_a_night_has_two_days() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let of = |scope: Scope| scope.period(&Week::default(), day).unwrap();
        assert_eq!(
            of(Scope::Meal).event(),
            "du 24/11/26 12:30 au 24/11/26 14:00"
        );
        assert_eq!(
            of(Scope::Night).event(),
            "du 24/11/26 18:00 au 25/11/26 08:30"
        );
        assert_eq!(Scope::Lessons.period(&Week::default(), day), None);
    }

    proptest! {
        /// Invariant: whatever the bells, lunch is of one day and the night of two, both last, and
        /// nobody is at lunch and asleep at once.
        #[test]
        fn each_has_its_time(bells in proptest::collection::btree_set(0u32..1_440, 2..12), noon in 0u32..1_440) {
            let time = |minute: u32| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
            let last = *bells.last().unwrap();
            let bells: Vec<NaiveTime> = bells.into_iter().map(time).collect();
            let Ok(week) = Week::new(bells, [(Weekday::Tue, time(last))], time(noon), 1) else {
                return Ok(());
            };
            let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
            let meal = Scope::Meal.period(&week, day).unwrap();
            let night = Scope::Night.period(&week, day).unwrap();
            prop_assert!(meal.from() < meal.to() && night.from() < night.to());
            prop_assert_eq!(meal.from().date(), day);
            prop_assert_eq!((night.from().date(), night.to().date()), (day, day.succ_opt().unwrap()));
            prop_assert!(meal.to() <= night.from(), "{meal:?} {night:?}");
        }
    }
}
