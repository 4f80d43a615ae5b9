//! The key ring: what is sealed in the database, and what is proved by a code.
//!
//! One secret key of 32 bytes, and the older ones that `preau secret rotate` retired. Each
//! purpose has its own sub-key (HKDF-SHA-256), so that what is sealed for one purpose cannot
//! be opened, or replayed, for another.

mod token;

pub use token::{Token, token_digest};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// Why a key or a sealed value is refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum SecretError {
    /// Not 32 bytes in base64.
    #[error("la clé doit contenir 32 octets en base64 (« openssl rand -base64 32 » en fait une)")]
    Key,
    /// Sealed under a key that the ring does not hold.
    #[error("valeur scellée par la clé {0}, qui n'est pas dans le trousseau")]
    UnknownKey(String),
    /// Altered, or sealed for another purpose or row.
    #[error("la valeur scellée est altérée, ou n'est pas à sa place")]
    Altered,
}

/// What a sub-key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Passwords by which a school signs in at its provider of text messages.
    ProviderPassword,
    /// What proves that a call comes from a provider of text messages.
    CallbackSecret,
    /// Codes of the chain that seals the audit.
    AuditChain,
    /// Cursors of paged lists, so that nobody writes one.
    Cursor,
    /// Texts of messages that carry a link or a code, until they have left.
    MessageBody,
    /// Activation codes of families, until they are notified.
    ActivationCode,
    /// What is kept of them from then on, and by which one that is typed is found.
    ActivationDigest,
    /// What is kept of the one-time links that stand for activation codes.
    ActivationLink,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::ProviderPassword => b"preau/provider-password/1",
            Self::CallbackSecret => b"preau/callback-secret/1",
            Self::AuditChain => b"preau/audit-chain/1",
            Self::Cursor => b"preau/cursor/1",
            Self::MessageBody => b"preau/message-body/1",
            Self::ActivationCode => b"preau/activation-code/1",
            Self::ActivationDigest => b"preau/activation-digest/1",
            Self::ActivationLink => b"preau/activation-link/1",
        }
    }
}

struct Key {
    id: String,
    bytes: [u8; 32],
}

/// The current key, then the retired ones.
pub struct KeyRing {
    keys: Vec<Key>,
}

/// A sealed value, as stored: `key.nonce.ciphertext`, in base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub String);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|key| &key.id))
            .finish()
    }
}

