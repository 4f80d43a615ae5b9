//! « Codes d'activation ».

mod batch;
mod change;
mod doubt;
mod filters;
mod generation;
mod list;
mod notification;
mod pair;
mod paper;
mod rules;

use admission::Audience;
use audit::Line;
use identity::{ActivationCodes, At};
use manifest::Routes;
use web::{Context, Entry, Result};

use crate::model::codes::Row;
use crate::store::codes::list::rows;

/// The entries of the menu.
pub(crate) const ENTRIES: [Entry; 5] = [
    entry("Chercher un code", list::HREF),
    entry("Générer des codes", generation::HREF),
    entry("Notifier des codes", notification::HREF),
    entry("Générations et envois", batch::HREF),
    entry("Délai des codes", rules::HREF),
];

const fn entry(label: &'static str, href: &'static str) -> Entry {
    Entry {
        label,
        href,
        audience: Audience::ActivationCodes,
        counter: None,
    }
}

/// The pages of codes.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(list::HREF, list::show)
        .example("/teleservices/codes?nom=a&qui=legal1")
        .get(generation::HREF, generation::show)
        .example("/teleservices/codes/generation?qui=legal2")
        .post(generation::HREF, generation::submit)
        .form("qui=legal1&acces=tous&paire={code_pair}&averti=1")
        .get(notification::HREF, notification::show)
        .example("/teleservices/codes/notification?qui=legal1&moyen=letter")
        .post(notification::HREF, notification::submit)
        .form("qui=legal1&moyen=letter&etat=tous&destinataire={code_holder}")
        .get(batch::HREF, batch::list)
        .get("/teleservices/codes/lots/{code_batch}", batch::show)
        .get(
            "/teleservices/codes/lots/{code_batch}/avancement",
            batch::progress,
        )
        .post(
            "/teleservices/codes/lots/{code_batch}/impression",
            paper::print,
        )
        .form("partie=1")
        .post(
            "/teleservices/codes/lots/{code_batch}/postes",
            paper::posted,
        )
        .post("/teleservices/codes/lots/{code_batch}/doute", doubt::settle)
        .form("envoi={code_sending}&choix=envoye")
        .get(rules::HREF, rules::show)
        .post(rules::HREF, rules::save)
        .form("delai=90&version={code_rules_version}")
        .get("/teleservices/codes/paires/{code_pair}", pair::show)
        .post(
            "/teleservices/codes/paires/{code_pair}/regeneration",
            change::regenerate,
        )
        .form("code={code_seen}")
        .post(
            "/teleservices/codes/paires/{code_pair}/notification",
            change::notify,
        )
        .form("moyen=letter")
        .post(
            "/teleservices/codes/paires/{code_pair}/demandes",
            change::request,
        )
        .form("demande=lost&note=Au téléphone")
        .post(
            "/teleservices/codes/paires/{code_pair}/desactivation",
            change::disable,
        )
        .form("code={code_seen}")
        .post(
            "/teleservices/codes/paires/{code_pair}/reactivation",
            change::enable,
        )
}

/// Rows of one page of a list.
const SHOWN: usize = 100;

/// All pairs of the school, each with its code; that they were looked at is noted.
async fn looked(context: &Context, at: &At<ActivationCodes>, what: &str) -> Result<Vec<Row>> {
    let now = context.clock.now();
    let line = Line::new(at.actor(), "codes.listed").detail(what);
    context.audit.look(now, line).await?;
    let mut read = context.db.read().await?;
    Ok(rows(&mut read, at, at.today(now)).await?)
}
