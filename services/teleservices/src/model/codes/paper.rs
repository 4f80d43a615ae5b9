//! What a message on paper holds until it is posted or handed out.

use print::{Block, Letter, strong, words};
use serde::{Deserialize, Serialize};

/// A letter to a family, or the sheet of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Paper {
    Letter(Box<Letter>),
    /// The slips of a class.
    Sheet {
        division: String,
        /// Name and code, by name.
        slips: Vec<(String, String)>,
    },
}

impl Paper {
    /// The sheet of a class: one slip a pupil, to be cut apart.
    pub(crate) fn blocks(division: &str, slips: &[(String, String)], site: &str) -> Vec<Block> {
        let mut blocks = vec![Block::text(format!(
            "Division {division} : une bande par élève, à découper et à remettre en main propre."
        ))];
        for (name, code) in slips {
            blocks.push(Block::Heading(name.clone()));
            blocks.push(Block::Paragraph(vec![
                words("Ton code d'activation : "),
                strong(code.clone()),
                words(format!(". Tape-le sur {site} avec ta date de naissance.")),
            ]));
        }
        blocks
    }
}
