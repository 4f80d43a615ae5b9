//! What an import would change, or changed, and what it counted.

use super::{Anomaly, AnomalyKind, Kind};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many rows of one sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// New.
    pub added: u64,
    /// With another content.
    pub changed: u64,
    /// Over.
    pub ended: u64,
}

impl Change {
    /// Whether nothing changes.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What differs from what was stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// Programmes.
    pub mefs: Change,
    /// Classes.
    pub divisions: Change,
    /// Teaching groups.
    pub groups: Change,
    /// Pupils at this school.
    pub pupils: Change,
    /// Guardians; a person does not end, their links do.
    pub guardians: Change,
    /// Links between a guardian and a pupil.
    pub links: Change,
    /// People who work at this school.
    pub staff: Change,
    /// Who teaches what to whom.
    pub teachings: Change,
}

impl Differences {
    /// Each sort with its name.
    pub fn named(&self) -> [(&'static str, Change); 8] {
        [
            ("Formations", self.mefs),
            ("Classes", self.divisions),
            ("Groupes", self.groups),
            ("Élèves", self.pupils),
            ("Responsables", self.guardians),
            ("Liens élève–responsable", self.links),
            ("Personnels", self.staff),
            ("Enseignements", self.teachings),
        ]
    }

    /// Whether nothing changes.
    pub fn are_none(&self) -> bool {
        self.named().iter().all(|(_, change)| change.is_none())
    }

    /// How many pupils, links and people of the school end: what must be allowed first.
    pub fn endings(&self) -> u64 {
        self.pupils.ended + self.links.ended + self.staff.ended
    }
}

/// What is in the files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pupils at the school today.
    pub present: u64,
    /// Pupils whom the file says gone.
    pub left: u64,
    /// Present pupils without a class.
    pub without_class: u64,
    /// Persons who are guardians of a present pupil.
    pub guardians_linked: u64,
    /// Persons of the file without a present pupil: they are not stored.
    pub guardians_without_present_pupil: u64,
    /// Legal guardians of a present pupil who accept text messages and have a right mobile.
    pub legal_guardians_with_consent_and_mobile: u64,
}

impl Counts {
    /// Each count with its name.
    pub fn named(&self) -> [(&'static str, u64); 6] {
        [
            ("Élèves présents", self.present),
            ("Élèves sortis", self.left),
            ("Élèves présents sans classe", self.without_class),
            ("Responsables d'un élève présent", self.guardians_linked),
            (
                "Personnes sans élève présent (non gardées)",
                self.guardians_without_present_pupil,
            ),
            (
                "Responsables légaux qui acceptent les SMS et ont un mobile",
                self.legal_guardians_with_consent_and_mobile,
            ),
        ]
    }
}

/// A file of the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileTaken {
    /// Which.
    pub kind: Kind,
    /// When it was exported, local time.
    pub exported_at: NaiveDateTime,
}

/// The result of an import, or of a dry run. Names people: for whoever may see their records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// UAI of the school.
    pub uai: String,
    /// Its name.
    pub school: String,
    /// Whether the school was not known before.
    pub new_school: bool,
    /// School year of the files, by its first civil year.
    pub school_year: i64,
    /// The files.
    pub files: Vec<FileTaken>,
    /// Files that were given and hold nothing to import, with what they are.
    pub unused: Vec<String>,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What differs.
    pub differences: Differences,
    /// What was counted.
    pub counts: Counts,
    /// How many anomalies of each kind there are; kinds without one are left out.
    pub anomaly_counts: Vec<(AnomalyKind, u64)>,
    /// The first of each kind.
    pub anomalies: Vec<Anomaly>,
}

/// Anomalies of one kind that a report shows; the CSV has them all.
pub(super) const SHOWN: i64 = 20;

/// The text of the command line.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.school_year;
        writeln!(f, "{} ({}), {year}-{}", self.school, self.uai, year + 1)?;
        for file in &self.files {
            let at = file.exported_at.format("%d/%m/%Y à %H:%M");
            writeln!(f, "  {} du {at}", file.kind.label())?;
        }
        for name in &self.unused {
            writeln!(f, "  {name} : laissé de côté")?;
        }
        if self.new_school {
            writeln!(f, "Établissement nouveau.")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "{:<26}{:>9}{:>10}{:>10}",
            "", "ajoutés", "modifiés", "terminés"
        )?;
        for (name, change) in self.differences.named() {
            let Change {
                added,
                changed,
                ended,
            } = change;
            writeln!(f, "{name:<26}{added:>9}{changed:>10}{ended:>10}")?;
        }
        writeln!(f)?;
        for (name, count) in self.counts.named() {
            writeln!(f, "{name} : {count}")?;
        }
        for (kind, count) in &self.anomaly_counts {
            writeln!(f, "\n{} : {count}", kind.label())?;
            let of_kind = self.anomalies.iter().filter(|a| a.kind == *kind);
            let mut shown = 0;
            for anomaly in of_kind {
                let line = anomaly.line.map(|line| format!(" (ligne {line})"));
                let line = line.unwrap_or_default();
                writeln!(f, "  {} : {}{line}", anomaly.what, anomaly.sentence)?;
                shown += 1;
            }
            if *count > shown {
                writeln!(f, "  … et {} autres", count - shown)?;
            }
        }
        if self.dry_run {
            writeln!(f, "\nEssai : rien n'a été écrit.")?;
        }
        Ok(())
    }
}
