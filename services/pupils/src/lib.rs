//! « Base élèves »: pupils' records, their guardians and what they consent to; the import of
//! the national register; the search of the banner.

mod demo;
mod model;
mod pages;

use admission::Audience;
use axum::{extract::DefaultBodyLimit, handler::Handler as _};
use manifest::{Manifest, Routes};
use pages::{
    conflicts, extras, guardian, guardian_link, import, import_draft, list, photo, photo_archive,
    pupil, record, search,
};
use records::photo::Picture;
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
            detached: None,
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
        title: "Paramétrages",
        entries: &[Entry {
            label: "Données demandées",
            href: extras::HREF,
            audience: Audience::PupilFilesSettings,
            counter: None,
        }],
    },
    Section {
        title: "Imports",
        entries: &[
            Entry {
                label: "Import des registres",
                href: import::HREF,
                audience: Audience::RegisterImport,
                counter: None,
            },
            Entry {
                label: "Photographies",
                href: photo_archive::HREF,
                audience: Audience::RegisterImport,
                counter: None,
            },
        ],
    },
];

/// All the exports of a school of 3,000 pupils, not zipped, with room to spare; or its photographs,
/// as a photographer gives them.
const LARGEST_UPLOAD: usize = 256 << 20;
/// What a telephone takes, and the form around it.
const LARGEST_PICTURE: usize = Picture::LARGEST_FILE as usize + (1 << 16);

fn routes() -> Routes {
    Routes::new()
        .get("/eleves", list::show)
        .example("/eleves?nom=ab")
        .get("/eleves/{pupil}", record::show)
        .example("/eleves/{pupil}?onglet=responsables")
        .get("/eleves/{pupil}/modification", pupil::edit)
        .post("/eleves/{pupil}/modification", pupil::change)
        .form("version={pupil_version}&nom=Exemple&prenom=Camille&ne_le=2014-05-03&lieu=france")
        .post("/eleves/{pupil}/choix", conflicts::settle)
        .form("de=pupil&quoi=email&qui={pupil}&choix=saisie")
        .get("/eleves/{pupil}/responsables/nouveau", guardian::new)
        .post("/eleves/{pupil}/responsables/nouveau", guardian::add)
        .form("civilite=MME&nom=Exemple&prenom=Alix&lien=10&rang=1&lieu=france")
        .get("/eleves/{pupil}/responsables/{guardian}", guardian::edit)
        .post("/eleves/{pupil}/responsables/{guardian}", guardian::change)
        .form(
            "version={guardian_version}&civilite=MME&nom=Exemple&prenom=Dominique&lien=39&rang=\
             &lieu=france",
        )
        .get(
            "/eleves/{pupil}/responsables/{guardian}/detachement",
            guardian_link::ask,
        )
        .post(
            "/eleves/{pupil}/responsables/{guardian}/detachement",
            guardian_link::detach,
        )
        .post(
            "/eleves/{pupil}/responsables/{guardian}/rattachement",
            guardian_link::attach,
        )
        .example("/eleves/{pupil}/responsables/{detached}/rattachement")
        .get("/eleves/donnees-demandees", extras::show)
        .post("/eleves/donnees-demandees", extras::save)
        .form("profession=1&profession_finalite=Exemple de finalité")
        .get("/eleves/import", import::show)
        .post(
            "/eleves/import",
            import::submit.layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .upload(import::FILES, "{upload}")
        .get("/eleves/import/{draft}", import_draft::show)
        .get("/eleves/import/{draft}/avancement", import_draft::progress)
        .get("/eleves/import/{draft}/anomalies", import_draft::download)
        .post("/eleves/import/{draft}/accepter", import_draft::accept)
        .get("/eleves/{pupil}/photo", photo::show)
        .post(
            "/eleves/{pupil}/photo",
            photo::put.layer(DefaultBodyLimit::max(LARGEST_PICTURE)),
        )
        .upload(photo::FILE, "{picture}")
        .get("/eleves/{pupil}/photo/retrait", photo::ask)
        .post("/eleves/{pupil}/photo/retrait", photo::remove)
        .get("/eleves/photographies", photo_archive::form)
        .post(
            "/eleves/photographies",
            photo_archive::submit.layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .upload(photo_archive::FILES, "{archive}")
        .get("/eleves/photographies/{deposit}", photo_archive::show)
        .get(
            "/eleves/photographies/{deposit}/avancement",
            photo_archive::progress,
        )
        .get(
            "/eleves/photographies/{deposit}/laisses-de-cote",
            photo_archive::download,
        )
        .get(
            "/eleves/photographies/{deposit}/retrait",
            photo_archive::ask,
        )
        .post(
            "/eleves/photographies/{deposit}/retrait",
            photo_archive::withdraw,
        )
        .get("/recherche", search::show)
        .example("/recherche?q=ab")
}
