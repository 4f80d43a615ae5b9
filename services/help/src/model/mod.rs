//! Guides and notes, as they are read; no I/O but the files that are in the program.

pub(crate) mod guide;
pub(crate) mod markdown;
pub(crate) mod news;
pub(crate) mod picture;
pub(crate) mod profile;
pub(crate) mod search;
