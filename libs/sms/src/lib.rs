//! Text messages as French operators carry them, with nothing about who sends them or why.
//!
//! - [`number`]: French telephone numbers, stored as E.164 and shown as people write them;
//! - [`text`]: what one text costs and how it is cut (GSM 03.38, UCS-2, concatenation);
//! - [`smpp`]: an SMPP 3.4 client session which says exactly what became of each message, and a
//!   message centre that simulates an operator;
//! - [`http`]: providers reached over HTTP, declared rather than programmed, with the same outcomes;
//! - [`receipt`]: delivery receipts, read leniently, and the identifiers that tie them to messages.
//!
//! No database, no global state: what must be remembered is the caller's, and the session is made
//! so that the caller can commit before the first byte leaves, and before a receipt is
//! acknowledged.

pub mod http;
pub mod number;
pub mod receipt;
pub mod smpp;
pub mod text;

pub use number::{MobileNumber, NumberError, NumberPolicy, PhoneNumber, Sender, SenderError};
pub use receipt::{IdNormalisation, Receipt, State};
pub use text::{Encoding, Part, Prepared, TextError, TextPolicy, prepare};
