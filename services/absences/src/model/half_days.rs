//! Half-days of absence, as the law counts them: pure rules, from the entries of a pupil and the
//! lessons that the pupil has.
//!
//! A half-day without a lesson of the pupil never counts; a lateness, a meal or a night never does. « Brut »: one for
//! each half-day with at least one lesson that an absence touches. « Calculé »: one when at least
//! half of the time of its lessons is missed. The halves part at the hour at which they did when
//! the entry was written.

use super::{
    scope::Scope,
    terms::{Kind, Terms},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeMap;

/// How half-days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Rule {
    /// One for each half-day of which a lesson is touched.
    #[default]
    Gross,
    /// One for each half-day of which half of the time of lessons is missed.
    Computed,
}

/// A half of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Half {
    Morning,
    Afternoon,
}

/// An absence, as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    from: NaiveDateTime,
    to: NaiveDateTime,
    noon: NaiveTime,
    legitimate: bool,
}

impl Counted {
    /// Of an entry, when it is one that counts; an absence without an end counts until now.
    pub(crate) fn of(terms: &Terms, noon: NaiveTime, now: NaiveDateTime) -> Option<Self> {
        let counts = terms.scope == Scope::Lessons
            && matches!(
                terms.kind,
                Kind::Absence | Kind::Departure | Kind::Exclusion
            );
        let (from, to) = (terms.period.from(), terms.period.to());
        let to = if terms.open_end { to.min(now) } else { to };
        (counts && from < to).then_some(Self {
            from,
            to,
            noon,
            legitimate: terms.legitimate,
        })
    }
}

/// From when to when, in one day.
pub(crate) type Hours = (NaiveTime, NaiveTime);

/// The half-days that a pupil missed, each with whether all of it has a legitimate reason.
/// `lessons`, the pupil's of a day, in any order.
pub(crate) fn half_days(
    absences: &[Counted],
    lessons: &dyn Fn(NaiveDate) -> Vec<Hours>,
    rule: Rule,
) -> BTreeMap<(NaiveDate, Half), bool> {
    let mut days: BTreeMap<NaiveDate, Vec<&Counted>> = BTreeMap::new();
    let mut absences: Vec<&Counted> = absences.iter().collect();
    absences.sort_by_key(|absence| (absence.from, absence.to, absence.noon));
    for absence in absences {
        let last = absence.to.date();
        for day in absence
            .from
            .date()
            .iter_days()
            .take_while(|day| *day <= last)
        {
            days.entry(day).or_default().push(absence);
        }
    }
    let mut missed = BTreeMap::new();
    for (day, absences) in days {
        let lessons = lessons(day);
        // Of several, the one that begins first says where the day parted.
        let noon = absences
            .first()
            .map_or(NaiveTime::MIN, |absence| absence.noon);
        for (half, pieces) in [
            (Half::Morning, pieces(&lessons, NaiveTime::MIN, noon)),
            (Half::Afternoon, pieces(&lessons, noon, END)),
        ] {
            let touching: Vec<&&Counted> = absences
                .iter()
                .filter(|absence| minutes_missed(&pieces, day, &[absence]) > 0)
                .collect();
            let all: Vec<&Counted> = touching.iter().map(|absence| **absence).collect();
            let away = minutes_missed(&pieces, day, &all);
            let of: i64 = pieces
                .iter()
                .map(|(from, to)| (*to - *from).num_minutes())
                .sum();
            let counts = match rule {
                Rule::Gross => away > 0,
                Rule::Computed => away > 0 && away * 2 >= of,
            };
            if counts {
                missed.insert((day, half), all.iter().all(|absence| absence.legitimate));
            }
        }
    }
    missed
}

const END: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(end) => end,
    None => NaiveTime::MIN,
};

/// What of the lessons lies between two hours, without overlaps.
fn pieces(lessons: &[Hours], from: NaiveTime, to: NaiveTime) -> Vec<Hours> {
    let mut cut: Vec<Hours> = lessons
        .iter()
        .map(|(start, end)| ((*start).max(from), (*end).min(to)))
        .filter(|(start, end)| start < end)
        .collect();
    cut.sort_unstable();
    let mut apart: Vec<Hours> = Vec::with_capacity(cut.len());
    for (start, end) in cut {
        match apart.last_mut() {
            Some((_, last)) if start <= *last => *last = (*last).max(end),
            _ => apart.push((start, end)),
        }
    }
    apart
}

