//! What a provider calls us with: receipts, and what people write.
//!
//! Nothing is read before the call is proved to come from the provider. Store what is read,
//! commit, and only then answer 200: a provider that hears an error calls again.

mod auth;
mod date;
mod inbound;
mod request;
mod status;

pub use auth::{Auth, CallbackSecret, Hmac, SecretError, SharedHeader, SignatureEncoding};
pub use inbound::{HttpInbound, InboundCallback, InboundDeclared};
pub use request::{CallbackError, CallbackRequest, Entry, Format, LONGEST_CALL};
pub use status::{HttpReceipt, StatusCallback, StatusDeclared};

#[cfg(test)]
mod tests;
