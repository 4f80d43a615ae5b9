//! « Chercher un code »: by name from its first letter, MEF, division; what waits, and what died.

use super::{
    filters::{Fields, choices, filters, page},
    looked, pair,
};
use crate::{
    model::codes::{Access, CodeState, Filter, Row, standing},
    store::codes::{change, request},
};
use axum::{extract::State, response::Response};
use frame::Page;
use identity::{ActivationCodes, At};
use maud::{Markup, html};
use ui::{Button, Column, Empty, Icon, Table, Tag, Tone, definitions, details, fr, p};
use web::{Context, Input, Result};

pub(crate) const HREF: &str = "/teleservices/codes";

pub(crate) async fn show(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let filter = Filter {
        access: Access::All,
        ..Filter::of(&input)
    };
    let rows = looked(&context, &at, "recherche").await?;
    let found: Vec<&Row> = rows.iter().filter(|row| filter.takes(row)).collect();
    let mut read = context.db.read().await?;
    let states = change::counts(&mut read, &at).await?;
    let requests = request::counts(&mut read, &at).await?;
    drop(read);
    let choices = choices(&context, &at).await?;
    let (shown, paging) = page(&found, &input, HREF, &filter.fields());
    let fields = Fields {
        href: HREF,
        anybody: true,
        access: false,
        more: html! {},
    };
    let body = html! {
        (definitions(states.iter().map(|(state, count)| {
            (words(*state), fr::number(*count))
        })))
        (details("Demandes des familles", definitions(requests.iter().map(|(kind, count)| {
            (kind.label(), fr::number(*count))
        }))))
        (filters(fields, &choices, &filter))
        (table(shown))
        (paging)
    };
    Page::new(&at, "Codes d'activation")
        .under("teleservices", HREF)
        .intro("Où en est le code de chaque responsable et de chaque élève.")
        .show(&context, body)
        .await
}

fn words(state: CodeState) -> &'static str {
    match state {
        CodeState::Generated => "Générés, à notifier",
        CodeState::Notified => "Notifiés, pas encore utilisés",
        CodeState::Used => "Utilisés",
        CodeState::Disabled => "Désactivés",
        CodeState::Expired => "Expirés sans avoir servi",
    }
}

fn table(rows: &[&Row]) -> Markup {
    html! {
        (Table::new("Codes d'activation")
            .columns([Column::new("Élève"), Column::new("Division"), Column::new("Pour"),
                Column::new("État du code"), Column::actions("Actes")])
            .empty(Empty::new("Personne ne correspond").icon(Icon::Users)
                .why("Changez le filtre, ou importez les registres s'il n'y a pas encore d'élève."))
            .rows(rows.iter(), |line, row| {
                let name = row.pupil.list_name();
                line.head(&name);
                line.cell(row.pupil.division.as_deref().unwrap_or("sans classe"));
                line.cell(html! { (row.holder_name()) " (" (row.quality()) ")" });
                line.cell(tag(row));
                line.cell(Button::tertiary("Modifier").small()
                    .about(&format!("le code de {} pour {name}", row.holder_name()))
                    .href(&pair::href(row.pair)));
            }))
    }
}

/// Where the code stands.
pub(super) fn tag(row: &Row) -> Markup {
    let tone = match row.state() {
        None | Some(CodeState::Disabled) => Tone::Neutral,
        Some(CodeState::Generated | CodeState::Notified) => Tone::Accent,
        Some(CodeState::Used) => Tone::Success,
        Some(CodeState::Expired) => Tone::Warning,
    };
    html! {
        (Tag::new(standing(row.state()), tone))
        @if row.refused { (p("Refus des télé-services")) }
    }
}
