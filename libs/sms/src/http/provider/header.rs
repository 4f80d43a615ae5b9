//! Headers of requests, of which the values may hold variables.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, header};
use serde::{Deserialize, Serialize};

use super::{
    Unwritable,
    template::{Template, TemplateError, Values, Variable},
};

/// HTTP authentication by an account and its password (RFC 7617).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basic {
    /// May hold variables.
    pub user: String,
    /// May hold variables.
    pub password: String,
}

/// Why headers are refused. `Display` is a plain French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Signs that no name has.
    #[error("« {0} » n’est pas un nom d’en-tête.")]
    Name(String),
    /// The client writes it itself, or it would change where the request ends.
    #[error("L’en-tête « {0} » est écrit par Préau.")]
    Ours(String),
    /// In another case, or along with `basic`.
    #[error("L’en-tête « {0} » est indiqué deux fois.")]
    Twice(String),
    /// Accents, line ends…
    #[error("La valeur de l’en-tête « {0} » contient un signe interdit.")]
    Value(String),
    /// As any template.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// What frames the request, or chooses who reads it.
const OURS: [HeaderName; 9] = [
    header::HOST,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::EXPECT,
    header::ACCEPT_ENCODING,
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headers {
    fields: Vec<(HeaderName, Template)>,
    basic: Option<(Template, Template)>,
}

impl Headers {
    pub(super) fn parse(
        declared: &BTreeMap<String, String>,
        basic: Option<&Basic>,
    ) -> Result<Self, HeaderError> {
        let mut fields: Vec<(HeaderName, Template)> = Vec::new();
        for (name, value) in declared {
            let known: HeaderName = name.parse().map_err(|_| HeaderError::Name(name.clone()))?;
            if OURS.contains(&known) || known == "keep-alive" || known == "proxy-connection" {
                return Err(HeaderError::Ours(name.clone()));
            }
            let twice = fields.iter().any(|(other, _)| *other == known);
            if twice || (basic.is_some() && known == header::AUTHORIZATION) {
                return Err(HeaderError::Twice(name.clone()));
            }
            if !value.chars().all(is_allowed) {
                return Err(HeaderError::Value(name.clone()));
            }
            fields.push((known, Template::parse(value)?));
        }
        let basic = match basic {
            Some(Basic { user, password }) => {
                Some((Template::parse(user)?, Template::parse(password)?))
            }
            None => None,
        };
        Ok(Self { fields, basic })
    }

    pub(super) fn variables(&self) -> Vec<Variable> {
        let fields = self.fields.iter().map(|(_, value)| value);
        let basic = self
            .basic
            .iter()
            .flat_map(|(user, password)| [user, password]);
        fields.chain(basic).flat_map(Template::variables).collect()
    }

    pub(super) fn has(&self, name: &HeaderName) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    pub(super) fn render(
        &self,
        values: &Values<'_>,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, Unwritable> {
        let mut headers = Vec::with_capacity(self.fields.len() + 1);
        for (name, template) in &self.fields {
            headers.push((name.clone(), value(&template.render(values))?));
        }
        if let Some((user, password)) = &self.basic {
            let (user, password) = (user.render(values), password.render(values));
            // The first colon ends the account.
            if user.contains(':') {
                return Err(Unwritable::Account);
            }
            let pair = STANDARD.encode(format!("{user}:{password}"));
            headers.push((header::AUTHORIZATION, value(&format!("Basic {pair}"))?));
        }
        for (_, value) in &mut headers {
            value.set_sensitive(true);
        }
        Ok(headers)
    }
}

fn value(text: &str) -> Result<HeaderValue, Unwritable> {
    // Spaces at either end would be taken off on the way.
    match text.chars().all(is_allowed) && text.trim() == text {
        true => HeaderValue::from_str(text).map_err(|_| Unwritable::Header),
        false => Err(Unwritable::Header),
    }
}

/// Visible ASCII and the space: anything else is read in as many ways as there are servers, and a
/// line end would begin another header.
fn is_allowed(sign: char) -> bool {
    sign.is_ascii_graphic() || sign == ' '
}
