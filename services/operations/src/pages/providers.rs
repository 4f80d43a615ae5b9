//! « Fournisseurs de SMS »: those that schools may choose.

use axum::{extract::State, response::Response};
use frame::Page;
use identity::{At, Operator};
use maud::html;
use messaging::{Protocol, Provider};
use ui::{Button, Column, Empty, Icon, Link, Notice, Table};
use web::{Context, Input, Result};

/// The address.
pub(crate) const HREF: &str = "/exploitation/fournisseurs";

pub(crate) async fn show(
    person: At<Operator>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let providers = messaging::providers(&mut read).await?;
    drop(read);
    let add = || {
        Button::primary("Déclarer un fournisseur")
            .icon(Icon::Plus)
            .href("/exploitation/fournisseurs/nouveau")
    };
    let body = html! {
        (Table::new("Fournisseurs de SMS")
            .columns([
                Column::new("Nom"),
                Column::new("Adresse"),
                Column::number("Sessions au plus"),
                Column::new("Contact"),
                Column::actions("Acte"),
            ])
            .empty(Empty::new("Aucun fournisseur de SMS")
                .why("Les établissements choisissent leur fournisseur parmi ceux que vous \
                      déclarez ici.")
                .action(add()))
            .rows(&providers, |row, provider| {
                row.head(&provider.name);
                row.cell(address(provider));
                row.cell(provider.max_sessions);
                row.cell(contact(provider));
                let href = format!("{HREF}/{}", provider.id);
                row.cell(Button::tertiary("Modifier").href(&href)
                    .about(&provider.name).small());
            }))
    };
    let done = match input.text("fait") {
        "declare" => Some(Notice::success("Le fournisseur est déclaré.")),
        "change" => Some(Notice::success("Le fournisseur est modifié.")),
        _ => None,
    };
    let mut page = Page::new(&person, "Fournisseurs de SMS")
        .under("operations", HREF)
        .intro(
            "Chaque établissement choisit parmi eux dans ses Paramétrages, et y saisit ses codes.",
        )
        .notice(done);
    if !providers.is_empty() {
        page = page.actions(html! { (add()) });
    }
    page.show(&context, body).await
}

fn address(provider: &Provider) -> String {
    match provider.protocol() {
        Ok(Protocol::Smpp { host, port }) => format!("{host}:{port} (SMPP)"),
        Ok(Protocol::Http(described)) => format!("{} (HTTP)", described.server_name()),
        Err(_) => "description illisible : à reprendre".to_owned(),
    }
}

fn contact(provider: &Provider) -> maud::Markup {
    html! {
        (provider.contact_email) " " (provider.contact_phone)
        @if !provider.information_url.is_empty() {
            " " (Link::new(&provider.information_url, "Informations").about(&provider.name))
        }
    }
}
