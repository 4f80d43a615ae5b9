//! Mail to one person at a time, with nothing about who sends it or why.
//!
//! - [`address`]: addresses, as they are stored and compared;
//! - [`message`]: what is sent, and the octets that any reader shows well;
//! - [`relay`]: the server that takes our mail, and exactly what became of each;
//! - [`catcher`]: a server that catches mail, for demonstrations and tests.
//!
//! No database, no global state, no clock: what must be remembered is the caller's.

pub mod address;
pub mod catcher;
pub mod message;
pub mod relay;

pub use address::{Address, AddressError};
pub use message::{Line, Mail, MessageId, Person, Text};
pub use relay::{Obstacle, Outcome, Relay, RelayConfig, Reply};