impl KeyRing {
    /// Reads a key file: one key a line, the current one first; `#` begins a comment.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'));
        let keys = lines.map(Key::parse).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            Err(SecretError::Key)
        } else {
            Ok(Self { keys })
        }
    }

    /// A ring of one new key.
    pub fn generate() -> Self {
        Self {
            keys: vec![Key::generate()],
        }
    }

    /// Puts a new key first; the others stay, to open what they sealed.
    pub fn rotate(&mut self) {
        self.keys.insert(0, Key::generate());
    }

    /// Forgets all but the current key.
    pub fn retire_old(&mut self) {
        self.keys.truncate(1);
    }

    /// The text of a key file.
    pub fn to_file(&self) -> String {
        let lines = self.keys.iter().map(|key| BASE64.encode(key.bytes) + "\n");
        "# Clé de Préau : sans elle, une sauvegarde ne s'ouvre pas. Gardez-en une copie ailleurs.\n"
            .to_owned()
            + &lines.collect::<String>()
    }

    /// The name of the current key: the first 8 hexadecimal digits of its digest.
    pub fn current_id(&self) -> &str {
        self.keys.first().map_or("", |key| &key.id)
    }

    /// Whether the ring holds the key of this name.
    pub fn holds(&self, id: &str) -> bool {
        self.keys.iter().any(|key| key.id == id)
    }

    /// Seals a value for a purpose and a row (its identifier, or any text that names it).
    pub fn seal(&self, purpose: Purpose, row: &str, clear: &[u8]) -> Sealed {
        let Some(key) = self.keys.first() else {
            return Sealed(String::new());
        };
        let nonce: [u8; 24] = rand::random();
        let cipher = XChaCha20Poly1305::new(&key.derive(purpose).into());
        let payload = Payload {
            msg: clear,
            aad: row.as_bytes(),
        };
        // It fails only past 256 GiB.
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .unwrap_or_default();
        Sealed(format!(
            "{}.{}.{}",
            key.id,
            BASE64.encode(nonce),
            BASE64.encode(sealed)
        ))
    }

    /// Opens a sealed value.
    pub fn open(
        &self,
        purpose: Purpose,
        row: &str,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, SecretError> {
        let mut pieces = sealed.0.split('.');
        let mut next = || pieces.next().ok_or(SecretError::Altered);
        let (id, nonce, ciphertext) = (next()?, next()?, next()?);
        let key = self
            .keys
            .iter()
            .find(|key| key.id == id)
            .ok_or_else(|| SecretError::UnknownKey(id.to_owned()))?;
        let decode = |text: &str| BASE64.decode(text).map_err(|_| SecretError::Altered);
        let nonce: [u8; 24] = decode(nonce)?
            .try_into()
            .map_err(|_| SecretError::Altered)?;
        let ciphertext = decode(ciphertext)?;
        let payload = Payload {
            msg: &ciphertext,
            aad: row.as_bytes(),
        };
        XChaCha20Poly1305::new(&key.derive(purpose).into())
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| SecretError::Altered)
    }

    /// The code (HMAC-SHA-256) of a text under the current key, with that key's name.
    pub fn code(&self, purpose: Purpose, text: &[u8]) -> (String, [u8; 32]) {
        let Some(key) = self.keys.first() else {
            return (String::new(), [0; 32]);
        };
        (key.id.clone(), key.code(purpose, text))
    }

    /// The codes of a text under all keys of the ring, the current one first: by which what was kept under
    /// an older key is found.
    pub fn codes(&self, purpose: Purpose, text: &[u8]) -> Vec<[u8; 32]> {
        self.keys
            .iter()
            .map(|key| key.code(purpose, text))
            .collect()
    }

    /// Whether a code is that of a text under a key of the ring. Takes the same time whatever
    /// the code.
    pub fn verify(&self, purpose: Purpose, key_id: &str, text: &[u8], code: &[u8]) -> bool {
        self.keys.iter().filter(|key| key.id == key_id).any(|key| {
            let expected = key.code(purpose, text);
            expected.len() == code.len()
                && expected
                    .iter()
                    .zip(code)
                    .fold(0, |differ, (a, b)| differ | (a ^ b))
                    == 0
        })
    }
}

impl Key {
    fn of(bytes: [u8; 32]) -> Self {
        let digest = Sha256::digest(bytes);
        Self {
            id: digest[..4]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            bytes,
        }
    }

    fn generate() -> Self {
        Self::of(rand::random())
    }

    fn parse(line: &str) -> Result<Self, SecretError> {
        let bytes = BASE64
            .decode(line.trim_end_matches('='))
            .map_err(|_| SecretError::Key)?;
        bytes.try_into().map(Self::of).map_err(|_| SecretError::Key)
    }

    fn derive(&self, purpose: Purpose) -> [u8; 32] {
        let mut derived = [0; 32];
        // It fails only past 255 blocks.
        let _ = Hkdf::<Sha256>::new(None, &self.bytes).expand(purpose.label(), &mut derived);
        derived
    }

    fn code(&self, purpose: Purpose, text: &[u8]) -> [u8; 32] {
        let key = self.derive(purpose);
        match <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key) {
            Ok(mut mac) => {
                mac.update(text);
                mac.finalize().into_bytes().into()
            }
            Err(_) => [0; 32], // an HMAC takes a key of any length
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Invariant: what is sealed opens with its purpose and row, and with no other.
        #[test]
        fn sealed_values_open_in_their_place_only(clear: Vec<u8>, row in "[a-z]{1,8}") {
            let ring = KeyRing::generate();
            let sealed = ring.seal(Purpose::ProviderPassword, &row, &clear);
            prop_assert_eq!(ring.open(Purpose::ProviderPassword, &row, &sealed), Ok(clear));
            prop_assert_eq!(
                ring.open(Purpose::ProviderPassword, "une autre", &sealed),
                Err(SecretError::Altered)
            );
            prop_assert_eq!(
                ring.open(Purpose::Cursor, &row, &sealed),
                Err(SecretError::Altered)
            );
        }
    }

    #[test]
    fn a_rotated_ring_still_opens_what_it_sealed_until_the_old_key_is_retired() {
        let mut ring = KeyRing::generate();
        let sealed = ring.seal(Purpose::ProviderPassword, "école", b"secret");
        ring.rotate();
        let ring_read = KeyRing::parse(&ring.to_file()).unwrap();
        assert_eq!(
            ring_read
                .open(Purpose::ProviderPassword, "école", &sealed)
                .unwrap(),
            b"secret"
        );
        ring.retire_old();
        assert!(matches!(
            ring.open(Purpose::ProviderPassword, "école", &sealed),
            Err(SecretError::UnknownKey(_))
        ));
    }

