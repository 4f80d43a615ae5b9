//! What kept a mail from being handed over.

use std::{error::Error as _, io};

use lettre::transport::smtp::Error;

use super::reply::Reply;

/// Why nothing was handed over. It is about the way to the relay, not about this mail: the next
/// one would meet it too. `Display` is a plain French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// No connection.
    #[error("Le serveur de courriel est injoignable.")]
    Unreachable,
    /// No answer in time.
    #[error("Le serveur de courriel ne répond pas.")]
    Silent,
    /// The connection ended, or what came was not SMTP.
    #[error("Le serveur de courriel a interrompu la connexion, ou ce n’est pas un serveur SMTP.")]
    Interrupted,
    /// It offers no STARTTLS.
    #[error("Le serveur de courriel ne propose pas de chiffrement (STARTTLS).")]
    NoEncryption,
    /// Its certificate is not one that we trust for this name.
    #[error("Le certificat du serveur de courriel n’est pas valable.")]
    Certificate,
    /// TLS failed otherwise.
    #[error("La connexion chiffrée avec le serveur de courriel a échoué.")]
    Tls,
    /// It offers no way to sign in that we know.
    #[error("Le serveur de courriel ne propose pas de s’identifier (PLAIN ou LOGIN).")]
    NoSignIn,
    /// Account or password.
    #[error("Le serveur de courriel refuse le compte ou le mot de passe ({}).", reply.code)]
    SignInRefused {
        /// What it said.
        reply: Reply,
    },
    /// It does not want us, or not now.
    #[error("Le serveur de courriel refuse la connexion ({}).", reply.code)]
    Refused {
        /// What it said.
        reply: Reply,
    },
}

impl Obstacle {
    pub(super) fn of(error: &Error) -> Self {
        if let Some(reply) = Reply::of_refusal(error) {
            return Self::Refused { reply };
        }
        let mut source = error.source();
        while let Some(cause) = source {
            if let Some(io) = cause.downcast_ref::<io::Error>() {
                let tls = io.get_ref().and_then(|inner| inner.downcast_ref());
                return Self::of_io(io, tls);
            }
            source = cause.source();
        }
        // An answer that is none, or that was cut.
        Self::Interrupted
    }

    fn of_io(error: &io::Error, tls: Option<&rustls::Error>) -> Self {
        match (tls, error.kind()) {
            (Some(rustls::Error::InvalidCertificate(_)), _) => Self::Certificate,
            (Some(_), _) => Self::Tls,
            (
                None,
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::InvalidData,
            ) => Self::Interrupted,
            (None, _) => Self::Unreachable,
        }
    }
}
