//! The domain: what a message is, the states it goes through, when it may leave. No I/O.

mod lane;
mod message;
mod quiet;
mod state;

pub use lane::{Delivery, Lane};
pub use message::{Caption, Message, NewMessage};
pub use quiet::QuietHours;
pub(crate) use quiet::next_month;
pub use state::{Event, State};
