//! The calendar of a school: the days on which it is closed, and how school days are counted.

use super::week::Week;
use chrono::{Datelike as _, Days, NaiveDate};
use education::{HolidayZone, Id, local_holidays, public_holidays, school_year_of};
use thiserror::Error;

/// Whose decision a closure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The State's calendar, or a public holiday.
    State,
    /// The school's.
    School,
}

impl Origin {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::School => "school",
        }
    }

    pub(crate) fn from_code(code: &str) -> Self {
        match code {
            "state" => Self::State,
            _ => Self::School,
        }
    }

    /// As pages say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::State => "calendrier national",
            Self::School => "établissement",
        }
    }
}

/// Days without lessons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Which one.
    pub id: Id<Closure>,
    /// « Vacances de la Toussaint ».
    pub name: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Whose decision it is.
    pub origin: Origin,
    /// The school took it out: lessons are held.
    pub removed: bool,
}

/// Days without lessons, to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClosure {
    pub(crate) name: String,
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) origin: Origin,
}

/// Why a closure is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ClosureError {
    /// No name.
    #[error("Dites pourquoi l'établissement est fermé.")]
    NoName,
    /// A name without end.
    #[error("Ce libellé est trop long : {LONGEST_NAME} caractères au plus.")]
    LongName,
    /// It ends before it begins.
    #[error("Le dernier jour ne peut pas venir avant le premier.")]
    Backwards,
    /// Outside of the school year.
    #[error("Ces jours ne sont pas tous de l'année scolaire {0}-{next}.", next = .0 + 1)]
    OutOfYear(i32),
}

/// Signs of a name.
const LONGEST_NAME: usize = 60;

impl NewClosure {
    /// A closure that the school decides, in a school year.
    pub fn of_school(
        name: &str,
        from: NaiveDate,
        to: NaiveDate,
        school_year: i32,
    ) -> Result<Self, ClosureError> {
        let name = name.trim();
        if name.is_empty() {
            Err(ClosureError::NoName)
        } else if name.chars().count() > LONGEST_NAME {
            Err(ClosureError::LongName)
        } else if to < from {
            Err(ClosureError::Backwards)
        } else if [from, to].map(school_year_of) != [school_year; 2] {
            Err(ClosureError::OutOfYear(school_year))
        } else {
            Ok(Self {
                name: name.to_owned(),
                from,
                to,
                origin: Origin::School,
            })
        }
    }

    /// What the State's calendar says of a school year, for a department: the holidays of its zone
    /// where they are known, and public holidays outside of them.
    pub(crate) fn of_state(department: &str, school_year: i32) -> Vec<Self> {
        let zone = HolidayZone::of_department(department);
        let holidays = zone.holidays(school_year);
        let years = [school_year, school_year + 1];
        let public = years.into_iter().flat_map(public_holidays);
        let local = years
            .into_iter()
            .flat_map(|year| local_holidays(department, year));
        let single = public.chain(local.map(|(name, day)| (day, name)));
        let single: Vec<_> = single
            .filter(|(day, _)| school_year_of(*day) == school_year)
            .filter(|(day, _)| {
                !holidays
                    .iter()
                    .any(|one| one.from <= *day && *day <= one.to)
            })
            .map(|(day, name)| (name, day, day))
            .collect();
        let holidays = holidays.iter().map(|one| (one.name, one.from, one.to));
        let mut all: Vec<Self> = holidays
            .chain(single)
            .filter(|(_, from, _)| school_year_of(*from) == school_year)
            .map(|(name, from, to)| Self {
                name: name.to_owned(),
                from,
                to,
                origin: Origin::State,
            })
            .collect();
        all.sort_by_key(|closure| closure.from);
        all
    }
}

/// The calendar of a school, in a school year.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Its week.
    pub week: Week,
    /// Its closures, those taken out too, in order of date.
    pub closures: Vec<Closure>,
    /// Whether the State's holidays of that year are known here.
    pub holidays_known: bool,
}

