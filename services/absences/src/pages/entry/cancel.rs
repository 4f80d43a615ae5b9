//! « Annuler la saisie »: asked first, then done.

use super::{HREF, words::terms_words};
use crate::store::{
    absence::{self, Absence},
    entries,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use maud::html;
use ui::Confirm;
use web::{Context, Error, Input, Result, see_other};

pub(crate) async fn cancel(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Absence>>,
    input: Input,
) -> Result<Response> {
    if !input.is_ticked("confirme") {
        return ask(&at, &context, id).await;
    }
    let now = context.clock.now();
    let (cancelled, told) = in_write!(context.db, Error, |tx| {
        let cancelled = absence::cancel(tx, &at, id, now).await?;
        let told = messaging::subjects_sent(tx, at.school(), "absences", &[id.uuid()]).await?;
        Ok((cancelled, told > 0))
    })?;
    let (pupil, _) = cancelled.ok_or(Error::NotFound)?;
    let done = if told { "annulee-partie" } else { "annulee" };
    Ok(see_other(format!("{HREF}?eleve={pupil}&fait={done}")))
}

/// What is lost, before it is.
async fn ask(at: &At<SchoolLife>, context: &Context, id: Id<Absence>) -> Result<Response> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let entry = entries::one(&mut read, at, id).await?;
    let entry = entry.filter(|entry| entry.cancelled_at.is_none());
    let entry = entry.ok_or(Error::NotFound)?;
    let pupil = records::pupil(&mut read, at, today, entry.pupil).await?;
    let pupil = pupil.ok_or(Error::NotFound)?;
    let told = messaging::subjects_sent(&mut read, at.school(), "absences", &[id.uuid()]).await?;
    drop(read);
    let then = match told {
        0 => "Ce qui n'est pas parti ne partira pas.",
        _ => "Un message est déjà parti : « Rectificatifs » le dira à ceux qui l'ont reçu.",
    };
    let said = terms_words(&entry.terms);
    let lost = format!("{said} : cette saisie ne comptera plus. {then}");
    let (act, back) = (
        format!("/absences/{id}/annulation"),
        format!("/absences/{id}"),
    );
    let confirm = Confirm::new(&lost, "Annuler la saisie", &act, &back).back("Garder la saisie");
    let body = html! { (confirm.hidden("confirme", "oui")) };
    Page::new(at, format!("Annuler une saisie de {}", pupil.list_name()))
        .under("absences", HREF)
        .from("Absences et retards", HREF)
        .show(context, body)
        .await
}
