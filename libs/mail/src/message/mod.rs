//! What is sent: who writes to whom, a subject, a text, and the same in HTML.

mod encode;
mod format;

use chrono::{DateTime, Utc};

use crate::Address;

/// One mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its name, the caller's: the same mail written again keeps it.
    pub id: MessageId,
    /// When it was written, by the caller's clock.
    pub date: DateTime<Utc>,
    /// Who writes; refusals that come later come to this address.
    pub from: Person,
    /// Who reads the answers, when that is somebody else.
    pub reply_to: Option<Person>,
    /// Who reads it.
    pub to: Person,
    /// What it is about.
    pub subject: Line,
    /// What it says.
    pub text: Text,
    /// The same as a document of HTML, for the readers that show one; the caller's words.
    pub html: Option<Text>,
}

/// Somebody, as readers show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name; an empty one is not shown.
    pub name: Line,
    /// Where they read.
    pub address: Address,
}

/// A text that holds on one line: whatever it was made of, it cannot end a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line(String);

/// A plain text of any length, its lines ended by `\n`, the last one too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

/// The name of a mail: `reference@domain`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId(String);

/// A reference that can't be written in a Message-ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reference is made of 1 to 100 letters, digits, dashes and underscores")]
pub struct ReferenceError;

impl Line {
    /// Line ends, tabulations and other characters that do not show become one space; several
    /// spaces are one. Hard spaces, which French puts before « : », stay.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut line = String::with_capacity(text.len());
        for c in text.chars() {
            let space = c == ' ' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
            if !space {
                line.push(c);
            } else if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        }
        line.truncate(line.trim_end_matches(' ').len());
        Self(line)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text {
    /// Any line end is `\n`, empty lines at the end go, and so do characters that do not show
    /// (tabulations stay).
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut kept: String = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        kept.truncate(kept.trim_end_matches('\n').len());
        kept.push('\n');
        Self(kept)
    }

    /// The text, with its last `\n`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MessageId {
    /// `reference` is the caller's (a UUID fits); the domain is that of who writes.
    ///
    /// # Errors
    /// When the reference can't stand there as it is: to change it could make two mails one.
    pub fn new(reference: &str, from: &Address) -> Result<Self, ReferenceError> {
        let sound = (1..=100).contains(&reference.len())
            && reference
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'));
        if sound {
            Ok(Self(format!("{reference}@{}", from.domain())))
        } else {
            Err(ReferenceError)
        }
    }

    /// Without angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Person {
    /// Somebody with a name.
    #[must_use]
    pub fn new(name: &str, address: Address) -> Self {
        Self {
            name: Line::new(name),
            address,
        }
    }
}

impl From<Address> for Person {
    /// Somebody of whom only the address is known.
    fn from(address: Address) -> Self {
        Self {
            name: Line::default(),
            address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a reference is written as it is, or refused.
    #[test]
    fn references_are_kept_or_refused() {
        let from = Address::parse("a@Exemple.fr").unwrap();
        let id = MessageId::new("0193-af_B2", &from).unwrap();
        assert_eq!(id.as_str(), "0193-af_B2@exemple.fr");
        for reference in [
            "",
            "a b",
            "a>",
            "a@b",
            "a\r\nX: y",
            "é",
            "a.b",
            &"x".repeat(101),
        ] {
            assert_eq!(MessageId::new(reference, &from), Err(ReferenceError));
        }
    }

    /// Invariant: what a text loses is what nobody sees.
    #[test]
    fn texts_are_put_in_one_form() {
        assert_eq!(Text::new("a\r\nb\rc\u{0}\n\n").as_str(), "a\nb\nc\n");
        assert_eq!(Text::new("").as_str(), "\n");
        assert_eq!(Line::new(" a\r\n\tb\u{a0}: c ").as_str(), "a b\u{a0}: c");
    }
}
