//! Every query, and nothing else.

pub(crate) mod codes;
