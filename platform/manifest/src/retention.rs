//! How long rows about people are kept: a value that is shown in the register and executed by
//! night.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use db::Write;
use education::school_year_of;
use std::{future::Future, pin::Pin};

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// So many days.
    Days(i64),
    /// The current school year and so many before it. The school year turns on 1 August.
    SchoolYears(i32),
}

impl Keep {
    /// Rows older than this instant go.
    pub fn cutoff(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Days(days) => now - Duration::days(days),
            Self::SchoolYears(before) => {
                let first = school_year_of(now.date_naive()) - before;
                NaiveDate::from_ymd_opt(first, 8, 1)
                    .and_then(|day| day.and_hms_opt(0, 0, 0))
                    .map_or(DateTime::<Utc>::MIN_UTC, |start| start.and_utc())
            }
        }
    }

    /// The words of the register.
    pub fn label(self) -> String {
        match self {
            Self::Days(1) => "un jour".into(),
            Self::Days(365) => "un an".into(),
            Self::Days(days) => format!("{days} jours"),
            Self::SchoolYears(0) => "l'année scolaire en cours".into(),
            Self::SchoolYears(1) => "l'année scolaire en cours et la précédente".into(),
            Self::SchoolYears(n) => format!("l'année scolaire en cours et les {n} précédentes"),
        }
    }
}

/// What [`Retention::purge`] gives: how many rows went.
pub type PurgeFuture<'w> = Pin<Box<dyn Future<Output = db::Result<u64>> + Send + 'w>>;

/// The retention of one table.
#[derive(Clone, Copy)]
pub struct Retention {
    /// The table.
    pub table: &'static str,
    /// What it holds, in words.
    pub what: &'static str,
    /// From what the time is counted, in words: « après la fin de la session ».
    pub from: &'static str,
    /// How long.
    pub keep: Keep,
    /// Why so long: the law or the need.
    pub basis: &'static str,
    /// Takes away, or makes nobody's, at most a batch of rows older than the cutoff. Called
    /// again until it returns 0.
    pub purge: for<'w> fn(&'w mut Write, DateTime<Utc>) -> PurgeFuture<'w>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what the register says is what is done.
    #[test]
    fn the_words_say_the_same_as_the_cutoff() {
        let now = "2026-11-24T08:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let said = [
            (Keep::Days(1), "un jour", "2026-11-23T08:00:00Z"),
            (Keep::Days(30), "30 jours", "2026-10-25T08:00:00Z"),
            (Keep::Days(365), "un an", "2025-11-24T08:00:00Z"),
            (
                Keep::SchoolYears(0),
                "l'année scolaire en cours",
                "2026-08-01T00:00:00Z",
            ),
            (
                Keep::SchoolYears(1),
                "l'année scolaire en cours et la précédente",
                "2025-08-01T00:00:00Z",
            ),
            (
                Keep::SchoolYears(4),
                "l'année scolaire en cours et les 4 précédentes",
                "2022-08-01T00:00:00Z",
            ),
        ];
        for (keep, words, cutoff) in said {
            assert_eq!(keep.label(), words);
            assert_eq!(keep.cutoff(now), cutoff.parse::<DateTime<Utc>>().unwrap());
        }
    }

    #[test]
    fn a_school_year_ends_on_the_31st_of_july() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let keep = Keep::SchoolYears(0);
        assert_eq!(
            keep.cutoff(at("2026-11-24T08:00:00Z")),
            at("2026-08-01T00:00:00Z")
        );
        assert_eq!(
            keep.cutoff(at("2027-07-31T08:00:00Z")),
            at("2026-08-01T00:00:00Z")
        );
        assert_eq!(
            keep.cutoff(at("2027-08-01T08:00:00Z")),
            at("2027-08-01T00:00:00Z")
        );
        assert_eq!(
            Keep::SchoolYears(1).cutoff(at("2026-11-24T08:00:00Z")),
            at("2025-08-01T00:00:00Z")
        );
    }
}
