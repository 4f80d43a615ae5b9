//! One file a screen.

pub(crate) mod edit;
pub(crate) mod form;
pub(crate) mod read;
mod words;
