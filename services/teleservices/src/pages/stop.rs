//! « Ne plus en proposer », asked once: all that is open closes.

use super::opening;
use crate::{model::Choice, store::opening as store};
use axum::{extract::State, response::Response};
use frame::Page;
use identity::{At, FamilyOpening};
use maud::html;
use ui::{Confirm, list};
use web::{Context, Result, see_other};

pub(crate) const HREF: &str = "/teleservices/arret";

pub(crate) async fn ask(at: At<FamilyOpening>, State(context): State<Context>) -> Result<Response> {
    let mut read = context.db.read().await?;
    if !store::offers(&mut read, &at).await? {
        return Ok(see_other(opening::HREF));
    }
    let openings = identity::openings(&mut read, at.school()).await?;
    drop(read);
    let open = opening::open_now(&openings, &context.family);
    let loss = match open.is_empty() {
        true => "Rien n'est ouvert\u{a0}: personne ne perdra d'accès.",
        false => "Ceci se fermera dès maintenant\u{a0}:",
    };
    let confirm = Confirm::new(
        loss,
        "Ne plus en proposer",
        "/teleservices/choix",
        opening::HREF,
    )
    .hidden("choix", Choice::NotNow.code());
    let confirm = match open.is_empty() {
        true => confirm,
        false => confirm.body(list(open)),
    };
    Page::new(&at, "Ne plus proposer de télé-services")
        .under("teleservices", opening::HREF)
        .from("Ouverture des télé-services", opening::HREF)
        .show(&context, html! { (confirm) })
        .await
}
