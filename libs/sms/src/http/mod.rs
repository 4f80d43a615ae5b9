//! Providers reached over HTTP, as configuration and not as code.
//!
//! - [`provider`]: what an operator declares ([`HttpProvider`]), and the request that it makes of a
//!   message;
//! - [`answer`]: what the provider's answer means;
//! - [`session`]: the client, with the same [`Outcome`](crate::smpp::Outcome)s as SMPP;
//! - [`callback`]: receipts and messages that the provider calls us with;
//! - [`simulator`]: a provider that plays an operator.
//!
//! A message is one request, whatever its length: the provider cuts it. Our own reference travels
//! with it where the configuration says so, and is its identifier when the answer gives none.

pub mod answer;
pub mod callback;
pub mod provider;
pub mod session;
pub mod simulator;

pub use callback::{CallbackError, CallbackRequest, CallbackSecret, HttpInbound, HttpReceipt};
pub use provider::{Credentials, Declared, HttpProvider, ProviderError, Submission, Unwritable};
pub use session::{Handle, Session, SessionConfig};
pub use simulator::{CallbackTarget, Simulator, SimulatorConfig};
