//! One file per screen.

pub(crate) mod import;
pub(crate) mod import_draft;
pub(crate) mod list;
pub(crate) mod record;
pub(crate) mod search;
