//! Every query of the timetable, and nothing else.

pub(crate) mod closure;
pub(crate) mod lesson;
pub(crate) mod lesson_draft;
pub(crate) mod lesson_write;
pub(crate) mod period;
pub(crate) mod week;
