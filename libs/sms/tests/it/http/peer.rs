//! A provider made of bare octets: it reads one request a connection, and plays what it is told.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What a peer saw.
#[derive(Default)]
pub(super) struct Seen {
    /// Connections on which something was written.
    pub(super) spoken: AtomicUsize,
    pub(super) requests: Mutex<Vec<Vec<u8>>>,
}

pub(super) struct Peer {
    pub(super) port: u16,
    pub(super) seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Peer {
    /// Plays this after each request, on its connection.
    pub(super) async fn start<P, F>(play: P) -> Self
    where
        P: Fn(TcpStream) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("address").port();
        let (seen, play) = (Arc::new(Seen::default()), Arc::new(play));
        let noted = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let (noted, play) = (Arc::clone(&noted), Arc::clone(&play));
                tokio::spawn(async move {
                    // Nothing is said on the connection that checks that we are there.
                    let Some(request) = request(&mut stream).await else {
                        return;
                    };
                    noted.spoken.fetch_add(1, SeqCst);
                    noted.requests.lock().expect("lock").push(request);
                    play(stream).await;
                });
            }
        });
        Self { port, seen, task }
    }

    /// Answers each request by these octets, then closes.
    pub(super) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = Arc::new(answer.into());
        Self::start(move |mut stream| {
            let answer = Arc::clone(&answer);
            async move {
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        })
        .await
    }

    pub(super) fn spoken(&self) -> usize {
        self.seen.spoken.load(SeqCst)
    }

    pub(super) fn requests(&self) -> Vec<Vec<u8>> {
        self.seen.requests.lock().expect("lock").clone()
    }

    /// Listens no more.
    pub(super) async fn leave(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// One whole request; `None` when the connection ends before its first octet.
pub(super) async fn request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await.unwrap_or(0);
        octets.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&octets).to_lowercase();
        if let Some(end) = octets.windows(4).position(|four| four == b"\r\n\r\n") {
            let length = text
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
            if octets.len() >= end + 4 + length.unwrap_or(0) {
                return Some(octets);
            }
        }
        if read == 0 {
            return (!octets.is_empty()).then_some(octets);
        }
    }
}

pub(super) fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
