//! Where a code stands, and what happens to it.

use chrono::{DateTime, Utc};
use education::Id;
use uuid::Uuid;

/// A code: `Id<CodeRow>`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CodeRow {}

/// Where the live code of a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeState {
    /// Made, and told to nobody yet.
    Generated,
    /// In a message that was asked for: from then on nobody here can read it.
    Notified,
    /// Typed by whom it is for.
    Used,
    /// Closed by the office.
    Disabled,
    /// Not used in time.
    Expired,
}

impl CodeState {
    pub(crate) const ALL: [Self; 5] = [
        Self::Generated,
        Self::Notified,
        Self::Used,
        Self::Disabled,
        Self::Expired,
    ];

    /// The word kept in the database.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Notified => "notified",
            Self::Used => "used",
            Self::Disabled => "disabled",
            Self::Expired => "expired",
        }
    }

    /// Whether it could still be typed, now or once it is notified.
    pub(crate) fn waits(self) -> bool {
        matches!(self, Self::Generated | Self::Notified)
    }
}

impl TryFrom<String> for CodeState {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.code() == code)
            .ok_or(format!("unknown state {code}"))
    }
}

/// The words on pages for the code of a pair, or for having none.
pub(crate) fn standing(state: Option<CodeState>) -> &'static str {
    match state {
        None => "non généré",
        Some(CodeState::Generated) => "généré",
        Some(CodeState::Notified) => "notifié",
        Some(CodeState::Used) => "utilisé",
        Some(CodeState::Disabled) => "désactivé",
        Some(CodeState::Expired) => "expiré",
    }
}

/// The live code of a pair.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Current {
    pub(crate) id: Id<CodeRow>,
    #[sqlx(try_from = "String")]
    pub(crate) state: CodeState,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) notified_at: Option<DateTime<Utc>>,
    pub(crate) expires_at: DateTime<Utc>,
    /// The message that carried it.
    pub(crate) sending: Option<Uuid>,
}

/// What happened to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Generated,
    Notified,
    Used,
    Disabled,
    Enabled,
    Expired,
    Replaced,
}

impl Act {
    const ALL: [Self; 7] = [
        Self::Generated,
        Self::Notified,
        Self::Used,
        Self::Disabled,
        Self::Enabled,
        Self::Expired,
        Self::Replaced,
    ];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Notified => "notified",
            Self::Used => "used",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Expired => "expired",
            Self::Replaced => "replaced",
        }
    }

    /// The words of the history.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Generated => "Code généré",
            Self::Notified => "Code notifié",
            Self::Used => "Code utilisé",
            Self::Disabled => "Code désactivé",
            Self::Enabled => "Code réactivé",
            Self::Expired => "Code expiré",
            Self::Replaced => "Code remplacé",
        }
    }
}

impl TryFrom<String> for Act {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|act| act.code() == code)
            .ok_or(format!("unknown act {code}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the words kept in the database read back; pages have one for each state, and for none.
    #[test]
    fn words_read_back() {
        for state in CodeState::ALL {
            assert_eq!(CodeState::try_from(state.code().to_owned()), Ok(state));
        }
        for act in Act::ALL {
            assert_eq!(Act::try_from(act.code().to_owned()), Ok(act));
        }
        let mut words: Vec<_> = CodeState::ALL.map(|state| standing(Some(state))).to_vec();
        words.push(standing(None));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 6);
    }
}
