//! Rules without I/O: the words of a record, what may be typed in it.

pub(crate) mod address;
pub(crate) mod codes;
pub(crate) mod contact;
pub(crate) mod extras;
pub(crate) mod guardian;
pub(crate) mod pupil;
mod words;

pub(crate) use words::{agreed, header, school_year};
