//! Who may do what: functions that people hold at places, the audiences that pages are for,
//! and the one table that joins them. Plain data: who a person is, `identity` says.

mod rights;

pub use rights::{Application, Right, Rights, Standing, rights};

/// A function (*fonction*) that a person holds at a place, for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    /// Runs the system for the académie (DSI).
    Operator,
    /// Data-protection officer of the académie.
    DataProtectionOfficer,
    /// Head of a school; *directeur* in a primary school.
    Head,
    /// Deputy head.
    DeputyHead,
    /// *Conseiller principal d'éducation*: leads the school-life office.
    Cpe,
    /// School-life assistant (*assistant d'éducation*).
    SchoolLifeAssistant,
    /// Secretary: keeps the register.
    Secretary,
    /// Teacher.
    Teacher,
}

impl Function {
    /// All of them, for menus and tests.
    pub const ALL: [Self; 8] = [
        Self::Operator,
        Self::DataProtectionOfficer,
        Self::Head,
        Self::DeputyHead,
        Self::Cpe,
        Self::SchoolLifeAssistant,
        Self::Secretary,
        Self::Teacher,
    ];

    /// The word kept in the database and typed on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Operator => "exploitant",
            Self::DataProtectionOfficer => "dpo",
            Self::Head => "chef",
            Self::DeputyHead => "adjoint",
            Self::Cpe => "cpe",
            Self::SchoolLifeAssistant => "assistant",
            Self::Secretary => "secretaire",
            Self::Teacher => "enseignant",
        }
    }

    /// The function of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|function| function.code() == code)
    }

    /// The words on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Operator => "Exploitation (DSI)",
            Self::DataProtectionOfficer => "Protection des données",
            Self::Head => "Direction",
            Self::DeputyHead => "Direction adjointe",
            Self::Cpe => "CPE",
            Self::SchoolLifeAssistant => "Vie scolaire",
            Self::Secretary => "Secrétariat",
            Self::Teacher => "Enseignement",
        }
    }

    /// Whether it is held at the académie, not at a school.
    pub fn of_academy(self) -> bool {
        matches!(self, Self::Operator | Self::DataProtectionOfficer)
    }
}

/// To whom in a family a school opens a service: each apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Guardians, of their own children.
    Guardian,
    /// Pupils, of themselves.
    Pupil,
}

impl Family {
    /// Both, for pages and tests.
    pub const ALL: [Self; 2] = [Self::Guardian, Self::Pupil];

    /// The word kept in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Pupil => "pupil",
        }
    }

    /// Those of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.code() == code)
    }

    /// Under which address their pages stand.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Guardian => "/enfants",
            Self::Pupil => "/moi",
        }
    }

    /// The audience of their pages.
    pub const fn audience(self) -> Audience {
        match self {
            Self::Guardian => Audience::GuardianOf,
            Self::Pupil => Audience::PupilSelf,
        }
    }

    /// What one of them is called.
    pub fn role(self) -> &'static str {
        match self {
            Self::Guardian => "Responsable",
            Self::Pupil => "Élève",
        }
    }

    /// The words on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Guardian => "Responsables",
            Self::Pupil => "Élèves",
        }
    }
}

/// For whom a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// Anybody, signed in or not.
    Anyone,
    /// Anybody who is signed in, wherever they work.
    SignedIn,
    /// Types, releases and follows absences at a school.
    SchoolLife,
    /// Calls the roll of a lesson at a school: who teaches, and the school-life office.
    RollCall,
    /// Types marks at a school: who teaches, of their own classes; the direction, of all.
    Marks,
    /// Sees and types the marks of all classes of a school.
    AllMarks,
    /// Sets how marks work at a school: periods, averages (*Paramétrages*).
    MarksSettings,
    /// Opens the télé-services of a school to families, and sets how.
    FamilyOpening,
    /// Makes the codes by which families come in, sends them and follows what became of them.
    ActivationCodes,
    /// Sets how absences work at a school (*Paramétrages*).
    SchoolLifeSettings,
    /// Reads pupils' records (*Base élèves*) at a school.
    PupilFiles,
    /// Writes them.
    PupilFilesWriting,
    /// Decides what is asked of families beyond what every service needs.
    PupilFilesSettings,
    /// Imports the national register at a school.
    RegisterImport,
    /// Sees who works at a school, opens their accounts and ends their access; the direction also
    /// gives rights there.
    StaffAccounts,
    /// Reads the practical information of a school: whoever works there.
    SchoolInformation,
    /// Writes it.
    SchoolInformationWriting,
    /// Runs the system.
    Operator,
    /// Reads the register of processing and what was seen of whom.
    DataProtection,
    /// Reads the audit: operator and data-protection officer.
    AuditReading,
    /// A guardian, on the pages of one of their children that the address names.
    GuardianOf,
    /// A pupil, on their own pages.
    PupilSelf,
}

