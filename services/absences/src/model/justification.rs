//! What a guardian sends to explain an absence, and what the school answers.

use super::{
    terms::Terms,
    wording::{Flag, WordingRow},
};
use crate::store::wording;
use chrono::{DateTime, Utc};
use education::Id;
use web::{Input, Invalid};

/// What was sent, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum JustificationRow {}

/// Signs of what a guardian writes, and of what the school answers.
const LONGEST: usize = 1_000;

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    Accepted(DateTime<Utc>),
    /// With the school's word.
    Refused(DateTime<Utc>, String),
}

/// The reasons that a guardian may choose.
pub(crate) fn offered(reasons: &[wording::Stored]) -> impl Iterator<Item = &wording::Stored> {
    reasons.iter().filter(|line| {
        !line.withdrawn
            && line.wording.flags.has(Flag::ByGuardians)
            && !line.wording.flags.has(Flag::Confidential)
    })
}

/// What is sent beside a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) reason: Id<WordingRow>,
    pub(crate) words: String,
}

impl Told {
    /// Reads the form of a guardian; `with_photo`, a picture came with it.
    pub(crate) fn parse(
        invalid: &mut Invalid,
        input: &Input,
        reasons: &[wording::Stored],
        with_photo: bool,
    ) -> Option<Self> {
        let chosen = input.text("motif").parse().ok();
        let found = offered(reasons).find(|line| Some(line.id) == chosen);
        let reason = invalid.check("motif", found.ok_or("Choisissez un motif de la liste."));
        let words = input.text("explication").to_owned();
        if let Some(sentence) = too_long(&words) {
            invalid.add("explication", sentence);
        } else if words.is_empty() && !with_photo {
            invalid.add(
                "explication",
                "Écrivez une explication, ou joignez la photo d'un justificatif.",
            );
        }
        let reason = reason?.id;
        invalid.is_empty().then_some(Self { reason, words })
    }
}

/// What an entry says once an explanation is accepted: nothing more is expected, unless the reason needs a
/// paper that nobody noted.
pub(crate) fn accepted(
    before: &Terms,
    reason: &wording::Stored,
    proof: Option<Id<WordingRow>>,
) -> Terms {
    let flags = &reason.wording.flags;
    Terms {
        reason: Some(reason.id),
        proof,
        legitimate: flags.has(Flag::Legitimate),
        informed: true,
        closed: !flags.has(Flag::NeedsProof) || proof.is_some(),
        ..*before
    }
}

/// Why the school refuses: a word that the family reads.
pub(crate) fn refusal(input: &Input) -> Result<String, Invalid> {
    let mut invalid = Invalid::default();
    let answer = invalid.required(
        input,
        "reponse",
        "Écrivez à la famille pourquoi cette explication n'est pas acceptée.",
    );
    if let Some(sentence) = too_long(&answer) {
        invalid.add("reponse", sentence);
    }
    match invalid.is_empty() {
        true => Ok(answer),
        false => Err(invalid),
    }
}

fn too_long(text: &str) -> Option<String> {
    let long = text.chars().count() > LONGEST;
    long.then(|| format!("Ce texte est trop long : {LONGEST} caractères au plus."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wording::{Flags, Wording};

    fn line(flags: &str, withdrawn: bool) -> wording::Stored {
        wording::Stored {
            id: Id::new(),
            version: 1,
            wording: Wording {
                label: "Motif".into(),
                flags: Flags::stored(flags),
            },
            withdrawn,
        }
    }

    /// Invariant: a guardian chooses among the reasons that the school offers to guardians, and says
    /// something: in words or by a picture.
    #[test]
    fn a_guardian_chooses_and_says() {
        let lines = [
            line("guardians", false),
            line("published", false),
            line("guardians", true),
            line("guardians confidential", false),
        ];
        let told = |n: usize, words: &str, with_photo| {
            let mut invalid = Invalid::default();
            let id = lines[n].id.to_string();
            let input = Input::of([("motif", id.as_str()), ("explication", words)]);
            Told::parse(&mut invalid, &input, &lines, with_photo).ok_or(invalid)
        };
        assert_eq!(told(0, " Malade. ", false).unwrap().words, "Malade.");
        assert!(told(0, "", true).is_ok());
        assert!(told(0, "", false).unwrap_err().on("explication").is_some());
        assert!(told(0, &"é".repeat(LONGEST + 1), true).is_err());
        for other in [1, 2, 3] {
            assert!(
                told(other, "Malade.", false)
                    .unwrap_err()
                    .on("motif")
                    .is_some(),
                "{other}"
            );
        }
    }

    /// Invariant: nothing is refused without a word.
    #[test]
    fn a_refusal_has_words() {
        let refused = |answer: &str| refusal(&Input::of([("reponse", answer)]));
        assert!(refused(" ").unwrap_err().on("reponse").is_some());
        assert_eq!(
            refused("Il manque le certificat."),
            Ok("Il manque le certificat.".into())
        );
    }
}
