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
use messaging::{
    Reply,
    pages::{RepliesView, after, puts_aside, replies, taken_up},
};
use ui::lead;
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
    let found = messaging::stray_replies(&mut context.db.read().await?, &at, SHOWN).await?;
    let line = audit::Line::new(at.actor(), "replies.listed").detail(found.len().to_string());
    context.audit.look(context.clock.now(), line).await?;
    let body = html! {
        @if !found.is_empty() {
            (lead("Aucun établissement n'a écrit à ces numéros depuis une semaine. Si le texte dit \
                   de quel établissement il s'agit, prévenez-le, puis classez la réponse."))
        }
        (replies(&RepliesView {
            href: HREF,
            replies: &found,
            zone: Zone::default(),
            input: &input,
            when_empty: "Ce que les familles répondent va à l'établissement qui leur a écrit. Ce \
                         qui n'en trouve aucun arrive ici.",
            with_last: false,
        }))
    };
    Page::new(&at, "Réponses non rattachées")
        .under("operations", HREF)
        .from("Fournisseurs de SMS", providers::HREF)
        .notice(taken_up(&input))
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
    let (now, aside) = (context.clock.now(), puts_aside(&input));
    let found = in_write!(context.db, Error, |tx| {
        Ok(messaging::handle_stray_reply(tx, &at, id, aside, now).await?)
    })?;
    match found {
        true => Ok(see_other(after(HREF, id, aside))),
        false => Err(Error::NotFound),
    }
}
