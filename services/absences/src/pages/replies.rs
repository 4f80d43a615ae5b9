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
use messaging::{
    Reply,
    pages::{RepliesView, after, puts_aside, replies, taken_up},
};
use ui::{fr, lead, p};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/absences/reponses";
/// More are not shown at once: the oldest come when these are handled.
const SHOWN: i64 = 200;

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let found = messaging::replies(&mut context.db.read().await?, &at, SHOWN).await?;
    let line = audit::Line::new(at.actor(), "replies.listed").detail(found.len().to_string());
    context.audit.look(context.clock.now(), line).await?;
    let body = html! {
        @if !found.is_empty() {
            (lead(format!("Il y a {} à lire.", fr::plural(found.len() as u64,
                "réponse non rattachée", "réponses non rattachées"))))
            (p("Préau ne sait pas à quelle absence une réponse se rapporte : à vous de le voir, et \
                d'appeler la famille s'il le faut."))
        }
        (replies(&RepliesView {
            href: HREF,
            replies: &found,
            zone: at.school_place().zone,
            input: &input,
            when_empty: "Ce qu'une famille répond à un SMS arrive ici, si l'émetteur de l'action est \
                         un numéro : on ne répond pas à un nom.",
            with_last: true,
        }))
    };
    Page::new(&at, "Réponses reçues")
        .under("absences", HREF)
        .intro("Ce que les familles répondent aux SMS.")
        .notice(taken_up(&input))
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
    let (now, aside) = (context.clock.now(), puts_aside(&input));
    let found = in_write!(context.db, Error, |tx| {
        Ok(messaging::handle_reply(tx, &at, id, aside, now).await?)
    })?;
    match found {
        true => Ok(see_other(after(HREF, id, aside))),
        false => Err(Error::NotFound),
    }
}
