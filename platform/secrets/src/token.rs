//! Random tokens: given once to a person, kept only as a digest.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// A random token of 128 bits or more, in URL-safe text. It is not kept: its digest is.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// 256 bits, for sessions and one-time links.
    pub fn generate() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// The text to hand over.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digest to keep.
    pub fn digest(&self) -> Vec<u8> {
        token_digest(&self.0)
    }
}

/// The digest under which a token that came back is looked for. No salt: a random token of
/// 256 bits cannot be guessed, and it must be found by its digest.
pub fn token_digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a token holds 256 random bits, goes into an address as it is, and is found
    /// again by its digest, which is not the token.
    #[test]
    fn a_token_cannot_be_guessed() {
        let (one, two) = (Token::generate(), Token::generate());
        assert_ne!(one.as_str(), two.as_str());
        assert_eq!(URL_SAFE_NO_PAD.decode(one.as_str()).unwrap().len(), 32);
        assert_eq!(one.digest(), token_digest(one.as_str()));
        assert_eq!(one.digest().len(), 32);
        assert_ne!(one.digest(), two.digest());
    }
}
