//! The rules: weeks, calendars. No I/O.

pub(crate) mod calendar;
pub(crate) mod lesson;
pub(crate) mod period;
pub(crate) mod week;
