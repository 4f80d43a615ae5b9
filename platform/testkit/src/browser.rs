//! A browser without a screen: it keeps its cookie, and sends forms as pages do.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use tower::ServiceExt as _;

/// A browser.
#[derive(Debug, Clone)]
pub struct Browser {
    app: Router,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where it sends to, if it does.
    pub location: Option<String>,
    /// The page.
    pub body: String,
    /// What came, to the octet: a file.
    pub bytes: Vec<u8>,
    /// The headers.
    pub headers: axum::http::HeaderMap,
}

impl Answer {
    /// Fails, with the page, unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// Fails, with the page, unless it shows this text.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        assert!(
            self.contains(text),
            "« {text} » is not on the page:\n{}",
            self.text()
        );
        self
    }

    /// Fails, with the page, if it shows this text.
    #[track_caller]
    pub fn hides(self, text: &str) -> Self {
        assert!(
            !self.contains(text),
            "« {text} » is on the page:\n{}",
            self.text()
        );
        self
    }

    /// Whether the page shows this text; kinds of spaces and markup do not count.
    pub fn contains(&self, text: &str) -> bool {
        self.text().contains(&plain(text))
    }

    /// The text of the page, without markup.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => {
                    inside = true;
                    text.push(' ');
                }
                '>' if inside => inside = false,
                _ if inside => {}
                c => text.push(c),
            }
        }
        plain(&text)
    }

    /// The value of the first field of this name on the page (a `form_id`, a version…).
    pub fn field(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\"");
        let (before, after) = self.body.split_once(&mark).unwrap_or_default();
        let tag_name = before.rsplit('<').next().unwrap_or_default();
        if tag_name.starts_with("textarea") {
            let (_, text) = after.split_once('>').unwrap_or_default();
            let text = text.split("</textarea>").next().unwrap_or_default();
            // The line end that a browser drops.
            return text.strip_prefix('\n').unwrap_or(text).to_owned();
        }
        let tag = after.split('>').next().unwrap_or_default();
        let value = tag
            .split_once("value=\"")
            .and_then(|(_, rest)| rest.split('"').next());
        value.unwrap_or_default().to_owned()
    }
}

/// One space for all kinds and lengths of them, and the few entities that maud writes.
fn plain(text: &str) -> String {
    let text = text
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\u{a0}', " ")
}

impl Browser {
    pub(crate) fn new(app: Router) -> Self {
        Self { app, cookie: None }
    }

    /// The same browser with these cookies, as a browser sends them.
    pub fn with_cookies(mut self, cookies: &str) -> Self {
        self.cookie = Some(cookies.to_owned());
        self
    }

    /// The same browser with a cookie, given as `Set-Cookie` says it.
    pub fn with_cookie(mut self, set_cookie: &str) -> Self {
        self.cookie = set_cookie.split(';').next().map(str::to_owned);
        self
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// The script of an open page asks this by itself: see `ui::Refreshed`.
    pub async fn ask_again(&self, path: &str) -> Answer {
        let by_itself = Some(("preau-refresh", "1"));
        self.send_with(Method::GET, path, None, Body::empty(), by_itself)
            .await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &str) -> Answer {
        let kind = Some("application/x-www-form-urlencoded".to_owned());
        self.send(Method::POST, path, kind, Body::from(form.to_owned()))
            .await
    }

    /// A script sends a form under a number that it made.
    pub async fn put(&self, path: &str, form: &str) -> Answer {
        let kind = Some("application/x-www-form-urlencoded".to_owned());
        self.send(Method::PUT, path, kind, Body::from(form.to_owned()))
            .await
    }

    /// Sends a form with files.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const MARK: &str = "----preau-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head =
                format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        for (name, file, bytes) in files {
            let head = format!(
                "--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{MARK}--\r\n").as_bytes());
        let kind = Some(format!("multipart/form-data; boundary={MARK}"));
        self.send(Method::POST, path, kind, Body::from(body)).await
    }

    async fn send(&self, method: Method, path: &str, kind: Option<String>, body: Body) -> Answer {
        self.send_with(method, path, kind, body, None).await
    }

    async fn send_with(
        &self,
        method: Method,
        path: &str,
        kind: Option<String>,
        body: Body,
        more: Option<(&str, &str)>,
    ) -> Answer {
        let path: String = path
            .chars()
            .map(|c| if c == ' ' { '+' } else { c })
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "preau.test")
            .header("sec-fetch-site", "same-origin");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some((name, value)) = more {
            request = request.header(name, value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let request = request.body(body).expect("a request");
        let response = self.app.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.expect("a body");
        let location = parts
            .headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok());
        Answer {
            status: parts.status,
            location: location.map(str::to_owned),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
            headers: parts.headers,
        }
    }
}
