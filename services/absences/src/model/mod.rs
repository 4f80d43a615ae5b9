//! The domain: what an entry says, actions, texts, the lists that an entry chooses from. No I/O.

pub(crate) mod action;
pub(crate) mod colors;
pub(crate) mod compose;
pub(crate) mod defaults;
pub(crate) mod defaults_form;
pub(crate) mod document;
pub(crate) mod exchange;
pub(crate) mod family;
pub(crate) mod grid;
pub(crate) mod group;
pub(crate) mod half_days;
pub(crate) mod kept;
pub(crate) mod message_template;
pub(crate) mod period;
pub(crate) mod reach;
pub(crate) mod report;
pub(crate) mod report_model;
pub(crate) mod report_period;
pub(crate) mod roll;
pub(crate) mod scope;
pub(crate) mod statistics;
pub(crate) mod taught;
pub(crate) mod terms;
pub(crate) mod text;
pub(crate) mod timetable_file;
pub(crate) mod wording;
