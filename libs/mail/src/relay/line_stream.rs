//! A connection that gives one line at a time.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// Never more than one line at a time, so that the buffer above is empty when TLS begins: what
/// somebody on the way slipped in after the answer to STARTTLS is then read as TLS, which it is
/// not, instead of waiting in the buffer to pass for an answer of the server.
#[derive(Debug)]
pub(super) struct LineStream(pub(super) TcpStream);

impl AsyncRead for LineStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut octets = [0; 2048];
        let room = buffer.remaining().min(octets.len());
        let mut peeked = ReadBuf::new(&mut octets[..room]);
        ready!(self.0.poll_peek(cx, &mut peeked))?;
        let seen = peeked.filled();
        let line = seen.iter().position(|octet| *octet == b'\n');
        let count = line.map_or(seen.len(), |end| end + 1);
        let mut line = ReadBuf::new(&mut octets[..count]);
        ready!(Pin::new(&mut self.0).poll_read(cx, &mut line))?;
        buffer.put_slice(line.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for LineStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for LineStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.peer_addr()
    }
}
