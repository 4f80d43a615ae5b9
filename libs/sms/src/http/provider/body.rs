//! What a request holds: nothing, the fields of a form, or JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Charset, Unwritable,
    address::encode,
    template::{Piece, Template, TemplateError, Values, Variable},
};

/// The body of requests, as it is declared.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// All is in the address and the headers.
    #[default]
    None,
    /// Fields of a form, by name; values may hold variables.
    Form(BTreeMap<String, String>),
    /// JSON of which the strings may hold variables. A string that is one variable followed by
    /// `:nombre` (`{expire:nombre}`) becomes a number.
    Json(Value),
}

/// A body, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    None,
    Form(Vec<(String, Template)>),
    Json(Node),
}

/// JSON with variables.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A number, a boolean or null, as declared.
    Fixed(Value),
    Text(Template),
    Number(Template),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Announces that a variable is written as a number.
const AS_NUMBER: &str = ":nombre}";

impl Content {
    pub(super) fn parse(body: &Body) -> Result<Self, TemplateError> {
        Ok(match body {
            Body::None => Self::None,
            Body::Form(fields) => Self::Form(
                fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), Template::parse(value)?)))
                    .collect::<Result<_, TemplateError>>()?,
            ),
            Body::Json(value) => Self::Json(Node::parse(value)?),
        })
    }

    pub(super) fn variables(&self) -> Vec<Variable> {
        match self {
            Self::None => Vec::new(),
            Self::Form(fields) => fields
                .iter()
                .flat_map(|(_, value)| value.variables())
                .collect(),
            Self::Json(node) => node.variables(),
        }
    }

    /// What the body is, when headers don't say it.
    pub(super) fn kind(&self, charset: Charset) -> Option<&'static str> {
        match (self, charset) {
            (Self::None, _) => None,
            (Self::Form(_), Charset::Utf8) => Some("application/x-www-form-urlencoded"),
            (Self::Form(_), Charset::Latin9) => {
                Some("application/x-www-form-urlencoded; charset=ISO-8859-15")
            }
            (Self::Json(_), _) => Some("application/json"),
        }
    }

    pub(super) fn render(
        &self,
        values: &Values<'_>,
        charset: Charset,
    ) -> Result<Vec<u8>, Unwritable> {
        match self {
            Self::None => Ok(Vec::new()),
            Self::Form(fields) => {
                let pairs: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| {
                        let (name, value) = (
                            encode(name, charset)?,
                            encode(&value.render(values), charset)?,
                        );
                        Ok(format!("{name}={value}"))
                    })
                    .collect::<Result<_, Unwritable>>()?;
                Ok(pairs.join("&").into_bytes())
            }
            // Built as values, written by the library: no text can become a member.
            Self::Json(node) => Ok(node.render(values)?.to_string().into_bytes()),
        }
    }
}

impl Node {
    fn parse(value: &Value) -> Result<Self, TemplateError> {
        Ok(match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Fixed(value.clone()),
            Value::String(text) => match text.strip_suffix(AS_NUMBER) {
                Some(name) => {
                    let template = Template::parse(&format!("{name}}}"))?;
                    match template.pieces() {
                        [Piece::Variable(_)] => Self::Number(template),
                        _ => return Err(TemplateError::Number),
                    }
                }
                None => Self::Text(Template::parse(text)?),
            },
            Value::Array(items) => {
                Self::List(items.iter().map(Self::parse).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), Self::parse(value)?)))
                    .collect::<Result<_, TemplateError>>()?,
            ),
        })
    }

    fn variables(&self) -> Vec<Variable> {
        match self {
            Self::Fixed(_) => Vec::new(),
            Self::Text(template) | Self::Number(template) => template.variables().collect(),
            Self::List(items) => items.iter().flat_map(Self::variables).collect(),
            Self::Object(members) => members
                .iter()
                .flat_map(|(_, node)| node.variables())
                .collect(),
        }
    }

    fn render(&self, values: &Values<'_>) -> Result<Value, Unwritable> {
        Ok(match self {
            Self::Fixed(value) => value.clone(),
            Self::Text(template) => Value::String(template.render(values)),
            Self::Number(template) => {
                let text = template.render(values);
                let number: u64 = text.parse().map_err(|_| Unwritable::Number)?;
                // `+33` and `007` are read too, but are not what would be written.
                match number.to_string() == text {
                    true => Value::from(number),
                    false => return Err(Unwritable::Number),
                }
            }
            Self::List(items) => Value::Array(
                items
                    .iter()
                    .map(|item| item.render(values))
                    .collect::<Result<_, _>>()?,
            ),
            Self::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, node)| Ok((name.clone(), node.render(values)?)))
                    .collect::<Result<_, Unwritable>>()?,
            ),
        })
    }
}
