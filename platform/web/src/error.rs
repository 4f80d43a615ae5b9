//! One type of error for handlers, jobs and rules; each kind has its page, in plain French.

use crate::Problem;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::MayRetry;

/// The result of a handler or of a rule.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a request or a job could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing there, or the person may not know that there is.
    #[error("not found")]
    NotFound,
    /// The person's functions do not open this page.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in; the path to come back to.
    #[error("sign-in required")]
    SignIn(String),
    /// The request makes no sense; the sentence says what to do.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// What was sent is larger than the page takes; the sentence says what to do.
    #[error("too large: {0}")]
    TooLarge(String),
    /// What was sent did not come in time; the sentence says what to do.
    #[error("too slow: {0}")]
    TooSlow(String),
    /// Somebody changed it in between; the sentence says what they did.
    #[error("conflict: {0}")]
    Conflict(String),
    /// Too many tries; the sentence says when to try again.
    #[error("throttled: {0}")]
    Throttled(String),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] db::Error),
    /// There is no room left for a file.
    #[error("no room left: {0}")]
    Full(String),
    /// Anything that the person has no part in.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// An error that the person has no part in.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// An error of a file of ours, which the person has no part in.
    pub fn of_file(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full(error.to_string()),
            _ => Self::internal(error),
        }
    }

    /// Whether there was no room left, in the database or for a file.
    fn is_full(&self) -> bool {
        match self {
            Self::Full(_) => true,
            Self::Database(error) => error.is_full(),
            _ => false,
        }
    }
}

impl MayRetry for Error {
    fn may_retry(&self) -> bool {
        matches!(self, Self::Database(error) if error.may_retry())
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, title, text) = match &self {
            Self::SignIn(back) => {
                let back: String = form_encode(back);
                return crate::see_other(format!("/connexion?suite={back}"));
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Page introuvable",
                "Cette page n'existe pas, ou ne vous est pas ouverte. Vérifiez l'adresse, ou \
                 repartez de l'accueil."
                    .to_owned(),
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "Page réservée",
                "Votre fonction n'ouvre pas cette page. Si vous en avez besoin, \
                 demandez-le à votre direction."
                    .to_owned(),
            ),
            Self::BadRequest(text) => (StatusCode::BAD_REQUEST, "Demande incomprise", text.clone()),
            Self::TooLarge(text) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Envoi trop long",
                text.clone(),
            ),
            Self::TooSlow(text) => (StatusCode::REQUEST_TIMEOUT, "Envoi trop lent", text.clone()),
            Self::Conflict(text) => (StatusCode::CONFLICT, "Modifié entre-temps", text.clone()),
            Self::Throttled(text) => (StatusCode::TOO_MANY_REQUESTS, "Trop d'essais", text.clone()),
            Self::Database(error) if error.is_unavailable() => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Service momentanément indisponible",
                "Rien de ce qui était enregistré n'est perdu. Réessayez dans une minute ; si vous \
                 veniez de valider quelque chose, regardez d'abord si c'est fait."
                    .to_owned(),
            ),
            full if full.is_full() => (
                StatusCode::SERVICE_UNAVAILABLE,
                "La place manque sur le serveur",
                "Ce que vous venez de valider n'est pas enregistré ; rien de ce qui l'était déjà \
                 n'est perdu. Prévenez votre assistance, puis recommencez quand elle aura fait de \
                 la place."
                    .to_owned(),
            ),
            Self::Database(_) | Self::Full(_) | Self::Internal(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Une erreur s'est produite",
                "Ce n'est pas de votre fait. Réessayez ; si cela continue, donnez la référence \
                 ci-dessous à votre assistance."
                    .to_owned(),
            ),
        };
        if status.is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        Problem {
            status,
            title,
            text,
        }
        .into_response()
    }
}

fn form_encode(text: &str) -> String {
    let encoded = serde_html_form::to_string([("", text)]).unwrap_or_default();
    encoded.trim_start_matches('=').to_owned()
}
