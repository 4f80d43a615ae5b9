//! A letter, as a service asks for it, and what a person does with one.

use super::State;
use crate::{Caption, Message};
use chrono::{DateTime, Utc};
use education::{Id, School};
use secrets::KeyRing;
use std::sync::Arc;
use uuid::Uuid;

/// A letter to put in the outbox. A person prints it; it waits for them.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// The school that writes.
    pub school: Id<School>,
    /// The service it belongs to.
    pub service: &'static str,
    /// The row of that service it speaks of.
    pub subject: Uuid,
    /// To whom and where, on one line.
    pub recipient: String,
    /// What it is about.
    pub title: String,
    /// The letter, as the service will print it: what it says cannot change any more.
    pub body: String,
    /// A letter that carries a code or a link: its body is sealed, and goes once it is in the post.
    pub secret: Option<LetterSecret>,
    /// What makes it one: the same key, in a school, is the same letter.
    pub dedup_key: String,
    /// What lists show of it.
    pub caption: Caption,
}

/// How the secret of a letter is kept.
#[derive(Debug, Clone)]
pub struct LetterSecret {
    /// The ring under which it is sealed.
    pub keys: Arc<KeyRing>,
    /// After this it is of no use: a letter that was not posted by then is given up, and its secret goes.
    pub until: DateTime<Utc>,
}

/// A letter that carries a secret, opened to be printed.
#[derive(Clone)]
pub struct SecretLetter {
    /// Which one.
    pub id: Id<Message>,
    /// « Courrier 112 ».
    pub number: i64,
    /// The row of the service that it speaks of.
    pub subject: Uuid,
    /// As the service wrote it.
    pub body: String,
}

/// A letter that is being printed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PrintedLetter {
    /// « Courrier 112 ».
    pub number: i64,
    /// As the service wrote it.
    pub body: String,
}

/// What a person tells of letters that were printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posting {
    /// They are in the post.
    Posted,
    /// They are not, after all.
    NotPosted,
    /// The post brought them back.
    Returned,
}

impl Posting {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Posted, Self::NotPosted, Self::Returned];

    /// The word in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Posted => "poste",
            Self::NotPosted => "a-poster",
            Self::Returned => "revenu",
        }
    }

    /// The gesture of a word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|posting| posting.key() == key)
    }

    /// In which state a letter must be, and in which it then is.
    pub(crate) fn states(self) -> (State, State) {
        match self {
            Self::Posted => (State::Accepted, State::Delivered),
            Self::NotPosted => (State::Delivered, State::Accepted),
            Self::Returned => (State::Delivered, State::Failed),
        }
    }

    /// Why, when the state asks for it.
    pub(crate) fn reason(self) -> Option<&'static str> {
        (self == Self::Returned).then_some("La Poste l'a rapporté : vérifiez l'adresse.")
    }
}
