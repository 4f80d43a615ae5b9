//! A letter for a window envelope.

use crate::{Block, Recipient};
use serde::{Deserialize, Serialize};

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Who writes, at the top on the left, the name first: the school, its address, its telephone.
    pub sender: Vec<String>,
    /// To whom, in the window.
    pub recipient: Recipient,
    /// Place and date, as one reads them: « Vinzelle, le 24 novembre 2026 ».
    pub dated: String,
    /// What the sender files it under; empty for none.
    pub reference: String,
    /// What it is about, without « Objet : ».
    pub subject: String,
    /// What it says, from « Madame, Monsieur, » to the last formula.
    pub body: Vec<Block>,
    /// Who signs.
    pub signature: Signature,
}

/// Who signs a letter, with room for a hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signature {
    /// « Le conseiller principal d'éducation ».
    pub quality: String,
    /// The name; empty for none.
    pub name: String,
}
