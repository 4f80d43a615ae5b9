//! The rules, without I/O.

pub(crate) mod codes;
