//! The search of the help: headings, and the sentences under them.

use crate::model::search::{Found, LONGEST, search};
use axum::{extract::State, response::Response};
use frame::Page;
use identity::{At, SignedIn};
use maud::{Markup, html};
use ui::{Empty, Field, Filters, Icon, Link, fr, list, muted, section};
use web::{Context, Input, Result};

const HREF: &str = "/aide/recherche";

pub(crate) async fn show(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let asked = input.text("q");
    let found = search(asked, at.functions());
    let body = html! {
        (form(asked))
        @if asked.is_empty() {
            (Empty::new("Que cherchez-vous ?").icon(Icon::Search)
                .why("Tapez un ou plusieurs mots, par exemple « mot de passe »."))
        } @else if found.is_empty() {
            (Empty::new("Rien ne correspond").icon(Icon::Search)
                .why("Essayez avec d'autres mots, ou ouvrez le guide de votre fonction."))
        } @else {
            (section(&fr::plural(found.len() as u64, "passage trouvé", "passages trouvés"), results(&found)))
        }
    };
    Page::new(&at, "Rechercher dans l'aide")
        .under("", super::guides::HREF)
        .from("Aide", super::guides::HREF)
        .show(&context, body)
        .await
}

/// The field and its button.
pub(crate) fn form(asked: &str) -> Markup {
    html! {
        (Filters::new(HREF, Field::search("q", "Rechercher dans l'aide").id("question").value(asked)
            .maxlength(u32::try_from(LONGEST).unwrap_or(u32::MAX))).search("Chercher"))
    }
}

fn results(found: &[Found]) -> Markup {
    list(found.iter().map(|found| {
        let (title, of) = (found.part.title.as_str(), found.guide.title());
        html! {
            (Link::new(&found.guide.href(found.part), title))
            @if title != of { " " (muted(of)) }
            @for sentence in &found.sentences { br; (sentence) }
        }
    }))
}
