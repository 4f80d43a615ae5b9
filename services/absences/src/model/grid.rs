//! A pupil's week on the bells of the school.

use super::{scope::Scope, terms::Terms};
use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};
use timetable::{Calendar, Week};

/// What stands between two bells of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Lessons, as far as is known.
    Free,
    /// No lessons: why.
    Shut(String),
    /// The entry of this place in the list.
    Entry(usize),
}

/// The Monday of a day's week.
pub(crate) fn monday_of(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

/// The days of a week, from its Monday to its Saturday.
pub(crate) fn days_from(monday: NaiveDate) -> Vec<NaiveDate> {
    monday.iter_days().take(Week::days().count()).collect()
}

/// For each bell but the last, what stands from there to the next one on each day from a Monday.
/// Where two entries meet, the one by which the pupil is elsewhere is shown.
pub(crate) fn rows(
    calendar: &Calendar,
    monday: NaiveDate,
    entries: &[Terms],
) -> Vec<(NaiveTime, Vec<Cell>)> {
    let bells = calendar.week.bells();
    let days = days_from(monday);
    let slots = bells.iter().zip(bells.iter().skip(1));
    let row = |(from, to): (&NaiveTime, &NaiveTime)| {
        let cells = days
            .iter()
            .map(|day| cell(calendar, *day, (*from, *to), entries));
        (*from, cells.collect())
    };
    slots.map(row).collect()
}

fn cell(
    calendar: &Calendar,
    day: NaiveDate,
    (from, to): (NaiveTime, NaiveTime),
    entries: &[Terms],
) -> Cell {
    let covers = |terms: &Terms| {
        terms.scope == Scope::Lessons
            && terms.period.from() < day.and_time(to)
            && terms.period.to() > day.and_time(from)
    };
    let mut there = entries
        .iter()
        .enumerate()
        .filter(|(_, terms)| covers(terms))
        .collect::<Vec<_>>();
    there.sort_by_key(|(_, terms)| !terms.kind.excludes_others());
    if let Some((place, _)) = there.first() {
        return Cell::Entry(*place);
    }
    match calendar.week.end_of(day.weekday()) {
        Some(end) if from >= end => Cell::Shut("après les cours".into()),
        _ => of_day(calendar, day),
    }
}

/// What stands on a day on which nothing is typed.
fn of_day(calendar: &Calendar, day: NaiveDate) -> Cell {
    match (
        calendar.week.end_of(day.weekday()),
        calendar.closed_for(day),
    ) {
        (None, _) => Cell::Shut("pas de cours ce jour".into()),
        (Some(_), Some(closure)) => Cell::Shut(closure.name.clone()),
        (Some(_), None) => Cell::Free,
    }
}

/// « Demi-pension » or « Internat »: what stands on each day from a Monday; a night is shown on the
/// day on which it begins.
pub(crate) fn row_of(
    scope: Scope,
    calendar: &Calendar,
    monday: NaiveDate,
    entries: &[Terms],
) -> Vec<Cell> {
    let of_day = |day: NaiveDate| {
        let mut there = entries.iter().enumerate();
        let there =
            there.find(|(_, terms)| terms.scope == scope && terms.period.from().date() == day);
        match there {
            Some((place, _)) => Cell::Entry(place),
            None => of_day(calendar, day),
        }
    };
    days_from(monday).into_iter().map(of_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{period::Period, terms::Kind};
    use chrono::{Duration, NaiveDateTime};
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        Calendar {
            week: Week::default(),
            closures: Vec::new(),
            holidays_known: true,
        }
    }

    fn at(day: &str, hour: &str) -> NaiveDateTime {
        format!("{day}T{hour}:00").parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn absence(from: NaiveDateTime, to: NaiveDateTime) -> Terms {
        Terms::absence(Period::stored(from, to))
    }

    #[test]
    fn a_week_begins_on_monday() {
        assert_eq!(monday_of(day("2026-11-24")), day("2026-11-23"));
        assert_eq!(monday_of(day("2026-11-23")), day("2026-11-23"));
        assert_eq!(monday_of(day("2026-11-29")), day("2026-11-23"));
    }

    /// Invariant: a cell shows the entry that touches it, a lateness only where it lies.
    #[test]
    fn an_entry_stands_where_it_lies() {
        let late = Terms {
            kind: Kind::Lateness,
            minutes: Some(10),
            ..absence(at("2026-11-24", "08:30"), at("2026-11-24", "08:40"))
        };
        let away = absence(at("2026-11-26", "14:00"), at("2026-11-27", "09:25"));
        let rows = rows(&calendar(), day("2026-11-23"), &[late, away]);
        let bells: Vec<String> = rows
            .iter()
            .map(|(bell, _)| bell.format("%H:%M").to_string())
            .collect();
        assert_eq!(bells.len(), 9, "each bell but the last");
        let found = |entry: usize| {
            let marked = rows.iter().flat_map(|(bell, cells)| {
                let days = cells
                    .iter()
                    .enumerate()
                    .filter(move |(_, cell)| **cell == Cell::Entry(entry));
                days.map(move |(n, _)| format!("{n} {}", bell.format("%H:%M")))
            });
            marked.collect::<Vec<_>>()
        };
        assert_eq!(found(0), ["1 08:30"]);
        assert_eq!(
            found(1),
            ["4 08:30", "3 14:00", "3 14:55", "3 16:10", "3 17:05"]
        );
    }

    /// Invariant: where there are no lessons the grid says why; an entry is shown there all the same.
    #[test]
    fn a_closed_day_says_why() {
        let rows = rows(&calendar(), day("2026-11-23"), &[]);
        let (_, morning) = &rows[0];
        assert_eq!(morning[0], Cell::Free);
        assert_eq!(morning[5], Cell::Shut("pas de cours ce jour".into()));
        let (_, afternoon) = &rows[5];
        assert_eq!(afternoon[2], Cell::Shut("après les cours".into()));
        let exempt = Terms {
            kind: Kind::Exemption,
            ..absence(at("2026-11-23", "08:30"), at("2026-11-28", "18:00"))
        };
        let away = absence(at("2026-11-25", "14:00"), at("2026-11-25", "14:55"));
        let rows = super::rows(&calendar(), day("2026-11-23"), &[exempt, away]);
        let (_, afternoon) = &rows[5];
        assert_eq!(
            afternoon[2],
            Cell::Entry(1),
            "where the pupil is, before what they are exempt from"
        );
        assert_eq!(afternoon[1], Cell::Entry(0));
    }

    /// Invariant: an hour that begins when the day ends has no lesson, a closed day has none at all;
    /// an entry of that day is shown, the rest of it says why.
    #[test]
    fn a_closed_day_shows_what_was_typed() {
        let tuesday = day("2026-11-24");
        let calendar = Calendar {
            closures: vec![timetable::Closure {
                id: education::Id::new(),
                name: "Journée pédagogique".into(),
                from: tuesday,
                to: tuesday,
                origin: timetable::Origin::School,
                removed: false,
            }],
            ..calendar()
        };
        let away = absence(at("2026-11-24", "08:30"), at("2026-11-24", "09:25"));
        let rows = rows(&calendar, day("2026-11-23"), &[away]);
        let closed = || Cell::Shut("Journée pédagogique".into());
        assert_eq!(rows[0].1[..3], [Cell::Free, Cell::Entry(0), Cell::Free]);
        assert_eq!(rows[1].1[..3], [Cell::Free, closed(), Cell::Free]);
        assert_eq!(
            row_of(Scope::Meal, &calendar, day("2026-11-23"), &[])[1],
            closed()
        );
        // Wednesday ends at 12:30.
        assert_eq!(rows[3].1[2], Cell::Free);
        assert_eq!(rows[4].1[2], Cell::Shut("après les cours".into()));
    }

    /// Invariant: a meal or a night stands in its own row, on its own day, and in no lesson; a
    /// lesson stands in neither.
    #[test]
    fn meals_and_nights_have_their_rows() {
        let (calendar, monday) = (calendar(), day("2026-11-23"));
        let of = |scope: Scope, on: &str| Terms {
            scope,
            ..Terms::absence(scope.period(&calendar.week, day(on)).unwrap())
        };
        let entries = [
            absence(at("2026-11-24", "08:30"), at("2026-11-24", "17:05")),
            of(Scope::Meal, "2026-11-26"),
            of(Scope::Night, "2026-11-26"),
        ];
        let found = |row: Vec<Cell>| {
            let days = row.into_iter().enumerate();
            let entries = days.filter_map(|(day, cell)| match cell {
                Cell::Entry(place) => Some((day, place)),
                _ => None,
            });
            entries.collect::<Vec<_>>()
        };
        let row = |scope| row_of(scope, &calendar, monday, &entries);
        assert_eq!(found(row(Scope::Meal)), [(3, 1)]);
        assert_eq!(found(row(Scope::Night)), [(3, 2)]);
        assert_eq!(
            row(Scope::Meal)[5],
            Cell::Shut("pas de cours ce jour".into())
        );
        assert_eq!(row(Scope::Meal)[0], Cell::Free);
        for (bell, cells) in rows(&calendar, monday, &entries) {
            let entries = found(cells);
            assert!(entries.iter().all(|(_, place)| *place == 0), "{bell}");
        }
    }

    proptest! {
        /// Invariant: an entry is shown in a cell if, and only if, it lasts during some of it.
        #[test]
        fn a_cell_is_marked_when_it_is_touched(start in 0i64..8_640, length in 1i64..3_000) {
            let from = at("2026-11-22", "12:00") + Duration::minutes(start);
            let entry = absence(from, from + Duration::minutes(length));
            let calendar = calendar();
            let bells = calendar.week.bells();
            for (n, (bell, cells)) in rows(&calendar, day("2026-11-23"), &[entry]).into_iter().enumerate() {
                for (day, cell) in days_from(day("2026-11-23")).into_iter().zip(cells) {
                    let (start, end) = (day.and_time(bell), day.and_time(bells[n + 1]));
                    let shared = end.min(entry.period.to()) - start.max(entry.period.from());
                    prop_assert_eq!(cell == Cell::Entry(0), shared > Duration::zero());
                }
            }
        }
    }
}
