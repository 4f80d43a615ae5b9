//! What « Télé-services » promises, through its pages, on each engine.

mod doubt;
mod family;
mod generation;
mod house;
mod mail_down;
mod notification;
mod opening;
mod pairs;
mod rotated;

use manifest::Manifest;
use web::FamilyService;

/// Two services that offer something to families, one of which is set somewhere.
fn offering() -> Manifest {
    Manifest {
        family: &[
            FamilyService {
                id: "absences",
                page: "page",
                name: "Absences",
                sentence: "Les absences de l'élève.",
                settings: None,
            },
            FamilyService {
                id: "marks",
                page: "page",
                name: "Notes",
                sentence: "Les notes de l'élève.",
                settings: Some("/notes/reglages"),
            },
        ],
        ..Manifest::empty("offering")
    }
}
