//! A code that a telephone reads with its camera.

use crate::Run;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A QR code, with what is said beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// What the telephone reads: an address. It may be a secret.
    pub holds: String,
    /// What it is, for those who listen to the page: « Code QR du premier accès ».
    pub alt: String,
    /// What is said beside it.
    pub beside: Vec<Run>,
}

impl fmt::Debug for Qr {
    /// Without what it holds, which may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Qr")
            .field("alt", &self.alt)
            .field("beside", &self.beside)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, words};

    /// Invariant: a code is kept whole, so that it is printed again as it was, and is in no log.
    #[test]
    fn a_code_is_kept_and_not_shown() {
        let qr = Qr {
            holds: "https://preau.test/secret".into(),
            alt: "Code QR".into(),
            beside: vec![words("Visez-le.")],
        };
        let block = Block::Qr(qr);
        let kept = serde_json::to_string(&block).unwrap();
        assert_eq!(serde_json::from_str::<Block>(&kept).unwrap(), block);
        let shown = format!("{block:?}");
        assert!(
            shown.contains("Visez-le.") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
