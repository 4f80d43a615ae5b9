//! Averages out of twenty, exact until they are shown.

use crate::{Coefficient, OutOf, Points, decimal::written};
use num_rational::BigRational;
use std::fmt;

/// A mark that counts, with what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// What the pupil has.
    pub points: Points,
    /// What the assessment is marked out of.
    pub out_of: OutOf,
    /// What the assessment weighs.
    pub coefficient: Coefficient,
}

/// How marks out of something else than 20 are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weighing {
    /// Each is brought to 20, then weighs its coefficient: 5 out of 10 is 10 out of 20.
    Twenty,
    /// Each point weighs the same: what is out of 10 weighs half of what is out of 20.
    Points,
}

/// An average out of twenty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Average(pub(crate) BigRational);

/// To what an average is rounded when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// 12,34.
    Hundredth,
    /// 12,3.
    Tenth,
    /// 12,5.
    Half,
    /// 12.
    Unit,
}

impl Step {
    fn hundredths(self) -> u32 {
        match self {
            Self::Hundredth => 1,
            Self::Tenth => 10,
            Self::Half => 50,
            Self::Unit => 100,
        }
    }
}

/// How an average is rounded when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rounding {
    /// To what.
    pub step: Step,
    /// To the step above, and not to the nearest.
    pub up: bool,
}

impl Rounding {
    /// To the nearest hundredth, what lies in the middle to the one above.
    pub const HUNDREDTH: Self = Self {
        step: Step::Hundredth,
        up: false,
    };
}

/// An average, as it is shown: hundredths out of twenty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rounded(u32);

impl Rounded {
    /// In hundredths.
    pub fn hundredths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        written(u64::from(self.0), f)
    }
}

pub(crate) fn ratio(over: u32, under: u32) -> BigRational {
    BigRational::new(over.into(), under.into())
}

fn weighed(parts: impl IntoIterator<Item = (BigRational, BigRational)>) -> Option<Average> {
    let none = || ratio(0, 1);
    let (sum, weight) = parts
        .into_iter()
        .fold((none(), none()), |(sum, all), (value, weight)| {
            (sum + value * &weight, all + weight)
        });
    (weight > none()).then(|| Average(sum / weight))
}

impl Counted {
    /// Out of twenty, and what it weighs.
    pub(crate) fn part(&self, weighing: Weighing) -> (BigRational, BigRational) {
        let (points, out_of) = (self.points.hundredths(), self.out_of.hundredths());
        let value = ratio(points, out_of) * ratio(20, 1);
        let coefficient = ratio(self.coefficient.hundredths(), 100);
        match weighing {
            Weighing::Twenty => (value, coefficient),
            Weighing::Points => (value, coefficient * ratio(out_of, 100)),
        }
    }
}

/// The average of marks; none, when nothing weighs.
pub fn average(marks: &[Counted], weighing: Weighing) -> Option<Average> {
    weighed(marks.iter().map(|mark| mark.part(weighing)))
}

/// The average of averages: of subjects for a pupil, of pupils for a class. None, when nothing weighs.
pub fn average_of<'a>(
    averages: impl IntoIterator<Item = (&'a Average, Coefficient)>,
) -> Option<Average> {
    let parts = averages.into_iter();
    weighed(parts.map(|(average, weight)| (average.0.clone(), ratio(weight.hundredths(), 100))))
}

impl Average {
    /// As it is shown. What is rounded up never passes 20: all steps divide it.
    pub fn rounded(&self, rounding: Rounding) -> Rounded {
        let step = rounding.step.hundredths();
        let steps = &self.0 * ratio(100, step);
        let whole = match rounding.up {
            true => steps.ceil(),
            false => (steps + ratio(1, 2)).floor(),
        };
        let whole = u32::try_from(whole.to_integer()).unwrap_or(u32::MAX / step);
        Rounded(whole * step)
    }
}

