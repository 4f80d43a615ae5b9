//! Every query of the timetable, and nothing else.

pub(crate) mod closure;
pub(crate) mod week;
