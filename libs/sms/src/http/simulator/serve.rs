//! The simulator's side of HTTP.

use std::{convert::Infallible, sync::Arc, time::Duration};

use ::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, select};
use tokio_util::sync::CancellationToken;

use super::centre::{Centre, Message, Refusal};

/// A longer request is refused.
const LONGEST: usize = 256 * 1024;

pub(super) async fn listen(listener: TcpListener, centre: Arc<Centre>, stop: CancellationToken) {
    loop {
        let accepted = select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, most likely: it passes.
            tokio::time::sleep(Duration::from_millis(200)).await;
            continue;
        };
        let (centre, stop) = (Arc::clone(&centre), stop.clone());
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &centre));
            let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            select! {
                _ = serving => {}
                () = stop.cancelled() => {}
            }
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    centre: &Centre,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = match take(request, centre).await {
        Ok(id) => (
            StatusCode::ACCEPTED,
            json!({ "id": id, "status": "accepted" }),
        ),
        Err((status, error)) => (status, json!({ "error": error })),
    };
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

async fn take(
    request: Request<Incoming>,
    centre: &Centre,
) -> Result<String, (StatusCode, &'static str)> {
    if request.uri().path() != "/messages" {
        return Err((StatusCode::NOT_FOUND, "not_found"));
    }
    if request.method() != Method::POST {
        return Err((StatusCode::METHOD_NOT_ALLOWED, "method"));
    }
    let (user, password) = account(&request).unwrap_or_default();
    if !centre.admits(&user, &password) {
        return Err((StatusCode::UNAUTHORIZED, "credentials"));
    }
    let body = Limited::new(request.into_body(), LONGEST).collect().await;
    let body = body.map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "too_long"))?;
    let invalid = (StatusCode::BAD_REQUEST, "invalid_request");
    let said: Value = serde_json::from_slice(&body.to_bytes()).map_err(|_| invalid)?;
    let text = |name: &str| said[name].as_str().map(str::to_owned);
    let message = Message {
        to: text("to").ok_or(invalid)?,
        from: text("from").ok_or(invalid)?,
        text: text("text").ok_or(invalid)?,
        reference: text("reference").unwrap_or_default(),
    };
    centre.submit(message).map_err(|refusal| match refusal {
        Refusal::Number => (StatusCode::BAD_REQUEST, "invalid_number"),
        Refusal::Text => (StatusCode::BAD_REQUEST, "invalid_text"),
    })
}

fn account(request: &Request<Incoming>) -> Option<(String, String)> {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let pair = STANDARD.decode(given.strip_prefix("Basic ")?).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    let (user, password) = pair.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
