//! What comes from the provider, and how it is acknowledged.

use tokio::sync::mpsc;

use crate::receipt::Receipt;

use super::{Inbound, Outcome};

/// What comes from the provider.
#[derive(Debug)]
pub enum Event {
    /// A delivery receipt: store it, commit, then [`Responder::ack`].
    Receipt {
        /// What it says.
        receipt: Box<Receipt>,
        /// The number the message went to, as the provider writes it.
        number: String,
        /// Who it came from: our sender.
        sender: String,
        /// Acknowledges it.
        responder: Responder,
    },
    /// A message that someone wrote: store it, commit, then [`Responder::ack`].
    Message {
        /// What it says.
        inbound: Box<Inbound>,
        /// Acknowledges it.
        responder: Responder,
    },
    /// The answer to a submission whose outcome was already [`Outcome::InDoubt`], or that nobody
    /// was waiting for any more: it settles the doubt.
    LateAnswer {
        /// The submission's name.
        tag: u128,
        /// What became of it.
        outcome: Outcome,
    },
    /// A request that could not be read; the provider was told. Kept for whoever investigates.
    Unreadable {
        /// The whole PDU.
        octets: Vec<u8>,
    },
    /// The session has ended; nothing follows.
    Closed(EndReason),
}

/// Why a session ended. `Display` is a plain French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndReason {
    /// Closed by us.
    #[error("La connexion est terminée.")]
    Closed,
    /// The provider unbound.
    #[error("Le fournisseur a mis fin à la session.")]
    PeerUnbound,
    /// The connection ended without a word.
    #[error("Le fournisseur a coupé la connexion.")]
    PeerClosed,
    /// An error of the network.
    #[error("La connexion au fournisseur est rompue : {0}.")]
    Io(String),
    /// Nothing came when asked whether it was there.
    #[error("Le fournisseur ne donne plus signe de vie.")]
    Silent,
    /// It is there, but answered none of a whole window of messages.
    #[error("Le fournisseur ne répond plus aux envois.")]
    NoAnswers,
    /// What came makes no sense.
    #[error("Le fournisseur a envoyé des données illisibles : {0}.")]
    Garbage(String),
}

/// The events of a session, in order.
#[derive(Debug)]
pub struct Events(pub(crate) mpsc::UnboundedReceiver<Event>);

impl Events {
    /// The next event; `None` after [`Event::Closed`]. Cancel safe.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }
}

/// Acknowledges one incoming message. Dropped without a word, nothing is answered: the provider
/// will send the message again, at the latest at the next bind.
#[derive(Debug)]
pub struct Responder {
    sequence: u32,
    reply: Reply,
    replies: mpsc::UnboundedSender<(u32, Reply)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    Ack,
    Later,
    Nothing,
}

impl Responder {
    pub(super) fn new(sequence: u32, replies: mpsc::UnboundedSender<(u32, Reply)>) -> Self {
        Self {
            sequence,
            reply: Reply::Nothing,
            replies,
        }
    }

    /// It is stored: the provider may forget it.
    pub fn ack(mut self) {
        self.reply = Reply::Ack;
    }

    /// It could not be stored: the provider should send it again later (ESME_RX_T_APPN).
    pub fn later(mut self) {
        self.reply = Reply::Later;
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        // After the end of the session there is nobody to tell.
        let _ = self.replies.send((self.sequence, self.reply));
    }
}
