//! SMPP 3.4 over TCP.
//!
//! - [`session`]: the client, which says exactly what became of each message;
//! - [`simulator`]: a message centre that plays an operator;
//! - [`status`]: the codes of answers, in words.

mod frame;
pub mod session;
pub mod simulator;
pub mod status;

pub use session::{
    Concatenation, ConnectError, EndReason, Event, Events, Handle, Inbound, Outcome, Responder,
    Session, SessionConfig, Submission,
};
pub use simulator::{Fate, Received, Report, Simulator, SimulatorConfig, Tally, Telephones};
pub use status::{Status, StatusClass};
