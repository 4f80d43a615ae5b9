//! The states of a message and of its parts, and what leads from one to the other.

/// Where a message, or one of its parts, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for a person (« SMS à diffuser »).
    Prepared,
    /// Released: to be sent.
    Queued,
    /// Released, and something keeps it: the reason says what.
    Held,
    /// An attempt is committed; its answer is not.
    Sending,
    /// The provider took it.
    Accepted,
    /// Written, and no answer came: nobody knows.
    InDoubt,
    /// On the telephone.
    Delivered,
    /// Not on the telephone, and it will not be.
    Failed,
    /// Too late.
    Expired,
    /// Refused: most often, a number that is none.
    Rejected,
    /// Withdrawn before it was sent.
    Cancelled,
}

/// What happens to a message or to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A person released it.
    Release,
    /// It can't be sent for now.
    Hold,
    /// An attempt was committed.
    Send,
    /// It was surely not taken: throttled, not written, refused for now.
    PutBack,
    /// The provider took it.
    Accept,
    /// The provider, or the network, refused it.
    Reject,
    /// No answer came.
    Lose,
    /// A receipt: delivered.
    Deliver,
    /// A receipt: not delivered.
    Fail,
    /// A receipt, or its own date: too late.
    Expire,
    /// Withdrawn.
    Cancel,
    /// A person, in doubt, considers it as sent.
    ConsiderSent,
    /// A person, in doubt, wants it sent again.
    SendAgain,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Prepared,
        Self::Queued,
        Self::Held,
        Self::Sending,
        Self::Accepted,
        Self::InDoubt,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
        Self::Rejected,
        Self::Cancelled,
    ];

    /// The state after an event; `None` when the event changes nothing here.
    pub fn next(self, event: Event) -> Option<Self> {
        use Event::*;
        use State::*;
        match (self, event) {
            (Prepared, Release) => Some(Queued),
            (Queued | Held, Hold) => Some(Held),
            (Queued | Held, Send) => Some(Sending),
            (Prepared | Queued | Held, Cancel) => Some(Cancelled),
            (Queued | Held, Expire) => Some(Expired),
            (Queued | Held, Reject) => Some(Rejected),
            // An answer may come after it was given up for lost; one that says "not taken"
            // makes sending again safe.
            (Sending | InDoubt, PutBack) => Some(Queued),
            (Sending | InDoubt, Accept) => Some(Accepted),
            (Sending | InDoubt, Reject) => Some(Rejected),
            // It was to be sent again, and is now known to have been taken.
            (Queued | Held, Accept) => Some(Accepted),
            (Sending, Lose) => Some(InDoubt),
            (InDoubt, ConsiderSent) => Some(Accepted),
            (InDoubt, SendAgain) => Some(Queued),
            // Receipts overtake answers.
            // It was to be sent again, and has come after all: it is not.
            (Queued | Held | Sending | Accepted | InDoubt, Deliver) => Some(Delivered),
            (Sending | Accepted | InDoubt, Fail) => Some(Failed),
            (Sending | Accepted | InDoubt, Expire) => Some(Expired),
            (Accepted, Reject) => Some(Rejected),
            _ => None,
        }
    }

    /// The state of a message by those of its parts, once it is being sent.
    pub fn of_parts(parts: impl IntoIterator<Item = Self>) -> Self {
        const BY_WEIGHT: [State; 7] = [
            State::Rejected,
            State::Failed,
            State::Expired,
            State::InDoubt,
            State::Sending,
            State::Queued,
            State::Accepted,
        ];
        let parts: Vec<Self> = parts.into_iter().collect();
        BY_WEIGHT
            .into_iter()
            .find(|state| parts.contains(state))
            .unwrap_or(Self::Delivered)
    }

    /// Whether nothing can change it any more.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Delivered | Self::Failed | Self::Expired | Self::Rejected | Self::Cancelled
        )
    }

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Queued => "queued",
            Self::Held => "held",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::InDoubt => "in_doubt",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// The word on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Prepared | Self::Queued => "en attente",
            Self::Held => "retenu",
            Self::Sending | Self::Accepted => "en transit",
            Self::InDoubt => "douteux",
            Self::Delivered => "délivré",
            Self::Failed => "non remis",
            Self::Expired => "expiré",
            Self::Rejected => "invalide",
            Self::Cancelled => "supprimé",
        }
    }
}

impl TryFrom<String> for State {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or(format!("unknown state {code}"))
    }
}

#[cfg(test)]
mod tests;
