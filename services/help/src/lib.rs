//! What the house says to whoever uses it: « Aide », made of the guides of `docs/guides`, and
//! « Quoi de neuf », made of `CHANGELOG.md`. Both are in the program, with their pictures.

mod model;
mod pages;
mod retention;
mod store;

use admission::Audience;
use manifest::{Manifest, Processing, Routes};
use pages::{guides, news, pictures, search};
use ui::Icon;
use web::Tool;

/// The manifest. It has no place among the services: the tools of every page lead to it.
pub fn manifest() -> Manifest {
    Manifest {
        tools: TOOLS,
        routes,
        migrations: Some(db::migrations!("help": 1 "0001_visits")),
        retention: retention::RETENTION,
        processing: &[Processing {
            name: "Quoi de neuf",
            purpose: "Signaler à chaque personne les nouveautés qu'elle n'a pas encore lues.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e).",
            people: "Personnels qui utilisent Préau.",
            data: "Compte, dernière visite de la page, nombre de notes qu'elle montrait.",
            recipients: "La personne elle-même.",
        }],
        ..Manifest::empty("help")
    }
}

const TOOLS: &[Tool] = &[
    Tool {
        label: "Aide",
        href: guides::HREF,
        icon: Icon::CircleHelp,
        audience: Audience::SignedIn,
        comes_from: Some(guides::FROM),
        unread: None,
    },
    Tool {
        label: "Quoi de neuf",
        href: news::HREF,
        icon: Icon::Bell,
        audience: Audience::SignedIn,
        comes_from: None,
        unread: Some(|context, account, held| Box::pin(news::unread(context, account, held))),
    },
];

fn routes() -> Routes {
    Routes::new()
        .get("/aide", guides::index)
        .example("/aide?page=/absences")
        .get("/aide/recherche", search::show)
        .example("/aide/recherche?q=absence")
        .get("/aide/images/{image}", pictures::show)
        .example("/aide/images/connexion.png")
        .get("/aide/{guide}", guides::show)
        .example("/aide/compte")
        .get("/nouveautes", news::show)
        .example("/nouveautes?pour=tous")
}
