//! « Envoi aux familles → Réponses reçues »: what families write back to a notice.

use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use messaging::Reply;
use ui::{Alert, Button, Column, Empty, Notice, Table, fr, lead, p, post_button};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/absences/reponses";
/// More are not shown at once: the oldest come when these are handled.
const SHOWN: i64 = 200;

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let replies = messaging::replies(&mut context.db.read().await?, &at, SHOWN).await?;
    let line = audit::Line::new(at.actor(), "replies.listed");
    context
        .audit
        .look(context.clock.now(), line.detail(replies.len().to_string()))
        .await?;
    let zone = at.school_place().zone.0;
    let undone = input.text("traitee").parse::<Id<Reply>>().ok();
    let body = html! {
        @if let Some(id) = undone {
            (Alert::success("La réponse est classée").body(html! {
                (post_button(&format!("{HREF}/{id}"), Button::secondary("La remettre dans la liste"),
                    &[("traitee", "non")]))
            }))
        }
        @if !replies.is_empty() {
            (lead(format!("Il y a {} à lire.", fr::plural(replies.len() as u64,
                "réponse non rattachée", "réponses non rattachées"))))
            (p("Préau ne sait pas à quelle absence une réponse se rapporte : à vous de le voir, et \
                d'appeler la famille s'il le faut."))
        }
        (Table::new("Réponses non rattachées")
            .columns([Column::new("Numéro"), Column::new("Réponse"), Column::new("Reçue le"),
                Column::new("Dernier SMS à ce numéro"), Column::actions("Acte")])
            .empty(Empty::new("Aucune réponse à lire").why("Ce qu'une famille répond à un SMS arrive \
                ici, si l'émetteur de l'action est un numéro : on ne répond pas à un nom."))
            .rows(&replies, |row, reply| {
                row.head(&reply.from);
                row.cell(&reply.text);
                row.cell(reply.received_at.with_timezone(&zone).format("%d/%m/%Y à %H:%M").to_string());
                row.cell(match &reply.last {
                    Some((number, person)) => format!("Msg {number} – {person}"),
                    None => "aucun".to_owned(),
                });
                row.cell(post_button(&format!("{HREF}/{}", reply.id),
                    Button::secondary("Classer").about(&reply.from).small(), &[("traitee", "oui")]));
            }))
    };
    let notice = (input.text("traitee") == "non")
        .then(|| Notice::success("La réponse est de nouveau dans la liste."));
    Page::new(&at, "Réponses reçues")
        .under("absences", HREF)
        .intro("Ce que les familles répondent aux SMS.")
        .notice(notice)
        .show(&context, body)
        .await
}

pub(crate) async fn handle(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<String>,
    input: Input,
) -> Result<Response> {
    let id: Id<Reply> = id.parse().map_err(|_| Error::NotFound)?;
    let (now, handled) = (context.clock.now(), input.text("traitee") != "non");
    let found = in_write!(context.db, Error, |tx| {
        Ok(messaging::handle_reply(tx, &at, id, handled, now).await?)
    })?;
    if !found {
        return Err(Error::NotFound);
    }
    let done = if handled {
        id.to_string()
    } else {
        "non".to_owned()
    };
    Ok(see_other(format!("{HREF}?traitee={done}")))
}
