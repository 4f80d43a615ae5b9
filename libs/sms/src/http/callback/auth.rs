//! How a call proves that it comes from the provider.

use std::fmt;

use ::http::HeaderName;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{KeyInit as _, Mac as _};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{CallbackRequest, Format};
use crate::http::provider::ProviderError;

/// The proof that a provider gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// The secret is the last segment of the address that was given to the provider.
    Path,
    /// The secret is a parameter of that address, of this name.
    Query(String),
    /// The secret is in a header.
    Header(SharedHeader),
    /// A header carries the HMAC-SHA256 of the body.
    Hmac(Hmac),
}

/// A header that carries the secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedHeader {
    /// Which one.
    pub name: String,
    /// What comes before the secret: `Bearer `.
    #[serde(default)]
    pub prefix: String,
}

/// A header that carries a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hmac {
    /// Which one.
    pub header: String,
    /// What comes before the signature: `sha256=`.
    #[serde(default)]
    pub prefix: String,
    /// How it is written.
    #[serde(default)]
    pub encoding: SignatureEncoding,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureEncoding {
    /// In either case.
    #[default]
    Hex,
    /// With its padding.
    Base64,
}

/// What the provider and we alone know.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackSecret(String);

/// A secret that could be guessed. `Display` is a plain French sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Le secret des rappels compte au moins seize signes.")]
pub struct SecretError;

impl CallbackSecret {
    /// A secret of sixteen signs or more.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn new(secret: impl Into<String>) -> Result<Self, SecretError> {
        let secret = secret.into();
        match secret.chars().count() >= 16 {
            true => Ok(Self(secret)),
            false => Err(SecretError),
        }
    }

    /// For the address or the header that is given to the provider.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether what was given is the secret. Both are put through HMAC, of which the comparison
    /// takes the same time wherever they differ.
    fn is(&self, given: &[u8]) -> bool {
        let expected = self.keyed(self.0.as_bytes()).finalize().into_bytes();
        self.keyed(given).verify_slice(&expected).is_ok()
    }

    fn signs(&self, body: &[u8], signature: &[u8]) -> bool {
        self.keyed(body).verify_slice(signature).is_ok()
    }

    /// The signature of a body, in lower-case hexadecimal.
    pub(in crate::http) fn signature(&self, body: &[u8]) -> String {
        let octets = self.keyed(body).finalize().into_bytes();
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }

    fn keyed(&self, octets: &[u8]) -> hmac::Hmac<Sha256> {
        // HMAC takes a key of any length: this can't fail.
        let mut mac = match hmac::Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes a key of any length"),
        };
        mac.update(octets);
        mac
    }
}

impl Auth {
    pub(super) fn check(&self, field: &'static str, format: Format) -> Result<(), ProviderError> {
        let is_header = |name: &str| name.parse::<HeaderName>().is_ok();
        let sentence = match self {
            Self::Hmac(_) if format == Format::Query => {
                "Une signature du corps ne prouve rien de ce qui est écrit dans l’adresse."
            }
            Self::Query(name) if name.is_empty() => "Indiquez le nom du paramètre.",
            Self::Header(SharedHeader { name, .. }) | Self::Hmac(Hmac { header: name, .. })
                if !is_header(name) =>
            {
                "Ce n’est pas un nom d’en-tête."
            }
            _ => return Ok(()),
        };
        Err(ProviderError::field(field, sentence))
    }

    /// Whether the call carries the proof, once and not more.
    pub(super) fn admits(&self, call: &CallbackRequest<'_>, secret: &CallbackSecret) -> bool {
        match self {
            Self::Path => {
                let last = call.path.rsplit('/').next().unwrap_or_default();
                let given: Vec<u8> = percent_decode_str(last).collect();
                secret.is(&given)
            }
            Self::Query(name) => {
                let given = call
                    .query_pairs()
                    .filter(|(key, _)| key == name.as_bytes())
                    .map(|(_, value)| value);
                only(given).is_some_and(|given| secret.is(&given))
            }
            Self::Header(SharedHeader { name, prefix }) => {
                header(call, name, prefix).is_some_and(|given| secret.is(given))
            }
            Self::Hmac(hmac) => header(call, &hmac.header, &hmac.prefix)
                .and_then(|given| hmac.encoding.read(given))
                .is_some_and(|given| secret.signs(call.body, &given)),
        }
    }
}

impl SignatureEncoding {
    fn read(self, given: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => STANDARD.decode(given).ok(),
            Self::Hex => {
                let digit = |octet: u8| char::from(octet).to_digit(16).map(|digit| digit as u8);
                given
                    .chunks(2)
                    .map(|pair| match pair {
                        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
                        _ => None,
                    })
                    .collect()
            }
        }
    }
}

fn header<'a>(call: &CallbackRequest<'a>, name: &str, prefix: &str) -> Option<&'a [u8]> {
    let value = only(call.headers.get_all(name).iter())?;
    value.as_bytes().strip_prefix(prefix.as_bytes())
}

/// The one that is there: two of them would let a proxy and us read different ones.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

// By hand: the secret must not reach a log.
impl fmt::Debug for CallbackSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackSecret")
    }
}
