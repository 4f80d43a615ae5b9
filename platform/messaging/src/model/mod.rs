//! The domain: what a message is, the states it goes through. No I/O.

mod lane;
mod message;
mod state;

pub use lane::Lane;
pub use message::{Caption, Message, NewMessage};
pub use state::{Event, State};
