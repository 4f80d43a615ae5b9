//! The home page: the services open to the person, with what waits in each.

use crate::{admission::At, audience::SignedIn};
use axum::{extract::State, response::Response};
use frame::Page;
use maud::html;
use ui::{Empty, Tile, Tone, fr, tiles};
use web::{Context, Result, see_other};

pub(crate) async fn show(at: At<SignedIn>, State(context): State<Context>) -> Result<Response> {
    if let Some(child) = at.family().first() {
        return Ok(see_other(child.holder().family().path()));
    }
    let mut open = Vec::new();
    for service in context.services.iter() {
        let Some(href) = service.href_for(at.rights()) else {
            continue;
        };
        let mut waiting = None;
        if let (Some(counters), Some(school)) = (service.counters, at.place().school()) {
            let counts = counters(context.clone(), school.id).await?;
            let shown = service.entries_for(at.rights()).filter_map(|entry| {
                let (_, count) = counts
                    .iter()
                    .find(|(name, _)| entry.counter == Some(*name))?;
                (*count > 0)
                    .then(|| format!("{} : {}", entry.label, fr::number(count.unsigned_abs())))
            });
            let shown: Vec<String> = shown.collect();
            waiting = (!shown.is_empty()).then(|| shown.join(" · ").into());
        }
        open.push(Tile {
            href: href.into(),
            title: service.name.into(),
            text: service.sentence.into(),
            icon: service.icon,
            tone: Tone::Accent,
            waiting,
        });
    }
    let body = html! {
        @if open.is_empty() {
            (Empty::new("Aucun service ne vous est ouvert pour l'instant")
                .why("Vos services s'afficheront ici dès que votre fonction en ouvrira. Votre \
                      direction peut vous dire lesquels."))
        } @else {
            (tiles(&open))
        }
    };
    let name = at.person().first_name.clone();
    Page::new(&at, format!("Bonjour {name}"))
        .under("", "/")
        .show(&context, body)
        .await
}
