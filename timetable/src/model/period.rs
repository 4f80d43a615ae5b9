//! The parts of a school year: trimestres or semestres, by programme (MEF).

use chrono::NaiveDate;
use education::school_year_of;
use std::collections::BTreeSet;
use thiserror::Error;

/// How a school year is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// In three.
    Trimesters,
    /// In two.
    Semesters,
}

impl Cut {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Trimesters, Self::Semesters];

    /// As forms and rows write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Trimesters => "trimestre",
            Self::Semesters => "semestre",
        }
    }

    /// As pages say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Trimesters => "Trimestres",
            Self::Semesters => "Semestres",
        }
    }
}

/// A part of a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// What it is a part of.
    pub cut: Cut,
    /// 1 for the first.
    pub rank: u8,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// As forms and rows write it, in its school year: « trimestre-1 ».
    pub fn code(&self) -> String {
        format!("{}-{}", self.cut.code(), self.rank)
    }

    /// « 1er trimestre ».
    pub fn label(&self) -> String {
        let ordinal = if self.rank == 1 { "er" } else { "e" };
        format!("{}{ordinal}\u{a0}{}", self.rank, self.cut.code())
    }

    /// Whether a day is of it.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Why periods are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PeriodsError {
    /// A day of another school year.
    #[error("Choisissez un jour de l'année scolaire {0}-{next}.", next = .0 + 1)]
    OutOfYear(i32),
    /// The second trimestre ends before the first.
    #[error("Le 2e trimestre finit après le 1er.")]
    Order,
}

/// How the school year of a school is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods {
    year: i32,
    trimesters: [NaiveDate; 2],
    semester: NaiveDate,
    /// The programmes whose year is cut in semestres.
    pub(crate) in_semesters: BTreeSet<String>,
    /// The version that was shown; 0 for a school that has not chosen.
    pub version: i64,
}

/// A day that every school year has.
fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

impl Periods {
    /// Those of the program: the first trimestre ends with November, the second with February, the first
    /// semestre with January.
    pub fn first(year: i32) -> Self {
        let march = day(year + 1, 3, 1);
        Self {
            year,
            trimesters: [day(year, 11, 30), march.pred_opt().unwrap_or(march)],
            semester: day(year + 1, 1, 31),
            in_semesters: BTreeSet::new(),
            version: 0,
        }
    }

    /// Those that end so.
    ///
    /// # Errors
    /// A day of another school year; a second trimestre that ends before the first.
    pub fn ending(
        year: i32,
        trimesters: [NaiveDate; 2],
        semester: NaiveDate,
    ) -> Result<Self, PeriodsError> {
        let last = last_of(year);
        let mut ends = trimesters.into_iter().chain([semester]);
        // What ends on the last day leaves nothing to what follows.
        if ends.any(|end| school_year_of(end) != year || end == last) {
            return Err(PeriodsError::OutOfYear(year));
        }
        if trimesters[1] <= trimesters[0] {
            return Err(PeriodsError::Order);
        }
        Ok(Self {
            trimesters,
            semester,
            ..Self::first(year)
        })
    }

    /// The same, with the programmes whose year is cut in semestres.
    pub fn with_semesters(mut self, programs: impl IntoIterator<Item = String>) -> Self {
        self.in_semesters = programs.into_iter().collect();
        self
    }

    /// Whether others cut the year at the same days, for the same programmes.
    pub fn is_cut_as(&self, other: &Self) -> bool {
        let version = self.version;
        *self
            == Self {
                version,
                ..other.clone()
            }
    }

    /// The year of which they are.
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The last days of the first and of the second trimestre.
    pub fn trimester_ends(&self) -> [NaiveDate; 2] {
        self.trimesters
    }

    /// The last day of the first semestre.
    pub fn semester_end(&self) -> NaiveDate {
        self.semester
    }

    /// How the year of a programme is cut; of who has none, as most are.
    pub fn cut_of(&self, program: Option<&str>) -> Cut {
        match program.is_some_and(|mef| self.in_semesters.contains(mef)) {
            true => Cut::Semesters,
            false => Cut::Trimesters,
        }
    }

    /// The parts of the year, in order: each begins the day after the one before.
    pub fn of(&self, cut: Cut) -> Vec<Period> {
        let ends = match cut {
            Cut::Trimesters => self.trimesters.to_vec(),
            Cut::Semesters => vec![self.semester],
        };
        let first = day(self.year, 8, 1);
        let begins = ends.iter().map(|end| end.succ_opt().unwrap_or(*end));
        let begins = std::iter::once(first).chain(begins);
        let all_ends = ends.iter().copied().chain([last_of(self.year)]);
        (1..)
            .zip(begins.zip(all_ends))
            .map(|(rank, (from, to))| Period {
                cut,
                rank,
                from,
                to,
            })
            .collect()
    }

