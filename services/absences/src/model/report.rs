//! What a bilan counts. Pure: from what was read and a model, rows and their total.

use super::{
    half_days::{Hours, Rule},
    report_model::{Measure, Order, ReportModel},
    statistics::{By, Days, Entry, Key, figures, key},
    terms::Kind,
};
use chrono::{NaiveDate, NaiveDateTime};
use education::{Id, Pupil, sort_key};
use std::{cmp::Reverse, collections::BTreeMap};

/// What the columns count, of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Values([u64; Measure::ALL.len()]);

impl Values {
    pub(crate) fn of(&self, measure: Measure) -> u64 {
        self.0[measure as usize]
    }

    fn set(&mut self, measure: Measure, value: u64) {
        self.0[measure as usize] = value;
    }

    fn add(&mut self, measure: Measure, value: u64) {
        self.0[measure as usize] += value;
    }
}

/// The rows that have something in a column of the model, and the total.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) rows: Vec<(Key, Values)>,
    pub(crate) total: Values,
}

/// Counts. `lessons`, those of a pupil on a day.
pub(crate) fn count(
    entries: &[Entry],
    model: &ReportModel,
    days: Days,
    lessons: &dyn Fn(Id<Pupil>, NaiveDate) -> Vec<Hours>,
    now: NaiveDateTime,
) -> Count {
    let by = model.rows.by();
    let wanted = model.measures();
    let by_rule = |by, rule| figures(entries, by, days, lessons, rule, now);
    let mut rows: BTreeMap<Key, Values> = BTreeMap::new();
    for (key, figures) in by_rule(by, Rule::Gross) {
        let values = rows.entry(key).or_default();
        values.set(Measure::Pupils, figures.pupils);
        values.set(Measure::Gross, figures.half_days);
        values.set(Measure::Unjustified, figures.unjustified);
        values.set(Measure::Latenesses, figures.latenesses);
        values.set(Measure::Minutes, figures.minutes);
    }
    if wanted.contains(&Measure::Computed) {
        for (key, figures) in by_rule(by, Rule::Computed) {
            let values = rows.entry(key).or_default();
            values.set(Measure::Computed, figures.half_days);
        }
    }
    for entry in entries {
        let day = entry.terms.period.from().date();
        if let Some(measure) = of_kind(entry.terms.kind)
            && days.0 <= day
            && day <= days.1
        {
            rows.entry(key(entry, by, day)).or_default().add(measure, 1);
        }
    }
    rows.retain(|_, values| wanted.iter().any(|measure| values.of(*measure) > 0));
    let mut total = Values::default();
    for values in rows.values() {
        for measure in Measure::ALL {
            total.add(measure, values.of(measure));
        }
    }
    // Somebody absent in two months is one pupil.
    if by == By::Month && wanted.contains(&Measure::Pupils) {
        total.set(
            Measure::Pupils,
            by_rule(By::Pupil, Rule::Gross).len() as u64,
        );
    }
    Count {
        rows: rows.into_iter().collect(),
        total,
    }
}

/// Latenesses are counted with their minutes.
fn of_kind(kind: Kind) -> Option<Measure> {
    match kind {
        Kind::Absence => Some(Measure::Absences),
        Kind::Lateness => None,
        Kind::Departure => Some(Measure::Departures),
        Kind::Exemption => Some(Measure::Exemptions),
        Kind::Infirmary => Some(Measure::Infirmary),
        Kind::Exclusion => Some(Measure::Exclusions),
    }
}

/// A row with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) key: Key,
    /// « ABADIE Clara », « 5B », « novembre 2026 ».
    pub(crate) label: String,
    /// Of a pupil.
    pub(crate) class: Option<String>,
    pub(crate) values: Values,
}

