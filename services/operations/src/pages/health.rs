//! `/sante`: health in JSON, for the machine that watches this one.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use manifest::Public;
use web::{Context, Error, Result};

pub(crate) async fn show(_: Public, State(context): State<Context>) -> Result<Response> {
    let health = crate::health(&context).await;
    let body = serde_json::to_string(&health).map_err(Error::internal)?;
    let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    Ok((health.status(), json, body).into_response())
}
