//! The domain: periods, actions, texts. No I/O.

pub(crate) mod action;
pub(crate) mod period;
pub(crate) mod text;
