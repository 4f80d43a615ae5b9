//! What « Absences » promises, through its pages, on both engines.

mod actions;
mod brake;
mod collective;
mod colors;
mod corrections;
mod day;
mod defaults;
mod detached;
mod documents;
mod entries;
mod entry;
mod groups;
mod hours;
mod letters;
mod message_templates;
mod office;
mod open;
mod provider;
mod refresh;
mod replies;
mod retention;
mod roll;
mod sms;
mod statistics;
mod timetable;
mod wordings;
