//! A message, from the template of an action and what an entry says.

use super::{
    message_template::MessageTemplate,
    reach::{Way, envelope, polite},
    text::Values,
};
use chrono::NaiveDate;
use mail::Person;
use print::{Block, Body, Document, Letter, Signature};
use records::GuardianOf;
use sms::{Prepared, Sender, TextError, TextPolicy};
use ui::fr;

/// What goes, by which way.
pub(crate) enum Composed {
    Sms {
        text: Prepared,
        sender: Sender,
    },
    Mail {
        to: Person,
        title: String,
        text: String,
    },
    Letter {
        /// To whom and where, on one line.
        recipient: String,
        letter: Box<Letter>,
    },
}

/// What is needed beside the template.
pub(crate) struct Compose<'c> {
    pub(crate) template: &'c MessageTemplate,
    pub(crate) values: &'c Values<'c>,
    pub(crate) sender: &'c Sender,
    /// The day of the letter.
    pub(crate) today: NaiveDate,
}

impl Compose<'_> {
    /// The message to those who share a way; `None` when it cannot be told so.
    pub(crate) fn to(
        &self,
        way: &Way,
        guardians: &[&GuardianOf],
    ) -> Result<Option<Composed>, TextError> {
        Ok(match way {
            Way::Mobile(_) => Some(Composed::Sms {
                text: sms::prepare(&self.text(), TextPolicy::Plain)?,
                sender: self.sender.clone(),
            }),
            Way::Mail(address) => {
                let names: Vec<String> = guardians.iter().map(|one| polite(one)).collect();
                Some(Composed::Mail {
                    to: Person::new(&names.join(", "), address.clone()),
                    title: self.subject(),
                    text: self.text(),
                })
            }
            Way::Home(home) => {
                let recipient = envelope(guardians, home).ok();
                recipient.map(|recipient| Composed::Letter {
                    recipient: home.join(", "),
                    letter: Box::new(self.letter(recipient)),
                })
            }
        })
    }

    /// What the text says.
    pub(crate) fn text(&self) -> String {
        self.template.body.fill(self.values)
    }

    /// What it is about; empty for a text message.
    pub(crate) fn subject(&self) -> String {
        let subject = self.template.subject.as_ref();
        let filled = subject.map_or(String::new(), |subject| subject.fill(self.values));
        let mut letters = filled.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    }

    pub(crate) fn letter(&self, recipient: print::Recipient) -> Letter {
        let mut sender = vec![self.values.school.to_owned()];
        sender.extend(self.template.letterhead.iter().cloned());
        let text = self.text();
        let paragraphs = text.split("\n\n").map(str::trim);
        Letter {
            sender,
            recipient,
            dated: dated(self.today),
            reference: String::new(),
            subject: self.subject(),
            body: paragraphs
                .filter(|paragraph| !paragraph.is_empty())
                .map(Block::text)
                .collect(),
            signature: Signature {
                quality: self.template.signatory.clone(),
                name: String::new(),
            },
        }
    }
}

/// « Le 24 novembre 2026 ».
pub(crate) fn dated(day: NaiveDate) -> String {
    format!("Le {}", fr::date_full(day))
}

/// Letters as one document.
pub(crate) fn batch(school: &str, today: NaiveDate, letters: Vec<Letter>) -> Document {
    Document {
        title: format!("Courriers du {}", fr::date_full(today)),
        author: school.to_owned(),
        date: today,
        body: Body::Letters(letters),
    }
}
