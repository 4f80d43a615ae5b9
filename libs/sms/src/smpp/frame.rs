//! Cutting the byte stream into PDUs (SMPP 3.4 §3.2).
//!
//! Each PDU is decoded from its own octets: `rusmpp` reads fields without looking where the PDU
//! ends, so a field which lies about its length would otherwise eat the following PDU.

use std::io;

use rusmpp::{Command, Pdu, tokio_codec::CommandCodec};
use tokio_util::{
    bytes::{Buf, Bytes, BytesMut},
    codec::{Decoder, Encoder},
};

use super::status::Status;

/// Longest PDU accepted, in octets: real ones stay under 1,000.
const LONGEST: usize = 16 * 1024;
const HEADER: usize = 16;
const GENERIC_NACK: u32 = 0x8000_0000;

/// What came in.
#[derive(Debug)]
pub(super) enum Frame {
    /// A PDU that could be read.
    Read(Box<Command>),
    /// The header could be read, the rest could not.
    Unread(Unread),
}

/// A PDU of which only the header could be read.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) command: u32,
    pub(super) status: Status,
    pub(super) sequence: u32,
    /// The whole PDU.
    pub(super) octets: Bytes,
}

/// The stream no longer makes sense: the next PDU can't be found.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    #[error("longueur de {0} octets")]
    Length(usize),
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[derive(Debug, Default)]
pub(super) struct Frames;

impl Decoder for Frames {
    type Item = Frame;
    type Error = FrameError;

    fn decode(&mut self, source: &mut BytesMut) -> Result<Option<Frame>, FrameError> {
        let Some(length) = source.first_chunk::<4>() else {
            return Ok(None);
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        if !(HEADER..=LONGEST).contains(&length) {
            return Err(FrameError::Length(length));
        }
        if source.len() < length {
            source.reserve(length - source.len());
            return Ok(None);
        }
        Ok(Some(read(source.split_to(length).freeze())))
    }
}

fn read(octets: Bytes) -> Frame {
    let mut copy = BytesMut::from(&octets[..]);
    if let Ok(Some(command)) = CommandCodec::new()
        .with_max_length(LONGEST)
        .decode(&mut copy)
    {
        return Frame::Read(Box::new(command));
    }
    let mut header = &octets[4..HEADER];
    Frame::Unread(Unread {
        command: header.get_u32(),
        status: Status(header.get_u32()),
        sequence: header.get_u32(),
        octets,
    })
}

/// Appends a PDU to what is to be written.
pub(super) fn write(out: &mut BytesMut, status: Status, sequence: u32, pdu: impl Into<Pdu>) {
    let command = Command::new(status.into(), sequence, pdu);
    // Its only error is of I/O, and none is done here.
    let _ = CommandCodec::new().encode(&command, out);
}

impl Unread {
    /// Answers (bit 31 set) are never nacked: two peers would nack each other for ever.
    pub(super) fn is_answer(&self) -> bool {
        self.command & GENERIC_NACK != 0
    }

    /// The first C string of the body, for an answer whose identifier is not ASCII.
    pub(super) fn first_string(&self) -> String {
        let body = &self.octets[HEADER..];
        let end = body.iter().position(|&octet| octet == 0);
        String::from_utf8_lossy(&body[..end.unwrap_or(body.len())]).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(octets: &[u8]) -> Vec<Frame> {
        let mut buffer = BytesMut::from(octets);
        let mut frames = Vec::new();
        while let Ok(Some(frame)) = Frames.decode(&mut buffer) {
            frames.push(frame);
        }
        frames
    }

    #[test]
    fn a_lying_field_does_not_eat_the_next_pdu() {
        let mut out = BytesMut::new();
        // A submit_sm_resp whose identifier has no end, then an enquire_link.
        out.extend_from_slice(&[
            0, 0, 0, 18, 0x80, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 7, b'a', b'b',
        ]);
        write(&mut out, Status::OK, 8, Pdu::EnquireLink);
        let frames = all(&out);
        assert!(matches!(&frames[0], Frame::Unread(unread)
            if unread.sequence == 7 && unread.is_answer() && unread.first_string() == "ab"));
        assert!(matches!(&frames[1], Frame::Read(command) if command.sequence_number() == 8));
    }

    #[test]
    fn impossible_lengths_end_the_stream() {
        for length in [0u32, 15, 16_385, u32::MAX] {
            let mut buffer = BytesMut::from(&length.to_be_bytes()[..]);
            assert!(Frames.decode(&mut buffer).is_err());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn any_octets_are_framed(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = all(&octets);
        }

        #[test]
        fn any_body_is_framed(
            command in prop_oneof![0u32..0x22, 0x100u32..0x114, any::<u32>()],
            answer in any::<bool>(),
            status in any::<u32>(),
            body in proptest::collection::vec(prop_oneof![3 => Just(0u8), 2 => 0u8..20, 2 => any::<u8>()], 0..120),
        ) {
            let command = if answer { command | GENERIC_NACK } else { command };
            let mut pdu = Vec::new();
            for word in [(HEADER + body.len()) as u32, command, status, 42] {
                pdu.extend(word.to_be_bytes());
            }
            pdu.extend(&body);
            let frames = all(&pdu);
            prop_assert_eq!(frames.len(), 1);
        }
    }
}
