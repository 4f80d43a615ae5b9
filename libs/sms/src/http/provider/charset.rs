//! In which octets a provider wants its texts.

use encoding_rs::{ISO_8859_15, UTF_8};
use serde::{Deserialize, Serialize};

use crate::text::nearest;

/// The character set of a provider's address, forms and call-backs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Charset {
    /// Carries any text.
    #[default]
    #[serde(rename = "UTF-8")]
    Utf8,
    /// Western letters with `œ` and `€`; nothing else.
    #[serde(rename = "ISO-8859-15")]
    Latin9,
}

impl Charset {
    /// What will be read of a text: a sign that the set lacks becomes its neighbour, as in
    /// [`TextPolicy::Plain`](crate::TextPolicy) (`’` → `'`).
    ///
    /// # Errors
    /// The first sign that has no neighbour either (an emoji): a message that would say something
    /// else is refused rather than changed.
    pub fn carry(self, text: &str) -> Result<String, char> {
        let mut carried = String::with_capacity(text.len());
        for sign in text.chars() {
            match self.contains(sign) {
                true => carried.push(sign),
                false => carried.push_str(
                    &nearest(sign)
                        .filter(|near| near.chars().all(|sign| self.contains(sign)))
                        .ok_or(sign)?,
                ),
            }
        }
        Ok(carried)
    }

    /// The octets of a text that the set carries whole; `None` otherwise.
    #[must_use]
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let (octets, _, lacking) = self.encoding().encode(text);
        (!lacking).then(|| octets.into_owned())
    }

    /// The text of octets; what can't be read is replaced.
    #[must_use]
    pub fn decode(self, octets: &[u8]) -> String {
        self.encoding()
            .decode_without_bom_handling(octets)
            .0
            .into_owned()
    }

    pub(in crate::http) fn encoding(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Latin9 => ISO_8859_15,
        }
    }

    fn contains(self, sign: char) -> bool {
        let mut octets = [0; 4];
        match self {
            Self::Utf8 => true,
            Self::Latin9 => !ISO_8859_15.encode(sign.encode_utf8(&mut octets)).2,
        }
    }
}