impl Calendar {
    /// Whether lessons are held on a day.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.week.end_of(day.weekday()).is_some() && self.closed_for(day).is_none()
    }

    /// Why there are no lessons on a day of the week that has some.
    pub fn closed_for(&self, day: NaiveDate) -> Option<&Closure> {
        let mut standing = self.closures.iter().filter(|closure| !closure.removed);
        standing.find(|closure| closure.from <= day && day <= closure.to)
    }

    /// The day on which so many school days have passed since a day: 2 school days after a Friday,
    /// where Saturday has no lessons, are Tuesday. A year at most is looked at.
    pub fn after(&self, day: NaiveDate, school_days: u32) -> NaiveDate {
        let mut left = school_days;
        let mut at = day;
        for _ in 0..366 {
            if left == 0 {
                break;
            }
            at = at.checked_add_days(Days::new(1)).unwrap_or(at);
            left -= u32::from(self.is_open(at));
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar(department: &str) -> Calendar {
        let closures = NewClosure::of_state(department, 2026);
        Calendar {
            week: Week::default(),
            holidays_known: true,
            closures: closures
                .into_iter()
                .map(|new| Closure {
                    id: Id::new(),
                    name: new.name,
                    from: new.from,
                    to: new.to,
                    origin: new.origin,
                    removed: false,
                })
                .collect(),
        }
    }

    /// Invariant: a school is closed on Sundays, on days without lessons, on public holidays and in
    /// the holidays of its zone; open otherwise.
    #[test]
    fn a_school_is_closed_when_the_state_says_so() {
        let dijon = calendar("021");
        for closed in [
            "2026-11-22",
            "2026-11-21",
            "2026-11-11",
            "2026-10-20",
            "2027-02-15",
            "2027-07-05",
        ] {
            assert!(!dijon.is_open(day(closed)), "{closed}");
        }
        for open in [
            "2026-11-24",
            "2026-11-02",
            "2027-03-01",
            "2027-05-10",
            "2027-07-02",
        ] {
            assert!(dijon.is_open(day(open)), "{open}");
        }
        let lille = calendar("059");
        assert!(lille.is_open(day("2027-02-15")) && !lille.is_open(day("2027-02-22")));
        // A public holiday inside the holidays is told once.
        let christmas = dijon
            .closures
            .iter()
            .filter(|one| one.from <= day("2026-12-25") && one.to >= day("2026-12-25"));
        assert_eq!(christmas.count(), 1);
    }

    #[test]
    fn school_days_skip_what_is_closed() {
        let dijon = calendar("021");
        assert_eq!(dijon.after(day("2026-11-20"), 2), day("2026-11-24"));
        assert_eq!(dijon.after(day("2026-11-10"), 1), day("2026-11-12"));
        assert_eq!(dijon.after(day("2026-10-16"), 1), day("2026-11-02"));
        assert_eq!(dijon.after(day("2026-11-24"), 0), day("2026-11-24"));
    }

    /// Invariant: what the school takes out is no closure.
    #[test]
    fn a_closure_that_is_taken_out_closes_nothing() {
        let mut dijon = calendar("021");
        for closure in &mut dijon.closures {
            closure.removed = closure.name == "Armistice de 1918";
        }
        assert!(dijon.is_open(day("2026-11-11")));
    }

    #[test]
    fn a_closure_of_the_school_is_judged() {
        let new = |name: &str, from: &str, to: &str| {
            NewClosure::of_school(name, day(from), day(to), 2026)
        };
        assert!(new("Journée pédagogique", "2026-11-27", "2026-11-27").is_ok());
        assert_eq!(
            new(" ", "2026-11-27", "2026-11-27"),
            Err(ClosureError::NoName)
        );
        assert!(new(&"é".repeat(60), "2026-11-27", "2026-11-27").is_ok());
        assert_eq!(
            new(&"é".repeat(61), "2026-11-27", "2026-11-27"),
            Err(ClosureError::LongName)
        );
        assert_eq!(
            new("Pont", "2026-11-27", "2026-11-26"),
            Err(ClosureError::Backwards)
        );
        let out = new("Pont", "2027-07-30", "2027-08-01").unwrap_err();
        assert_eq!(
            out.to_string(),
            "Ces jours ne sont pas tous de l'année scolaire 2026-2027."
        );
    }

    proptest! {
        /// Invariant: after so many school days, so many days were open in between, and the last is.
        #[test]
        fn counted_days_are_open(start in 0u64..270, count in 1u32..20) {
            let dijon = calendar("021");
            let from = day("2026-09-01") + Days::new(start);
            let to = dijon.after(from, count);
            prop_assert!(dijon.is_open(to));
            let open = from.iter_days().skip(1).take_while(|one| *one <= to).filter(|one| dijon.is_open(*one));
            prop_assert_eq!(open.count() as u32, count);
        }
    }
}
