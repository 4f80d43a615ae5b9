//! One file per screen, or one folder.

pub(crate) mod actions;
pub(crate) mod closures;
pub(crate) mod colors;
pub(crate) mod corrections;
pub(crate) mod day;
pub(crate) mod defaults;
mod division;
pub(crate) mod documents;
pub(crate) mod entry;
pub(crate) mod exchange;
pub(crate) mod family;
pub(crate) mod groups;
pub(crate) mod hours;
pub(crate) mod justification;
pub(crate) mod message_templates;
pub(crate) mod open;
pub(crate) mod provider;
pub(crate) mod queue;
pub(crate) mod replies;
pub(crate) mod report_models;
pub(crate) mod reports;
pub(crate) mod roll;
pub(crate) mod sending;
pub(crate) mod statistics;
pub(crate) mod timetable;
pub(crate) mod wordings;
