//! The pages.

pub(crate) mod codes;
