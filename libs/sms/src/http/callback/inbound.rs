//! What people write, when the provider calls us with it.

use serde::{Deserialize, Serialize};

use super::{CallbackError, CallbackRequest, CallbackSecret, Entry};
use crate::http::provider::{Charset, ProviderError};

/// How messages come, as it is declared. Fields are names, or JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboundDeclared {
    /// How calls come.
    pub request: Entry,
    /// Who wrote.
    pub from: String,
    /// What.
    pub text: String,
    /// To which number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The provider's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
}

/// How messages come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundCallback {
    declared: InboundDeclared,
    charset: Charset,
}

/// A message that someone wrote, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpInbound {
    /// Who wrote, as the provider writes it; empty when the call did not say.
    pub source: String,
    /// The number they wrote to.
    pub destination: Option<String>,
    /// What they wrote.
    pub text: String,
    /// The provider's identifier: the same one twice is one message.
    pub id: Option<String>,
    /// All that was said.
    pub raw: String,
}

const FIELD: &str = "inbound_callback";

impl InboundCallback {
    pub(in crate::http) fn new(
        declared: &InboundDeclared,
        charset: Charset,
    ) -> Result<Self, ProviderError> {
        declared.request.check(
            FIELD,
            &[
                Some(&declared.from),
                Some(&declared.text),
                declared.to.as_ref(),
                declared.identifier.as_ref(),
            ],
        )?;
        Ok(Self {
            declared: declared.clone(),
            charset,
        })
    }

    /// The messages of a call: keep them, commit, and only then answer 200.
    ///
    /// # Errors
    /// When nothing proves that it comes from the provider, or it can't be read.
    pub fn read(
        &self,
        call: &CallbackRequest<'_>,
        secret: &CallbackSecret,
    ) -> Result<Vec<HttpInbound>, CallbackError> {
        let declared = &self.declared;
        let said = declared.request.read(call, secret, self.charset)?;
        let message = said.iter().map(|said| HttpInbound {
            source: said.field(Some(&declared.from)).unwrap_or_default(),
            destination: said.field(declared.to.as_ref()),
            text: said.text(&declared.text).unwrap_or_default(),
            id: said.field(declared.identifier.as_ref()),
            raw: said.raw(),
        });
        Ok(message.collect())
    }
}

// By hand: a person's number and words must not reach a log.
impl std::fmt::Debug for HttpInbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpInbound")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
