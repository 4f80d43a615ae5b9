//! What a pupil has already, found by its time: a table holds thousands of lines of a few pupils.

use crate::model::{
    period::Period,
    scope::Scope,
    taught::Taught,
    terms::{Kind, Terms},
};
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// An entry that the school had.
struct Known {
    terms: Terms,
    taught: Taught,
    withdrawn: bool,
    /// A line has said it already.
    told: bool,
}

/// An entry that stands in the way of others.
pub(super) struct Held {
    pub(super) terms: Terms,
    /// The line that has brought it; `None`: the school had it.
    pub(super) line: Option<u64>,
}

impl Held {
    fn overlaps(&self, period: Period) -> bool {
        let own = self.terms.period;
        own.from() < period.to() && own.to() > period.from()
    }
}

/// Those of a scope.
#[derive(Default)]
struct Taken {
    /// One after the other in time.
    apart: Vec<Held>,
    /// Those that the school has at the same time as another one, which nothing lets in today.
    odd: Vec<Held>,
}

impl Taken {
    /// The first that ends after a period begins: where it overlaps, or what it comes before.
    fn place(&self, period: Period) -> usize {
        let before = |held: &Held| held.terms.period.to() <= period.from();
        self.apart.partition_point(before)
    }

    fn find(&self, period: Period) -> Option<&Held> {
        let apart = self.apart.get(self.place(period));
        let apart = apart.filter(|held| held.overlaps(period));
        apart.or_else(|| self.odd.iter().find(|held| held.overlaps(period)))
    }

    fn hold(&mut self, held: Held) {
        let period = held.terms.period;
        let place = self.place(period);
        let next = self.apart.get(place).map(|next| next.terms.period.from());
        let fits = period.from() < period.to() && next.is_none_or(|next| next >= period.to());
        match fits {
            true => self.apart.insert(place, held),
            false => self.odd.push(held),
        }
    }
}

/// The entries of a pupil: those that the school has, and those that lines have brought.
#[derive(Default)]
pub(super) struct Slots {
    known: Vec<Known>,
    /// Those that the school has, by their start.
    by_start: HashMap<NaiveDateTime, Vec<usize>>,
    /// Those that exclude others.
    taken: Vec<(Scope, Taken)>,
    count: usize,
}

/// What makes an entry another event than another one.
fn event(terms: &Terms) -> (Kind, Scope, Period, (bool, Option<i64>)) {
    let ends = (terms.open_end, terms.minutes);
    (terms.kind, terms.scope, terms.period, ends)
}

impl Slots {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The school has it.
    pub(super) fn know(&mut self, terms: Terms, taught: Taught, withdrawn: bool) {
        let at = self.by_start.entry(terms.period.from()).or_default();
        at.push(self.known.len());
        self.known.push(Known {
            terms,
            taught,
            withdrawn,
            told: false,
        });
        self.hold(terms, withdrawn, None);
    }

    /// A line brings it.
    pub(super) fn bring(&mut self, terms: Terms, withdrawn: bool, line: u64) {
        self.hold(terms, withdrawn, Some(line));
    }

    fn hold(&mut self, terms: Terms, withdrawn: bool, line: Option<u64>) {
        self.count += 1;
        if withdrawn || !terms.kind.excludes_others() {
            return;
        }
        let known = self.taken.iter().position(|(of, _)| *of == terms.scope);
        let known = known.unwrap_or_else(|| {
            self.taken.push((terms.scope, Taken::default()));
            self.taken.len() - 1
        });
        self.taken[known].1.hold(Held { terms, line });
    }

    fn at(&self, start: NaiveDateTime) -> impl Iterator<Item = usize> + '_ {
        self.by_start.get(&start).into_iter().flatten().copied()
    }

    /// A line says what the school has, and no line has said before: false when it does not.
    pub(super) fn tell(&mut self, terms: &Terms, taught: &Taught, withdrawn: bool) -> bool {
        let found = self.at(terms.period.from()).find(|known| {
            let known = &self.known[*known];
            !known.told
                && (known.withdrawn, &known.terms, &known.taught) == (withdrawn, terms, taught)
        });
        let Some(found) = found else { return false };
        self.known[found].told = true;
        true
    }

    /// Whether the school has the same event, told otherwise, and no line has said it.
    pub(super) fn has_otherwise(&self, terms: &Terms) -> bool {
        self.at(terms.period.from()).any(|known| {
            let known = &self.known[known];
            !known.withdrawn && !known.told && event(&known.terms) == event(terms)
        })
    }

    /// What the pupil has at that time. As for an entry that is typed: an absence of days says nothing
    /// of the meals in between.
    pub(super) fn in_the_way(&self, terms: &Terms) -> Option<&Held> {
        let mut taken = self.taken.iter();
        let (_, taken) = taken.find(|(of, _)| *of == terms.scope)?;
        taken.find(terms.period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, NaiveDate};
    use proptest::{collection::vec, prelude::*};

    proptest! {
        /// Invariant: what stands in the way is found as if all that there is were gone through, also
        /// where the school has two at once.
        #[test]
        fn what_stands_in_the_way_is_found(
            entries in vec((0..400_i64, 1..60_i64, any::<bool>(), any::<bool>()), 0..60)
        ) {
            let midnight = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_time(chrono::NaiveTime::MIN);
            let minute = |minute| midnight + Duration::minutes(minute);
            let mut slots = Slots::default();
            let mut all: Vec<Period> = Vec::new();
            for (from, length, had, meal) in entries {
                let period = Period::stored(minute(from), minute(from + length));
                let terms = Terms::absence(period);
                if meal {
                    // Of another scope: in nobody's way.
                    slots.bring(Terms { scope: Scope::Meal, ..terms }, false, 1);
                    continue;
                }
                let expected = all.iter().any(|one| one.from() < period.to() && one.to() > period.from());
                let found = slots.in_the_way(&terms);
                prop_assert_eq!(found.is_some(), expected);
                prop_assert!(found.is_none_or(|found| found.overlaps(period)));
                if had {
                    slots.know(terms, Taught::default(), false);
                } else if !expected {
                    slots.bring(terms, false, 1);
                }
                if had || !expected {
                    all.push(period);
                }
            }
        }
    }
}