/// How many minutes of these hours of a day somebody was away.
fn minutes_missed(pieces: &[Hours], day: NaiveDate, absences: &[&Counted]) -> i64 {
    let away: Vec<Hours> = absences
        .iter()
        .map(|absence| {
            let from = if absence.from.date() < day {
                NaiveTime::MIN
            } else {
                absence.from.time()
            };
            let to = if absence.to.date() > day {
                END
            } else {
                absence.to.time()
            };
            (from, to)
        })
        .collect();
    let minutes = pieces.iter().map(|(from, to)| {
        let common = self::pieces(&away, *from, *to);
        common
            .iter()
            .map(|(from, to)| (*to - *from).num_minutes())
            .sum::<i64>()
    });
    minutes.sum()
}

/// How many half-days without a legitimate reason, in a calendar month, the head must report (Code
/// de l'éducation, art. L131-8, 2°).
pub(crate) const REPORTED_FROM: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn away(from: &str, to: &str) -> Counted {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        Counted {
            from: at(from),
            to: at(to),
            noon: time("13:00"),
            legitimate: false,
        }
    }

    /// Four hours on Tuesday morning, one in the afternoon; nothing on other afternoons.
    fn lessons(on: NaiveDate) -> Vec<Hours> {
        let hours = |list: &[(&str, &str)]| list.iter().map(|(a, b)| (time(a), time(b))).collect();
        match on.to_string().as_str() {
            "2026-11-24" => hours(&[("08:30", "12:30"), ("14:00", "15:00")]),
            "2026-11-25" => hours(&[("08:30", "10:20")]),
            _ => Vec::new(),
        }
    }

    fn counted(absences: &[Counted], rule: Rule) -> Vec<(String, Half)> {
        let missed = half_days(absences, &lessons, rule);
        missed
            .keys()
            .map(|(day, half)| (day.to_string(), *half))
            .collect()
    }

    #[test]
    fn a_half_day_counts_when_one_lesson_is_touched() {
        let tuesday = |half| ("2026-11-24".to_owned(), half);
        let one = [away("2026-11-24 08:30", "2026-11-24 08:31")];
        assert_eq!(counted(&one, Rule::Gross), [tuesday(Half::Morning)]);
        assert_eq!(counted(&one, Rule::Computed), []);
        let half = [away("2026-11-24 10:30", "2026-11-24 12:30")];
        assert_eq!(counted(&half, Rule::Computed), [tuesday(Half::Morning)]);
        let lunch = [away("2026-11-24 12:30", "2026-11-24 14:00")];
        assert_eq!(counted(&lunch, Rule::Gross), []);
        let days = [away("2026-11-24 08:30", "2026-11-26 17:00")];
        let wednesday = ("2026-11-25".to_owned(), Half::Morning);
        let both = [tuesday(Half::Morning), tuesday(Half::Afternoon), wednesday];
        assert_eq!(counted(&days, Rule::Gross), both);
        assert_eq!(counted(&days, Rule::Computed), both);
    }

    /// Invariant: the halves part where they did when the entry was written.
    #[test]
    fn the_noon_of_the_entry_parts_the_day() {
        let late = Counted {
            noon: time("14:30"),
            ..away("2026-11-24 14:00", "2026-11-24 14:20")
        };
        assert_eq!(
            counted(&[late], Rule::Gross),
            [("2026-11-24".to_owned(), Half::Morning)]
        );
        let other = away("2026-11-24 14:00", "2026-11-24 14:20");
        assert_eq!(
            counted(&[other], Rule::Gross),
            [("2026-11-24".to_owned(), Half::Afternoon)]
        );
    }

    /// Invariant: a half-day has a legitimate reason when everything missed in it has one.
    #[test]
    fn one_reason_does_not_cover_another_absence() {
        let ill = Counted {
            legitimate: true,
            ..away("2026-11-24 08:30", "2026-11-24 10:20")
        };
        let key = (day("2026-11-24"), Half::Morning);
        assert_eq!(
            half_days(&[ill], &lessons, Rule::Gross).get(&key),
            Some(&true)
        );
        let truant = away("2026-11-24 10:40", "2026-11-24 11:35");
        assert_eq!(
            half_days(&[ill, truant], &lessons, Rule::Gross).get(&key),
            Some(&false)
        );
    }

    #[test]
    fn a_lateness_never_counts_and_an_open_end_ends_now() {
        let period = |from: &str, to: &str| {
            let away = away(from, to);
            super::super::period::Period::stored(away.from, away.to)
        };
        let terms = Terms::absence(period("2026-11-24 08:30", "2026-12-24 08:30"));
        let now = day("2026-11-24").and_time(time("09:00"));
        let open = Terms {
            open_end: true,
            ..terms
        };
        let counts = |terms: &Terms| Counted::of(terms, time("13:00"), now);
        assert_eq!(counts(&open).map(|counted| counted.to), Some(now));
        assert_eq!(
            counts(&terms).map(|counted| counted.to),
            Some(terms.period.to())
        );
        for kind in [Kind::Lateness, Kind::Exemption, Kind::Infirmary] {
            assert_eq!(counts(&Terms { kind, ..terms }), None);
        }
        let tomorrow = Terms {
            open_end: true,
            ..Terms::absence(period("2026-11-25 08:30", "2026-12-24 08:30"))
        };
        assert_eq!(counts(&tomorrow), None, "it has not begun");
    }

    fn absences() -> impl Strategy<Value = Vec<Counted>> {
        let one =
            (0i64..4_000, 1i64..3_000, any::<bool>()).prop_map(|(from, length, legitimate)| {
                let start = day("2026-11-23").and_time(NaiveTime::MIN);
                let from = start + chrono::Duration::minutes(from);
                Counted {
                    from,
                    to: from + chrono::Duration::minutes(length),
                    noon: time("13:00"),
                    legitimate,
                }
            });
        proptest::collection::vec(one, 0..6)
    }

    proptest! {
        /// Invariant: who misses a meal or a night misses no half-day, whatever it is and however long.
        #[test]
        fn meals_and_nights_are_no_half_days(kind in 0usize..6, hour in 0i64..400, length in 1i64..60, open: bool) {
            let from = day("2026-11-23").and_time(time("00:00")) + chrono::Duration::hours(hour);
            let to = from + chrono::Duration::hours(length);
            let noon = time("13:00");
            for scope in Scope::ALL {
                let terms = Terms {
                    kind: Kind::ALL[kind],
                    scope,
                    open_end: open,
                    ..Terms::absence(crate::model::period::Period::stored(from, to))
                };
                let counted = Counted::of(&terms, noon, to);
                let counts = scope == Scope::Lessons
                    && [Kind::Absence, Kind::Departure, Kind::Exclusion].contains(&terms.kind);
                prop_assert_eq!(counted.is_some(), counts);
            }
        }

        /// Invariant: what is computed is never more than what is gross; more absence is never fewer
        /// half-days; the order in which entries come says nothing; a day without a lesson has none.
        #[test]
        fn more_absence_is_never_fewer_half_days(some in absences(), more in absences()) {
            let gross = half_days(&some, &lessons, Rule::Gross);
            let computed = half_days(&some, &lessons, Rule::Computed);
            prop_assert!(computed.keys().all(|half| gross.contains_key(half)));
            prop_assert!(gross.keys().all(|(day, _)| !lessons(*day).is_empty()));
            let mut both = some.clone();
            both.extend(&more);
            for rule in [Rule::Gross, Rule::Computed] {
                let (fewer, all) = (half_days(&some, &lessons, rule), half_days(&both, &lessons, rule));
                prop_assert!(fewer.keys().all(|half| all.contains_key(half)));
                let mut turned = both.clone();
                turned.reverse();
                prop_assert_eq!(half_days(&turned, &lessons, rule), all);
            }
        }

        /// Invariant: an absence in two pieces that touch is one absence.
        #[test]
        fn cut_in_two_is_the_same(some in absences(), at in 1i64..3_000) {
            let cut: Vec<Counted> = some.iter().flat_map(|absence| {
                let middle = (absence.from + chrono::Duration::minutes(at)).min(absence.to);
                [Counted { to: middle, ..*absence }, Counted { from: middle, ..*absence }]
            }).filter(|absence| absence.from < absence.to).collect();
            for rule in [Rule::Gross, Rule::Computed] {
                prop_assert_eq!(half_days(&cut, &lessons, rule), half_days(&some, &lessons, rule));
            }
        }
    }
}
