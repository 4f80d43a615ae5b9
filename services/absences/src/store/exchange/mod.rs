//! « Import/Export »: deposits, what they brought, and entries as a table tells them.

pub(crate) mod draft;
pub(crate) mod export;
pub(crate) mod import;
