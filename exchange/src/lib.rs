//! Where services meet without knowing each other: plain data, and functions that one service offers
//! (`Manifest::offers`) and another asks for (`Context::offers`). Whoever asks goes on without the answer
//! where nobody offers it.

use chrono::{DateTime, NaiveDate, Utc};
use education::{Id, Pupil};
use identity::{At, Child, Marks};
use std::{collections::HashMap, fmt, future::Future, pin::Pin};
use web::{Context, Result};

/// What a function of this crate gives.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// How a pupil was away in some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HalfDays {
    /// Half-days of absence, one as soon as a lesson of it is missed.
    pub missed: u64,
    /// Those without a legitimate reason.
    pub unjustified: u64,
    /// How many times they came late.
    pub latenesses: u64,
}

/// How a pupil of the school was away between two days, both included.
type HalfDaysOf = for<'a> fn(
    &'a Context,
    &'a At<Marks>,
    &'a [Id<Pupil>],
    (NaiveDate, NaiveDate),
) -> Answer<'a, HashMap<Id<Pupil>, HalfDays>>;

/// Counts half-days, for bulletins. Who is not in the answer was never away.
#[derive(Clone, Copy)]
pub struct HalfDaysCount(pub HalfDaysOf);

impl fmt::Debug for HalfDaysCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HalfDaysCount")
    }
}

/// What is new of a child for their family since an instant: « 2 absences », « 3 notes »; nothing when
/// nothing is.
type NewsOf = for<'a> fn(&'a Context, &'a Child, DateTime<Utc>) -> Answer<'a, Vec<String>>;

/// What the school noted of a child's absences.
#[derive(Clone, Copy)]
pub struct NewAbsences(pub NewsOf);

/// What the family of a child may read of marks and bulletins, and could not before.
#[derive(Clone, Copy)]
pub struct NewMarks(pub NewsOf);

impl fmt::Debug for NewAbsences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewAbsences")
    }
}

impl fmt::Debug for NewMarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewMarks")
    }
}
