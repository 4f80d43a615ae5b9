//! What a provider's answer means.
//!
//! Rules are looked at in this order: out of credit, throttled, refused for good, refused for
//! now, accepted. An answer that none of them knows is in doubt: the message was written, and
//! nobody said what became of it.

mod place;

pub use place::Place;
pub(in crate::http) use place::{is_pointer, scalar};

use ::http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use hyper::body::Bytes;
use serde::{Deserialize, Serialize};

use super::provider::{Charset, ProviderError};
use crate::smpp::{Outcome, Status};

/// Answers are read up to here; a longer one is not read at all.
pub const LONGEST_ANSWER: usize = 64 * 1024;

/// Identifiers are kept up to here.
const LONGEST_IDENTIFIER: usize = 200;

/// Which answers mean what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The provider took the message.
    pub accepted: Vec<Rule>,
    /// Too fast: the message was not taken, and may be sent again. HTTP 429 by default.
    #[serde(default = "throttled")]
    pub throttled: Vec<Rule>,
    /// The account is empty: the message was not taken. HTTP 402 by default.
    #[serde(default = "out_of_credit")]
    pub out_of_credit: Vec<Rule>,
    /// The message was not taken, and won't be as it is. HTTP 400 and 422 by default.
    #[serde(default = "refused")]
    pub refused: Vec<Rule>,
    /// The message was not taken; trying again may succeed, once the account is put right. HTTP
    /// 401, 403, 404 and 405 by default.
    #[serde(default = "refused_for_now")]
    pub refused_for_now: Vec<Rule>,
    /// Where the identifier is. Without one, our own reference is the identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Place>,
}

/// All of what is declared must be so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// One of these; any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<u16>,
    /// There is something there…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// … and it is one of these; anything when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub(in crate::http) struct Answer {
    pub(in crate::http) status: StatusCode,
    pub(in crate::http) headers: HeaderMap,
    pub(in crate::http) body: Bytes,
}

fn statuses(statuses: &[u16]) -> Vec<Rule> {
    vec![Rule {
        status: statuses.to_vec(),
        ..Rule::default()
    }]
}

fn throttled() -> Vec<Rule> {
    statuses(&[429])
}

fn out_of_credit() -> Vec<Rule> {
    statuses(&[402])
}

fn refused() -> Vec<Rule> {
    statuses(&[400, 422])
}

fn refused_for_now() -> Vec<Rule> {
    statuses(&[401, 403, 404, 405])
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            accepted: Vec::new(),
            throttled: throttled(),
            out_of_credit: out_of_credit(),
            refused: refused(),
            refused_for_now: refused_for_now(),
            identifier: None,
        }
    }
}

impl Answers {
    pub(in crate::http) fn check(&self) -> Result<(), ProviderError> {
        if self.accepted.is_empty() {
            return Err(ProviderError::field(
                "accepted",
                "Dites au moins une réponse qui signifie que le message est accepté.",
            ));
        }
        for (field, rules) in self.kinds() {
            for rule in rules {
                rule.check(field)?;
            }
        }
        if let Some(place) = &self.identifier {
            place.check("identifier")?;
        }
        self.check_overlaps()
    }

    /// A status that would mean two things by itself: which one is right can't be guessed.
    fn check_overlaps(&self) -> Result<(), ProviderError> {
        let mut seen: Vec<(u16, &str)> = Vec::new();
        for (field, rules) in self.kinds() {
            for rule in rules.iter().filter(|rule| rule.at.is_none()) {
                for &status in &rule.status {
                    if seen
                        .iter()
                        .any(|&(known, of)| known == status && of != field)
                    {
                        let sentence =
                            format!("Le code {status} signifie déjà autre chose à lui seul.");
                        return Err(ProviderError::field(field, sentence));
                    }
                    seen.push((status, field));
                }
            }
        }
        Ok(())
    }

    fn kinds(&self) -> [(&'static str, &[Rule]); 5] {
        [
            ("out_of_credit", &self.out_of_credit),
            ("throttled", &self.throttled),
            ("refused", &self.refused),
            ("refused_for_now", &self.refused_for_now),
            ("accepted", &self.accepted),
        ]
    }

    pub(in crate::http) fn judge(
        &self,
        answer: &Answer,
        charset: Charset,
        reference: &str,
    ) -> Outcome {
        let text = answer.text(charset);
        let is = |rules: &[Rule]| rules.iter().any(|rule| rule.fits(answer, &text));
        let code = answer.status.as_u16();
        let rejected = |status, temporary| Outcome::Rejected { status, temporary };
        if is(&self.out_of_credit) {
            rejected(Status::out_of_credit(code), true)
        } else if is(&self.throttled) {
            let status = Status::http_throttled(code);
            Outcome::Throttled { status }
        } else if is(&self.refused) {
            rejected(Status::http_refused(code), false)
        } else if is(&self.refused_for_now) {
            rejected(Status::http_refused_for_now(code), true)
        } else if is(&self.accepted) {
            // It was taken, whatever its identifier looks like.
            let given = self.identifier.as_ref();
            let given = given.and_then(|place| place.find(answer, &text));
            let message_id = given
                .and_then(|id| identifier(&id))
                .unwrap_or_else(|| reference.to_owned());
            Outcome::Accepted { message_id }
        } else {
            tracing::warn!(status = code, "an answer that no rule knows");
            Outcome::InDoubt
        }
    }
}

impl Rule {
    fn check(&self, field: &'static str) -> Result<(), ProviderError> {
        let sentence = if self.status.is_empty() && self.at.is_none() {
            "Une règle sans code ni emplacement vaudrait pour toute réponse."
        } else if self.status.iter().any(|code| !(200..=599).contains(code)) {
            "Un code de réponse HTTP va de 200 à 599."
        } else if self.at.is_none() && !self.values.is_empty() {
            "Dites où se trouvent ces valeurs (« at »)."
        } else {
            return self.at.as_ref().map_or(Ok(()), |place| place.check(field));
        };
        Err(ProviderError::field(field, sentence))
    }

    fn fits(&self, answer: &Answer, text: &str) -> bool {
        let has_status = self.status.is_empty() || self.status.contains(&answer.status.as_u16());
        has_status
            && self.at.as_ref().is_none_or(|place| {
                place
                    .find(answer, text)
                    .is_some_and(|found| self.values.is_empty() || self.values.contains(&found))
            })
    }
}

impl Answer {
    /// In the character set that the answer declares, else the provider's.
    fn text(&self, charset: Charset) -> String {
        let kind = self.headers.get(CONTENT_TYPE);
        let declared = kind.and_then(|kind| kind.to_str().ok()).and_then(|kind| {
            let (_, label) = kind.split_once("charset=")?;
            let label = label.split(';').next()?.trim().trim_matches('"');
            encoding_rs::Encoding::for_label(label.as_bytes())
        });
        let encoding = declared.unwrap_or_else(|| charset.encoding());
        encoding.decode(&self.body).0.into_owned()
    }
}

/// An identifier that can be kept and compared; `None` when it is none.
fn identifier(given: &str) -> Option<String> {
    let id = given.trim();
    let sound = !id.is_empty()
        && id.len() <= LONGEST_IDENTIFIER
        && !id
            .chars()
            .any(|sign| sign.is_control() || sign == char::REPLACEMENT_CHARACTER);
    sound.then(|| id.to_owned())
}

#[cfg(test)]
mod tests;