    #[test]
    fn a_code_is_bound_to_its_purpose_and_key() {
        let ring = KeyRing::generate();
        let (id, code) = ring.code(Purpose::AuditChain, b"rows");
        assert!(ring.verify(Purpose::AuditChain, &id, b"rows", &code));
        assert!(!ring.verify(Purpose::AuditChain, &id, b"other rows", &code));
        assert!(!ring.verify(Purpose::Cursor, &id, b"rows", &code));
        assert!(!KeyRing::generate().verify(Purpose::AuditChain, &id, b"rows", &code));
    }

    /// Invariant: a code that is cut short, be it to nothing, proves nothing; nor does one under
    /// the name of another key of the ring.
    #[test]
    fn a_code_is_whole_and_under_its_key() {
        let mut ring = KeyRing::generate();
        let (id, code) = ring.code(Purpose::Cursor, b"key");
        for length in [0, 1, 31] {
            assert!(!ring.verify(Purpose::Cursor, &id, b"key", &code[..length]));
        }
        let longer = [&code[..], &[0]].concat();
        assert!(!ring.verify(Purpose::Cursor, &id, b"key", &longer));
        ring.rotate();
        assert!(ring.verify(Purpose::Cursor, &id, b"key", &code));
        let current = ring.current_id().to_owned();
        assert!(!ring.verify(Purpose::Cursor, &current, b"key", &code));
        let codes = ring.codes(Purpose::Cursor, b"key");
        assert_eq!(codes, [ring.code(Purpose::Cursor, b"key").1, code]);
    }

    /// Invariant: the current key is the newest; the ring says which ones it holds.
    #[test]
    fn the_current_key_is_the_newest() {
        let mut ring = KeyRing::generate();
        let old = ring.current_id().to_owned();
        ring.rotate();
        let new = ring.current_id().to_owned();
        assert_ne!(new, old);
        assert_eq!(ring.code(Purpose::Cursor, b"key").0, new);
        let sealed = ring.seal(Purpose::ProviderPassword, "row", b"secret");
        assert!(sealed.0.starts_with(&format!("{new}.")));
        assert!(ring.holds(&new) && ring.holds(&old));
        ring.retire_old();
        assert!(ring.holds(&new) && !ring.holds(&old));
    }

    /// Invariant: the same value sealed twice does not look the same: no nonce serves twice.
    #[test]
    fn a_nonce_serves_once() {
        let ring = KeyRing::generate();
        let seal = || ring.seal(Purpose::ProviderPassword, "row", b"secret");
        assert_ne!(seal(), seal());
    }

    /// Invariant: what goes to a log names keys and never shows one.
    #[test]
    fn a_ring_does_not_show_its_keys() {
        let mut ring = KeyRing::generate();
        ring.rotate();
        let ids = [&ring.keys[0].id, &ring.keys[1].id];
        assert_eq!(format!("{ring:?}"), format!("{ids:?}"));
    }

    /// Invariant: what an earlier program sealed or proved still opens and holds: neither the
    /// keys' names, nor the labels of purposes, nor the shape of what is stored ever change.
    /// The key is as `openssl rand -base64 32` writes it.
    #[test]
    fn what_was_sealed_long_ago_still_opens() {
        let ring = KeyRing::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
        assert_eq!(ring.current_id(), "630dcd29");
        let sealed = Sealed(
            "630dcd29.ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7.s8KDaEhAKVlJcaYfh+TrY6BaIOnosA".to_owned(),
        );
        let opened = ring.open(Purpose::ProviderPassword, "0990001N", &sealed);
        assert_eq!(opened.unwrap(), b"secret");
        for (purpose, first) in [
            (Purpose::ProviderPassword, [184, 79, 255, 189]),
            (Purpose::AuditChain, [176, 218, 42, 98]),
            (Purpose::Cursor, [153, 6, 95, 159]),
        ] {
            assert_eq!(ring.code(purpose, b"text").1[..4], first, "{purpose:?}");
        }
    }

    #[test]
    fn a_wrong_key_file_is_refused() {
        assert_eq!(KeyRing::parse("# rien\n").unwrap_err(), SecretError::Key);
        assert_eq!(KeyRing::parse("trop court").unwrap_err(), SecretError::Key);
    }
}
