//! Bytes to text. Exports come in UTF-8, UTF-16 with its mark, and Windows-1252.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::refusal::Refusal;

/// The whole file as text, each line ended by one `\n`, without its mark. What its mark says, or
/// else UTF-8 if valid, or else Windows-1252, which contains Latin-1.
pub fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let (text, wrong) = encoding.decode_without_bom_handling(&bytes[mark..]);
            // Half a character at the end of UTF-16 is a cut, which rows tell better.
            if wrong && encoding == UTF_8 {
                return Err(Refusal::Encoding);
            }
            text
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        },
    };
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the mark decides, then the contents.
    #[test]
    fn every_encoding_is_told() {
        let wide = |mark: [u8; 2], order: fn(u16) -> [u8; 2]| {
            let units = "Dédoublé œ".encode_utf16().flat_map(order);
            decode(&mark.into_iter().chain(units).collect::<Vec<_>>())
        };
        let expected = Ok("Dédoublé œ".to_owned());
        assert_eq!(wide([0xff, 0xfe], u16::to_le_bytes), expected);
        assert_eq!(wide([0xfe, 0xff], u16::to_be_bytes), expected);
        assert_eq!(decode("\u{feff}Dédoublé œ".as_bytes()), expected);
        assert_eq!(decode("Dédoublé œ".as_bytes()), expected);
        assert_eq!(decode(b"D\xe9doubl\xe9 \x9c"), expected);
        assert_eq!(decode(b"\xef\xbb\xbfD\xe9"), Err(Refusal::Encoding));
    }

    /// Invariant: every line end is one.
    #[test]
    fn line_ends_are_one() {
        assert_eq!(decode(b"a\r\nb\rc\n\r\n"), Ok("a\nb\nc\n\n".to_owned()));
    }
}
