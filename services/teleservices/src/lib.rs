//! Télé-services: what a school opens to families, and the codes by which they come in.

mod demo;
mod model;
mod pages;
mod recheck;
mod retention;
mod store;
mod tell;
mod work;

pub use work::jobs;

use admission::Audience;
use manifest::{Manifest, Processing, Routes};
use pages::{codes, family, history, opening, stop};
use ui::Icon;
use web::{Entry, Section, Service};

/// The manifest. What is open is identity's, which admits families; whether the school wishes to
/// open anything, and the codes, are ours.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "teleservices",
            name: "Télé-services",
            sentence: "Ouvrir des services aux responsables et aux élèves, et leur envoyer un code pour y entrer.",
            icon: Icon::House,
            menu: MENU,
            counters: None,
            detached: None,
        }),
        routes,
        migrations: Some(
            db::migrations!("teleservices": 1 "0001_opening", 2 "0002_codes", 3 "0003_links"),
        ),
        retention: retention::RETENTION,
        impersonal: &["code_rules", "teleservices_choice"],
        reseal: Some(|write, keys| Box::pin(store::codes::reseal::codes(write, keys))),
        processing: &[
            Processing {
                name: "Ouverture des télé-services",
                purpose: "Savoir qui a choisi d'ouvrir des services aux familles, et quand.",
                basis: "Mission d'intérêt public (RGPD, art. 6.1.e).",
                people: "Personnels de direction.",
                data: "Choix fait, compte qui l'a fait, date.",
                recipients: "Direction de l'établissement.",
            },
            Processing {
                name: "Codes d'activation",
                purpose: "Donner à chaque responsable, et à chaque élève, le moyen d'ouvrir les services en ligne \
                          de l'établissement.",
                basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; sécurité du traitement (RGPD, art. 32).",
                people: "Élèves et leurs responsables légaux.",
                data: "État du code de chaque responsable pour chaque élève (le code lui-même n'est gardé qu'en \
                       empreinte après sa notification), envois et leur sort, demandes de la famille.",
                recipients: "Direction et secrétariat de l'établissement.",
            },
        ],
        examples: Some(demo::examples),
        ..Manifest::empty("teleservices")
    }
}

/// What is asked before a message of this service leaves.
pub fn rechecks(rechecks: messaging::Rechecks) -> messaging::Rechecks {
    rechecks.with_many(recheck::SERVICE, |context, requests| {
        Box::pin(recheck::recheck(context, requests))
    })
}

const MENU: &[Section] = &[
    Section {
        title: "Ouverture",
        entries: &[
            Entry {
                label: "Ouverture des télé-services",
                href: opening::HREF,
                audience: Audience::FamilyOpening,
                counter: None,
            },
            Entry {
                label: "Historique",
                href: history::HREF,
                audience: Audience::FamilyOpening,
                counter: None,
            },
        ],
    },
    Section {
        title: "Codes d'activation",
        entries: &codes::ENTRIES,
    },
];

fn routes() -> Routes {
    let routes = Routes::new()
        .get(opening::HREF, opening::show)
        .post(opening::HREF, opening::save)
        .form("version={openings_version}&ouvert-absences=guardian")
        .post("/teleservices/choix", opening::choose)
        .form("choix=oui")
        .get(stop::HREF, stop::ask)
        .get(history::HREF, history::show)
        .post(
            "/teleservices/historique/{opening_change}/annulation",
            history::undo,
        );
    family::routes(codes::routes(routes))
}
