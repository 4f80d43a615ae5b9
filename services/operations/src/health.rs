//! `/sante`: for the machine that watches this one.

use axum::http::StatusCode;
use db::migration::State;
use serde::Serialize;
use web::Context;

/// How the service is. Nothing here is a secret: anybody may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// `ok` or `en panne`.
    pub etat: &'static str,
    /// `répond` or `ne répond pas`.
    pub base: &'static str,
    /// `à jour`, `en avance`, `en retard` or `inconnu`.
    pub schema: &'static str,
}

impl Health {
    /// 200 when it serves, 503 otherwise.
    pub fn status(&self) -> StatusCode {
        match self.etat {
            "ok" => StatusCode::OK,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// Asks the database.
pub async fn health(context: &Context) -> Health {
    let broken = |base, schema| Health {
        etat: "en panne",
        base,
        schema,
    };
    match db::migration::state(&context.db, &context.schema).await {
        Ok(State::UpToDate) => Health {
            etat: "ok",
            base: "répond",
            schema: "à jour",
        },
        // The next version has added to it; until this one is replaced, it goes on.
        Ok(State::Ahead(_)) => Health {
            etat: "ok",
            base: "répond",
            schema: "en avance",
        },
        Ok(State::Unknown(_)) => broken("répond", "inconnu"),
        Ok(State::Behind(_)) => broken("répond", "en retard"),
        Err(error) => {
            tracing::warn!(%error, "health: the database does not answer");
            broken("ne répond pas", "inconnu")
        }
    }
}
