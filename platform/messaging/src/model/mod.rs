//! The domain: what a message is, the states it goes through, when it may leave. No I/O.

mod brake;
mod lane;
mod message;
mod quiet;
mod state;

pub use brake::{Brake, Declared};
pub use lane::{Delivery, Lane};
pub use message::{Caption, Message, NewMessage};
pub use quiet::QuietHours;
pub(crate) use quiet::next_month;
pub use state::{Event, State};
