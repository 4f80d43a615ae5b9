//! « Base élèves »: pupils' records, their guardians and what they consent to; the import of
//! the national register; the search of the banner.

mod demo;
mod model;
mod pages;

use admission::Audience;
use axum::{extract::DefaultBodyLimit, handler::Handler as _};
use manifest::{Manifest, Routes};
use pages::{import, import_draft, list, record, search};
use ui::Icon;
use web::{Entry, Section, Service};

/// The manifest. The register has tables and retention of its own: see `records`.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "pupils",
            name: "Base élèves",
            sentence: "Trouver un élève et ses responsables, importer les exports de SIECLE.",
            icon: Icon::GraduationCap,
            menu: MENU,
            counters: None,
        }),
        routes,
        examples: Some(demo::examples),
        ..Manifest::empty("pupils")
    }
}

const MENU: &[Section] = &[
    Section {
        title: "Fiches élèves",
        entries: &[Entry {
            label: "Fiches individuelles",
            href: list::HREF,
            audience: Audience::PupilFiles,
            counter: None,
        }],
    },
    Section {
        title: "Imports",
        entries: &[Entry {
            label: "Import SIECLE",
            href: import::HREF,
            audience: Audience::RegisterImport,
            counter: None,
        }],
    },
];

/// All the exports of a school of 3,000 pupils, not zipped, with room to spare.
const LARGEST_UPLOAD: usize = 256 << 20;

fn routes() -> Routes {
    Routes::new()
        .get("/eleves", list::show)
        .example("/eleves?nom=ab")
        .get("/eleves/{pupil}", record::show)
        .example("/eleves/{pupil}?onglet=responsables")
        .get("/eleves/import", import::show)
        .post(
            "/eleves/import",
            import::submit.layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .upload(import::FILES)
        .get("/eleves/import/{draft}", import_draft::show)
        .get("/eleves/import/{draft}/avancement", import_draft::progress)
        .get("/eleves/import/{draft}/anomalies", import_draft::download)
        .post("/eleves/import/{draft}/accepter", import_draft::accept)
        .get("/recherche", search::show)
        .example("/recherche?q=ab")
}
