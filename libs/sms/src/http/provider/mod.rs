//! What an operator declares of a provider, and the request that it makes of a message.
//!
//! ```
//! use sms::http::HttpProvider;
//!
//! let provider = HttpProvider::read(r#"{
//!     "url": "https://sms.exemple.fr/messages",
//!     "method": "POST",
//!     "basic": { "user": "{cle}", "password": "{motdepasse}" },
//!     "body": { "json": { "to": "+{destinataire}", "text": "{texte}", "ref": "{reference}" } },
//!     "answers": { "accepted": [{ "status": [201] }], "identifier": { "json": "/id" } }
//! }"#)?;
//! # Ok::<(), sms::http::ProviderError>(())
//! ```
//!
//! Values are encoded by where they stand: in the address and in forms `%…` in the declared
//! character set, in JSON by the library that writes it, in headers refused when a sign is not
//! allowed. No value can add a parameter, a header or a member.

mod address;
mod body;
mod charset;
mod declared;
mod header;
mod message;
mod template;

use std::{fmt, sync::Arc, time::Duration};

use ::http::{HeaderValue, Method, Request, header::CONTENT_TYPE, header::HOST};
use http_body_util::Full;
use hyper::body::Bytes;
use serde::{Deserialize, Serialize};

pub use address::AddressError;
pub(in crate::http) use address::Server;
pub use body::Body;
pub use charset::Charset;
pub use declared::{Declared, ProviderError, Verb};
pub use header::{Basic, HeaderError};
pub use message::{Credentials, Submission, Unwritable};
pub use template::{Expiry, TemplateError};

use super::callback::{InboundCallback, StatusCallback};
use address::Address;
use body::Content;
use header::Headers;
use template::Values;

/// A provider that was declared, and is sound.
#[derive(Clone, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "Declared", into = "Declared")]
pub struct HttpProvider(Arc<Sound>);

#[derive(PartialEq)]
struct Sound {
    declared: Declared,
    address: Address,
    headers: Headers,
    content: Content,
    status: Option<StatusCallback>,
    inbound: Option<InboundCallback>,
}

impl HttpProvider {
    /// Reads a configuration in JSON.
    ///
    /// # Errors
    /// Says in French where and what is wrong.
    pub fn read(json: &str) -> Result<Self, ProviderError> {
        Self::try_from(Declared::read(json)?)
    }

    /// What was declared.
    #[must_use]
    pub fn declared(&self) -> &Declared {
        &self.0.declared
    }

    /// What will be read of a text, for a preview: the provider's character set may lack signs,
    /// which are then written with their neighbours.
    ///
    /// # Errors
    /// When a sign has no neighbour: the message would be refused.
    pub fn received(&self, text: &str) -> Result<String, Unwritable> {
        let charset = self.0.declared.charset;
        charset.carry(text).map_err(Unwritable::Sign)
    }

    /// How receipts come, when the provider calls us with them.
    #[must_use]
    pub fn status_callback(&self) -> Option<&StatusCallback> {
        self.0.status.as_ref()
    }

    /// How messages that people write come.
    #[must_use]
    pub fn inbound_callback(&self) -> Option<&InboundCallback> {
        self.0.inbound.as_ref()
    }

    /// The machine that is asked, for a list: `sms.exemple.fr`.
    #[must_use]
    pub fn server_name(&self) -> &str {
        &self.0.address.server.authority
    }

    pub(in crate::http) fn server(&self) -> &Server {
        &self.0.address.server
    }

    pub(in crate::http) fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.0.declared.connect_seconds)
    }

    pub(in crate::http) fn answer_timeout(&self) -> Duration {
        Duration::from_secs(self.0.declared.answer_seconds)
    }

    /// The request of a message.
    ///
    /// # Errors
    /// When a value can't stand where it was declared to.
    pub fn request(
        &self,
        credentials: &Credentials,
        submission: &Submission,
    ) -> Result<Request<Full<Bytes>>, Unwritable> {
        let Sound {
            declared, address, ..
        } = &*self.0;
        let charset = declared.charset;
        let values = Values::new(credentials, submission, declared.expires, charset)?;
        let body = self.0.content.render(&values, charset)?;
        let mut request = Request::new(Full::from(body));
        *request.method_mut() = match declared.method {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
        };
        *request.uri_mut() = address
            .render(&values, charset)?
            .parse()
            .map_err(|_| Unwritable::TooLong)?;
        let headers = request.headers_mut();
        let host = HeaderValue::from_str(&address.server.authority);
        headers.insert(HOST, host.map_err(|_| Unwritable::Header)?);
        if let Some(kind) = self.0.content.kind(charset)
            && !self.0.headers.has(&CONTENT_TYPE)
        {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        headers.extend(self.0.headers.render(&values)?);
        Ok(request)
    }
}

// By hand: headers and bodies may hold a key that was written out.
impl fmt::Debug for HttpProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpProvider")
            .field("server", &self.server().authority)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
