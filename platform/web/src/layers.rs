//! What stands around every request: reference, log, security headers, same-origin check,
//! errors made into pages, compression, limits.

use crate::{Problem, problem_page};
use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use std::time::{Duration, Instant};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};
use tracing::Instrument;

/// No request of a page takes longer; long work is a job with a page that follows it.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);
/// Files are larger than forms, and the line of a school is not always fast.
const LONGEST_UPLOAD: Duration = Duration::from_secs(15 * 60);

/// Under this path no session is read: other machines call there, prove who they are, and come from
/// no page.
const CALLS_OF_MACHINES: &str = "/rappels/";

/// Puts the layers around the pages.
pub fn layered(pages: Router) -> Router {
    within(LONGEST_REQUEST, pages)
}

/// Gives a request up after its time.
async fn in_time(longest: Duration, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let longest = match kind.starts_with("multipart/form-data") {
        true => LONGEST_UPLOAD,
        false => longest,
    };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => plain_problem(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn within(longest: Duration, pages: Router) -> Router {
    pages
        .fallback(|| async { crate::Error::NotFound })
        .layer(from_fn(same_origin))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(move |request, next| {
            in_time(longest, request, next)
        }))
        .layer(from_fn(referenced))
        .layer(CompressionLayer::new())
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    crate::Error::internal("a handler panicked").into_response()
}

/// Gives the request its reference, logs it without personal data (the route, not the
/// address), counts it, and makes a [`Problem`] into its page.
async fn referenced(request: Request, next: Next) -> Response {
    let reference = reference();
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", %reference, %method, route);
    let mut response = next.run(request).instrument(span.clone()).await;
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response = plain_problem(response.status());
    }
    // What an extractor refused: an identifier in the address that is none names nothing.
    if response.status() == StatusCode::BAD_REQUEST
        && response.extensions().get::<Problem>().is_none()
    {
        response = crate::Error::NotFound.into_response();
    }
    if let Some(problem) = response.extensions().get::<Problem>().cloned() {
        let page = problem_page(&problem, &reference).into_string();
        *response.body_mut() = Body::from(page);
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
    }
    let took = started.elapsed();
    let status = response.status().as_u16();
    metrics::counter!("preau_requests_total", "status" => status.to_string()).increment(1);
    metrics::histogram!("preau_request_seconds").record(took.as_secs_f64());
    span.in_scope(|| tracing::info!(status, micros = took.as_micros() as u64, "answered"));
    secure(&mut response);
    response
}

/// Twelve characters that a person can read over the telephone.
fn reference() -> String {
    let bytes = uuid::Uuid::new_v4();
    let hex: String = bytes.as_bytes()[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}-{}-{}", &hex[..4], &hex[4..8], &hex[8..])
}

fn plain_problem(status: StatusCode) -> Response {
    let (title, text) = if status == StatusCode::METHOD_NOT_ALLOWED {
        (
            "Demande incomprise",
            "Cette adresse ne répond pas à cette demande. Repartez de l'accueil.",
        )
    } else {
        (
            "C'est trop long",
            "La page a mis trop de temps à répondre. Réessayez dans une minute.",
        )
    };
    Problem {
        status,
        title,
        text: text.to_owned(),
    }
    .into_response()
}

fn secure(response: &mut Response) {
    const HEADERS: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, ui::CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=()",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A page about people is not kept by the browser of a shared computer.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// Refuses a change that another site makes in the person's name. `Sec-Fetch-Site` where the
/// browser sends it, else `Origin` against `Host`; one of the two must be there.
async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || is_of_a_machine(request.uri()) || is_same_origin(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    crate::Error::BadRequest(
        "Cette demande ne vient pas d'une page de Préau ; rien n'a été changé. Ouvrez la page et \
         recommencez."
            .into(),
    )
    .into_response()
}

fn is_of_a_machine(uri: &Uri) -> bool {
    uri.path().starts_with(CALLS_OF_MACHINES)
}

fn is_same_origin(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let host = text(header::HOST).or(uri.host());
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    matches!((host, origin), (Some(host), Some((_, origin))) if host == origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower::ServiceExt as _;

    fn judged(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        is_same_origin(&headers, &Uri::from_static("/"))
    }

    /// Invariant: only the addresses of machines are called from nowhere.
    #[test]
    fn machines_call_at_their_own_addresses() {
        assert!(is_of_a_machine(&Uri::from_static("/rappels/sms/1/accuses")));
        for path in [
            "/",
            "/absences/saisie",
            "/connexion?a=/rappels/",
            "/rappels",
            "/a/rappels/",
        ] {
            assert!(!is_of_a_machine(&Uri::from_static(path)), "{path}");
        }
    }

    /// Invariant: no other site changes anything in a person's name.
    #[test]
    fn another_origin_is_refused() {
        assert!(judged(&[("sec-fetch-site", "same-origin")]));
        assert!(!judged(&[("sec-fetch-site", "cross-site")]));
        assert!(!judged(&[("sec-fetch-site", "same-site")]));
        assert!(judged(&[("host", "a.fr"), ("origin", "https://a.fr")]));
        assert!(!judged(&[("host", "a.fr"), ("origin", "https://b.fr")]));
        assert!(!judged(&[("host", "a.fr"), ("origin", "null")]));
        assert!(!judged(&[("host", "a.fr")]));
        // Names that begin or end as ours are not ours, nor is another port.
        for origin in [
            "https://a.fr.b.fr",
            "https://b-a.fr",
            "https://a.fr:8443",
            "a.fr",
        ] {
            assert!(!judged(&[("host", "a.fr"), ("origin", origin)]), "{origin}");
        }
        // What the browser says of the site counts before what may be written in `Origin`.
        assert!(!judged(&[
            ("sec-fetch-site", "cross-site"),
            ("host", "a.fr"),
            ("origin", "https://a.fr")
        ]));
    }

    /// Invariant: a page that does not come is answered all the same, with a sentence.
    #[tokio::test]
    async fn a_page_that_does_not_come_is_given_up() {
        let endless = axum::routing::get(std::future::pending::<()>);
        let app = within(
            Duration::from_millis(20),
            Router::new().route("/sans-fin", endless),
        );
        let request = Request::get("/sans-fin").body(Body::empty()).unwrap();
        let answer = tokio::time::timeout(Duration::from_secs(10), app.oneshot(request))
            .await
            .expect("an answer")
            .unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        let page = axum::body::to_bytes(answer.into_body(), 1 << 20)
            .await
            .unwrap();
        let page = String::from_utf8_lossy(&page).into_owned();
        assert!(
            page.contains("La page a mis trop de temps à répondre."),
            "{page}"
        );
    }
}
