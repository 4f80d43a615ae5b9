//! Every query, and nothing else.

pub(crate) mod codes;
pub(crate) mod opening;
