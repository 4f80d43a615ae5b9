//! Télé-services: what a school opens to families, and the codes by which they come in.

mod demo;
mod model;
mod pages;
mod retention;
mod store;

use admission::Audience;
use manifest::{Manifest, Processing, Routes};
use pages::{history, opening, stop};
use ui::Icon;
use web::{Entry, Section, Service};

/// The manifest. What is open is identity's, which admits families; whether the school wishes to
/// open anything is ours.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "teleservices",
            name: "Télé-services",
            sentence: "Choisir ce que l'établissement ouvre aux responsables et aux élèves.",
            icon: Icon::House,
            menu: MENU,
            counters: None,
            detached: None,
        }),
        routes,
        migrations: Some(db::migrations!("teleservices": 1 "0001_opening")),
        retention: retention::RETENTION,
        impersonal: &["teleservices_choice"],
        processing: &[Processing {
            name: "Ouverture des télé-services",
            purpose: "Savoir qui a choisi d'ouvrir des services aux familles, et quand.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e).",
            people: "Personnels de direction.",
            data: "Choix fait, compte qui l'a fait, date.",
            recipients: "Direction de l'établissement.",
        }],
        examples: Some(demo::examples),
        ..Manifest::empty("teleservices")
    }
}

const MENU: &[Section] = &[Section {
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
}];

fn routes() -> Routes {
    Routes::new()
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
        )
}
