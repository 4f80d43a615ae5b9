//! What is to be written, and how much of it the socket took.

use std::io;

use rusmpp::Pdu;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio_util::bytes::BytesMut;

use crate::smpp::{frame, status::Status};

/// In octets: a dozen messages.
const FULL: usize = 4_096;

/// The writing side. Positions count octets since the session began: a message is surely not sent
/// as long as the socket took nothing from its position on.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    buffer: BytesMut,
    queued: u64,
    taken: u64,
    unflushed: bool,
}

impl Outgoing {
    /// Queues a PDU and returns its position.
    pub(super) fn push(&mut self, status: Status, sequence: u32, pdu: impl Into<Pdu>) -> u64 {
        let position = self.queued;
        let before = self.buffer.len();
        frame::write(&mut self.buffer, status, sequence, pdu);
        self.queued += (self.buffer.len() - before) as u64;
        position
    }

    /// Whether the socket took at least one octet of the PDU at this position.
    pub(super) fn touched(&self, position: u64) -> bool {
        self.taken > position
    }

    pub(super) fn has_work(&self) -> bool {
        !self.buffer.is_empty() || self.unflushed
    }

    pub(super) fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// The socket takes no more for the moment: messages wait better where they are surely unsent.
    pub(super) fn is_full(&self) -> bool {
        self.buffer.len() >= FULL
    }

    /// Hands over what it can. Cancel safe: dropped before its end, it has handed over nothing.
    pub(super) async fn write(&mut self, writer: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        if self.buffer.is_empty() {
            // Streams with a buffer of their own (TLS) keep the last octets otherwise.
            writer.flush().await?;
            self.unflushed = false;
            return Ok(());
        }
        match writer.write_buf(&mut self.buffer).await {
            Ok(0) => Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                self.taken += count as u64;
                self.unflushed = true;
                Ok(())
            }
            Err(error) => {
                // A stream with a buffer of its own may have sent some of it before it failed:
                // from now on nothing that was queued is surely unsent.
                self.taken = self.queued;
                Err(error)
            }
        }
    }
}
