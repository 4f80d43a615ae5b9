//! What requests are made of: the school's account, and one message.

use std::{fmt, time::Duration};

use chrono::{DateTime, Utc};

use crate::number::{MobileNumber, Sender};

/// A school's account at a provider; what the provider does not ask for stays empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// `{cle}`.
    pub key: String,
    /// `{motdepasse}`.
    pub password: String,
    /// `{option_1}`.
    pub option_1: String,
    /// `{option_2}`.
    pub option_2: String,
}

/// One whole message to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Submission {
    /// The caller's own name for it (a UUID fits), given back with late answers.
    pub tag: u128,
    /// `{emetteur}`: who it comes from.
    pub source: Sender,
    /// `{destinataire}` (`33639980012`), `{destinataire_national}` (`0639980012`).
    pub destination: MobileNumber,
    /// `{texte}`: what it says, whole.
    pub text: String,
    /// `{code}`: the action's code at the provider.
    pub code: String,
    /// `{reference}`: our own name for it, and its identifier when the provider gives none. One
    /// message, one reference.
    pub reference: String,
    /// `{expire}`: after how long it is of no more use…
    pub validity: Duration,
    /// … and when that is.
    pub expires_at: DateTime<Utc>,
}

/// Why a message can't be written as the provider wants it. `Display` is a plain French sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unwritable {
    /// A sign of the text that the provider's character set lacks, and that has no neighbour.
    #[error("Ce fournisseur ne sait pas transporter le signe « {0} ».")]
    Sign(char),
    /// A key, a password or an option that its character set lacks: never changed.
    #[error("Une valeur contient un signe que ce fournisseur ne sait pas lire.")]
    Value,
    /// A value which would change the headers.
    #[error("Une valeur contient un signe interdit dans un en-tête.")]
    Header,
    /// A value which would change the path.
    #[error("Une valeur changerait l’adresse de la demande.")]
    Path,
    /// A value declared as a number, which is none.
    #[error("Une valeur déclarée comme un nombre n’en est pas un.")]
    Number,
    /// An account with a colon.
    #[error("L’identifiant contient un deux-points, ce que l’authentification HTTP ne permet pas.")]
    Account,
    /// An address has an end.
    #[error("Le message est trop long pour tenir dans l’adresse de la demande.")]
    TooLong,
}

// By hand: what is said to a family must not reach a log.
impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("tag", &self.tag)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

// By hand: secrets must not reach a log.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}
