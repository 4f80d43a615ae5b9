//! The telephones that a simulator reaches.

use std::{fmt, sync::Arc};

use crate::{number::MobileNumber, text::TextError};

type Reply = dyn Fn(MobileNumber, &str, &str) -> Result<bool, TextError> + Send + Sync;

/// The telephones that a simulator reaches, whichever protocol it speaks, for whoever writes on them.
/// They don't keep it running.
#[derive(Clone)]
pub struct Telephones(Arc<Reply>);

impl Telephones {
    pub(crate) fn new(
        reply: impl Fn(MobileNumber, &str, &str) -> Result<bool, TextError> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(reply))
    }

    /// Someone writes from their telephone to `to`. False when it goes to nobody: `to` is a name,
    /// which can't be answered; by SMPP, no account used it as its sender; over HTTP, nobody is
    /// called.
    ///
    /// # Errors
    /// When there is nothing to send, or too much.
    pub fn reply(&self, from: MobileNumber, to: &str, text: &str) -> Result<bool, TextError> {
        (self.0)(from, to, text)
    }
}

impl fmt::Debug for Telephones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Telephones").finish()
    }
}
