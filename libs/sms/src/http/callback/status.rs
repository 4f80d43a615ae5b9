//! Receipts that a provider calls us with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CallbackError, CallbackRequest, CallbackSecret, Entry, date, request::Said};
use crate::{
    http::provider::{Charset, ProviderError},
    receipt::{Receipt, State},
};

/// How receipts come, as it is declared. Fields are names, or JSON pointers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusDeclared {
    /// How calls come.
    pub request: Entry,
    /// The provider's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// Our own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What became of the message, in the provider's words.
    pub status: String,
    /// Why it did not arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The number the message went to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The provider's words, and the states of receipts (`DELIVRD`) that they mean.
    pub states: BTreeMap<String, String>,
}

/// How receipts come.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusCallback {
    declared: StatusDeclared,
    states: BTreeMap<String, State>,
    charset: Charset,
}

/// A receipt, as a call tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpReceipt {
    /// What it says. Its identifiers are the provider's, then our reference: a receipt that comes
    /// before the answer, or after an answer without an identifier, matches all the same.
    pub receipt: Receipt,
    /// Our reference, when the provider gives it back.
    pub reference: Option<String>,
    /// The number that the message went to, as the provider writes it.
    pub number: Option<String>,
}

const FIELD: &str = "status_callback";

impl StatusCallback {
    pub(in crate::http) fn new(
        declared: &StatusDeclared,
        charset: Charset,
    ) -> Result<Self, ProviderError> {
        let field = |sentence: &str| ProviderError::field(FIELD, sentence);
        declared.request.check(
            FIELD,
            &[
                declared.identifier.as_ref(),
                declared.reference.as_ref(),
                Some(&declared.status),
                declared.error.as_ref(),
                declared.date.as_ref(),
                declared.number.as_ref(),
            ],
        )?;
        if declared.identifier.is_none() && declared.reference.is_none() {
            return Err(field(
                "Sans identifiant ni référence, un accusé ne désigne aucun message.",
            ));
        }
        if declared.states.is_empty() {
            return Err(field(
                "Dites ce que signifient les mots du fournisseur (« states »).",
            ));
        }
        let mut states = BTreeMap::new();
        for (word, state) in &declared.states {
            let state = match State::from_word(state) {
                State::Other(_) => {
                    return Err(field(&format!(
                        "« {state} » n’est pas un état : ENROUTE, DELIVRD, EXPIRED, DELETED, UNDELIV, ACCEPTD, UNKNOWN ou REJECTD."
                    )));
                }
                state => state,
            };
            states.insert(word.clone(), state);
        }
        Ok(Self {
            declared: declared.clone(),
            states,
            charset,
        })
    }

    /// The receipts of a call: keep them, commit, and only then answer 200.
    ///
    /// # Errors
    /// When nothing proves that it comes from the provider, or it can't be read.
    pub fn read(
        &self,
        call: &CallbackRequest<'_>,
        secret: &CallbackSecret,
    ) -> Result<Vec<HttpReceipt>, CallbackError> {
        let said = self.declared.request.read(call, secret, self.charset)?;
        Ok(said.iter().map(|said| self.receipt(said)).collect())
    }

    /// As for SMPP, nothing makes it fail: what is not found is absent, and all is in `raw`.
    fn receipt(&self, said: &Said) -> HttpReceipt {
        let declared = &self.declared;
        let reference = said.field(declared.reference.as_ref());
        let given = said.field(declared.identifier.as_ref());
        let other_id = match &given {
            Some(given) => reference.clone().filter(|other| other != given),
            None => None,
        };
        // A word that the table does not know is kept, and is not final.
        let word = said.field(Some(&declared.status)).unwrap_or_default();
        let state = match self.states.get(&word) {
            Some(state) => state.clone(),
            None => State::Other(word),
        };
        let done = said.field(declared.date.as_ref());
        let receipt = Receipt {
            id: given.or_else(|| reference.clone()),
            other_id,
            state,
            error: said.field(declared.error.as_ref()),
            submitted: None,
            submitted_at: None,
            done_at: done.as_deref().and_then(date::read),
            done,
            raw: said.raw(),
        };
        HttpReceipt {
            receipt,
            reference,
            number: said.field(declared.number.as_ref()),
        }
    }
}
