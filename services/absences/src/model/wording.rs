//! The lists that an entry chooses from: « Motifs » and « Justificatifs ».

use std::collections::BTreeSet;
use web::{Input, Invalid};

/// A line of a list, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WordingRow {}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// Why the pupil was away.
    Reasons,
    /// What the family has brought.
    Proofs,
}

/// What a reason means for the rest of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flag {
    Legitimate,
    InReport,
    UnderSchool,
    Published,
    ByGuardians,
    NeedsProof,
    Settled,
    Outside,
    Health,
    Confidential,
}

impl Flag {
    pub(crate) const ALL: [Self; 10] = [
        Self::Legitimate,
        Self::NeedsProof,
        Self::Settled,
        Self::InReport,
        Self::UnderSchool,
        Self::Outside,
        Self::Health,
        Self::ByGuardians,
        Self::Published,
        Self::Confidential,
    ];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Legitimate => "legitimate",
            Self::InReport => "report",
            Self::UnderSchool => "school",
            Self::Published => "published",
            Self::ByGuardians => "guardians",
            Self::NeedsProof => "proof",
            Self::Settled => "settled",
            Self::Outside => "outside",
            Self::Health => "health",
            Self::Confidential => "confidential",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Legitimate => "Motif légitime",
            Self::InReport => "Compte dans le bulletin",
            Self::UnderSchool => "Sous la responsabilité de l'établissement",
            Self::Published => "Publié aux familles",
            Self::ByGuardians => "Proposé aux responsables",
            Self::NeedsProof => "Justificatif exigé",
            Self::Settled => "Réglé administrativement",
            Self::Outside => "Hors de l'établissement",
            Self::Health => "Santé",
            Self::Confidential => "Confidentiel",
        }
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Legitimate => {
                "Les absences de ce motif ne comptent pas dans le seuil de quatre demi-journées."
            }
            Self::InReport => "Les absences de ce motif figurent dans le bulletin.",
            Self::UnderSchool => "L'élève n'est pas en cours, mais l'établissement en répond.",
            Self::Published => "La famille lit ce motif dans les télé-services.",
            Self::ByGuardians => "Un responsable peut choisir ce motif quand il s'explique.",
            Self::NeedsProof => "Sans justificatif, l'absence reste dans « Suivi ».",
            Self::Settled => "Rien n'est attendu de la famille : l'absence est classée d'emblée.",
            Self::Outside => "L'élève est attendu ailleurs : sortie, stage, voyage.",
            Self::Health => {
                "Donnée de santé : jamais dans un message ; dans un export, seulement si on le demande."
            }
            Self::Confidential => "Seules la direction et la vie scolaire le lisent.",
        }
    }
}

/// Flags of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flags(BTreeSet<Flag>);

impl Flags {
    pub(crate) fn has(&self, flag: Flag) -> bool {
        self.0.contains(&flag)
    }

    /// In the order of pages.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(|flag| self.has(*flag))
    }

    /// Of a row: words that this version does not know are left out.
    pub(crate) fn stored(words: &str) -> Self {
        Self::of_codes(words.split(' '))
    }

    /// As a row keeps them.
    pub(crate) fn words(&self) -> String {
        let codes: Vec<&str> = self.iter().map(Flag::code).collect();
        codes.join(" ")
    }

    fn of_codes<'c>(codes: impl Iterator<Item = &'c str>) -> Self {
        let flag = |code| Flag::ALL.into_iter().find(|flag| flag.code() == code);
        Self(codes.filter_map(flag).collect())
    }
}

/// Whether reasons of health, and confidential ones, are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrets {
    Kept,
    Told,
}

/// A line, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) label: String,
    pub(crate) flags: Flags,
}

impl Wording {
    /// What stands for it on what may leave the office (paper, files of figures, the file for the
    /// authority), when it is confidential or of health; none when it may be said.
    pub(crate) fn withheld(&self) -> Option<&'static str> {
        match (
            self.flags.has(Flag::Confidential),
            self.flags.has(Flag::Health),
        ) {
            (true, _) => Some("motif confidentiel"),
            (false, true) => Some("motif de santé"),
            (false, false) => None,
        }
    }

    /// Why, as what may leave the office says it.
    pub(crate) fn outside(&self) -> &str {
        self.withheld().unwrap_or(&self.label)
    }
}

/// Signs of a label.
const LONGEST: usize = 60;

impl List {
    /// The word kept in the database.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Reasons => "reason",
            Self::Proofs => "proof",
        }
    }

    pub(crate) fn flags(self) -> &'static [Flag] {
        match self {
            Self::Reasons => &Flag::ALL,
            Self::Proofs => &[],
        }
    }

    /// What a school begins with. The first five reasons are those that the law presumes to be
    /// legitimate (Code de l'éducation, art. L131-8).
    pub(crate) fn first(self) -> Vec<Wording> {
        let lines: &[(&str, &str)] = match self {
            Self::Reasons => &[
                (
                    "Maladie de l'élève",
                    "legitimate report published guardians health",
                ),
                (
                    "Maladie contagieuse dans la famille",
                    "legitimate report guardians health",
                ),
                (
                    "Réunion solennelle de famille",
                    "legitimate report published guardians",
                ),
                (
                    "Difficulté accidentelle de transport",
                    "legitimate report published guardians",
                ),
                (
                    "Absence temporaire des responsables",
                    "legitimate report published guardians",
                ),
                (
                    "Rendez-vous médical",
                    "legitimate proof report published guardians health",
                ),
                (
                    "Convocation officielle",
                    "legitimate proof report published guardians",
                ),
                (
                    "Dispense d'éducation physique",
                    "legitimate proof settled published health",
                ),
                ("Passage à l'infirmerie", "legitimate settled school health"),
                (
                    "Sortie ou voyage scolaire",
                    "legitimate settled school outside published",
                ),
                (
                    "Stage en milieu professionnel",
                    "legitimate settled school outside published",
                ),
                ("Exclusion", "legitimate settled published"),
                (
                    "Motif connu de la direction",
                    "legitimate settled report confidential",
                ),
                ("Panne de réveil", "report published guardians"),
                ("Convenance personnelle", "report published guardians"),
                ("Motif jugé irrecevable", "report published"),
            ],
            Self::Proofs => &[
                ("Mot dans le carnet de correspondance", ""),
                ("Lettre des responsables", ""),
                ("Courriel des responsables", ""),
                ("Appel téléphonique", ""),
                ("Certificat médical", ""),
                ("Convocation ou attestation d'une administration", ""),
            ],
        };
        let wording = |&(label, flags): &(&str, &str)| Wording {
            label: label.to_owned(),
            flags: Flags::stored(flags),
        };
        lines.iter().map(wording).collect()
    }
}

