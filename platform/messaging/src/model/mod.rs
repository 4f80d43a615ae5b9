//! The domain: what a message is, the states it goes through, when it may leave. No I/O.

mod brake;
pub(crate) mod html;
mod lane;
mod letter;
mod mail;
mod medium;
mod message;
mod outcome;
mod quiet;
mod state;

pub use brake::{Brake, Declared};
pub use lane::{Delivery, Lane};
pub use letter::{LetterSecret, NewLetter, Posting, PrintedLetter, SecretLetter};
pub use mail::NewMail;
pub use medium::{Medium, Queue};
pub use message::{Caption, Message, NewMessage};
pub use outcome::Outcome;
pub use quiet::QuietHours;
pub(crate) use quiet::next_month;
pub use state::{Event, State};
