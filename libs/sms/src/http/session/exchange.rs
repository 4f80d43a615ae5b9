//! One request and its answer, on a connection of their own.

use std::{io, time::Duration};

use ::http::{HeaderValue, Request, header::CONNECTION, header::USER_AGENT};
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{select, time::timeout};

use super::line::{Line, Stream};
use crate::http::answer::{Answer, LONGEST_ANSWER};

/// What became of a request.
#[derive(Debug)]
pub(in crate::http) enum Exchange {
    /// A whole answer came.
    Answered(Answer),
    /// Not one octet left: why.
    NotWritten(io::Error),
    /// Something left, and no whole answer came.
    InDoubt,
}

/// Sends a request once, and never again.
pub(in crate::http) async fn run(
    line: &Line,
    request: Request<Full<Bytes>>,
    connect_timeout: Duration,
    response_timeout: Duration,
) -> Exchange {
    let silent = || io::Error::from(io::ErrorKind::TimedOut);
    let opened = timeout(connect_timeout, line.open()).await;
    let (stream, touched) = match opened.unwrap_or_else(|_| Err(silent())) {
        Ok(opened) => opened,
        Err(error) => return Exchange::NotWritten(error),
    };
    let answer = timeout(response_timeout, converse(stream, request)).await;
    // The connection is gone: nothing more can leave, so that what is read now stays true.
    let error = match answer {
        Ok(Ok(answer)) => return Exchange::Answered(answer),
        Ok(Err(error)) => error,
        Err(_) => silent(),
    };
    match touched.is_so() {
        true => {
            tracing::warn!(%error, "no whole answer from a provider");
            Exchange::InDoubt
        }
        false => Exchange::NotWritten(error),
    }
}

async fn converse(
    stream: Box<dyn Stream>,
    mut request: Request<Full<Bytes>>,
) -> io::Result<Answer> {
    let headers = request.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    if !headers.contains_key(USER_AGENT) {
        headers.insert(USER_AGENT, HeaderValue::from_static("Preau"));
    }
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(100)
        .max_buf_size(LONGEST_ANSWER)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    let exchange = async move {
        let answer = sender
            .send_request(request)
            .await
            .map_err(io::Error::other)?;
        let (head, mut body) = answer.into_parts();
        let mut octets = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(io::Error::other)?;
            octets.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
            if octets.len() > LONGEST_ANSWER {
                return Err(io::Error::other("an answer of more than 64 KB"));
            }
        }
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: octets.into(),
        })
    };
    // What the connection has read may be taken after its end.
    let connection = async move {
        let _ = connection.await;
        std::future::pending().await
    };
    select! {
        answer = exchange => answer,
        () = connection => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}
