//! After how long an unused code dies.

use chrono::Duration;
use web::{Input, Invalid};

/// The rules of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Days after which an unused code dies.
    pub(crate) days: i64,
    /// Grows with each change.
    pub(crate) version: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            days: 90,
            version: 0,
        }
    }
}

impl Rules {
    /// The field of the delay.
    pub(crate) const DAYS: &'static str = "delai";

    /// How long a code lives.
    pub(crate) fn delay(self) -> Duration {
        Duration::days(self.days)
    }

    /// A week to a year: a letter takes days, and nobody looks for a code of last year.
    pub(crate) fn parse(input: &Input) -> Result<i64, Invalid> {
        let mut invalid = Invalid::default();
        let typed = input.text(Self::DAYS).parse::<i64>().ok();
        match typed.filter(|days| (7..=365).contains(days)) {
            Some(days) => Ok(days),
            None => {
                let sentence = "Indiquez un nombre de jours, de 7 à 365.";
                invalid.add(Self::DAYS, sentence);
                Err(invalid)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_a_week_to_a_year() {
        let parse = |text: &str| Rules::parse(&Input::of([("delai", text)])).ok();
        assert_eq!(
            [parse("7"), parse("365"), parse("90")],
            [Some(7), Some(365), Some(90)]
        );
        assert_eq!([parse("6"), parse("366"), parse(""), parse("x")], [None; 4]);
        assert_eq!(Rules::default().days, 90);
    }
}
