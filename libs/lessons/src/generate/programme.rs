//! What levels are taught, near enough to the national programmes to be believed.
//! Codes, labels and groups are those of the same school's registers ([`siecle::generate`]), as far as
//! these know the subject.

use super::{Need, SchoolKind, Shape, Taught};

/// Code, label, lessons a week, periods of each.
type Whole = (&'static str, &'static str, usize, usize);

const SVT: &str = "SCIENCES VIE & TERRE";
const EPS: &str = "EDUCATION PHYSIQUE & SPORTIVE";

const COLLEGE: [Whole; 9] = [
    ("FRANC", "FRANCAIS", 4, 1),
    ("MATHS", "MATHEMATIQUES", 4, 1),
    ("HIGEO", "HISTOIRE-GEOGRAPHIE", 3, 1),
    ("AGL1", "ANGLAIS LV1", 3, 1),
    ("EPS", EPS, 2, 2),
    ("A-PLA", "ARTS PLASTIQUES", 1, 1),
    ("EDMUS", "EDUCATION MUSICALE", 1, 1),
    ("SVT", SVT, 1, 1),
    ("TECHN", "TECHNOLOGIE", 1, 1),
];

const LYCEE: [Whole; 7] = [
    ("FRANC", "FRANCAIS", 4, 1),
    ("MATHS", "MATHEMATIQUES", 4, 1),
    ("HIGEO", "HISTOIRE-GEOGRAPHIE", 3, 1),
    ("AGL1", "ANGLAIS LV1", 3, 1),
    ("EPS", EPS, 1, 2),
    ("SES", "SC. ECONOMIQUES & SOCIALES", 2, 1),
    ("ENMOC", "ENSEIGNEMENT MORAL & CIVIQUE", 1, 1),
];

/// Code, label, and what the register calls the group, after the level.
const LANGUAGES: [(&str, &str, &str); 3] = [
    ("ESP2", "ESPAGNOL LV2", "ESP1"),
    ("ALL2", "ALLEMAND LV2", "ALL1"),
    ("ITA2", "ITALIEN LV2", "ITA1"),
];

pub(super) fn needs(kind: SchoolKind) -> Vec<Need> {
    let (levels, whole, halves): (&[&str], &[Whole], usize) = match kind {
        SchoolKind::College => (&["6", "5", "4", "3"], &COLLEGE, 1),
        SchoolKind::Lycee => (&["2", "1", "T"], &LYCEE, 2),
    };
    let mut needs = Vec::new();
    for level in levels {
        let mut need = |shape| {
            needs.push(Need {
                level: (*level).to_owned(),
                shape,
            });
        };
        // The sixth begins its second language a year later.
        if *level != "6" {
            let group = |(code, label, name): (&str, &str, &str)| {
                (taught(code, label), format!("{level}{name}"))
            };
            need(Shape::Groups {
                groups: LANGUAGES.map(group).to_vec(),
                lessons: 2,
            });
        }
        need(Shape::Halves {
            subjects: [taught("SVT", SVT), taught("PH-CH", "PHYSIQUE-CHIMIE")],
            periods: halves,
        });
        for (code, label, lessons, periods) in whole {
            need(Shape::Whole {
                subject: taught(code, label),
                lessons: *lessons,
                periods: *periods,
            });
        }
        need(Shape::Fortnight {
            subject: taught("VIECL", "VIE DE CLASSE"),
        });
    }
    needs
}

fn taught(code: &str, label: &str) -> Taught {
    Taught {
        code: code.to_owned(),
        label: label.to_owned(),
    }
}
