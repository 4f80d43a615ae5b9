//! Listening: a connection says in time what it wants, and has time to read its answer.

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    future::poll_fn,
    pin::{Pin, pin},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;

/// In this time the headers of a request are whole; a connection that says nothing is closed.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);
/// The address and the headers of a request are no longer; more is answered by 431.
const LONGEST_HEADERS: usize = 64 * 1024;
/// So long is somebody who was answered before they had said all listened to, lest the system
/// throw the answer away with what was not read.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What is answered to whoever began a request and did not end it.
const TOO_SLOW: &str = "HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n\
                        Connection: close\r\nContent-Length: 37\r\n\r\nLa demande est venue trop lentement.\n";

/// Answers until it is told to stop; then whoever is being answered is, and nobody else.
pub(crate) async fn listen(listener: TcpListener, pages: Router, stop: &CancellationToken) {
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let one = answer(stream, pages.clone(), stop.clone());
                connections.spawn(one);
            }
            // One that is gone already, or no file left for another: those that end give theirs.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn answer(stream: TcpStream, pages: Router, stop: CancellationToken) {
    // An answer is written in few pieces, and each leaves at once.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let request: Request = request.map(Body::new);
        let answered: Pin<Box<dyn Future<Output = Result<_, Infallible>> + Send>> =
            Box::pin(pages.clone().oneshot(request));
        answered
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_header_size(LONGEST_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let ended = {
        let mut stopped = pin!(stop.cancelled());
        let mut told = false;
        poll_fn(|cx| {
            if !told && stopped.as_mut().poll(cx).is_ready() {
                told = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
            connection.poll_without_shutdown(cx)
        })
        .await
    };
    let parts = connection.into_parts();
    let mut stream = parts.io.into_inner();
    if ended.is_err_and(|error| error.is_timeout()) && !parts.read_buf.is_empty() {
        let _ = stream.write_all(TOO_SLOW.as_bytes()).await;
    }
    let _ = timeout(ANSWER_WITHIN, read_out(&mut stream)).await;
}

/// Says that nothing more will be said, and reads what still comes.
async fn read_out(stream: &mut TcpStream) {
    let mut unread = [0; 4096];
    if stream.shutdown().await.is_ok() {
        while stream.read(&mut unread).await.is_ok_and(|count| count > 0) {}
    }
}
