//! Which encoding a file is really in.
//!
//! The official files say ISO-8859-15 (earlier ISO-8859-1) and are so. Copies re-saved by hand are
//! in UTF-8 with the old declaration still on top, or the reverse: the contents then decide, which
//! is safe because accented Latin text practically never happens to be valid UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, ISO_8859_15, UTF_8};

/// Where the declaration must be, if there is one.
const DECLARATION_WITHIN: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charset {
    pub(crate) encoding: &'static Encoding,
    /// Bytes of mark before the text.
    pub(crate) bom: usize,
}

/// Reads the whole stream once: byte order mark, then declaration unless the contents contradict
/// it, then UTF-8 if valid, else ISO-8859-15.
pub(crate) fn detect(mut stream: impl Read) -> io::Result<Charset> {
    let mut chunk = vec![0; 64 * 1024];
    let mut utf8 = Utf8Check::new();
    let mut head = Vec::with_capacity(DECLARATION_WITHIN);
    loop {
        let read = match stream.read(&mut chunk) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = &chunk[..read];
        let wanted = DECLARATION_WITHIN - head.len();
        head.extend_from_slice(&bytes[..wanted.min(read)]);
        utf8.feed(bytes, read == 0);
        if read == 0 {
            break;
        }
    }
    if let Some((encoding, bom)) = Encoding::for_bom(&head) {
        return Ok(Charset { encoding, bom });
    }
    let encoding = match declared(&head) {
        _ if utf8.valid && utf8.beyond_ascii => UTF_8,
        Some(encoding) if encoding != UTF_8 || utf8.valid => encoding,
        _ if utf8.valid => UTF_8,
        _ => ISO_8859_15,
    };
    Ok(Charset { encoding, bom: 0 })
}

/// The encoding named in `<?xml … encoding="…"?>`, if it is one that a reader of ASCII can obey.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = std::str::from_utf8(&head[..end]).ok()?;
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

/// Checks UTF-8 chunk by chunk.
struct Utf8Check {
    decoder: Decoder,
    scratch: Vec<u8>,
    valid: bool,
    beyond_ascii: bool,
}

impl Utf8Check {
    fn new() -> Self {
        Self {
            decoder: UTF_8.new_decoder_without_bom_handling(),
            scratch: vec![0; 64 * 1024],
            valid: true,
            beyond_ascii: false,
        }
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        self.beyond_ascii |= !bytes.is_ascii();
        while self.valid {
            let (result, read, _) =
                self.decoder
                    .decode_to_utf8_without_replacement(bytes, &mut self.scratch, last);
            bytes = &bytes[read..];
            match result {
                encoding_rs::DecoderResult::InputEmpty => break,
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::Malformed(..) => self.valid = false,
            }
        }
    }
}

/// A decoder whose input may end only once.
pub(crate) struct Decoding {
    decoder: Decoder,
    finished: bool,
}

impl Decoding {
    pub(crate) fn new(encoding: &'static Encoding) -> Self {
        Self {
            decoder: encoding.new_decoder_without_bom_handling(),
            finished: false,
        }
    }

    pub(crate) fn finished(&self) -> bool {
        self.finished
    }

    /// Bytes taken from `input`, bytes of UTF-8 put in `output`.
    pub(crate) fn step(&mut self, input: &[u8], output: &mut [u8], last: bool) -> (usize, usize) {
        let (result, read, written, _) = self.decoder.decode_to_utf8(input, output, last);
        self.finished = last && result == CoderResult::InputEmpty;
        (read, written)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_16LE, WINDOWS_1252};

    use super::*;

    fn encoding_of(bytes: &[u8]) -> &'static Encoding {
        detect(bytes).expect("a slice can be read").encoding
    }

    #[test]
    fn a_mark_comes_first() {
        assert_eq!(
            encoding_of(b"\xEF\xBB\xBF<?xml encoding='ISO-8859-15'?><a/>"),
            UTF_8
        );
        assert_eq!(encoding_of(b"\xFF\xFE<\0a\0/\0>\0"), UTF_16LE);
    }

    #[test]
    fn the_declaration_is_obeyed() {
        assert_eq!(
            encoding_of(b"<?xml version='1.0' encoding='ISO-8859-15'?>\xA4"),
            ISO_8859_15
        );
        assert_eq!(
            encoding_of(b"<?xml version='1.0' encoding = \"iso-8859-1\" ?>\xE9"),
            WINDOWS_1252
        );
    }

    #[test]
    fn contents_that_contradict_the_declaration_win() {
        assert_eq!(
            encoding_of("<?xml encoding='ISO-8859-15'?>é".as_bytes()),
            UTF_8
        );
        assert_eq!(encoding_of(b"<?xml encoding='UTF-8'?>\xE9"), ISO_8859_15);
    }

    #[test]
    fn without_declaration_the_contents_decide() {
        assert_eq!(encoding_of("<a>é</a>".as_bytes()), UTF_8);
        assert_eq!(encoding_of(b"<a>\xE9</a>"), ISO_8859_15);
        assert_eq!(
            encoding_of(b"<?xml encoding='UTF-16'?><a>\xE9</a>"),
            ISO_8859_15
        );
    }

    #[test]
    fn a_character_cut_between_two_reads_is_still_utf8() {
        // "é" straddles the 64 KiB border of the first pass.
        let mut bytes = vec![b' '; 64 * 1024 - 1];
        bytes.extend("é".as_bytes());
        assert_eq!(encoding_of(&bytes), UTF_8);
    }
}
