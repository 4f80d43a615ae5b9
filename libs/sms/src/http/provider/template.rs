//! Texts that hold variables: `+{destinataire}`.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Charset, Credentials, Submission, Unwritable};

/// What a variable stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Variable {
    Key,
    Password,
    Option1,
    Option2,
    Code,
    Recipient,
    NationalRecipient,
    Text,
    Sender,
    Reference,
    Expiry,
}

const NAMES: [(&str, Variable); 11] = [
    ("cle", Variable::Key),
    ("motdepasse", Variable::Password),
    ("option_1", Variable::Option1),
    ("option_2", Variable::Option2),
    ("code", Variable::Code),
    ("destinataire", Variable::Recipient),
    ("destinataire_national", Variable::NationalRecipient),
    ("texte", Variable::Text),
    ("emetteur", Variable::Sender),
    ("reference", Variable::Reference),
    ("expire", Variable::Expiry),
];

/// How `{expire}` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// For how many seconds the message is still of use.
    #[default]
    Seconds,
    /// For how many minutes, one at least.
    Minutes,
    /// Until when, in seconds since 1970.
    Unix,
    /// Until when, `2026-11-23T08:05:00Z`.
    Date,
}

/// Why a template is refused. `Display` is a plain French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A name that is no variable.
    #[error(
        "La variable « {{{0}}} » n’existe pas. Les variables sont {{cle}}, {{motdepasse}}, {{option_1}}, {{option_2}}, {{code}}, {{destinataire}}, {{destinataire_national}}, {{texte}}, {{emetteur}}, {{reference}} et {{expire}}."
    )]
    Unknown(String),
    /// A brace that nothing closes, or that closes nothing.
    #[error("Une accolade est seule. Pour écrire une accolade, doublez-la : {{{{ ou }}}}.")]
    Brace,
    /// `:nombre` beside something else.
    #[error("« :nombre » n’est admis qu’après une variable seule, dans un corps JSON.")]
    Number,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(String),
    Variable(Variable),
}

/// A text with variables; `{{` and `}}` are braces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Template(Vec<Piece>);

/// What the variables of one request stand for.
pub(super) struct Values<'a> {
    credentials: &'a Credentials,
    submission: &'a Submission,
    expiry: Expiry,
    /// As the character set carries it.
    text: String,
}

impl Template {
    pub(super) fn parse(text: &str) -> Result<Self, TemplateError> {
        let (mut pieces, mut literal) = (Vec::new(), String::new());
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            match sign {
                '{' | '}' if signs.next_if_eq(&sign).is_some() => literal.push(sign),
                '{' => {
                    let mut name = String::new();
                    loop {
                        match signs.next() {
                            Some('}') => break,
                            Some('{') | None => return Err(TemplateError::Brace),
                            Some(sign) => name.push(sign),
                        }
                    }
                    let (_, variable) = NAMES
                        .into_iter()
                        .find(|(known, _)| *known == name)
                        .ok_or(TemplateError::Unknown(name))?;
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    pieces.push(Piece::Variable(variable));
                }
                '}' => return Err(TemplateError::Brace),
                _ => literal.push(sign),
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(Self(pieces))
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.0
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = Variable> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Variable(variable) => Some(*variable),
            Piece::Literal(_) => None,
        })
    }

    /// The text, of which nothing is encoded yet.
    pub(super) fn render(&self, values: &Values<'_>) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Variable(variable) => text.push_str(&values.of(*variable)),
            }
        }
        text
    }
}

impl<'a> Values<'a> {
    pub(super) fn new(
        credentials: &'a Credentials,
        submission: &'a Submission,
        expiry: Expiry,
        charset: Charset,
    ) -> Result<Self, Unwritable> {
        let text = charset.carry(&submission.text).map_err(Unwritable::Sign)?;
        Ok(Self {
            credentials,
            submission,
            expiry,
            text,
        })
    }

    pub(super) fn of(&self, variable: Variable) -> String {
        let (credentials, submission) = (self.credentials, self.submission);
        match variable {
            Variable::Key => credentials.key.clone(),
            Variable::Password => credentials.password.clone(),
            Variable::Option1 => credentials.option_1.clone(),
            Variable::Option2 => credentials.option_2.clone(),
            Variable::Code => submission.code.clone(),
            Variable::Recipient => submission.destination.digits(),
            Variable::NationalRecipient => submission.destination.to_string().replace(' ', ""),
            Variable::Text => self.text.clone(),
            Variable::Sender => submission.source.address(),
            Variable::Reference => submission.reference.clone(),
            Variable::Expiry => self
                .expiry
                .write(submission.validity, submission.expires_at),
        }
    }
}

impl Expiry {
    fn write(self, validity: Duration, until: DateTime<Utc>) -> String {
        let seconds = validity.as_secs().max(1);
        match self {
            Self::Seconds => seconds.to_string(),
            Self::Minutes => seconds.div_ceil(60).to_string(),
            Self::Unix => until.timestamp().to_string(),
            Self::Date => until.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}
