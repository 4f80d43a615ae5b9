//! Activation codes: for whom, in which state, by which means.

mod filter;
pub(crate) mod link;
mod pair;
mod paper;
mod reach;
mod request;
mod rules;
mod state;
mod words;

pub(crate) use filter::{Access, Filter, Who};
pub(crate) use pair::{Pair, Row};
pub(crate) use paper::{Paper, Slip, qr};
pub(crate) use reach::{Means, Recipient, Way, polite, recipients};
pub(crate) use request::RequestKind;
pub(crate) use rules::Rules;
pub(crate) use state::{Act, CodeRow, CodeState, Current, standing};
pub(crate) use words::{Listed, Words};
