//! What is sent, and what becomes of it.

use std::{io, time::Duration};

use crate::{
    number::{MobileNumber, Sender},
    smpp::status::{Status, StatusClass},
    text::Part,
};

/// One part to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The caller's own name for it (a UUID fits), given back with late answers.
    pub tag: u128,
    /// Who it comes from.
    pub source: Sender,
    /// Who it goes to.
    pub destination: MobileNumber,
    /// What it says.
    pub part: Part,
    /// The reference that parts of one text share; without effect on a text of one part.
    pub reference: u8,
    /// After how long the operator should give up (to the second, 30 days at most; SMPP 3.4
    /// §7.1.1, relative form); `None` leaves it to the operator.
    pub validity: Option<Duration>,
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The provider took it; receipts will carry this identifier, or a spelling of it.
    Accepted {
        /// Verbatim.
        message_id: String,
    },
    /// The provider asks to slow down (ESME_RTHROTTLED, ESME_RMSGQFUL): it was not taken, and does
    /// not count as an attempt.
    Throttled {
        /// Which of the two.
        status: Status,
    },
    /// The provider refused it.
    Rejected {
        /// Why.
        status: Status,
        /// Trying again later may succeed.
        temporary: bool,
    },
    /// Not one octet was handed to the socket: safe to send again, even through another provider.
    NotWritten,
    /// Octets were handed to the socket and no answer came: nobody knows.
    InDoubt,
}

impl Outcome {
    /// From the answer of a centre.
    pub(super) fn answered(status: Status, message_id: String) -> Self {
        match status.class() {
            StatusClass::Ok => Self::Accepted { message_id },
            StatusClass::Throttle => Self::Throttled { status },
            class => Self::Rejected {
                status,
                temporary: class == StatusClass::Temporary,
            },
        }
    }
}

/// Why a session could not be opened. `Display` is a plain French sentence.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The configuration can't be written in a bind.
    #[error("La configuration du fournisseur est incorrecte : {0}.")]
    Config(&'static str),
    /// No connection.
    #[error("Le fournisseur est injoignable : {0}.")]
    Unreachable(#[source] io::Error),
    /// No answer in time.
    #[error("Le fournisseur ne répond pas.")]
    Silent,
    /// The bind was refused.
    #[error("Connexion refusée. {status}")]
    Refused {
        /// Why.
        status: Status,
    },
    /// The connection ended, or what came was not SMPP.
    #[error("Le fournisseur a interrompu la connexion, ou ce n’est pas un serveur SMPP.")]
    Interrupted,
}
