//! Lanes: what sort of message it is decides how it is sent.

/// A lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A notice of absence: a person releases it, and it is sent at most once.
    Absence,
}

impl Lane {
    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absence => "absence",
        }
    }

    /// Whether it waits for a person, under « SMS à diffuser ».
    pub fn needs_release(self) -> bool {
        match self {
            Self::Absence => true,
        }
    }
}
