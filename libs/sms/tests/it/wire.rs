//! A centre made of bare octets, with no SMPP library, for what a sound centre never does.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    time::timeout,
};

pub(crate) const SUBMIT: u32 = 4;
pub(crate) const SUBMIT_ANSWER: u32 = 0x8000_0004;
pub(crate) const DELIVER: u32 = 5;
pub(crate) const DELIVER_ANSWER: u32 = 0x8000_0005;
pub(crate) const ENQUIRE: u32 = 0x15;
pub(crate) const NACK: u32 = 0x8000_0000;

/// A PDU as it is on the wire.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) command: u32,
    pub(crate) status: u32,
    pub(crate) sequence: u32,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn pdu(command: u32, status: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).expect("short");
    let mut octets = Vec::new();
    for word in [length, command, status, sequence] {
        octets.extend(word.to_be_bytes());
    }
    octets.extend(body);
    octets
}

pub(crate) struct Listener(TcpListener);

impl Listener {
    pub(crate) async fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("a port"))
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().expect("an address").port()
    }

    /// Accepts a client and its bind.
    pub(crate) async fn accept(&self) -> Wire {
        let (stream, _) = self.0.accept().await.expect("a client");
        stream.set_nodelay(true).expect("no delay");
        Wire::bound(stream).await
    }
}

impl Wire {
    /// Whether something comes, or the end, within this time.
    pub(crate) async fn has_more(&self, patience: Duration) -> bool {
        timeout(patience, self.0.peek(&mut [0])).await.is_ok()
    }
}

/// One connection.
pub(crate) struct Wire<S = TcpStream>(S);

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    /// Accepts a bind.
    pub(crate) async fn bound(stream: S) -> Self {
        let mut wire = Self(stream);
        let bind = wire.read().await.expect("a bind");
        assert_eq!(bind.command, 9);
        wire.send(&pdu(0x8000_0009, 0, bind.sequence, b"fil\0"))
            .await;
        wire
    }

    /// The next PDU; `None` when the client left.
    pub(crate) async fn read(&mut self) -> Option<Raw> {
        let mut header = [0; 16];
        self.0.read_exact(&mut header).await.ok()?;
        let word = |index: usize| {
            u32::from_be_bytes(header[index * 4..][..4].try_into().expect("four octets"))
        };
        let mut body = vec![0; word(0) as usize - 16];
        self.0.read_exact(&mut body).await.ok()?;
        Some(Raw {
            command: word(1),
            status: word(2),
            sequence: word(3),
            body,
        })
    }

    /// The next PDU of this command; others are skipped.
    pub(crate) async fn expect(&mut self, command: u32) -> Raw {
        timeout(Duration::from_secs(10), async {
            loop {
                let raw = self.read().await.expect("the client left");
                if raw.command == command {
                    return raw;
                }
            }
        })
        .await
        .unwrap_or_else(|_| panic!("no {command:#x} in ten seconds"))
    }

    pub(crate) async fn send(&mut self, octets: &[u8]) {
        self.0.write_all(octets).await.expect("written");
    }
}
