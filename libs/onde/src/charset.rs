//! Which encoding a file is in. All those that are read write `;`, `"` and line ends as ASCII does,
//! so that rows are told apart before they are decoded.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_8859_15, UTF_8, WINDOWS_1252};

use crate::error::ReadError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charset(&'static Encoding);

impl Charset {
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        self.0.decode_without_bom_handling(bytes).0
    }
}

/// Told the whole file piece by piece, says its encoding: its mark, then UTF-8 if valid, then what
/// ONDE writes, unless it holds what only Windows writes.
#[derive(Debug)]
pub(crate) struct Detection {
    marked: bool,
    utf8: bool,
    windows: bool,
    /// The beginning of a character whose end is in the next piece.
    pending: Vec<u8>,
}

impl Detection {
    /// `head` is the first bytes. How many of them are a mark, to be skipped.
    pub(crate) fn begin(head: &[u8]) -> Result<(Self, u64), ReadError> {
        let marked = match Encoding::for_bom(head) {
            None => false,
            Some((encoding, _)) if encoding == UTF_8 => true,
            Some(_) => return Err(ReadError::Encoding),
        };
        let detection = Self {
            marked,
            utf8: true,
            windows: false,
            pending: Vec::new(),
        };
        Ok((detection, if marked { 3 } else { 0 }))
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        // Control characters of ISO-8859, which no office types; in Windows-1252, « œ » and « ’ ».
        self.windows |= bytes.iter().any(|byte| (0x80..0xa0).contains(byte));
        if !self.utf8 {
            return;
        }
        let joined;
        let bytes = if self.pending.is_empty() {
            bytes
        } else {
            joined = [self.pending.as_slice(), bytes].concat();
            &joined
        };
        self.pending = match std::str::from_utf8(bytes) {
            Ok(_) => Vec::new(),
            Err(error) if error.error_len().is_none() => bytes[error.valid_up_to()..].to_vec(),
            Err(_) => {
                self.utf8 = false;
                Vec::new()
            }
        };
    }

    pub(crate) fn end(self) -> Result<Charset, ReadError> {
        let utf8 = self.utf8 && self.pending.is_empty();
        match (self.marked, utf8) {
            (_, true) => Ok(Charset(UTF_8)),
            (true, false) => Err(ReadError::Encoding),
            (false, false) if self.windows => Ok(Charset(WINDOWS_1252)),
            (false, false) => Ok(Charset(ISO_8859_15)),
        }
    }
}

/// The encoding of a file of which only the beginning is there.
pub(crate) fn guess(head: &[u8]) -> Charset {
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    Charset(if utf8 { UTF_8 } else { ISO_8859_15 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charset(pieces: &[&[u8]]) -> Result<&'static Encoding, ReadError> {
        let (mut detection, _) = Detection::begin(pieces[0])?;
        pieces.iter().for_each(|piece| detection.feed(piece));
        detection.end().map(|charset| charset.0)
    }

    #[test]
    fn the_contents_decide() {
        assert_eq!(charset(&["Zoé".as_bytes()]).ok(), Some(UTF_8));
        assert_eq!(charset(&[b"Zo\xE9 \xBD"]).ok(), Some(ISO_8859_15));
        assert_eq!(charset(&[b"Zo\xE9 \x9C"]).ok(), Some(WINDOWS_1252));
        assert_eq!(charset(&[b"abc"]).ok(), Some(UTF_8));
    }

    #[test]
    fn a_character_cut_between_two_reads_is_still_utf8() {
        assert_eq!(charset(&[b"Zo\xC3", b"\xA9"]).ok(), Some(UTF_8));
        assert_eq!(charset(&[b"\xE2", b"\x82", b"\xAC"]).ok(), Some(UTF_8));
        assert_eq!(charset(&[b"Zo\xC3"]).ok(), Some(ISO_8859_15), "never ended");
    }

    #[test]
    fn a_mark_is_believed_or_the_file_refused() {
        assert_eq!(charset(&[b"\xEF\xBB\xBFZo\xC3\xA9"]).ok(), Some(UTF_8));
        for wrong in [
            &b"\xEF\xBB\xBFZo\xE9"[..],
            b"\xFF\xFEZ\0o\0",
            b"\xFE\xFF\0Z",
        ] {
            assert!(matches!(charset(&[wrong]), Err(ReadError::Encoding)));
        }
    }
}
