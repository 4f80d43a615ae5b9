//! « Paramétrages »: how the year is cut and how averages are computed.

pub(crate) mod periods;
pub(crate) mod publication;
pub(crate) mod rules;
pub(crate) mod weights;

use maud::Markup;
use ui::{Alert, Notice, definitions, html, p};
use web::Input;

/// What the page says when its form was just kept.
fn saved(input: &Input, sentence: &'static str) -> Option<Notice> {
    (input.text("fait") == "oui").then(|| Notice::success(sentence))
}

/// What somebody else wrote since the page was shown, above what this person typed.
fn conflict(latest: Vec<(&'static str, String)>) -> Markup {
    html! {
        (Alert::warning("Ces réglages ont été modifiés entre-temps").body(html! {
            (p("Voici ce qui est enregistré maintenant. Votre saisie est conservée ci-dessous : \
                validez-la pour le remplacer."))
            (definitions(latest))
        }))
    }
}
