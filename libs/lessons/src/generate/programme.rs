//! What levels are taught, near enough to the national programmes to be believed.

use super::{Need, SchoolKind, Shape};

/// Code, label, lessons a week, periods of each.
type Whole = (&'static str, &'static str, usize, usize);

const COLLEGE: [Whole; 9] = [
    ("FRANC", "FRANCAIS", 4, 1),
    ("MATHS", "MATHEMATIQUES", 4, 1),
    ("HI-GE", "HISTOIRE-GEOGRAPHIE", 3, 1),
    ("AGL1", "ANGLAIS LV1", 3, 1),
    ("EPS", "ED.PHYSIQUE & SPORT.", 2, 2),
    ("A-PLA", "ARTS PLASTIQUES", 1, 1),
    ("EDMUS", "EDUCATION MUSICALE", 1, 1),
    ("SVT", "SCIENCES VIE & TERRE", 1, 1),
    ("TECHN", "TECHNOLOGIE", 1, 1),
];

const LYCEE: [Whole; 7] = [
    ("FRANC", "FRANCAIS", 4, 1),
    ("MATHS", "MATHEMATIQUES", 4, 1),
    ("HI-GE", "HISTOIRE-GEOGRAPHIE", 3, 1),
    ("AGL1", "ANGLAIS LV1", 3, 1),
    ("EPS", "ED.PHYSIQUE & SPORT.", 1, 2),
    ("SES", "SC. ECONOMIQUES & SOCIALES", 2, 1),
    ("ENMOC", "ENSEIGNEMENT MORAL & CIVIQUE", 1, 1),
];

pub(super) fn needs(kind: SchoolKind) -> Vec<Need> {
    let (levels, whole): (&[&str], &[Whole]) = match kind {
        SchoolKind::College => (&["6", "5", "4", "3"], &COLLEGE),
        SchoolKind::Lycee => (&["2", "1", "T"], &LYCEE),
    };
    let mut needs = Vec::new();
    for level in levels {
        let mut need = |code: &str, label: &str, shape| {
            needs.push(Need {
                level: (*level).to_owned(),
                code: code.to_owned(),
                label: label.to_owned(),
                shape,
            });
        };
        // The sixth begins its second language a year later.
        if *level != "6" {
            need("ALL2", "ALLEMAND LV2", groups("ESP2", "ESPAGNOL LV2", 2));
        }
        let periods = match kind {
            SchoolKind::College => 1,
            SchoolKind::Lycee => 2,
        };
        let shape = Shape::Halves {
            with: "PH-CH".to_owned(),
            label: "PHYSIQUE-CHIMIE".to_owned(),
            periods,
        };
        need("SVT", "SCIENCES VIE & TERRE", shape);
        for (code, label, lessons, periods) in whole {
            let (lessons, periods) = (*lessons, *periods);
            need(code, label, Shape::Whole { lessons, periods });
        }
        need("VIECL", "VIE DE CLASSE", Shape::Fortnight);
    }
    needs
}

fn groups(with: &str, label: &str, lessons: usize) -> Shape {
    Shape::Groups {
        with: with.to_owned(),
        label: label.to_owned(),
        lessons,
    }
}
