//! Paging by key: the address carries the key after which the next page begins, with a code,
//! so that nobody reads through keys that they were not given.

use secrets::{KeyRing, Purpose};

/// Rows on a page, unless a page says otherwise.
pub const PAGE_SIZE: usize = 50;

/// The key of the last row shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

impl Cursor {
    /// The text for the address, bound to the list it is of.
    pub fn sign(&self, keys: &KeyRing, list: &str) -> String {
        let (key, code) = keys.code(Purpose::Cursor, format!("{list}\n{}", self.0).as_bytes());
        format!("{}.{}.{key}", encode(self.0.as_bytes()), encode(&code))
    }

    /// Reads it back; `None` for anything that was not signed for this list.
    pub fn read(keys: &KeyRing, list: &str, text: &str) -> Option<Self> {
        let mut pieces = text.split('.');
        let value = String::from_utf8(decode(pieces.next()?)?).ok()?;
        let code = decode(pieces.next()?)?;
        let key = pieces.next()?;
        keys.verify(
            Purpose::Cursor,
            key,
            format!("{list}\n{value}").as_bytes(),
            &code,
        )
        .then_some(Self(value))
    }
}

fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Invariant: a cursor reads back for its own list, and for no other.
        #[test]
        fn a_cursor_is_bound_to_its_list(key in "\\PC{0,30}") {
            let keys = KeyRing::generate();
            let signed = Cursor(key.clone()).sign(&keys, "sms");
            prop_assert_eq!(Cursor::read(&keys, "sms", &signed), Some(Cursor(key)));
            prop_assert_eq!(Cursor::read(&keys, "élèves", &signed), None);
        }

        /// Whatever stands in the address, nothing stops.
        #[test]
        fn any_text_is_judged(text in "\\PC{0,40}") {
            prop_assert_eq!(Cursor::read(&KeyRing::generate(), "sms", &text), None);
        }
    }
}
