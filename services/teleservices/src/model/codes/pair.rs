//! A code belongs to one pair: a pupil, and whoever holds it.

use super::{CodeState, Current};
use education::{Guardian, Id, Pupil, School};
use identity::{FamilyPair, Holder};
use records::{GuardianOf, SchoolPupil};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A pupil and who holds a code about them: a guardian, or the pupil for their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Pair {
    pub(crate) pupil: Id<Pupil>,
    pub(crate) holder: Uuid,
}

impl Pair {
    pub(crate) fn own(pupil: Id<Pupil>) -> Self {
        Self {
            pupil,
            holder: pupil.uuid(),
        }
    }

    pub(crate) fn of(pupil: Id<Pupil>, guardian: Id<Guardian>) -> Self {
        Self {
            pupil,
            holder: guardian.uuid(),
        }
    }

    /// At a school, as identity opens pages to it.
    pub(crate) fn at(self, school: Id<School>) -> FamilyPair {
        let holder = self.guardian().map_or(Holder::Pupil, Holder::Guardian);
        FamilyPair {
            school,
            pupil: self.pupil,
            holder,
        }
    }

    /// The guardian who holds it; none for the pupil's own.
    pub(crate) fn guardian(self) -> Option<Id<Guardian>> {
        (self.holder != self.pupil.uuid()).then(|| self.holder.into())
    }
}

/// As addresses and forms write it: two identifiers.
impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.pupil, self.holder)
    }
}

impl FromStr for Pair {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (pupil, holder) = text.split_once('.').ok_or(())?;
        Ok(Self {
            pupil: pupil.parse().map_err(|_| ())?,
            holder: holder.parse().map_err(|_| ())?,
        })
    }
}

/// A pair of the school's register, with where its code stands.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) pair: Pair,
    pub(crate) pupil: SchoolPupil,
    /// None for the pupil's own.
    pub(crate) guardian: Option<GuardianOf>,
    pub(crate) code: Option<Current>,
    /// The family refused the télé-services.
    pub(crate) refused: bool,
}

impl Row {
    /// Who holds the code, as lists show them.
    pub(crate) fn holder_name(&self) -> String {
        match &self.guardian {
            Some(guardian) => guardian.list_name(),
            None => self.pupil.list_name(),
        }
    }

    /// « Légal 1 », « Élève ».
    pub(crate) fn quality(&self) -> String {
        let rank = self.guardian.as_ref().map(|guardian| guardian.legal_rank);
        match rank {
            None => "Élève".into(),
            Some(Some(rank)) => format!("Légal {rank}"),
            Some(None) => "Responsable".into(),
        }
    }

    /// Whether a code may be made for it: not where the family refused, nor where it was deactivated.
    pub(crate) fn may_have_one(&self) -> bool {
        !self.refused && self.state() != Some(CodeState::Disabled)
    }

    pub(crate) fn state(&self) -> Option<CodeState> {
        self.code.as_ref().map(|code| code.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a pair reads back from its address; a pupil's own code has no guardian.
    #[test]
    fn a_pair_reads_back() {
        let (pupil, guardian) = (Id::new(), Id::new());
        for pair in [Pair::own(pupil), Pair::of(pupil, guardian)] {
            assert_eq!(pair.to_string().parse(), Ok(pair));
        }
        assert_eq!(Pair::own(pupil).guardian(), None);
        assert_eq!(Pair::of(pupil, guardian).guardian(), Some(guardian));
        assert!("x".parse::<Pair>().is_err() && format!("{pupil}.").parse::<Pair>().is_err());
    }
}
