//! Fictitious extractions: believable, reproducible, and harmless.
//!
//! Names, telephone numbers and addresses are those of [`siecle::generate`]: nothing in them can
//! reach a real person. The oddities of real files are there too, at fixed rates: homonyms and
//! twins, parents who live apart, parents without mobile or e-mail address, newcomers without
//! national identifier, two levels in one class, dates of both kinds, and rows with fewer or more
//! `;` than the header. The same [`Plan`] gives the same bytes.

mod family;
mod school;
mod write;

use crate::Level;

/// A fictitious school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The year in which the school year begins.
    pub school_year: i32,
    /// How many pupils are in the file; none if there is no class.
    pub pupils: usize,
    /// The classes, filled evenly.
    pub classes: Vec<Class>,
    /// Whether guardians have a column « Numéro de poste »: some years' files do.
    pub extensions: bool,
    /// Same seed, same people.
    pub seed: u64,
    /// Added to every national identifier. Schools of one academy need offsets at least `pupils`
    /// apart, and below 10,000,000.
    pub ine_offset: u32,
}

/// A fictitious class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Identifiant classe.
    pub id: String,
    /// Libellé classe.
    pub label: String,
    /// Its levels: one, often two. A class without any is filled with pupils of CP.
    pub levels: Vec<Level>,
}

impl Plan {
    /// A school of 8 classes, from the toute petite section to CM2, and 200 pupils.
    pub fn school(school_year: i32) -> Self {
        use Level::*;
        let classes: [(&str, &[Level]); 8] = [
            ("TPS - PS Mme FICTIVE", &[Tps, Ps]),
            ("MS M. INVENTÉ", &[Ms]),
            ("GS Mme DE L'ŒUVRE", &[Gs]),
            ("CP M. EXEMPLE", &[Cp]),
            ("CP - CE1 Mme SONGE", &[Cp, Ce1]),
            ("CE2 Mme LEFABULEUX", &[Ce2]),
            ("CM1 M. CONTE", &[Cm1]),
            ("CM1 - CM2 Mme RÊVE", &[Cm1, Cm2]),
        ];
        let class = |(index, (label, levels)): (usize, &(&str, &[Level]))| Class {
            id: (90_001 + index).to_string(),
            label: (*label).to_owned(),
            levels: levels.to_vec(),
        };
        Self {
            school_year,
            pupils: 200,
            classes: classes.iter().enumerate().map(class).collect(),
            extensions: true,
            seed: 1,
            ine_offset: 0,
        }
    }

    /// The same school with that many pupils, and as many classes as they need.
    #[must_use]
    pub fn of_size(self, pupils: usize) -> Self {
        const LARGEST: usize = 25;
        let needed = pupils.div_ceil(LARGEST).max(1);
        let known = self.classes.iter().cycle().enumerate().take(needed);
        let classes = known.map(|(index, class)| {
            let turn = index / self.classes.len();
            let label = match turn {
                0 => class.label.clone(),
                turn => format!("{} {}", class.label, turn + 1),
            };
            Class {
                id: (90_001 + index).to_string(),
                label,
                levels: class.levels.clone(),
            }
        });
        Self {
            pupils,
            classes: classes.collect(),
            ..self
        }
    }
}

/// The two files, in ISO-8859-15. ONDE calls both `CSVExtraction.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The extraction of pupils.
    pub pupils: Vec<u8>,
    /// The extraction of guardians.
    pub guardians: Vec<u8>,
}

/// Writes the files of a fictitious school.
pub fn files(plan: &Plan) -> Files {
    let school = school::School::imagine(plan);
    Files {
        pupils: write::pupils(plan, &school),
        guardians: write::guardians(plan, &school),
    }
}
