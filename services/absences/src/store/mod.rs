//! Every query of this service, and nothing else.

pub(crate) mod absence;
pub(crate) mod action;
pub(crate) mod awaited;
pub(crate) mod behind;
pub(crate) mod brake;
pub(crate) mod child;
pub(crate) mod collective;
pub(crate) mod colors;
pub(crate) mod correction;
pub(crate) mod defaults;
pub(crate) mod detached;
pub(crate) mod documents;
pub(crate) mod entries;
pub(crate) mod exchange;
pub(crate) mod family;
pub(crate) mod group;
pub(crate) mod justification;
pub(crate) mod message_template;
pub(crate) mod notice;
pub(crate) mod pupil_notice;
pub(crate) mod report_model;
pub(crate) mod roll;
pub(crate) mod roll_call;
pub(crate) mod school_time;
pub(crate) mod taught;
pub(crate) mod wording;
