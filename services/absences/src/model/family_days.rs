//! Which days the page of a family shows: a week, a month, a part of the year, the year, all.

use super::statistics::Days;
use chrono::{Datelike as _, Days as Number, Months, NaiveDate};
use education::school_year_of;
use timetable::{Cut, Periods};
use ui::fr;

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    Week,
    Month,
    /// A trimestre or a semestre.
    Term,
    Year,
    All,
}

impl Span {
    pub(crate) const ALL: [Self; 5] = [Self::Week, Self::Month, Self::Term, Self::Year, Self::All];

    /// The word of addresses.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Week => "semaine",
            Self::Month => "mois",
            Self::Term => "partie",
            Self::Year => "annee",
            Self::All => "tout",
        }
    }

    /// As a pupil's year is cut.
    pub(crate) fn label(self, cut: Cut) -> &'static str {
        match (self, cut) {
            (Self::Week, _) => "Semaine",
            (Self::Month, _) => "Mois",
            (Self::Term, Cut::Trimesters) => "Trimestre",
            (Self::Term, Cut::Semesters) => "Semestre",
            (Self::Year, _) => "Année",
            (Self::All, _) => "Tout",
        }
    }

    /// A month, for a word that is not known.
    pub(crate) fn of(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|span| span.code() == code);
        known.unwrap_or(Self::Month)
    }
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) span: Span,
    /// Both included.
    pub(crate) days: Days,
    /// « novembre 2026 ».
    pub(crate) label: String,
    /// A day of what comes before, and of what comes after, in the same school year.
    pub(crate) before: Option<NaiveDate>,
    pub(crate) after: Option<NaiveDate>,
}

impl Shown {
    /// Around a day; around today, for a day of another school year: its entries are not kept.
    pub(crate) fn around(
        span: Span,
        day: Option<NaiveDate>,
        today: NaiveDate,
        cut: Cut,
        periods: &Periods,
    ) -> Self {
        let year = school_year_of(today);
        let day = day.filter(|day| school_year_of(*day) == year);
        let day = day.unwrap_or(today);
        let (days, label) = match span {
            Span::Week => {
                let monday = day - Number::new(day.weekday().num_days_from_monday().into());
                let sunday = monday + Number::new(6);
                let label = format!("{} au {}", fr::date_long(monday), fr::date_long(sunday));
                ((monday, sunday), format!("du {label}"))
            }
            Span::Month => {
                let first = day.with_day(1).unwrap_or(day);
                let last = (first + Months::new(1)).pred_opt().unwrap_or(first);
                ((first, last), fr::month_year(first))
            }
            Span::Term => {
                let period = periods.on(cut, day);
                ((period.from, period.to), period.label())
            }
            Span::Year => (of_year(year), format!("année scolaire {year}-{}", year + 1)),
            Span::All => ((ever(1900), ever(2200)), "tout ce qui est gardé".to_owned()),
        };
        let moves = !matches!(span, Span::Year | Span::All);
        let beside =
            |day: Option<NaiveDate>| day.filter(|day| moves && school_year_of(*day) == year);
        Self {
            span,
            days,
            label,
            before: beside(days.0.pred_opt()),
            after: beside(days.1.succ_opt()),
        }
    }

    /// The days of it on which half-days are counted, both included: none to come, as bilans count
    /// them, and none of another school year; `None` when all of it is to come.
    pub(crate) fn counted(&self, today: NaiveDate) -> Option<Days> {
        let (first, last) = of_year(school_year_of(today));
        let days = (self.days.0.max(first), self.days.1.min(last).min(today));
        (days.0 <= days.1).then_some(days)
    }
}

fn of_year(year: i32) -> Days {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(year, 8, 1), day(year + 1, 7, 31))
}

fn ever(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn around(span: Span, asked: Option<&str>) -> Shown {
        let periods = Periods::first(2026);
        let asked = asked.map(day);
        Shown::around(span, asked, day("2026-11-24"), Cut::Trimesters, &periods)
    }

    #[test]
    fn each_length_has_its_days_and_its_words() {
        let said = |span| {
            let shown = around(span, None);
            (
                shown.days.0.to_string(),
                shown.days.1.to_string(),
                shown.label,
            )
        };
        let told = |from: &str, to: &str, label: &str| (from.into(), to.into(), label.into());
        assert_eq!(
            said(Span::Week),
            told(
                "2026-11-23",
                "2026-11-29",
                "du lundi 23 novembre au dimanche 29 novembre"
            )
        );
        assert_eq!(
            said(Span::Month),
            told("2026-11-01", "2026-11-30", "novembre 2026")
        );
        assert_eq!(
            said(Span::Term),
            told("2026-08-01", "2026-11-30", "1er\u{a0}trimestre")
        );
        assert_eq!(
            said(Span::Year),
            told("2026-08-01", "2027-07-31", "année scolaire 2026-2027")
        );
        assert_eq!(
            around(Span::Month, Some("2026-10-15")).label,
            "octobre 2026"
        );
        // What is typed in an address is not always a day of this year.
        assert_eq!(
            around(Span::Month, Some("2019-10-15")).label,
            "novembre 2026"
        );
        assert_eq!(around(Span::Month, Some("2026-08-15")).before, None);
        assert_eq!(around(Span::Year, None).before, None);
    }

    #[test]
    fn days_to_come_do_not_count() {
        let today = day("2026-11-24");
        let counted = |span, asked| around(span, asked).counted(today);
        assert_eq!(counted(Span::Month, None), Some((day("2026-11-01"), today)));
        assert_eq!(counted(Span::Month, Some("2026-12-03")), None);
        assert_eq!(counted(Span::All, None), Some((day("2026-08-01"), today)));
    }

    proptest! {
        /// Invariant: whatever the day, what comes before ends the day before, what comes after begins
        /// the day after, and going back and forth comes back.
        #[test]
        fn what_is_beside_touches(n in 0i64..365) {
            let asked = day("2026-08-01") + chrono::Duration::days(n);
            for cut in Cut::ALL {
                for span in [Span::Week, Span::Month, Span::Term] {
                    let at = |day| {
                        Shown::around(span, Some(day), day, cut, &Periods::first(2026))
                    };
                    let shown = at(asked);
                    prop_assert!(shown.days.0 <= asked && asked <= shown.days.1);
                    if let Some(before) = shown.before {
                        prop_assert_eq!(at(before).days.1.succ_opt(), Some(shown.days.0));
                        prop_assert_eq!(at(before).after.map(|day| at(day).days), Some(shown.days));
                    }
                    if let Some(after) = shown.after {
                        prop_assert_eq!(at(after).days.0.pred_opt(), Some(shown.days.1));
                    }
                }
            }
        }
    }
}
