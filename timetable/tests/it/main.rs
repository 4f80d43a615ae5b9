//! What a school's week and calendar promise, on both engines.

mod calendar;
mod lessons;
