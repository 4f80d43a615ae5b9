//! What a message on paper holds until it is posted or handed out.

use print::{Block, Letter, Qr, Run, strong, words};
use serde::{Deserialize, Serialize};

/// A letter to a family, or the sheet of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Paper {
    Letter(Box<Letter>),
    /// The slips of a class.
    Sheet {
        division: String,
        /// By name.
        slips: Vec<Slip>,
    },
}

/// What a pupil is handed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slip {
    pub(crate) name: String,
    pub(crate) code: String,
    /// A one-time link; slips that were made before there were links have none.
    #[serde(default)]
    pub(crate) link: Option<String>,
}

impl Paper {
    /// The sheet of a class: one slip a pupil, to be cut apart.
    pub(crate) fn blocks(division: &str, slips: &[Slip], site: &str) -> Vec<Block> {
        let mut blocks = vec![Block::text(format!(
            "Division {division} : une bande par élève, à découper et à remettre en main propre."
        ))];
        for slip in slips {
            blocks.push(Block::Heading(slip.name.clone()));
            let mut says = vec![
                words("Ton code d'activation : "),
                strong(slip.code.clone()),
                words(format!(". Tape-le sur {site} avec ta date de naissance.")),
            ];
            blocks.push(match &slip.link {
                None => Block::Paragraph(says),
                Some(link) => {
                    says.push(words(
                        " Ou vise ce dessin avec l'appareil photo d'un téléphone : il évite de taper le code.",
                    ));
                    qr(link, says)
                }
            });
        }
        blocks
    }
}

/// A one-time link that a telephone's camera reads, and what is said beside it.
pub(crate) fn qr(link: &str, beside: Vec<Run>) -> Block {
    Block::Qr(Qr {
        holds: link.to_owned(),
        alt: "Code QR : lien du premier accès, à usage unique".into(),
        beside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a sheet that was sealed before slips had links is still printed.
    #[test]
    fn an_older_sheet_still_opens() {
        let kept = r#"{"sheet":{"division":"5B","slips":[["Léo BERTIN","K7PM-2QRD-9XWB"]]}}"#;
        let Paper::Sheet { division, slips } = serde_json::from_str(kept).unwrap() else {
            panic!("a sheet");
        };
        assert_eq!(slips[0].link, None);
        let blocks = Paper::blocks(&division, &slips, "https://preau.test");
        assert!(format!("{blocks:?}").contains("K7PM-2QRD-9XWB"));
    }
}
