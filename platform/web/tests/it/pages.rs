//! A few pages, as any crate would have them.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
    routing::{get, post},
};
use std::{
    io,
    sync::{LazyLock, Mutex},
};
use tower::ServiceExt as _;
use web::{Error, Input};

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The reference that a person would read over the telephone.
    #[track_caller]
    pub(crate) fn reference(&self) -> &str {
        let (_, after) = self.body.split_once("Référence : ").expect("a reference");
        let reference = &after[..14];
        let right = reference.bytes().enumerate().all(|(at, b)| match at {
            4 | 9 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        });
        assert!(right, "{reference}");
        reference
    }
}

async fn panics() -> String {
    std::panic::panic_any("a secret of the handler")
}

async fn fails() -> web::Result<String> {
    Err(Error::internal("a secret of the handler"))
}

/// A database that cannot be reached any more.
async fn unreachable() -> web::Result<String> {
    let path = std::env::temp_dir().join(format!("preau-web-{}.db", uuid::Uuid::now_v7()));
    let db = db::Db::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    db.close().await;
    std::fs::remove_file(path).unwrap();
    db.read().await?;
    Ok("a read".into())
}

async fn echoes(input: Input) -> String {
    let sms: Vec<&str> = input.all("sms").collect();
    format!(
        "{}|{}|{}|{}",
        sms.len(),
        input.text("nom"),
        input.raw("nom"),
        sms.join(",")
    )
}

/// What all the requests of these tests wrote to the log.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The log, from the first request on.
pub(crate) fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}

/// The answer to a request, with these headers.
pub(crate) async fn ask(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    // One for all, before anything is written: what a test alone listens to loses lines while
    // others run.
    static LISTENING: LazyLock<()> = LazyLock::new(|| {
        let log = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(|| Log);
        log.init();
    });
    LazyLock::force(&LISTENING);
    let pages = Router::new()
        .route(
            "/numero/{n}",
            get(|axum::extract::Path(n): axum::extract::Path<u32>| async move { n.to_string() }),
        )
        .route("/page", get(|| async { "page ".repeat(500) }))
        .route("/panique", get(panics))
        .route("/erreur", get(fails))
        .route(
            "/conflit",
            get(|| async { Error::Conflict("Dominique l'a modifié.".into()) }),
        )
        .route("/injoignable", get(unreachable))
        .route(
            "/essais",
            get(|| async { Error::Throttled("Réessayez dans une minute.".into()) }),
        )
        .route("/reservee", get(|| async { Error::Forbidden }))
        .route(
            "/compte",
            get(|| async { Error::SignIn("/absences?classe=5B&jour=1 é".into()) }),
        )
        .route("/formulaire", post(echoes).get(echoes))
        .route(
            "/fichier",
            get(|| async { web::attachment("a.csv", "text/csv", b"a;b".into()) }),
        )
        .route("/ailleurs", get(|| async { web::see_other("/page") }))
        .merge(web::static_files());
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "preau.test");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = web::layered(pages)
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

pub(crate) async fn show(path: &str) -> Answer {
    ask("GET", path, &[], "").await
}

pub(crate) async fn send(form: String) -> Answer {
    let ours = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    ask("POST", "/formulaire", &ours, form).await
}
