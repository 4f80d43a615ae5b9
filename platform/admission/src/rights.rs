//! What somebody may at a school: by their functions, and by what the head gave them there or
//! withdrew from them.

use crate::{Audience, DEFAULTS, Function};

/// An application of a school, under which rights are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Application {
    /// Absences.
    Absences,
    /// Marks.
    Marks,
    /// What is opened to families.
    FamilyServices,
    /// The register of pupils.
    Pupils,
    /// Staff and their accounts.
    Staff,
    /// Practical information.
    Information,
}

impl Application {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 6] = [
        Self::Absences,
        Self::Marks,
        Self::FamilyServices,
        Self::Pupils,
        Self::Staff,
        Self::Information,
    ];

    /// The word of forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absences => "absences",
            Self::Marks => "notes",
            Self::FamilyServices => "teleservices",
            Self::Pupils => "eleves",
            Self::Staff => "personnels",
            Self::Information => "informations",
        }
    }

    /// The words on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Absences => "Absences",
            Self::Marks => "Notes",
            Self::FamilyServices => "Télé-services",
            Self::Pupils => "Base élèves",
            Self::Staff => "Personnels",
            Self::Information => "Informations pratiques",
        }
    }

    /// Its rights, in the order of [`DEFAULTS`].
    pub fn rights(self) -> impl Iterator<Item = Right> {
        rights().filter(move |right| right.application == self)
    }
}

/// What a head may give to somebody at a school, or withdraw from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// The pages that it opens.
    pub audience: Audience,
    /// The word kept in the database.
    pub word: &'static str,
    /// Of which application.
    pub application: Application,
    /// The words on pages.
    pub label: &'static str,
}

/// All rights, by application.
pub fn rights() -> impl Iterator<Item = Right> {
    let all = || DEFAULTS.iter().filter_map(|(audience, _)| audience.right());
    Application::ALL
        .into_iter()
        .flat_map(move |application| all().filter(move |right| right.application == application))
}

impl Right {
    /// The right of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        rights().find(|right| right.word == word)
    }
}

impl Audience {
    /// How a head gives it to somebody at a school. `None`: nobody gives it, it goes with a
    /// function of the académie, or with being signed in. A new audience must say which.
    pub fn right(self) -> Option<Right> {
        let (word, application, label) = match self {
            Self::Anyone
            | Self::SignedIn
            | Self::Operator
            | Self::DataProtection
            | Self::AuditReading
            | Self::GuardianOf
            | Self::PupilSelf => return None,
            Self::SchoolLife => ("school_life", Application::Absences, "Saisir et suivre"),
            Self::RollCall => ("roll_call", Application::Absences, "Faire l'appel"),
            Self::SchoolLifeSettings => ("school_life_settings", Application::Absences, "Régler"),
            Self::Marks => (
                "marks",
                Application::Marks,
                "Saisir les notes de ses classes",
            ),
            Self::AllMarks => ("all_marks", Application::Marks, "Saisir toutes les notes"),
            Self::MarksSettings => ("marks_settings", Application::Marks, "Régler"),
            Self::FamilyOpening => (
                "family_opening",
                Application::FamilyServices,
                "Ouvrir aux familles",
            ),
            Self::ActivationCodes => (
                "activation_codes",
                Application::FamilyServices,
                "Gérer les codes d'activation",
            ),
            Self::PupilFiles => ("pupil_files", Application::Pupils, "Lire les fiches"),
            Self::PupilFilesWriting => (
                "pupil_files_writing",
                Application::Pupils,
                "Modifier les fiches",
            ),
            Self::PupilFilesSettings => (
                "pupil_files_settings",
                Application::Pupils,
                "Choisir les données demandées",
            ),
            Self::RegisterImport => (
                "register_import",
                Application::Pupils,
                "Importer les registres",
            ),
            Self::StaffAccounts => ("staff_accounts", Application::Staff, "Gérer les comptes"),
            Self::SchoolInformation => ("school_information", Application::Information, "Lire"),
            Self::SchoolInformationWriting => (
                "school_information_writing",
                Application::Information,
                "Modifier",
            ),
        };
        Some(Right {
            audience: self,
            word,
            application,
            label,
        })
    }

    /// The audience without which this one opens nothing: who writes also reads.
    pub fn needs(self) -> Option<Self> {
        match self {
            Self::AllMarks => Some(Self::Marks),
            Self::PupilFilesWriting => Some(Self::PupilFiles),
            Self::SchoolInformationWriting => Some(Self::SchoolInformation),
            _ => None,
        }
    }
}

/// What was decided of a right, for somebody at a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As their functions say.
    Default,
    /// Given, though no function of theirs has it.
    Given,
    /// Withdrawn, though one of their functions has it.
    Withdrawn,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Default, Self::Given, Self::Withdrawn];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The standing of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// What somebody holds at a place, today: pages and menus both ask it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    functions: Vec<Function>,
    given: Vec<Audience>,
    withdrawn: Vec<Audience>,
}

impl Rights {
    /// Those of functions, without exception.
    pub fn of(functions: &[Function]) -> Self {
        Self {
            functions: functions.to_vec(),
            ..Self::default()
        }
    }

