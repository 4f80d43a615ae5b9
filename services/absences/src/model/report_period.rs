//! The periods that a bilan may be of, in the school year of today: entries of another year are not
//! kept.

use super::{report_model::Span, statistics::Days};
use chrono::{Datelike as _, Months, NaiveDate};
use education::school_year_of;
use timetable::{Cut, Periods};
use ui::fr;

/// A period that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What forms send: « 2026-11 ».
    pub(crate) code: String,
    /// « novembre 2026 ».
    pub(crate) label: String,
    /// Both included; none after today.
    pub(crate) days: Days,
}

/// The periods of a length that have begun, the latest first; none for two dates, which are typed.
/// Trimestres are those of the school.
pub(crate) fn choices(span: Span, today: NaiveDate, periods: &Periods) -> Vec<Choice> {
    let year = school_year_of(today);
    let years = format!("{year}-{}", year + 1);
    let choice = |code: String, label: String, (from, to): Days| Choice {
        code,
        label,
        days: (from, to.min(today)),
    };
    let mut offered = match span {
        Span::Between => Vec::new(),
        Span::Year => vec![choice(
            year.to_string(),
            format!("année scolaire {years}"),
            (first_day(today), today),
        )],
        Span::Term => periods
            .of(Cut::Trimesters)
            .into_iter()
            .map(|period| {
                let label = format!("{} {years}", period.label());
                let from = period.from.max(september(year)).min(period.to);
                choice(period.rank.to_string(), label, (from, period.to))
            })
            .collect(),
        Span::Month => months(first_day(today))
            .take_while(|month| *month <= today)
            .map(|month| {
                let code = month.format("%Y-%m").to_string();
                choice(code, fr::month_year(month), (month, last_of(month)))
            })
            .collect(),
    };
    // In August, the year that comes has not begun its terms.
    let begun: Vec<Choice> = offered
        .iter()
        .filter(|choice| choice.days.0 <= today)
        .cloned()
        .collect();
    if begun.is_empty() {
        offered.truncate(1);
        for choice in &mut offered {
            choice.days = (choice.days.0.min(today), today);
        }
    } else {
        offered = begun;
    }
    offered.reverse();
    offered
}

/// The first day of the school year of a day: 1 September, or that day before it.
pub(crate) fn first_day(today: NaiveDate) -> NaiveDate {
    september(school_year_of(today)).min(today)
}

fn september(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 9, 1).unwrap_or_default()
}

/// The first days of months, from that of a day on.
fn months(from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = from.with_day(1).unwrap_or(from);
    (0..12).filter_map(move |n| first.checked_add_months(Months::new(n)))
}

fn last_of(month: NaiveDate) -> NaiveDate {
    let next = month.checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn offered(span: Span, today: &str) -> Vec<(String, NaiveDate, NaiveDate)> {
        let today = day(today);
        let periods = Periods::first(school_year_of(today));
        let choices = choices(span, today, &periods).into_iter();
        let said = choices.map(|choice| (choice.label, choice.days.0, choice.days.1));
        said.collect()
    }

    #[test]
    fn what_has_begun_is_offered() {
        let said = |label: &str, from: &str, to: &str| (label.to_owned(), day(from), day(to));
        assert_eq!(
            offered(Span::Month, "2026-11-24"),
            [
                said("novembre 2026", "2026-11-01", "2026-11-24"),
                said("octobre 2026", "2026-10-01", "2026-10-31"),
                said("septembre 2026", "2026-09-01", "2026-09-30"),
            ]
        );
        assert_eq!(
            offered(Span::Term, "2027-03-02"),
            [
                said("3e\u{a0}trimestre 2026-2027", "2027-03-01", "2027-03-02"),
                said("2e\u{a0}trimestre 2026-2027", "2026-12-01", "2027-02-28"),
                said("1er\u{a0}trimestre 2026-2027", "2026-09-01", "2026-11-30"),
            ]
        );
        assert_eq!(
            offered(Span::Year, "2027-06-30"),
            [said("année scolaire 2026-2027", "2026-09-01", "2027-06-30")]
        );
        assert_eq!(offered(Span::Between, "2026-11-24"), []);
        // In August the year that comes has begun, its first term has not.
        assert_eq!(
            offered(Span::Term, "2026-08-20"),
            [said(
                "1er\u{a0}trimestre 2026-2027",
                "2026-08-20",
                "2026-08-20"
            )]
        );
        assert_eq!(offered(Span::Month, "2026-08-20")[0].0, "août 2026");
    }

    /// Invariant: a school that cuts its year elsewhere has its own trimestres.
    #[test]
    fn trimestres_are_the_school_s() {
        let periods = Periods::ending(
            2026,
            [day("2026-11-13"), day("2027-02-26")],
            day("2027-01-29"),
        );
        let offered = choices(Span::Term, day("2026-11-24"), &periods.unwrap());
        let days: Vec<Days> = offered.into_iter().map(|choice| choice.days).collect();
        let first = (day("2026-09-01"), day("2026-11-13"));
        assert_eq!(days, [(day("2026-11-14"), day("2026-11-24")), first]);
    }

    proptest! {
        /// Invariant: whatever the day, something is offered, of its own school year, begun, and
        /// not after today; periods of one length follow each other without a gap or an overlap.
        #[test]
        fn periods_follow_each_other(n in 0i64..1500) {
            let today = day("2024-08-01") + chrono::Duration::days(n);
            let periods = Periods::first(school_year_of(today));
            for span in [Span::Month, Span::Term, Span::Year] {
                let choices = choices(span, today, &periods);
                prop_assert!(!choices.is_empty());
                prop_assert_eq!(choices[0].days.1, today);
                for choice in &choices {
                    let (from, to) = choice.days;
                    prop_assert!(from <= to && to <= today);
                    // A month is whole: that of August begins before the year does.
                    prop_assert!(school_year_of(to) == school_year_of(today));
                }
                for pair in choices.windows(2) {
                    prop_assert_eq!(pair[1].days.1.succ_opt(), Some(pair[0].days.0));
                }
            }
        }
    }
}
