//! How an entry stands for the family that reads it: whether something is asked of them.

use super::{
    terms::{Kind, Terms},
    wording::{Flag, Wording},
};
use ui::Tone;

/// How an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is the school's own doing, or it needs no reason.
    NothingAsked,
    /// Nobody has said why.
    ReasonAwaited,
    /// Why is known; the paper is missing.
    ProofAwaited,
    /// The school asks no more.
    Settled,
    /// Why is known, and it is a good reason.
    Justified,
    /// Why is known, and it is none.
    NotLegitimate,
}

impl Standing {
    /// Of an entry; `reason`, the line that it has chosen, if any.
    pub(crate) fn of(terms: &Terms, reason: Option<&Wording>) -> Self {
        let flagged = |flag| reason.is_some_and(|line| line.flags.has(flag));
        let of_school = matches!(
            terms.kind,
            Kind::Exemption | Kind::Infirmary | Kind::Exclusion
        );
        if of_school || flagged(Flag::UnderSchool) {
            Self::NothingAsked
        } else if terms.reason.is_none() {
            match terms.closed {
                true => Self::Settled,
                false => Self::ReasonAwaited,
            }
        } else if flagged(Flag::NeedsProof) && terms.proof.is_none() && !terms.closed {
            Self::ProofAwaited
        } else if terms.legitimate {
            Self::Justified
        } else {
            Self::NotLegitimate
        }
    }

    /// Whether a guardian may still explain it.
    pub(crate) fn asks(self) -> bool {
        matches!(self, Self::ReasonAwaited | Self::ProofAwaited)
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::NothingAsked => "Rien à justifier",
            Self::ReasonAwaited => "À justifier",
            Self::ProofAwaited => "Justificatif attendu",
            Self::Settled => "Réglé avec l'établissement",
            Self::Justified => "Justifié",
            Self::NotLegitimate => "Motif non légitime",
        }
    }

    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::NothingAsked | Self::Settled => Tone::Neutral,
            Self::ReasonAwaited | Self::ProofAwaited | Self::NotLegitimate => Tone::Warning,
            Self::Justified => Tone::Success,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{period::Period, wording::Flags};
    use education::Id;

    /// Invariant: something is asked of a family as long as nobody knows why, or the paper is missing, and
    /// never for what the school itself decided.
    #[test]
    fn what_is_asked_of_a_family() {
        let from = chrono::NaiveDate::from_ymd_opt(2026, 11, 24)
            .and_then(|day| day.and_hms_opt(8, 30, 0))
            .unwrap();
        let none = Terms::absence(Period::stored(from, from + chrono::Duration::hours(4)));
        let known = Terms {
            reason: Some(Id::new()),
            ..none
        };
        let line = |flags: &str| Wording {
            label: "Motif".into(),
            flags: Flags::stored(flags),
        };
        let of = |terms: &Terms, flags: &str| Standing::of(terms, Some(&line(flags)));
        assert_eq!(Standing::of(&none, None), Standing::ReasonAwaited);
        let closed = Terms {
            closed: true,
            ..none
        };
        assert_eq!(Standing::of(&closed, None), Standing::Settled);
        assert_eq!(of(&known, ""), Standing::NotLegitimate);
        let good = Terms {
            legitimate: true,
            ..known
        };
        assert_eq!(of(&good, ""), Standing::Justified);
        assert_eq!(of(&good, "proof"), Standing::ProofAwaited);
        let proved = Terms {
            proof: Some(Id::new()),
            ..good
        };
        assert_eq!(of(&proved, "proof"), Standing::Justified);
        assert_eq!(of(&good, "school"), Standing::NothingAsked);
        for kind in [Kind::Exemption, Kind::Infirmary, Kind::Exclusion] {
            let terms = Terms { kind, ..none };
            assert!(!Standing::of(&terms, None).asks(), "{kind:?}");
        }
        assert!(Standing::ReasonAwaited.asks() && Standing::ProofAwaited.asks());
    }
}