/// Puts rows in the order of a model.
pub(crate) fn sort(rows: &mut [Named], order: Order) {
    // Months follow each other, whatever their names.
    let name = |row: &Named| match row.key {
        Key::Month(day) => (Some(day), String::new()),
        _ => (None, sort_key(&row.label)),
    };
    let class = |row: &Named| row.class.as_deref().map(sort_key);
    match order {
        Order::Name => rows.sort_by_cached_key(name),
        // Who has no class comes last.
        Order::Class => rows.sort_by_cached_key(|row| {
            let class = class(row);
            (class.is_none(), class, name(row))
        }),
        Order::Most(measure) => {
            rows.sort_by_cached_key(|row| (Reverse(row.values.of(measure)), name(row)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        period::Period,
        report_model::{Rows, Span},
        terms::Terms,
    };
    use chrono::NaiveTime;
    use proptest::prelude::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Duration::days(i64::from(n))
    }

    fn time(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
    }

    fn lessons(_: Id<Pupil>, _: NaiveDate) -> Vec<Hours> {
        vec![(time(8), time(12)), (time(14), time(17))]
    }

    /// An entry of some hours of a day, or of several days.
    fn entry(pupil: Id<Pupil>, division: &str, from: u32, hours: (u32, u32), kind: Kind) -> Entry {
        let end = day(from + hours.1 / 24).and_time(time(hours.1 % 24));
        Entry {
            pupil,
            division: Some(division.to_owned()),
            terms: Terms {
                kind,
                minutes: (kind == Kind::Lateness).then_some(10),
                legitimate: from.is_multiple_of(2),
                ..Terms::absence(Period::stored(day(from).and_time(time(hours.0)), end))
            },
            noon: time(13),
        }
    }

    fn model(rows: Rows, order: Order, measures: &[Measure]) -> ReportModel {
        let words: Vec<&str> = measures.iter().map(|measure| measure.code()).collect();
        let words = words.join(" ");
        let row = [rows.code(), Span::Between.code(), &words, order.code()];
        ReportModel::stored("Modèle".into(), row)
    }

    fn counted(entries: &[Entry], rows: Rows, measures: &[Measure], days: Days) -> Count {
        let model = model(rows, Order::Name, measures);
        count(entries, &model, days, &lessons, day(90).and_time(time(8)))
    }

    #[test]
    fn each_column_counts_its_own() {
        let (a, b) = (Id::new(), Id::new());
        let entries = [
            // one hour of the morning, then a whole day
            entry(a, "5B", 1, (8, 9), Kind::Absence),
            entry(a, "5B", 2, (8, 17), Kind::Absence),
            entry(b, "5C", 3, (8, 8), Kind::Lateness),
            entry(b, "5C", 4, (9, 10), Kind::Infirmary),
            entry(b, "5C", 5, (15, 17), Kind::Departure),
            entry(b, "5C", 40, (8, 17), Kind::Exclusion),
        ];
        let count = counted(&entries, Rows::Classes, &Measure::ALL, (day(0), day(29)));
        let [(_, five_b), (_, five_c)] = count.rows[..] else {
            panic!("two classes: {:?}", count.rows);
        };
        let values = |row: Values| Measure::ALL.map(|measure| row.of(measure));
        assert_eq!(values(five_b), [1, 3, 2, 1, 0, 0, 2, 0, 0, 0, 0]);
        assert_eq!(values(five_c), [1, 1, 1, 1, 1, 10, 0, 1, 0, 1, 0]);
        assert_eq!(values(count.total), [2, 4, 3, 2, 1, 10, 2, 1, 0, 1, 0]);
        // Who has nothing in the columns that were asked for has no row.
        let few = counted(
            &entries,
            Rows::Pupils,
            &[Measure::Infirmary],
            (day(0), day(29)),
        );
        assert_eq!(few.rows.len(), 1);
        assert_eq!(few.rows[0].0, Key::Pupil(b));
        // An entry is counted on the day when it begins.
        let absences = [Measure::Absences];
        let late = counted(&entries, Rows::Classes, &absences, (day(2), day(29)));
        assert_eq!(late.total.of(Measure::Absences), 1);
        // A pupil absent in two months is one pupil.
        let days = (day(0), day(60));
        let months = counted(&entries, Rows::School, &[Measure::Pupils], days);
        let pupils: Vec<u64> = months
            .rows
            .iter()
            .map(|(_, row)| row.of(Measure::Pupils))
            .collect();
        assert_eq!((pupils, months.total.of(Measure::Pupils)), (vec![2, 1], 2));
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let pupils: Vec<Id<Pupil>> = (0..4).map(|_| Id::new()).collect();
        let one = (0usize..4, 0u32..60, 8u32..12, 0u32..50, 0usize..6);
        let one = one.prop_map(move |(who, from, start, long, kind)| {
            let division = ["5B", "5C", "4A", "4A"][who];
            let hours = (start, (start + long).max(start));
            entry(pupils[who], division, from, hours, Kind::ALL[kind])
        });
        proptest::collection::vec(one, 0..12)
    }

    fn named() -> impl Strategy<Value = Vec<Named>> {
        let row = (
            "[A-Ca-c é]{1,4}",
            proptest::option::of("[456][AB]"),
            0u64..4,
        );
        let row = row.prop_map(|(label, class, gross)| {
            let mut values = Values::default();
            values.set(Measure::Gross, gross);
            Named {
                key: Key::Class(None),
                label,
                class,
                values,
            }
        });
        proptest::collection::vec(row, 0..9)
    }

    proptest! {
        /// Invariant: the total is the sum of the rows, whatever they are, and the same for all
        /// kinds of rows; computed half-days are no more than gross ones, nor are those without
        /// a legitimate reason.
        #[test]
        fn totals_are_the_sum_of_rows(entries in entries(), from in 0u32..30, long in 0u32..40) {
            let days = (day(from), day(from + long));
            let by_class = counted(&entries, Rows::Classes, &Measure::ALL, days);
            for rows in Rows::ALL {
                let mut measures = Measure::ALL.to_vec();
                measures.retain(|measure| !rows.are_pupils() || *measure != Measure::Pupils);
                let count = counted(&entries, rows, &measures, days);
                for measure in measures {
                    let sum: u64 = count.rows.iter().map(|(_, row)| row.of(measure)).sum();
                    match measure {
                        Measure::Pupils if rows == Rows::School => {
                            prop_assert!(count.total.of(measure) <= sum);
                        }
                        _ => prop_assert_eq!(count.total.of(measure), sum),
                    }
                    prop_assert_eq!(count.total.of(measure), by_class.total.of(measure));
                }
                for (_, row) in &count.rows {
                    prop_assert!(row.of(Measure::Computed) <= row.of(Measure::Gross));
                    prop_assert!(row.of(Measure::Unjustified) <= row.of(Measure::Gross));
                }
            }
        }

        /// Invariant: an order loses no row; the largest come first, classes stay together, and
        /// who has none comes last.
        #[test]
        fn rows_are_put_in_order(rows in named()) {
            for order in [Order::Name, Order::Class, Order::Most(Measure::Gross)] {
                let mut sorted = rows.clone();
                sort(&mut sorted, order);
                let mut left = rows.clone();
                for row in &sorted {
                    let found = left.iter().position(|other| other == row);
                    left.remove(found.expect("a row of those that were given"));
                }
                prop_assert!(left.is_empty());
                for pair in sorted.windows(2) {
                    let gross = [0, 1].map(|n| pair[n].values.of(Measure::Gross));
                    let names = [0, 1].map(|n| sort_key(&pair[n].label));
                    match order {
                        Order::Name => prop_assert!(names[0] <= names[1]),
                        Order::Class => {
                            let classes = [0, 1].map(|n| pair[n].class.clone().unwrap_or("Z".into()));
                            prop_assert!(classes[0] < classes[1] || classes[0] == classes[1] && names[0] <= names[1]);
                        }
                        Order::Most(_) => {
                            prop_assert!(gross[0] > gross[1] || gross[0] == gross[1] && names[0] <= names[1]);
                        }
                    }
                }
            }
        }
    }

    /// Invariant: months follow each other as in the year, not as in the alphabet.
    #[test]
    fn months_follow_each_other() {
        let month = |day: NaiveDate, label: &str| Named {
            key: Key::Month(day),
            label: label.to_owned(),
            class: None,
            values: Values::default(),
        };
        let mut rows = [
            month(day(40), "décembre 2026"),
            month(day(0), "novembre 2026"),
        ];
        sort(&mut rows, Order::Name);
        assert_eq!(rows[0].label, "novembre 2026");
    }
}