    /// The part of which a day is; of a day of another year, the nearest.
    pub fn on(&self, cut: Cut, day: NaiveDate) -> Period {
        let all = self.of(cut);
        let held = all.iter().find(|period| day <= period.to).or(all.last());
        held.copied().unwrap_or(Period {
            cut,
            rank: 1,
            from: day,
            to: day,
        })
    }

    /// The one that a form or a row names.
    pub fn coded(&self, code: &str) -> Option<Period> {
        let all = Cut::ALL.into_iter().flat_map(|cut| self.of(cut));
        all.into_iter().find(|period| period.code() == code)
    }
}

fn last_of(year: i32) -> NaiveDate {
    day(year + 1, 7, 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Invariant: a school that has not chosen has the program's own; names and codes are those of schools.
    #[test]
    fn the_year_is_cut() {
        let periods = Periods::first(2026).with_semesters(["20010015110".to_owned()]);
        let said = |cut| -> Vec<(String, String, NaiveDate, NaiveDate)> {
            let all = periods.of(cut).into_iter();
            all.map(|p| (p.code(), p.label(), p.from, p.to)).collect()
        };
        let period = |code: &str, label: &str, from: &str, to: &str| {
            (code.to_owned(), label.to_owned(), at(from), at(to))
        };
        assert_eq!(
            said(Cut::Trimesters),
            [
                period(
                    "trimestre-1",
                    "1er\u{a0}trimestre",
                    "2026-08-01",
                    "2026-11-30"
                ),
                period(
                    "trimestre-2",
                    "2e\u{a0}trimestre",
                    "2026-12-01",
                    "2027-02-28"
                ),
                period(
                    "trimestre-3",
                    "3e\u{a0}trimestre",
                    "2027-03-01",
                    "2027-07-31"
                ),
            ]
        );
        assert_eq!(
            said(Cut::Semesters),
            [
                period(
                    "semestre-1",
                    "1er\u{a0}semestre",
                    "2026-08-01",
                    "2027-01-31"
                ),
                period("semestre-2", "2e\u{a0}semestre", "2027-02-01", "2027-07-31"),
            ]
        );
        // 2028 is a leap year.
        assert_eq!(Periods::first(2027).trimester_ends()[1], at("2028-02-29"));
        assert_eq!(periods.cut_of(Some("20010015110")), Cut::Semesters);
        assert_eq!(periods.cut_of(Some("10010012110")), Cut::Trimesters);
        assert_eq!(periods.cut_of(None), Cut::Trimesters);
        assert_eq!(periods.coded("semestre-2").map(|p| p.rank), Some(2));
        for none in ["semestre-3", "trimestre", "", "trimestre-0"] {
            assert_eq!(periods.coded(none), None, "{none}");
        }
    }

    /// Invariant: what would leave a part of the year empty is refused.
    #[test]
    fn each_part_has_a_day() {
        let of = |first, second, half| Periods::ending(2026, [at(first), at(second)], at(half));
        let good = of("2026-11-20", "2027-03-12", "2027-01-22").unwrap();
        assert_eq!(good.on(Cut::Trimesters, at("2026-11-21")).rank, 2);
        assert_eq!(good.on(Cut::Semesters, at("2027-01-22")).rank, 1);
        let year = Err(PeriodsError::OutOfYear(2026));
        assert_eq!(of("2026-07-31", "2027-03-12", "2027-01-22"), year);
        assert_eq!(of("2026-11-20", "2027-07-31", "2027-01-22"), year);
        assert_eq!(of("2026-11-20", "2027-03-12", "2027-08-01"), year);
        assert_eq!(
            of("2027-03-12", "2027-03-12", "2027-01-22"),
            Err(PeriodsError::Order)
        );
    }

    proptest! {
        /// Invariant: each day of the year is of one part of it, and the one that holds it is the one that is
        /// given; no other day is of any.
        #[test]
        fn each_day_is_of_one_part(
            year in 2020i32..2040, n in 0i64..366, ends in prop::collection::btree_set(0i64..364, 2), half in 0i64..364
        ) {
            let first = day(year, 8, 1);
            let on = |n: i64| first + chrono::Duration::days(n);
            let ends: Vec<i64> = ends.into_iter().collect();
            let periods = Periods::ending(year, [on(ends[0]), on(ends[1])], on(half)).unwrap();
            for cut in Cut::ALL {
                let all = periods.of(cut);
                let holding: Vec<_> = all.iter().filter(|period| period.holds(on(n))).collect();
                match on(n) <= last_of(year) {
                    true => prop_assert_eq!(holding, [&periods.on(cut, on(n))]),
                    false => prop_assert!(holding.is_empty()),
                }
                for period in all {
                    prop_assert_eq!(periods.coded(&period.code()), Some(period));
                }
            }
        }
    }
}
