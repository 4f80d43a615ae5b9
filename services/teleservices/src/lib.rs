//! Télé-services: what a school opens to families, and the codes by which they come in.

mod demo;
mod model;
mod pages;
mod recheck;
mod retention;
mod store;
mod tell;
mod work;

use db::Read;
use identity::{ActivationCodes, At};
use manifest::{Manifest, Processing, Routes};
use ui::Icon;
use web::{Section, Service};

pub use work::jobs;

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        service: Some(Service {
            id: "teleservices",
            name: "Télé-services",
            sentence: "Faire et envoyer les codes par lesquels les familles entrent.",
            icon: Icon::KeyRound,
            menu: MENU,
            counters: None,
            detached: None,
        }),
        routes,
        migrations: Some(db::migrations!("teleservices": 1 "0001_codes")),
        retention: retention::CODES,
        impersonal: &["code_rules"],
        processing: &[Processing {
            name: "Codes d'activation",
            purpose: "Donner à chaque responsable, et à chaque élève, le moyen d'ouvrir les services en ligne \
                      de l'établissement.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; sécurité du traitement (RGPD, art. 32).",
            people: "Élèves et leurs responsables légaux.",
            data: "État du code de chaque responsable pour chaque élève (le code lui-même n'est gardé qu'en \
                   empreinte après sa notification), envois et leur sort, demandes de la famille.",
            recipients: "Direction et secrétariat de l'établissement.",
        }],
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

const MENU: &[Section] = &[Section {
    title: "Codes d'activation",
    entries: &pages::codes::ENTRIES,
}];

fn routes() -> Routes {
    pages::codes::routes(Routes::new())
}

/// The services that are open to families at the school where one works, by name: what a notification says
/// is behind the code.
pub(crate) async fn open_services(
    _read: &mut Read,
    _at: &At<ActivationCodes>,
) -> db::Result<Vec<String>> {
    Ok(Vec::new())
}
