//! What « Informations pratiques » promises, through its pages, on both engines.

mod editing;
mod order;
mod reading;
mod retention;
mod school;
