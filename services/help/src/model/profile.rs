//! For whom a guide or a note is.

use admission::Function;

/// People who do the same work, as guides and notes name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    SchoolLife,
    Teaching,
    Office,
    Head,
    Operation,
    DataProtection,
}

impl Profile {
    pub(crate) const ALL: [Self; 6] = [
        Self::SchoolLife,
        Self::Teaching,
        Self::Office,
        Self::Head,
        Self::Operation,
        Self::DataProtection,
    ];

    /// The words of the changelog and of pages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::SchoolLife => "vie scolaire",
            Self::Teaching => "enseignement",
            Self::Office => "secrétariat",
            Self::Head => "direction",
            Self::Operation => "exploitation",
            Self::DataProtection => "protection des données",
        }
    }

    /// The profile of a word.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// Whether somebody with this function does this work.
    pub(crate) fn is_of(self, function: Function) -> bool {
        let own = match function {
            Function::Operator => Self::Operation,
            Function::DataProtectionOfficer => Self::DataProtection,
            Function::Head | Function::DeputyHead => Self::Head,
            Function::Cpe | Function::SchoolLifeAssistant => Self::SchoolLife,
            Function::Secretary => Self::Office,
            Function::Teacher => Self::Teaching,
        };
        own == self
    }

    /// Whether one of these functions is of this profile.
    pub(crate) fn is_among(self, held: &[Function]) -> bool {
        held.iter().any(|function| self.is_of(*function))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: each function has one profile, whose word reads back.
    #[test]
    fn each_function_has_one_profile() {
        for function in Function::ALL {
            let own: Vec<_> = Profile::ALL
                .into_iter()
                .filter(|profile| profile.is_of(function))
                .collect();
            assert_eq!(own.len(), 1, "{function:?}");
            assert_eq!(Profile::from_word(own[0].word()), Some(own[0]));
        }
        assert_eq!(Profile::from_word("familles"), None);
        assert!(Profile::Head.is_among(&[Function::Teacher, Function::DeputyHead]));
        assert!(!Profile::Head.is_among(&[Function::Cpe]));
        assert!(!Profile::Head.is_among(&[]));
    }
}
