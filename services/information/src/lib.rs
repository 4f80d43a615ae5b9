//! « Informations pratiques » of a school: contacts, places, opening hours, what else is good to
//! know. The head writes them, whoever works there reads and prints them.

mod demo;
mod model;
mod pages;
mod retention;
mod store;

use admission::Audience;
use manifest::{Manifest, Processing, Routes};
use pages::{edit, form, read};
use ui::Icon;
use web::Tool;

/// The manifest. It has no place among the services: the tools of every page lead to it.
pub fn manifest() -> Manifest {
    Manifest {
        tools: &[Tool {
            label: "Informations pratiques",
            href: read::HREF,
            icon: Icon::Info,
            audience: Audience::SchoolInformation,
            comes_from: None,
            unread: None,
        }],
        routes,
        migrations: Some(db::migrations!("information": 1 "0001_entries")),
        retention: retention::RETENTION,
        processing: &[Processing {
            name: "Informations pratiques",
            purpose: "Dire à qui s'adresser dans l'établissement, où et à quelles heures.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e).",
            people: "Personnels dont la direction donne le nom comme contact.",
            data: "Service, nom, téléphone et courriel professionnels, lieu, horaires.",
            recipients: "Personnels de l'établissement.",
        }],
        examples: Some(demo::examples),
        demo: Some(demo::begin),
        ..Manifest::empty("information")
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/informations", read::show)
        .get("/informations/modification", edit::list)
        .post("/informations/relecture", edit::review)
        .get("/informations/nouveau", form::new)
        .example("/informations/nouveau?nature=contact")
        .post("/informations/nouveau", form::add)
        .form("nature=contact&titre=Secrétariat&telephone=01 99 00 00 10&courriel=&personne=&lieu=")
        .get("/informations/{information}", form::edit)
        .post("/informations/{information}", form::change)
        .form("titre=Secrétariat&telephone=01 99 00 00 10&courriel=&personne=&lieu=&version={information_version}")
        .post("/informations/{information}/rang", edit::shift)
        .form("sens=haut&rang={information_rank}")
        .post("/informations/{information}/offre", edit::offer_again)
        .form("offert=non")
}