/// Which functions each audience is made of: the defaults, to which a head makes exceptions for one
/// person at one school ([`Rights`]). `Anyone` and `SignedIn` ask for none; families are admitted by
/// the pupil whom an address names, never by a function.
pub const DEFAULTS: &[(Audience, &[Function])] = {
    use Function::{
        Cpe, DataProtectionOfficer, DeputyHead, Head, Operator, SchoolLifeAssistant, Secretary,
        Teacher,
    };
    &[
        (
            Audience::SchoolLife,
            &[Head, DeputyHead, Cpe, SchoolLifeAssistant],
        ),
        (
            Audience::RollCall,
            &[Head, DeputyHead, Cpe, SchoolLifeAssistant, Teacher],
        ),
        (Audience::SchoolLifeSettings, &[Head, DeputyHead, Cpe]),
        (Audience::Marks, &[Head, DeputyHead, Teacher]),
        (Audience::AllMarks, &[Head, DeputyHead]),
        (Audience::MarksSettings, &[Head, DeputyHead]),
        (Audience::FamilyOpening, &[Head, DeputyHead]),
        (Audience::ActivationCodes, &[Head, DeputyHead, Secretary]),
        (
            Audience::PupilFiles,
            &[Head, DeputyHead, Cpe, SchoolLifeAssistant, Secretary],
        ),
        (
            Audience::PupilFilesWriting,
            &[Head, DeputyHead, Cpe, Secretary],
        ),
        (Audience::PupilFilesSettings, &[Head, DeputyHead]),
        (Audience::RegisterImport, &[Head, DeputyHead, Secretary]),
        (Audience::StaffAccounts, &[Head, DeputyHead]),
        (
            Audience::SchoolInformation,
            &[
                Head,
                DeputyHead,
                Cpe,
                SchoolLifeAssistant,
                Secretary,
                Teacher,
            ],
        ),
        (Audience::SchoolInformationWriting, &[Head, DeputyHead]),
        (Audience::Operator, &[Operator]),
        (Audience::DataProtection, &[DataProtectionOfficer]),
        (Audience::AuditReading, &[Operator, DataProtectionOfficer]),
    ]
};

impl Audience {
    /// Whether somebody signed in with these functions belongs to the audience, by them alone: what
    /// one person holds, with its exceptions, [`Rights::admits`] says.
    pub fn admits(self, functions: &[Function]) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            audience => DEFAULTS
                .iter()
                .filter(|(of, _)| *of == audience)
                .any(|(_, admitted)| functions.iter().any(|held| admitted.contains(held))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for function in Function::ALL {
            assert_eq!(Function::from_code(function.code()), Some(function));
        }
    }

    /// Invariant: the words of functions, kept in databases and typed by operators, stay theirs.
    #[test]
    fn stored_words_stay() {
        let words = Function::ALL.map(Function::code);
        let kept = [
            "exploitant",
            "dpo",
            "chef",
            "adjoint",
            "cpe",
            "assistant",
            "secretaire",
            "enseignant",
        ];
        assert_eq!(words, kept);
    }

    /// Invariant: each function opens these audiences and no other. Read from the functions'
    /// side, so that a line of the table does not change by itself.
    #[test]
    fn each_function_opens_its_audiences() {
        use Audience::{
            ActivationCodes, AllMarks, AuditReading, DataProtection, FamilyOpening, Marks,
            MarksSettings, Operator, PupilFiles, PupilFilesSettings, PupilFilesWriting,
            RegisterImport, RollCall, SchoolInformation, SchoolInformationWriting, SchoolLife,
            SchoolLifeSettings, StaffAccounts,
        };
        let direction = [
            Marks,
            AllMarks,
            MarksSettings,
            FamilyOpening,
            ActivationCodes,
            SchoolLife,
            RollCall,
            SchoolLifeSettings,
            PupilFiles,
            PupilFilesWriting,
            PupilFilesSettings,
            RegisterImport,
            StaffAccounts,
            SchoolInformation,
            SchoolInformationWriting,
        ];
        for (function, opened) in [
            (Function::Operator, &[Operator, AuditReading][..]),
            (
                Function::DataProtectionOfficer,
                &[DataProtection, AuditReading],
            ),
            (Function::Head, &direction),
            (Function::DeputyHead, &direction),
            (
                Function::Cpe,
                &[
                    SchoolLife,
                    RollCall,
                    SchoolLifeSettings,
                    PupilFiles,
                    PupilFilesWriting,
                    SchoolInformation,
                ],
            ),
            (
                Function::SchoolLifeAssistant,
                &[SchoolLife, RollCall, PupilFiles, SchoolInformation],
            ),
            (
                Function::Secretary,
                &[
                    ActivationCodes,
                    PupilFiles,
                    PupilFilesWriting,
                    RegisterImport,
                    SchoolInformation,
                ],
            ),
            (Function::Teacher, &[Marks, RollCall, SchoolInformation]),
        ] {
            for audience in [
                Marks,
                AllMarks,
                MarksSettings,
                FamilyOpening,
                ActivationCodes,
                SchoolLife,
                RollCall,
                SchoolLifeSettings,
                PupilFiles,
                PupilFilesWriting,
                PupilFilesSettings,
                RegisterImport,
                StaffAccounts,
                SchoolInformation,
                SchoolInformationWriting,
                Operator,
                DataProtection,
                AuditReading,
            ] {
                let opens = audience.admits(&[function]);
                assert_eq!(
                    opens,
                    opened.contains(&audience),
                    "{function:?} {audience:?}"
                );
            }
        }
    }

    /// Invariant: one function of several is enough; without any, only an account is open.
    #[test]
    fn one_function_of_several_is_enough() {
        let held = [Function::Teacher, Function::Cpe];
        assert!(Audience::SchoolLife.admits(&held));
        assert!(!Audience::RegisterImport.admits(&held));
        for (audience, _) in DEFAULTS {
            assert!(!audience.admits(&[]), "{audience:?}");
        }
        assert!(Audience::SignedIn.admits(&[]) && Audience::Anyone.admits(&[]));
    }

    #[test]
    fn no_audience_mixes_the_academy_and_the_schools() {
        for (audience, functions) in DEFAULTS {
            let academy = functions.iter().filter(|f| f.of_academy()).count();
            assert!(academy == 0 || academy == functions.len(), "{audience:?}");
        }
    }
}
