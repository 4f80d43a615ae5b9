//! One file per screen.

pub(crate) mod conflicts;
mod contact_fields;
pub(crate) mod extras;
pub(crate) mod guardian;
mod guardian_fields;
mod guardian_form;
pub(crate) mod guardian_link;
pub(crate) mod import;
pub(crate) mod import_draft;
pub(crate) mod list;
mod people;
pub(crate) mod photo;
pub(crate) mod photo_archive;
pub(crate) mod pupil;
pub(crate) mod record;
mod schooling;
pub(crate) mod search;
