//! « Aide »: the list of the guides, and a guide.

use crate::model::guide::{Guide, about, for_functions, guide};
use axum::{
    extract::{Path, State},
    response::Response,
};
use frame::Page;
use identity::{At, SignedIn};
use maud::{Markup, html};
use ui::{Link, contents, list, muted, prose, section};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/aide";
/// The field that says from which page one comes.
pub(crate) const FROM: &str = "page";

pub(crate) async fn index(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let held = at.functions();
    if let Some(place) = about(input.text(FROM), held) {
        return Ok(see_other(place));
    }
    let (own, others): (Vec<&Guide>, Vec<&Guide>) = for_functions(held)
        .into_iter()
        .partition(|guide| guide.is_for(held));
    let body = html! {
        (super::search::form(""))
        (section("Pour vous", guides(&own)))
        @if !others.is_empty() { (section("Les guides des autres fonctions", guides(&others))) }
    };
    Page::new(&at, "Aide")
        .under("", HREF)
        .intro("Comment faire, fonction par fonction. « Aide » s'ouvre aussi sur ce que fait la page où vous êtes.")
        .show(&context, body)
        .await
}

fn guides(guides: &[&Guide]) -> Markup {
    list(guides.iter().map(|guide| {
        html! {
            (Link::new(&format!("{HREF}/{}", guide.id), guide.title()))
            @if let Some(opening) = guide.opening() { br; (muted(opening)) }
        }
    }))
}

pub(crate) async fn show(
    at: At<SignedIn>,
    State(context): State<Context>,
    Path(id): Path<String>,
) -> Result<Response> {
    let guide = guide(&id).ok_or(Error::NotFound)?;
    let parts: Vec<(u8, &str, String)> = guide
        .parts()
        .iter()
        .filter(|part| part.depth > 0)
        .map(|part| {
            (
                part.depth - 1,
                part.title.as_str(),
                format!("#{}", part.anchor),
            )
        })
        .collect();
    let body = html! {
        @if !parts.is_empty() {
            (contents("Sommaire", parts.iter().map(|(depth, title, href)| (*depth, *title, href.as_str()))))
        }
        (prose(&guide.document.html))
    };
    Page::new(&at, guide.title())
        .under("", HREF)
        .from("Aide", HREF)
        .show(&context, body)
        .await
}
