//! A call, and what it holds.

use ::http::HeaderMap;
use percent_encoding::percent_decode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Auth, CallbackSecret};
use crate::http::{
    answer::{is_pointer, scalar},
    provider::{Charset, ProviderError},
};

/// A longer call is not read.
pub const LONGEST_CALL: usize = 256 * 1024;

/// A call that came.
#[derive(Debug, Clone, Copy)]
pub struct CallbackRequest<'a> {
    /// As it was written, escapes included.
    pub path: &'a str,
    /// As it was written, without its question mark.
    pub query: &'a str,
    /// All of them.
    pub headers: &'a HeaderMap,
    /// The octets that came: a signature is of them.
    pub body: &'a [u8],
}

/// How calls come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What proves where they come from.
    pub auth: Auth,
    /// Where what they say is.
    pub format: Format,
    /// In JSON, the list of what is said, when one call says several things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
}

/// Where a call says what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// In the parameters of the address; fields are their names.
    Query,
    /// In a form; fields are their names.
    Form,
    /// In JSON; fields are JSON pointers (`/message/id`).
    Json,
}

/// Why a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CallbackError {
    /// Nothing proves that it comes from the provider: answer 403.
    #[error("l’appel ne prouve pas qu’il vient du fournisseur")]
    Forged,
    /// It is not of the form that was declared: answer 400.
    #[error("l’appel n’a pas la forme déclarée")]
    Unreadable,
    /// Longer than [`LONGEST_CALL`]: answer 413.
    #[error("l’appel est trop long")]
    TooLong,
}

/// One thing that a call says.
#[derive(Debug)]
pub(super) enum Said {
    Pairs(Vec<(String, String)>),
    Json(Value),
}

impl CallbackRequest<'_> {
    /// The parameters of the address, decoded.
    pub(super) fn query_pairs(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
        pairs(self.query.as_bytes())
    }
}

impl Entry {
    /// Checks the fields that are looked for, too.
    pub(super) fn check(
        &self,
        field: &'static str,
        fields: &[Option<&String>],
    ) -> Result<(), ProviderError> {
        self.auth.check(field, self.format)?;
        let json = self.format == Format::Json;
        if self.list.is_some() && !json {
            let sentence = "Une liste ne se trouve que dans du JSON.";
            return Err(ProviderError::field(field, sentence));
        }
        let list = self.list.as_ref();
        for name in fields.iter().flatten().copied().chain(list) {
            let sentence = match (json, is_pointer(name)) {
                (true, false) if !(Some(name) == list && name.is_empty()) => {
                    "Un emplacement JSON commence par une barre : /message/id."
                }
                (false, true) => "Indiquez le nom d’un champ, non un emplacement JSON.",
                (false, false) if name.is_empty() => "Indiquez le nom d’un champ.",
                _ => continue,
            };
            return Err(ProviderError::field(field, sentence));
        }
        Ok(())
    }

    /// What a call says, once it is proved to come from the provider.
    pub(super) fn read(
        &self,
        call: &CallbackRequest<'_>,
        secret: &CallbackSecret,
        charset: Charset,
    ) -> Result<Vec<Said>, CallbackError> {
        if call.body.len() > LONGEST_CALL || call.query.len() > LONGEST_CALL {
            return Err(CallbackError::TooLong);
        }
        if !self.auth.admits(call, secret) {
            return Err(CallbackError::Forged);
        }
        let decode = |(name, value): (Vec<u8>, Vec<u8>)| {
            (
                clean(&charset.decode(&name)),
                clean(&charset.decode(&value)),
            )
        };
        match self.format {
            Format::Query => {
                // The secret must not be kept with what was said.
                let secret = |name: &str| matches!(&self.auth, Auth::Query(of) if of == name);
                let said = call.query_pairs().map(decode);
                Ok(vec![Said::Pairs(
                    said.filter(|(name, _)| !secret(name)).collect(),
                )])
            }
            Format::Form => Ok(vec![Said::Pairs(pairs(call.body).map(decode).collect())]),
            Format::Json => {
                let mut whole: Value =
                    serde_json::from_slice(call.body).map_err(|_| CallbackError::Unreadable)?;
                let Some(list) = &self.list else {
                    return Ok(vec![Said::Json(whole)]);
                };
                match whole.pointer_mut(list).map(Value::take) {
                    Some(Value::Array(items)) => Ok(items.into_iter().map(Said::Json).collect()),
                    _ => Err(CallbackError::Unreadable),
                }
            }
        }
    }
}

impl Said {
    /// A field; an empty one is absent.
    pub(super) fn field(&self, name: Option<&String>) -> Option<String> {
        let name = name?;
        let value = match self {
            Self::Pairs(pairs) => {
                let (_, value) = pairs.iter().find(|(known, _)| known == name)?;
                value.clone()
            }
            Self::Json(value) => scalar(value.pointer(name)?)?,
        };
        let value = clean(value.trim());
        (!value.is_empty()).then_some(value)
    }

    /// A text, which keeps its spaces.
    pub(super) fn text(&self, name: &String) -> Option<String> {
        match self {
            Self::Pairs(pairs) => {
                let (_, value) = pairs.iter().find(|(known, _)| known == name)?;
                Some(value.clone())
            }
            Self::Json(value) => Some(clean(&scalar(value.pointer(name)?)?)),
        }
    }

    /// All of it, for whoever investigates.
    pub(super) fn raw(&self) -> String {
        match self {
            Self::Pairs(pairs) => {
                let lines: Vec<String> = pairs
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                lines.join("\n")
            }
            Self::Json(value) => value.to_string(),
        }
    }
}

/// No NUL: some databases don't keep it.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn pairs(octets: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let decode = |part: &[u8]| -> Vec<u8> {
        let spaced: Vec<u8> = part
            .iter()
            .map(|&octet| if octet == b'+' { b' ' } else { octet })
            .collect();
        percent_decode(&spaced).collect()
    };
    octets
        .split(|&octet| octet == b'&')
        .filter(|pair| !pair.is_empty())
        .map(move |pair| {
            let mut halves = pair.splitn(2, |&octet| octet == b'=');
            let name = halves.next().unwrap_or_default();
            (decode(name), decode(halves.next().unwrap_or_default()))
        })
}
