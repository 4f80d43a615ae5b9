//! What a text becomes on the air: its alphabet, its cost, its parts.
//!
//! Sources: 3GPP TS 23.038 (alphabets), 3GPP TS 23.040 §9.2.3.24.1 (concatenation). A message
//! carries 140 octets: 160 septets or 70 UCS-2 units; a part of several carries a header of six
//! octets, so 153 septets or 67 units.

mod gsm;
mod plain;
mod split;

pub(crate) use plain::nearest;

use unicode_normalization::UnicodeNormalization as _;

/// Which signs may be changed so that the message stays short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TextPolicy {
    /// Signs outside of the GSM alphabet are written with their nearest neighbour (`ç` → `c`,
    /// `œ` → `oe`, `«` → `"`), so that one message stays one message. A text which needs UCS-2
    /// anyway (an emoji, another script) is left as it is: changing it would gain nothing.
    #[default]
    Plain,
    /// The text as it was typed, whatever it costs.
    Exact,
}

/// The alphabet of a message (SMPP 3.4 §5.2.19, `data_coding`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// GSM 03.38, seven bits a sign; its extension table costs two.
    Gsm7,
    /// UTF-16 big-endian: two octets a unit.
    Ucs2,
}

/// Why a text can't be sent. `Display` is a plain French sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextError {
    /// Nothing to say.
    #[error("Le message est vide.")]
    Empty,
    /// The header numbers parts on one octet.
    #[error("Le message est trop long : il demanderait {parts} SMS ; 255 au plus se suivent.")]
    TooLong {
        /// How many it would take.
        parts: usize,
    },
}

/// A text ready to be sent, and what to show before sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The alphabet used.
    pub encoding: Encoding,
    /// What the receiver will read; it differs from what was typed when signs were replaced.
    pub received: String,
    /// What the text costs, headers apart: septets, or UCS-2 units.
    pub units: usize,
    /// How many units are left before one more part is needed.
    pub left: usize,
    /// One to 255 parts, in order.
    pub parts: Vec<Part>,
}

/// One short message of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub number: u8,
    /// How many parts there are.
    pub total: u8,
    /// The alphabet used.
    pub encoding: Encoding,
    /// What this part costs, header apart: septets, or UCS-2 units.
    pub units: usize,
    /// The text of this part: one septet an octet (as SMPP providers expect), or UTF-16 big-endian.
    payload: Vec<u8>,
}

impl Encoding {
    /// SMPP `data_coding`: 0x00 (the centre's default alphabet) or 0x08.
    #[must_use]
    pub fn data_coding(self) -> u8 {
        match self {
            Self::Gsm7 => 0x00,
            Self::Ucs2 => 0x08,
        }
    }

    /// Units of a message that is alone: 160 septets or 70 UCS-2 units.
    #[must_use]
    pub fn single(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// Units of a part among several: 153 septets or 67 UCS-2 units.
    #[must_use]
    pub fn concatenated(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

impl Part {
    /// The SMPP `short_message`, with its concatenation header (`05 00 03 reference total number`)
    /// when the text has several parts. All parts of a text carry the same `reference`.
    #[must_use]
    pub fn short_message(&self, reference: u8) -> Vec<u8> {
        let mut octets = Vec::with_capacity(6 + self.payload.len());
        if self.has_header() {
            octets.extend([0x05, 0x00, 0x03, reference, self.total, self.number]);
        }
        octets.extend(&self.payload);
        octets
    }

    /// Whether the part carries a header: `esm_class` is then 0x40.
    #[must_use]
    pub fn has_header(&self) -> bool {
        self.total > 1
    }

    /// The text of this part alone.
    #[must_use]
    pub fn text(&self) -> String {
        decode(self.encoding.data_coding(), &self.payload)
    }
}

/// Makes a text ready to be sent.
///
/// # Errors
/// When there is nothing to send, or more than 255 parts.
pub fn prepare(text: &str, policy: TextPolicy) -> Result<Prepared, TextError> {
    let exact = tidy(text);
    let plain = match policy {
        TextPolicy::Plain => plain::write(&exact),
        TextPolicy::Exact => None,
    };
    let received = plain.unwrap_or(exact);
    if received.trim().is_empty() {
        return Err(TextError::Empty);
    }
    let encoding = match received.chars().all(gsm::contains) {
        true => Encoding::Gsm7,
        false => Encoding::Ucs2,
    };
    split::cut(received, encoding)
}

/// Reads a received text by its `data_coding`; what can't be read is replaced, never refused.
#[must_use]
pub fn decode(data_coding: u8, octets: &[u8]) -> String {
    match data_coding {
        0x00 => gsm::decode(octets),
        0x08 => {
            let units = octets
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        0x03 => octets.iter().map(|&octet| char::from(octet)).collect(),
        _ => String::from_utf8_lossy(octets).into_owned(),
    }
}

/// Same for both policies: composed letters (a text copied from a Mac has `e` + accent), one kind
/// of line end, no control signs, which telephones show as squares.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n")
        .nfc()
        .filter_map(|sign| match sign {
            '\r' => Some('\n'),
            '\t' => Some(' '),
            '\n' => Some('\n'),
            '\u{feff}' | '\u{ad}' => None,
            _ if sign.is_control() => None,
            _ => Some(sign),
        })
        .collect()
}

#[cfg(test)]
mod tests;