impl From<Rounded> for Average {
    /// For schools whose overall average is that of the averages that are shown.
    fn from(shown: Rounded) -> Self {
        Self(ratio(shown.0, 100))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn counted(points: &str, out_of: &str, coefficient: &str) -> Counted {
        let out_of = OutOf::parse(out_of).unwrap();
        Counted {
            points: Points::parse(points, out_of).unwrap(),
            out_of,
            coefficient: Coefficient::parse(coefficient).unwrap(),
        }
    }

    fn shown(marks: &[(&str, &str, &str)], weighing: Weighing, rounding: Rounding) -> String {
        let marks: Vec<Counted> = marks.iter().map(|(a, b, c)| counted(a, b, c)).collect();
        let average = average(&marks, weighing);
        average.map_or_else(String::new, |average| average.rounded(rounding).to_string())
    }

    /// Invariant: a table, computed by hand.
    #[test]
    fn a_table_computed_by_hand() {
        use Weighing::{Points, Twenty};
        let hundredth = Rounding::HUNDREDTH;
        for (marks, weighing, average) in [
            (&[][..], Twenty, ""),
            (&[("12", "20", "0")], Twenty, ""),
            (&[("12", "20", "1"), ("15", "20", "2")], Twenty, "14"),
            (&[("8", "10", "1"), ("10", "20", "1")], Twenty, "13"),
            // 18 points of 30.
            (&[("8", "10", "1"), ("10", "20", "1")], Points, "12"),
            (&[("10", "20", "1"), ("20", "20", "0")], Twenty, "10"),
            // 14 out of 30 is 9,333…; with 12: 10,666….
            (&[("14", "30", "1"), ("12", "20", "1")], Twenty, "10,67"),
            (&[("10,01", "20", "1"), ("10", "20", "1")], Twenty, "10,01"),
            (&[("1", "3", "1")], Twenty, "6,67"),
            (&[("20", "20", "0,5"), ("0", "20", "1,5")], Twenty, "5"),
        ] {
            assert_eq!(
                shown(marks, weighing, hundredth),
                average,
                "{marks:?} {weighing:?}"
            );
        }
        let of = |step, up| {
            let marks = [("37", "60", "1")];
            shown(&marks, Twenty, Rounding { step, up })
        };
        // 12,3333…
        assert_eq!(of(Step::Hundredth, false), "12,33");
        assert_eq!(of(Step::Hundredth, true), "12,34");
        assert_eq!(of(Step::Tenth, false), "12,3");
        assert_eq!(of(Step::Tenth, true), "12,4");
        assert_eq!(of(Step::Half, false), "12,5");
        assert_eq!(of(Step::Half, true), "12,5");
        assert_eq!(of(Step::Unit, false), "12");
        assert_eq!(of(Step::Unit, true), "13");
    }

    /// Invariant: the average of averages weighs them, from what is exact or from what is shown.
    #[test]
    fn an_overall_average() {
        let third = average(&[counted("1", "3", "1")], Weighing::Twenty).unwrap();
        let ten = average(&[counted("10", "20", "1")], Weighing::Twenty).unwrap();
        let weights = [Coefficient::ONE, Coefficient::parse("3").unwrap()];
        let exact = average_of([(&third, weights[0]), (&ten, weights[1])]).unwrap();
        assert_eq!(exact.rounded(Rounding::HUNDREDTH).to_string(), "9,17");
        let unit = Rounding {
            step: Step::Unit,
            up: false,
        };
        let from_shown: Average = third.rounded(unit).into();
        let overall = average_of([(&from_shown, weights[0]), (&ten, weights[1])]).unwrap();
        assert_eq!(overall.rounded(Rounding::HUNDREDTH).to_string(), "9,25");
        assert_eq!(average_of([(&ten, Coefficient::of(0).unwrap())]), None);
    }

    fn marks() -> impl Strategy<Value = Vec<Counted>> {
        let out_of = prop::sample::select(vec![100_u32, 500, 700, 1000, 2000, 3000, 4050, 10_000]);
        let one = (out_of, 0..=100_u32, 0..=400_u32).prop_map(|(out_of, share, coefficient)| {
            let out_of = OutOf::of(out_of).unwrap();
            Counted {
                points: Points::of(out_of.hundredths() * share / 100, out_of).unwrap(),
                out_of,
                coefficient: Coefficient::of(coefficient).unwrap(),
            }
        });
        prop::collection::vec(one, 0..40)
    }

    /// The same by whole numbers alone: everything over one denominator. Gives hundredths out of twenty,
    /// the half rounded up.
    fn independently(marks: &[Counted], weighing: Weighing) -> Option<u32> {
        // What every number of `marks` divides.
        const COMMON: u128 = 2_000_u128 * 3 * 7 * 81 * 25;
        let (mut over, mut under) = (0_u128, 0_u128);
        for mark in marks {
            let out_of = u128::from(mark.out_of.hundredths());
            let (points, coefficient) = (
                u128::from(mark.points.hundredths()),
                u128::from(mark.coefficient.hundredths()),
            );
            assert_eq!(COMMON * 20 % out_of, 0, "{out_of}");
            let weight = match weighing {
                Weighing::Twenty => coefficient,
                Weighing::Points => coefficient * out_of,
            };
            over += points * (COMMON * 20 / out_of) * weight;
            under += COMMON * weight;
        }
        let hundredths = (over * 200).checked_div(under)?;
        Some(u32::try_from(hundredths.div_ceil(2)).unwrap())
    }

    proptest! {
        /// Invariant: an average is what an independent calculation by whole numbers gives.
        #[test]
        fn an_average_is_what_whole_numbers_give(marks in marks()) {
            for weighing in [Weighing::Twenty, Weighing::Points] {
                let given = average(&marks, weighing);
                let shown = given.map(|average| average.rounded(Rounding::HUNDREDTH).hundredths());
                prop_assert_eq!(shown, independently(&marks, weighing));
            }
        }

        /// Invariant: an average lies between the lowest and the highest mark that weighs; order, a mark
        /// that weighs nothing, and coefficients all doubled change nothing.
        #[test]
        fn an_average_lies_between_its_marks(marks in marks(), weighs_nothing in marks()) {
            let given = average(&marks, Weighing::Twenty);
            let weighing: Vec<_> = marks.iter().filter(|m| m.coefficient.hundredths() > 0)
                .map(|mark| mark.part(Weighing::Twenty).0).collect();
            let between = given.as_ref().is_none_or(|average| {
                weighing.iter().min() <= Some(&average.0) && Some(&average.0) <= weighing.iter().max()
            });
            prop_assert!(between);
            prop_assert_eq!(given.is_none(), weighing.is_empty());
            let doubled = |mark: &Counted| Counted {
                coefficient: Coefficient::of(mark.coefficient.hundredths() * 2).unwrap(),
                ..*mark
            };
            let mut other: Vec<Counted> = marks.iter().rev().map(doubled).collect();
            other.extend(weighs_nothing.iter().map(|mark| Counted {
                coefficient: Coefficient::of(0).unwrap(),
                ..*mark
            }));
            prop_assert_eq!(average(&other, Weighing::Twenty), given);
        }

        /// Invariant: what is shown is within its step of what is exact, never above 20, and never below
        /// what is exact when it is rounded up.
        #[test]
        fn what_is_shown_is_near(marks in marks(), up: bool) {
            for step in [Step::Hundredth, Step::Tenth, Step::Half, Step::Unit] {
                let Some(exact) = average(&marks, Weighing::Twenty) else { continue };
                let shown = exact.rounded(Rounding { step, up });
                prop_assert_eq!(shown.hundredths() % step.hundredths(), 0);
                prop_assert!(shown.hundredths() <= 2000);
                let shown: Average = shown.into();
                let (above, step) = (&shown.0 - &exact.0, ratio(step.hundredths(), 100));
                match up {
                    true => prop_assert!(above >= ratio(0, 1) && above < step),
                    false => prop_assert!(
                        &above * ratio(2, 1) <= step && -(above * ratio(2, 1)) < step
                    ),
                }
            }
        }
    }
}
