//! The rules, without I/O.

pub(crate) mod function;
pub(crate) mod granting;
pub(crate) mod new_person;
pub(crate) mod opening;
pub(crate) mod person;
pub(crate) mod rights;
