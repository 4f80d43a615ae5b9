//! Activation codes over HTTP, on each engine.

mod generation;
mod house;
mod notification;
mod pairs;