impl Wording {
    /// Its words, when the family reads them on its own pages, signed in: a reason of health too, if the
    /// school publishes it.
    pub(crate) fn on_family_pages(&self) -> Option<&str> {
        let said = self.flags.has(Flag::Published) && !self.flags.has(Flag::Confidential);
        said.then_some(self.label.as_str())
    }

    /// Its words, when a message to the family may say them.
    pub(crate) fn published(self) -> Option<String> {
        let said = self.flags.has(Flag::Published)
            && !self.flags.has(Flag::Health)
            && !self.flags.has(Flag::Confidential);
        said.then_some(self.label)
    }

    /// Reads the form of a line: « Libellé », and its flags.
    pub(crate) fn parse(list: List, input: &Input) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        let label = invalid.required(input, "libelle", "Indiquez un libellé.");
        if label.chars().count() > LONGEST {
            invalid.add(
                "libelle",
                format!("Ce libellé est trop long : {LONGEST} caractères au plus."),
            );
        }
        let mut flags = Flags::of_codes(input.all("proprietes"));
        flags.0.retain(|flag| list.flags().contains(flag));
        if flags.has(Flag::Confidential)
            && (flags.has(Flag::Published) || flags.has(Flag::ByGuardians))
        {
            invalid.add(
                "proprietes",
                "Un motif confidentiel n'est ni publié aux familles, ni proposé aux responsables.",
            );
        }
        match invalid.is_empty() {
            true => Ok(Self { label, flags }),
            false => Err(invalid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(label: &str, flags: &[&str]) -> Input {
        let flags = flags.iter().map(|flag| ("proprietes", *flag));
        Input::of(std::iter::once(("libelle", label)).chain(flags))
    }

    /// Invariant: the words of a row mean the same flags, in any order; unknown ones nothing.
    #[test]
    fn flags_read_back_from_their_words() {
        let flags = Flags::stored("health later legitimate");
        assert_eq!(flags.words(), "legitimate health");
        assert_eq!(Flags::stored(&flags.words()), flags);
        let all = Flag::ALL.map(Flag::code).join(" ");
        assert_eq!(Flags::stored(&all).words(), all);
    }

    /// Invariant: what is confidential is never shown to a family.
    #[test]
    fn a_confidential_reason_is_not_published() {
        let parse = |flags: &[&str]| Wording::parse(List::Reasons, &form("Secret", flags));
        assert!(parse(&["confidential", "legitimate"]).is_ok());
        for shown in ["published", "guardians"] {
            let refused = parse(&["confidential", shown]).unwrap_err();
            assert!(refused.on("proprietes").is_some(), "{shown}");
        }
        for list in [List::Reasons, List::Proofs] {
            for line in list.first() {
                let secret = line.flags.has(Flag::Confidential);
                assert!(!(secret && line.flags.has(Flag::Published)), "{line:?}");
            }
        }
    }

    /// Invariant: a family reads what is published, and neither what is of health nor what is confidential,
    /// whatever a row says beside.
    #[test]
    fn a_family_reads_neither_health_nor_secrets() {
        let said = |flags: &str| {
            let (label, flags) = ("Motif".to_owned(), Flags::stored(flags));
            Wording { label, flags }.published().is_some()
        };
        assert!(said("published") && said("published legitimate"));
        for hidden in [
            "",
            "legitimate",
            "published health",
            "published confidential",
        ] {
            assert!(!said(hidden), "{hidden}");
        }
    }

    #[test]
    fn a_label_is_neither_empty_nor_endless() {
        let parse = |label: &str| Wording::parse(List::Proofs, &form(label, &[]));
        assert!(parse(&"é".repeat(LONGEST)).is_ok());
        assert!(parse(&"é".repeat(LONGEST + 1)).is_err());
        assert!(parse(" ").is_err());
    }

    /// Invariant: a proof has no flags, whatever is sent.
    #[test]
    fn a_proof_has_no_flags() {
        let proof = Wording::parse(List::Proofs, &form("Mot", &["legitimate"])).unwrap();
        assert_eq!(proof.flags, Flags::default());
    }

    /// Invariant: the five reasons of the law come first and are legitimate; each label fits.
    #[test]
    fn a_school_begins_with_the_reasons_of_the_law() {
        let first = List::Reasons.first();
        assert!(first.len() > 5);
        assert!(
            first
                .iter()
                .take(5)
                .all(|line| line.flags.has(Flag::Legitimate))
        );
        for line in first.iter().chain(&List::Proofs.first()) {
            assert!(line.label.chars().count() <= LONGEST, "{line:?}");
        }
    }
}
