//! Where something is in an answer.

use ::http::HeaderName;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::http::provider::ProviderError;

/// A place in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A JSON pointer (RFC 6901): `/messages/0/id`. A string, a whole number or a boolean.
    Json(String),
    /// The first XML element of this name, whatever its prefix; `name@attribute` for what it
    /// carries.
    Xml(String),
    /// A header.
    Header(String),
    /// What follows this prefix on the first line that begins by it.
    Line(String),
}

impl Place {
    pub(super) fn check(&self, field: &'static str) -> Result<(), ProviderError> {
        let sentence = match self {
            Self::Json(pointer) if !is_pointer(pointer) => {
                "Un emplacement JSON commence par une barre : /messages/0/id."
            }
            Self::Xml(name) if !name.split('@').all(is_name) || name.matches('@').count() > 1 => {
                "Indiquez le nom d’un élément XML, sans préfixe ni chevrons."
            }
            Self::Header(name) if name.parse::<HeaderName>().is_err() => {
                "Ce n’est pas un nom d’en-tête."
            }
            Self::Line(prefix) if prefix.contains(['\n', '\r']) => {
                "Un début de ligne est sur une ligne."
            }
            _ => return Ok(()),
        };
        Err(ProviderError::field(field, sentence))
    }

    /// What is there, without the spaces around it.
    pub(super) fn find(&self, answer: &Answer, text: &str) -> Option<String> {
        let found = match self {
            Self::Json(pointer) => {
                let value: serde_json::Value = serde_json::from_str(text).ok()?;
                scalar(value.pointer(pointer)?)?
            }
            Self::Xml(name) => xml(text, name)?,
            Self::Header(name) => answer.headers.get(name)?.to_str().ok()?.to_owned(),
            Self::Line(prefix) => text
                .lines()
                .find_map(|line| line.strip_prefix(prefix.as_str()))?
                .to_owned(),
        };
        Some(found.trim().to_owned())
    }
}

/// Whether a text may be a JSON pointer.
pub(in crate::http) fn is_pointer(text: &str) -> bool {
    text.starts_with('/')
}

/// A value that can be compared with a word. Numbers with a fraction or an exponent, and those too
/// great to be kept to the digit, are not.
pub(in crate::http) fn scalar(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(value) => Some(value.to_string()),
        serde_json::Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|sign| sign.is_alphanumeric() || "-_.".contains(sign))
}

/// The text of an element, or an attribute of it, in a document that is sound to its end: nothing
/// is believed of one that is cut.
fn xml(text: &str, wanted: &str) -> Option<String> {
    let (name, attribute) = match wanted.split_once('@') {
        Some((name, attribute)) => (name, Some(attribute)),
        None => (wanted, None),
    };
    let mut reader = Reader::from_str(text);
    let (mut found, mut depth, mut inside) = (None, 0_usize, None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                depth += 1;
                if found.is_none() && start.local_name().as_ref() == name {
                    found = Some(content(&start, attribute)?);
                    inside = Some(depth);
                }
            }
            Event::Empty(start) if found.is_none() && start.local_name().as_ref() == name => {
                found = Some(content(&start, attribute)?);
            }
            Event::End(_) => {
                inside = inside.filter(|&opened| opened < depth);
                depth = depth.checked_sub(1)?;
            }
            Event::Text(said) if inside == Some(depth) && attribute.is_none() => {
                found.as_mut()?.push_str(&said);
            }
            Event::CData(said) if inside == Some(depth) && attribute.is_none() => {
                found.as_mut()?.push_str(&said);
            }
            Event::GeneralRef(reference) if inside == Some(depth) && attribute.is_none() => {
                let sign = match reference.resolve_char_ref().ok()? {
                    Some(sign) => sign,
                    None => predefined(&reference)?,
                };
                found.as_mut()?.push(sign);
            }
            Event::Eof if depth == 0 => return found,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// What an element gives before its text is read.
fn content(start: &BytesStart<'_>, attribute: Option<&str>) -> Option<String> {
    let Some(attribute) = attribute else {
        return Some(String::new());
    };
    let found = start.try_get_attribute(attribute).ok()??;
    Some(quick_xml::escape::unescape(&found.value).ok()?.into_owned())
}

/// The entities that every document has; others are never looked for.
fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
