//! Delivery receipts: whether a message arrived.
//!
//! SMPP 3.4 (§5.2.26, appendix B) leaves the text of receipts to each vendor: they are read
//! leniently, nothing makes reading fail, and the raw text is kept so that a person can always see
//! what was said.

pub(crate) mod dates;
mod id;
mod read;
mod reason;

use chrono::NaiveDateTime;
pub use id::{IdNormalisation, UnknownNormalisation};
pub use reason::Failure;

/// What became of a message (SMPP 3.4 §5.2.28, appendix B).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum State {
    /// ENROUTE: on its way.
    EnRoute,
    /// DELIVRD: on the telephone.
    Delivered,
    /// EXPIRED: its validity ended before the telephone could be reached.
    Expired,
    /// DELETED: withdrawn from the centre.
    Deleted,
    /// UNDELIV: can't be delivered.
    Undeliverable,
    /// ACCEPTD: accepted by the network.
    Accepted,
    /// UNKNOWN: the centre does not know.
    Unknown,
    /// REJECTD: refused by the network or the operator.
    Rejected,
    /// A word of the vendor's own, or nothing at all (an empty word).
    Other(String),
}

/// What the optional parameters of the PDU said (SMPP 3.4 §5.3.2); they win over the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ReceiptTlvs {
    /// `receipted_message_id`, verbatim.
    pub message_id: Option<String>,
    /// `message_state`.
    pub state: Option<u8>,
    /// `network_error_code`: network type (3 is GSM), code.
    pub network_error: Option<(u8, u16)>,
}

/// A delivery receipt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The provider's identifier, verbatim: compare it through [`IdNormalisation`].
    pub id: Option<String>,
    /// The identifier of the text when the optional parameter gave another one: some providers
    /// write one in decimal and the other in hexadecimal.
    pub other_id: Option<String>,
    /// What became of the message.
    pub state: State,
    /// The vendor's error code, verbatim; `000` usually means none.
    pub error: Option<String>,
    /// `submit date`, verbatim.
    pub submitted: Option<String>,
    /// `submit date`, read; receipts name no time zone: it is the provider's.
    pub submitted_at: Option<NaiveDateTime>,
    /// `done date`, verbatim.
    pub done: Option<String>,
    /// `done date`, read, in the provider's time zone.
    pub done_at: Option<NaiveDateTime>,
    /// The whole text, with what can't be read replaced.
    pub raw: String,
}

impl Receipt {
    /// Reads a receipt. Never fails and never panics: what is not found is absent.
    #[must_use]
    pub fn read(text: &[u8], tlvs: &ReceiptTlvs) -> Self {
        read::receipt(text, tlvs)
    }

    /// The identifiers under which the message may be known.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.id.iter().chain(&self.other_id).map(String::as_str)
    }

    /// Whether nothing more will be said of this message.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.state.is_final()
    }

    /// Why the message did not arrive, in a plain French sentence; `None` unless it failed.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        reason::of(&self.state, self.error.as_deref())
    }
}

impl State {
    /// Whether nothing more will be said: en route, accepted, unknown and a vendor's own words
    /// are not final.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Delivered | Self::Expired | Self::Deleted | Self::Undeliverable | Self::Rejected
        )
    }

    /// The word of receipts (`DELIVRD`).
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::EnRoute => "ENROUTE",
            Self::Delivered => "DELIVRD",
            Self::Expired => "EXPIRED",
            Self::Deleted => "DELETED",
            Self::Undeliverable => "UNDELIV",
            Self::Accepted => "ACCEPTD",
            Self::Unknown => "UNKNOWN",
            Self::Rejected => "REJECTD",
            Self::Other(word) => word,
        }
    }

    /// From the word of receipts and its usual spellings, in any case.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word.to_ascii_uppercase().as_str() {
            "ENROUTE" | "EN_ROUTE" | "BUFFERED" => Self::EnRoute,
            "DELIVRD" | "DELIVERD" | "DELIVERED" => Self::Delivered,
            "EXPIRED" => Self::Expired,
            "DELETED" => Self::Deleted,
            "UNDELIV" | "UNDELIVERED" | "UNDELIVERABLE" => Self::Undeliverable,
            "ACCEPTD" | "ACCEPTED" => Self::Accepted,
            "UNKNOWN" => Self::Unknown,
            "REJECTD" | "REJECTED" => Self::Rejected,
            _ => Self::Other(word.to_owned()),
        }
    }

    /// From `message_state` (SMPP 3.4 §5.2.28).
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code {
            1 => Self::EnRoute,
            2 => Self::Delivered,
            3 => Self::Expired,
            4 => Self::Deleted,
            5 => Self::Undeliverable,
            6 => Self::Accepted,
            7 => Self::Unknown,
            8 => Self::Rejected,
            _ => Self::Other(code.to_string()),
        }
    }

    /// The value of `message_state`; an unknown word counts as UNKNOWN.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::EnRoute => 1,
            Self::Delivered => 2,
            Self::Expired => 3,
            Self::Deleted => 4,
            Self::Undeliverable => 5,
            Self::Accepted => 6,
            Self::Unknown | Self::Other(_) => 7,
            Self::Rejected => 8,
        }
    }
}

#[cfg(test)]
mod tests;
