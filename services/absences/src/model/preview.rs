//! The entries of nobody: what a school looks at to see what its families read.

use super::{
    period::Period,
    terms::{Kind, Terms},
    wording::WordingRow,
};
use chrono::{Datelike as _, NaiveDate, NaiveTime, Weekday};
use education::Id;

/// Days of school before a day, the latest first, without Saturdays and Sundays.
fn school_days(before: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let days = std::iter::successors(before.pred_opt(), NaiveDate::pred_opt);
    days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
}

fn period(day: NaiveDate, from: (u32, u32), to: (u32, u32)) -> Option<Period> {
    let at =
        |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).map(|time| day.and_time(time));
    Period::new(at(from)?, at(to)?).ok()
}

/// An absence that waits to be explained, a lateness, one whose reason the school publishes, one whose reason
/// it does not; the latest first.
pub(crate) fn entries(
    today: NaiveDate,
    published: Option<Id<WordingRow>>,
    kept: Option<Id<WordingRow>>,
) -> Vec<Terms> {
    let mut days = school_days(today);
    let mut next = |from, to| days.next().and_then(|day| period(day, from, to));
    let settled = |period, reason| Terms {
        reason,
        legitimate: true,
        closed: true,
        ..Terms::absence(period)
    };
    let made = [
        next((8, 30), (12, 30)).map(Terms::absence),
        next((8, 30), (8, 45)).map(|period| Terms {
            kind: Kind::Lateness,
            minutes: Some(15),
            ..Terms::absence(period)
        }),
        next((8, 30), (17, 0)).map(|period| settled(period, published)),
        next((8, 30), (12, 30)).map(|period| settled(period, kept)),
    ];
    made.into_iter().flatten().collect()
}
