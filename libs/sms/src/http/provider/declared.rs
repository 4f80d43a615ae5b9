//! A configuration as it is written, and why it is refused.

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Address, Basic, Body, Charset, Content, Expiry, Headers, HttpProvider, Sound,
    template::Variable,
};
use crate::http::{
    answer::Answers,
    callback::{InboundCallback, InboundDeclared, StatusCallback, StatusDeclared},
};

/// What an operator declares of a provider.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Where requests go; variables in the path and the query.
    pub url: String,
    /// How.
    pub method: Verb,
    /// Of the address, the form and the call-backs. UTF-8 by default; JSON is always that.
    #[serde(default)]
    pub charset: Charset,
    /// Headers by name; values may hold variables.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// HTTP authentication by an account and its password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic: Option<Basic>,
    /// What requests hold.
    #[serde(default)]
    pub body: Body,
    /// How `{expire}` is written.
    #[serde(default)]
    pub expires: Expiry,
    /// What answers mean.
    pub answers: Answers,
    /// How long the connection may take, TLS included. 10 s by default.
    #[serde(default = "connect_seconds")]
    pub connect_seconds: u64,
    /// How long an answer is waited for, whole, before the message is in doubt. 60 s by default.
    #[serde(default = "answer_seconds")]
    pub answer_seconds: u64,
    /// How the provider calls us with receipts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_callback: Option<StatusDeclared>,
    /// How the provider calls us with what people write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_callback: Option<InboundDeclared>,
}

/// The method of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// All is in the address.
    Get,
    /// The usual one.
    Post,
    /// With a reference in the address, usually.
    Put,
}

/// Why a configuration is refused. `Display` is a plain French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// Not JSON, or not the fields that are known.
    #[error("Ligne {line}, colonne {column} : {what}.")]
    Form {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// In French.
        what: String,
    },
    /// A field which makes no sense.
    #[error("{field} : {sentence}")]
    Field {
        /// Which one, as it is written.
        field: &'static str,
        /// In French.
        sentence: String,
    },
}

impl ProviderError {
    pub(in crate::http) fn field(field: &'static str, sentence: impl fmt::Display) -> Self {
        Self::Field {
            field,
            sentence: sentence.to_string(),
        }
    }
}

impl Declared {
    pub(super) fn read(json: &str) -> Result<Self, ProviderError> {
        serde_json::from_str(json).map_err(|error| ProviderError::Form {
            line: error.line(),
            column: error.column(),
            what: in_french(&error.to_string()),
        })
    }
}

impl TryFrom<Declared> for HttpProvider {
    type Error = ProviderError;

    fn try_from(declared: Declared) -> Result<Self, ProviderError> {
        let address =
            Address::parse(&declared.url).map_err(|error| ProviderError::field("url", error))?;
        let headers = Headers::parse(&declared.headers, declared.basic.as_ref())
            .map_err(|error| ProviderError::field("headers", error))?;
        let content =
            Content::parse(&declared.body).map_err(|error| ProviderError::field("body", error))?;
        let body_error = match (&content, declared.method, declared.charset) {
            (Content::Form(_) | Content::Json(_), Verb::Get, _) => {
                Some("Une demande GET n’a pas de corps.")
            }
            (Content::Json(_), _, Charset::Latin9) => {
                Some("JSON s’écrit en UTF-8 : un autre jeu de caractères demande un formulaire.")
            }
            _ => None,
        };
        if let Some(sentence) = body_error {
            return Err(ProviderError::field("body", sentence));
        }
        let mut variables: Vec<Variable> = address.variables().collect();
        variables.extend(headers.variables());
        variables.extend(content.variables());
        if !variables.contains(&Variable::Text) {
            return Err(ProviderError::field(
                "body",
                "Le texte, {texte}, n’est écrit nulle part.",
            ));
        }
        let recipient = [Variable::Recipient, Variable::NationalRecipient];
        if !recipient.iter().any(|wanted| variables.contains(wanted)) {
            let sentence =
                "Le numéro, {destinataire} ou {destinataire_national}, n’est écrit nulle part.";
            return Err(ProviderError::field("body", sentence));
        }
        declared.answers.check()?;
        for (name, seconds) in [
            ("connect_seconds", declared.connect_seconds),
            ("answer_seconds", declared.answer_seconds),
        ] {
            if !(1..=300).contains(&seconds) {
                return Err(ProviderError::field(
                    name,
                    "Indiquez une durée de 1 à 300 secondes.",
                ));
            }
        }
        let charset = declared.charset;
        let status = declared.status_callback.as_ref();
        let inbound = declared.inbound_callback.as_ref();
        let sound = Sound {
            status: status
                .map(|it| StatusCallback::new(it, charset))
                .transpose()?,
            inbound: inbound
                .map(|it| InboundCallback::new(it, charset))
                .transpose()?,
            address,
            headers,
            content,
            declared,
        };
        Ok(Self(Arc::new(sound)))
    }
}

impl From<HttpProvider> for Declared {
    fn from(provider: HttpProvider) -> Self {
        provider.0.declared.clone()
    }
}

impl fmt::Debug for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared").finish_non_exhaustive()
    }
}

fn connect_seconds() -> u64 {
    10
}

fn answer_seconds() -> u64 {
    60
}

/// The library's words, for those who don't read them.
fn in_french(error: &str) -> String {
    let quoted = error.split('`').nth(1).unwrap_or_default();
    for (words, sentence) in [
        ("unknown field", "le champ « {} » n’existe pas"),
        ("missing field", "le champ « {} » manque"),
        ("duplicate field", "le champ « {} » est écrit deux fois"),
        ("unknown variant", "la valeur « {} » n’est pas admise"),
        ("invalid type", "une valeur n’est pas de la sorte attendue"),
        ("invalid value", "une valeur n’est pas admise"),
    ] {
        if error.starts_with(words) {
            return sentence.replace("{}", quoted);
        }
    }
    "ce n’est pas du JSON".into()
}
