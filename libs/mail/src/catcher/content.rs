//! What a reader sees of a mail.

use chrono::{DateTime, Utc};
use mail_parser::{Address, MessageParser};

/// What a reader sees of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Its name, without angle brackets.
    pub message_id: Option<String>,
    /// When it says that it was written.
    pub date: Option<DateTime<Utc>>,
    /// Who wrote it.
    pub from: Vec<Named>,
    /// Who reads the answers.
    pub reply_to: Vec<Named>,
    /// Who reads it.
    pub to: Vec<Named>,
    /// What it is about.
    pub subject: String,
    /// What it says, lines ended by `\n`.
    pub text: String,
    /// The names of its headers, in order.
    pub headers: Vec<String>,
}

/// Somebody, as a header names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Their name, if it is said.
    pub name: Option<String>,
    /// Their address, as it is written.
    pub address: String,
}

impl Content {
    /// Reads a mail; what is not one is empty.
    #[must_use]
    pub fn read(octets: &[u8]) -> Self {
        let Some(mail) = MessageParser::default().parse(octets) else {
            return Self::default();
        };
        Self {
            message_id: mail.message_id().map(ToOwned::to_owned),
            date: mail
                .date()
                .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
            from: named(mail.from()),
            reply_to: named(mail.reply_to()),
            to: named(mail.to()),
            subject: mail.subject().unwrap_or_default().to_owned(),
            text: mail.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            headers: mail
                .headers()
                .iter()
                .map(|header| header.name().to_owned())
                .collect(),
        }
    }
}

fn named(people: Option<&Address<'_>>) -> Vec<Named> {
    people
        .into_iter()
        .flat_map(Address::iter)
        .map(|person| Named {
            name: person.name().map(ToOwned::to_owned),
            address: person.address().unwrap_or_default().to_owned(),
        })
        .collect()
}
