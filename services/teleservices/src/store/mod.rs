//! Every query, and nothing else.

pub(crate) mod codes;
pub(crate) mod family;
pub(crate) mod opening;
