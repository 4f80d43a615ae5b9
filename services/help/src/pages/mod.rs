//! One file a screen.

pub(crate) mod guides;
pub(crate) mod news;
pub(crate) mod pictures;
pub(crate) mod search;
