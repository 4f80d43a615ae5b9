//! What the audit promises, on both engines: no look without a line, no line changed unseen.

mod book;
mod chain;
mod looks;
mod purge;
mod reading;