    /// The same, with what was decided of one right.
    pub fn with(mut self, audience: Audience, standing: Standing) -> Self {
        self.given.retain(|known| *known != audience);
        self.withdrawn.retain(|known| *known != audience);
        match standing {
            Standing::Default => {}
            Standing::Given => self.given.push(audience),
            Standing::Withdrawn => self.withdrawn.push(audience),
        }
        self
    }

    /// The functions.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The first function by which somebody belongs to an audience, whatever was decided of it.
    pub fn function_for(&self, audience: Audience) -> Option<Function> {
        let held = self.functions.iter();
        held.copied().find(|function| audience.admits(&[*function]))
    }

    /// Whether the right itself is held, by a function or given: alone, it may need another one.
    pub fn holds(&self, audience: Audience) -> bool {
        // What nobody gives, nobody withdraws either; and nothing is given to who has no function.
        let is_right = audience.right().is_some() && !self.functions.is_empty();
        let (given, withdrawn) = (
            is_right && self.given.contains(&audience),
            is_right && self.withdrawn.contains(&audience),
        );
        !withdrawn && (given || audience.admits(&self.functions))
    }

    /// Whether somebody who holds these belongs to the audience.
    pub fn admits(&self, audience: Audience) -> bool {
        self.holds(audience) && audience.needs().is_none_or(|needed| self.admits(needed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: the words of rights, kept in databases, stay theirs; each reads back.
    #[test]
    fn stored_words_stay() {
        let words: Vec<&str> = rights().map(|right| right.word).collect();
        let kept = [
            "school_life",
            "roll_call",
            "school_life_settings",
            "marks",
            "all_marks",
            "marks_settings",
            "family_opening",
            "activation_codes",
            "pupil_files",
            "pupil_files_writing",
            "pupil_files_settings",
            "register_import",
            "staff_accounts",
            "school_information",
            "school_information_writing",
        ];
        assert_eq!(words, kept);
        for right in rights() {
            assert_eq!(Right::from_word(right.word), Some(right));
        }
        assert_eq!(Right::from_word("operator"), None);
        for standing in Standing::ALL {
            assert_eq!(Standing::from_code(standing.code()), Some(standing));
        }
    }

    /// Invariant: no right of the académie is given at a school, nor withdrawn; every other is a right.
    #[test]
    fn the_academy_gives_its_own() {
        for (audience, functions) in DEFAULTS {
            let academy = functions.iter().any(|function| function.of_academy());
            assert_eq!(audience.right().is_none(), academy, "{audience:?}");
        }
        let head = Rights::of(&[Function::Head]);
        for audience in [
            Audience::Operator,
            Audience::DataProtection,
            Audience::AuditReading,
        ] {
            assert!(
                !head
                    .clone()
                    .with(audience, Standing::Given)
                    .admits(audience)
            );
        }
        let operator = Rights::of(&[Function::Operator]);
        let withdrawn = operator.with(Audience::Operator, Standing::Withdrawn);
        assert!(withdrawn.admits(Audience::Operator));
        let nobody = Rights::of(&[]).with(Audience::SignedIn, Standing::Withdrawn);
        assert!(nobody.admits(Audience::SignedIn) && nobody.admits(Audience::Anyone));
    }

    /// Invariant: without exception, rights are those of the functions.
    #[test]
    fn functions_are_the_beginning() {
        for function in Function::ALL {
            let rights = Rights::of(&[function]);
            for (audience, _) in DEFAULTS {
                let expected = audience.admits(&[function]);
                assert_eq!(
                    rights.admits(*audience),
                    expected,
                    "{function:?} {audience:?}"
                );
                let by = expected.then_some(function);
                assert_eq!(rights.function_for(*audience), by);
            }
        }
    }

    /// Invariant: what is given is held, what is withdrawn is not, and nothing else changes; who has no
    /// function has nothing.
    #[test]
    fn an_exception_is_of_one_right() {
        for right in rights() {
            for function in Function::ALL {
                let plain = Rights::of(&[function]);
                for standing in [Standing::Given, Standing::Withdrawn] {
                    let changed = plain.clone().with(right.audience, standing);
                    assert_eq!(changed.holds(right.audience), standing == Standing::Given);
                    for other in rights().filter(|other| other.word != right.word) {
                        let expected = plain.holds(other.audience);
                        assert_eq!(changed.holds(other.audience), expected, "{}", other.word);
                    }
                    let back = changed.with(right.audience, Standing::Default);
                    assert_eq!(back, plain);
                }
            }
            let nobody = Rights::of(&[]).with(right.audience, Standing::Given);
            assert!(!nobody.admits(right.audience), "{}", right.word);
        }
    }

    /// Invariant: who may not read does not write, and no function has the one without the other.
    #[test]
    fn who_writes_reads() {
        let cpe = Rights::of(&[Function::Cpe]);
        let all = cpe.with(Audience::AllMarks, Standing::Given);
        assert!(all.holds(Audience::AllMarks) && !all.admits(Audience::AllMarks));
        let both = all.with(Audience::Marks, Standing::Given);
        assert!(both.admits(Audience::AllMarks));
        for (audience, functions) in DEFAULTS {
            for function in *functions {
                assert!(Rights::of(&[*function]).admits(*audience), "{audience:?}");
            }
        }
        let secretary = Rights::of(&[Function::Secretary]);
        let blind = secretary.with(Audience::PupilFiles, Standing::Withdrawn);
        assert!(!blind.admits(Audience::PupilFilesWriting));
    }
}
