//! Leaving in order: whoever stands before several machines is told first, and asks another one.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tokio_util::sync::CancellationToken;

/// Where a machine says how it is.
const HEALTH: &str = "/sante";
/// What it says once it leaves.
const LEAVING: &str = r#"{"etat":"s'arrête","base":"répond","schema":"à jour"}"#;

/// The pages of a machine which, once asked to leave, says so at `/sante`, answers all the rest as
/// before, and keeps no connection for later.
pub(crate) fn leaving(pages: Router, asked: CancellationToken) -> Router {
    pages.layer(from_fn_with_state(asked, farewell))
}

async fn farewell(
    State(asked): State<CancellationToken>,
    request: Request,
    next: Next,
) -> Response {
    if asked.is_cancelled() && request.uri().path() == HEALTH {
        let json = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
        return (StatusCode::SERVICE_UNAVAILABLE, json, LEAVING).into_response();
    }
    let mut response = next.run(request).await;
    if asked.is_cancelled() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}
