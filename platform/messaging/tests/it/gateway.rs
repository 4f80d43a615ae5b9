//! An HTTP provider that obeys the test: read and written octet by octet.

use sms::http::HttpProvider;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What it does with the next request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reply {
    /// A status line and a body.
    Now(&'static str, &'static str),
    /// The same, after so many milliseconds.
    After(u64, &'static str, &'static str),
    /// Hangs up, once it has read everything.
    HangUp,
}

/// Takes it, as `A1`.
pub(crate) const TAKEN: Reply = Reply::Now("201 Created", r#"{"id":"A1"}"#);

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) to: String,
    pub(crate) reference: String,
    pub(crate) code: String,
}

#[derive(Default)]
struct Inner {
    replies: VecDeque<Reply>,
    usual: Option<Reply>,
    asked: Vec<Asked>,
    answered: usize,
}

#[derive(Clone)]
pub(crate) struct Gateway {
    port: u16,
    inner: Arc<Mutex<Inner>>,
}

impl Gateway {
    /// It takes everything under the identifier `A1`, unless it is told otherwise.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let gateway = Self {
            port: listener.local_addr().unwrap().port(),
            inner: Arc::default(),
        };
        let serving = gateway.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let gateway = serving.clone();
                tokio::spawn(async move { gateway.serve(stream).await });
            }
        });
        gateway
    }

    /// The configuration that speaks to it; calls are proved by the end of their path.
    pub(crate) fn provider(&self) -> HttpProvider {
        let described = r#"{
            "url": "http://127.0.0.1:PORT/?to={destinataire}&ref={reference}&code={code}",
            "method": "POST",
            "body": { "form": { "cle": "{cle}", "mdp": "{motdepasse}", "texte": "{texte}" } },
            "answers": {
                "accepted": [{ "status": [201] }], "throttled": [{ "status": [429] }],
                "identifier": { "json": "/id" }
            },
            "status_callback": {
                "request": { "auth": "path", "format": "query" },
                "identifier": "id", "reference": "ref", "status": "etat",
                "states": { "1": "DELIVRD" }
            },
            "inbound_callback": {
                "request": { "auth": "path", "format": "query" },
                "identifier": "id", "from": "de", "text": "texte"
            }
        }"#;
        HttpProvider::read(&described.replace("PORT", &self.port.to_string())).unwrap()
    }

    pub(crate) fn will(&self, replies: impl IntoIterator<Item = Reply>) {
        self.inner.lock().unwrap().replies.extend(replies);
    }

    pub(crate) fn always(&self, reply: Reply) {
        self.inner.lock().unwrap().usual = Some(reply);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.inner.lock().unwrap().asked.clone()
    }

    pub(crate) async fn until_asked(&self, count: usize) {
        self.until(|inner| inner.asked.len() >= count).await;
    }

    pub(crate) async fn until_answered(&self, count: usize) {
        self.until(|inner| inner.answered >= count).await;
    }

    async fn until(&self, there: impl Fn(&Inner) -> bool) {
        for _ in 0..3_000 {
            if there(&self.inner.lock().unwrap()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("nothing came");
    }

    async fn serve(&self, mut stream: TcpStream) {
        let mut read = Vec::new();
        let mut buffer = [0; 4_096];
        // A connection that says nothing is the session's look at whether somebody is there.
        while !is_whole(&read) {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(count) => read.extend(&buffer[..count]),
            }
        }
        let head = String::from_utf8_lossy(&read).into_owned();
        let value = |name: &str| {
            let from = head.split(&format!("{name}=")).nth(1).unwrap_or_default();
            let until = from.find(|sign: char| !sign.is_ascii_alphanumeric());
            from[..until.unwrap_or(from.len())].to_owned()
        };
        let reply = {
            let mut inner = self.inner.lock().unwrap();
            inner.asked.push(Asked {
                to: value("to"),
                reference: value("ref"),
                code: value("code"),
            });
            let told = inner.replies.pop_front().or(inner.usual);
            told.unwrap_or(TAKEN)
        };
        let (status, body) = match reply {
            Reply::HangUp => return,
            Reply::Now(status, body) => (status, body),
            Reply::After(wait, status, body) => {
                tokio::time::sleep(Duration::from_millis(wait)).await;
                (status, body)
            }
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
        self.inner.lock().unwrap().answered += 1;
    }
}

fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.to_ascii_lowercase();
    let length = length.split("content-length: ").nth(1).unwrap_or("0");
    let length: usize = length.lines().next().unwrap_or("0").trim().parse().unwrap();
    body.len() >= length
}
