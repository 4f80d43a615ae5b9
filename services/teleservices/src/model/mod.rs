//! The rules, without I/O.

pub(crate) mod codes;
mod opening;

pub(crate) use opening::*;
