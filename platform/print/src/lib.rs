//! What goes on paper, described without saying how it is set: letters for window envelopes and
//! reports. A service makes a [`Document`]; the [`Printer`] that the program was given turns it
//! into one PDF. This crate knows no typesetter, so that testing a service builds none.
//!
//! Every text here is data: nothing in it is markup, whatever it contains.

mod document;
mod letter;
mod printer;
mod qr;
mod table;
pub mod window;

pub use document::{Block, Body, Document, Report, Run, strong, words};
pub use letter::{Letter, Signature};
pub use printer::{Fault, Pdf, Printer};
pub use qr::Qr;
pub use table::{Column, Side, Table};
pub use window::{Misfit, Recipient};
