//! How an average comes about, for who asks.

use crate::{
    Average, Coefficient, Counted, OutOf, Points, Weighing, average, average::ratio,
    decimal::written,
};
use num_rational::BigRational;
use std::fmt;

/// A number as it is told: two decimals at most, and whether that is all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    hundredths: u64,
    exact: bool,
}

impl Told {
    fn of(value: &BigRational) -> Self {
        let hundredths = value * ratio(100, 1);
        let nearest = (&hundredths + ratio(1, 2)).floor();
        Self {
            exact: hundredths == nearest,
            hundredths: u64::try_from(nearest.to_integer()).unwrap_or(u64::MAX),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.exact {
            f.write_str("≈\u{a0}")?;
        }
        written(self.hundredths, f)
    }
}

/// A mark of an average.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What the pupil has.
    pub points: Points,
    /// Out of what.
    pub out_of: OutOf,
    /// What the assessment weighs.
    pub coefficient: Coefficient,
    /// The mark, brought to twenty.
    pub over_twenty: Told,
    /// What it weighs in this average.
    pub weight: Told,
    /// Both multiplied.
    pub product: Told,
}

/// An average with all that makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The marks, in the order in which they came.
    pub terms: Vec<Term>,
    /// The sum of the products.
    pub sum: Told,
    /// The sum of the weights, by which it is divided.
    pub weights: Told,
    /// What that gives.
    pub average: Average,
}

/// How the average of marks comes about; none, when there is none.
pub fn explained(marks: &[Counted], weighing: Weighing) -> Option<Explained> {
    let average = average(marks, weighing)?;
    let (mut sum, mut weights) = (ratio(0, 1), ratio(0, 1));
    let mut terms = Vec::with_capacity(marks.len());
    for mark in marks {
        let (over_twenty, weight) = mark.part(weighing);
        let product = &over_twenty * &weight;
        terms.push(Term {
            points: mark.points,
            out_of: mark.out_of,
            coefficient: mark.coefficient,
            over_twenty: Told::of(&over_twenty),
            weight: Told::of(&weight),
            product: Told::of(&product),
        });
        sum += product;
        weights += weight;
    }
    Some(Explained {
        terms,
        sum: Told::of(&sum),
        weights: Told::of(&weights),
        average,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rounding, average::tests::counted};

    /// Invariant: what is told can be done again with a pencil, and says where it is rounded.
    #[test]
    fn it_can_be_done_again_with_a_pencil() {
        let marks = [
            counted("14", "30", "1"),
            counted("12", "20", "2"),
            counted("5", "10", "0"),
        ];
        let told = explained(&marks, Weighing::Twenty).unwrap();
        let lines: Vec<String> = told
            .terms
            .iter()
            .map(|t| {
                format!(
                    "{}/{} → {} × {} = {}",
                    t.points, t.out_of, t.over_twenty, t.weight, t.product
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "14/30 → ≈\u{a0}9,33 × 1 = ≈\u{a0}9,33",
                "12/20 → 12 × 2 = 24",
                "5/10 → 10 × 0 = 0",
            ]
        );
        assert_eq!(
            (told.sum.to_string(), told.weights.to_string()),
            ("≈\u{a0}33,33".into(), "3".into())
        );
        assert_eq!(
            told.average.rounded(Rounding::HUNDREDTH).to_string(),
            "11,11"
        );
        let told = explained(&marks[..2], Weighing::Points).unwrap();
        assert_eq!(
            (told.sum.to_string(), told.weights.to_string()),
            ("760".into(), "70".into())
        );
        assert_eq!(explained(&marks[2..], Weighing::Twenty), None);
    }
}
