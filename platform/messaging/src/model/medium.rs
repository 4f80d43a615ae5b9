//! By what means a message goes.

use super::State;
use identity::{AtSchool, SchoolLife};
use std::marker::PhantomData;

/// A means. Each has its queue, its follow-up and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Medium {
    /// A text message: a provider takes it and tells what became of it.
    Sms,
    /// A mail: a relay takes it, and nothing more is heard of it.
    Mail,
    /// A letter: somebody prints it, posts it, and sees it come back.
    Letter,
}

impl Medium {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sms, Self::Mail, Self::Letter];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
            Self::Letter => "letter",
        }
    }

    /// The means of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.code() == code)
    }

    /// One of them, in words.
    pub fn one(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Mail => "courriel",
            Self::Letter => "courrier",
        }
    }

    /// Several of them, in words.
    pub fn many(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Mail => "courriels",
            Self::Letter => "courriers",
        }
    }

    /// Several of them, at the head of a title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sms => "SMS",
            Self::Mail => "Courriels",
            Self::Letter => "Courriers",
        }
    }

    /// « 3 courriels ».
    pub fn count(self, count: u64) -> String {
        ui::fr::plural(count, self.one(), self.many())
    }

    /// The word on pages for where such a message stands.
    pub fn state_label(self, state: State) -> &'static str {
        match (self, state) {
            (Self::Mail, State::Accepted) => "remis au serveur de courriel",
            (Self::Letter, State::Accepted) => "imprimé, à poster",
            (Self::Letter, State::Delivered) => "posté",
            (Self::Letter, State::Failed) => "revenu",
            (_, state) => state.label(),
        }
    }
}

impl TryFrom<String> for Medium {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or(format!("unknown medium {code}"))
    }
}

/// The messages of a service that go by one means, and whose they are to deal with: the audience is in the
/// type, which the service writes once, so that nobody who was admitted to something else reaches them.
#[derive(Debug, Clone, Copy)]
pub struct Queue<A = SchoolLife> {
    /// The service: `absences`.
    pub service: &'static str,
    /// By what means they go.
    pub medium: Medium,
    audience: PhantomData<A>,
}

impl<A: AtSchool> Queue<A> {
    /// The queue of a service by a means.
    pub const fn new(service: &'static str, medium: Medium) -> Self {
        Self {
            service,
            medium,
            audience: PhantomData,
        }
    }
}
