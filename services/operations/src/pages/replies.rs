//! « Réponses non rattachées »: what people wrote back, when nobody knows to which school.

use super::providers;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::{Id, Zone};
use frame::Page;
use identity::{At, Operator};
use maud::html;
use messaging::Reply;
use ui::{Alert, Button, Column, Empty, Notice, Table, lead, post_button};
use web::{Context, Error, Input, Result, see_other};

/// The address.
pub(crate) const HREF: &str = "/exploitation/reponses";
/// More are not shown at once: the oldest come when these are handled.
const SHOWN: i64 = 200;

pub(crate) async fn show(
    at: At<Operator>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let replies = messaging::stray_replies(&mut context.db.read().await?, &at, SHOWN).await?;
    let line = audit::Line::new(at.actor(), "replies.listed");
    let line = line.detail(replies.len().to_string());
    context.audit.look(context.clock.now(), line).await?;
    let zone = Zone::default().0;
    let undone = input.text("traitee").parse::<Id<Reply>>().ok();
    let body = html! {
        @if let Some(id) = undone {
            (Alert::success("La réponse est classée").body(
                post_button(&format!("{HREF}/{id}"), Button::secondary("La remettre dans la liste"),
                    &[("traitee", "non")])))
        }
        @if !replies.is_empty() {
            (lead("Aucun établissement n'a écrit à ces numéros depuis une semaine. Si le texte dit \
                   de quel établissement il s'agit, prévenez-le, puis classez la réponse."))
        }
        (Table::new("Réponses non rattachées")
            .columns([Column::new("Numéro"), Column::new("Réponse"), Column::new("Reçue le"),
                Column::actions("Acte")])
            .empty(Empty::new("Aucune réponse à lire").why("Ce que les familles répondent va à \
                l'établissement qui leur a écrit. Ce qui n'en trouve aucun arrive ici."))
            .rows(&replies, |row, reply| {
                row.head(&reply.from);
                row.cell(&reply.text);
                row.cell(reply.received_at.with_timezone(&zone).format("%d/%m/%Y à %H:%M").to_string());
                row.cell(post_button(&format!("{HREF}/{}", reply.id),
                    Button::secondary("Classer").about(&reply.from).small(), &[("traitee", "oui")]));
            }))
    };
    let notice = (input.text("traitee") == "non")
        .then(|| Notice::success("La réponse est de nouveau dans la liste."));
    Page::new(&at, "Réponses non rattachées")
        .under("operations", HREF)
        .from("Fournisseurs de SMS", providers::HREF)
        .notice(notice)
        .show(&context, body)
        .await
}

pub(crate) async fn handle(
    at: At<Operator>,
    State(context): State<Context>,
    Path(id): Path<String>,
    input: Input,
) -> Result<Response> {
    let id: Id<Reply> = id.parse().map_err(|_| Error::NotFound)?;
    let (now, handled) = (context.clock.now(), input.text("traitee") != "non");
    let found = in_write!(context.db, Error, |tx| {
        Ok(messaging::handle_stray_reply(tx, &at, id, handled, now).await?)
    })?;
    if !found {
        return Err(Error::NotFound);
    }
    let done = match handled {
        true => id.to_string(),
        false => "non".to_owned(),
    };
    Ok(see_other(format!("{HREF}?traitee={done}")))
}
