//! One provider: declared, or changed.

use super::{
    provider_form,
    provider_typed::{self, Typed},
    providers::HREF,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, Operator};
use maud::{Markup, html};
use messaging::Provider;
use ui::{Alert, definitions};
use uuid::Uuid;
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) async fn blank(
    person: At<Operator>,
    State(context): State<Context>,
) -> Result<Response> {
    let typed = Typed::blank(Uuid::new_v4().simple().to_string());
    page(
        &person,
        &context,
        None,
        &typed,
        &Invalid::default(),
        html! {},
        StatusCode::OK,
    )
    .await
}

pub(crate) async fn show(
    person: At<Operator>,
    State(context): State<Context>,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let known = known(&context, id.into()).await?;
    let typed = Typed::of_provider(&known);
    let name = Some(&known);
    page(
        &person,
        &context,
        name,
        &typed,
        &Invalid::default(),
        html! {},
        StatusCode::OK,
    )
    .await
}

pub(crate) async fn declare(
    person: At<Operator>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let typed = Typed::of_input(&input);
    let form = match typed.judge(false) {
        Ok(form) => form,
        Err(invalid) => {
            return page(
                &person,
                &context,
                None,
                &typed,
                &invalid,
                html! {},
                Invalid::STATUS,
            )
            .await;
        }
    };
    let done = format!("{HREF}?fait=declare");
    // A double click: the same provider is already there, and nothing changes.
    let mut read = context.db.read().await?;
    let known = messaging::providers(&mut read).await?;
    drop(read);
    if let Some(same) = known.iter().find(|known| known.name == form.name) {
        if provider_typed::is(same, &form) {
            return Ok(see_other(done));
        }
        let mut invalid = Invalid::default();
        invalid.add("nom", "Un autre fournisseur porte déjà ce nom.");
        return page(
            &person,
            &context,
            None,
            &typed,
            &invalid,
            html! {},
            Invalid::STATUS,
        )
        .await;
    }
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        messaging::save_provider(tx, &context.keys, &person, None, &form, now).await
    })?;
    Ok(see_other(done))
}

pub(crate) async fn change(
    person: At<Operator>,
    State(context): State<Context>,
    Path(id): Path<Uuid>,
    input: Input,
) -> Result<Response> {
    let id = Id::from(id);
    let mut typed = Typed::of_input(&input);
    let before = known(&context, id).await?;
    let form = match typed.judge(before.has_callback_secret) {
        Ok(form) => form,
        Err(invalid) => {
            let name = Some(&before);
            return page(
                &person,
                &context,
                name,
                &typed,
                &invalid,
                html! {},
                Invalid::STATUS,
            )
            .await;
        }
    };
    if before.version != typed.version && provider_typed::is(&before, &form) {
        return Ok(see_other(format!("{HREF}?fait=change"))); // a double click
    }
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        messaging::save_provider(
            tx,
            &context.keys,
            &person,
            Some((id, typed.version)),
            &form,
            now,
        )
        .await
    });
    match saved {
        Ok(_) => Ok(see_other(format!("{HREF}?fait=change"))),
        Err(Error::Conflict(sentence)) => {
            let theirs = known(&context, id).await?;
            let both = conflict(&sentence, &theirs, &typed);
            typed.version = theirs.version;
            let none = Invalid::default();
            let status = StatusCode::CONFLICT;
            page(
                &person,
                &context,
                Some(&theirs),
                &typed,
                &none,
                both,
                status,
            )
            .await
        }
        Err(error) => Err(error),
    }
}

async fn known(context: &Context, id: Id<Provider>) -> Result<Provider> {
    messaging::provider(&mut context.db.read().await?, id)
        .await?
        .ok_or(Error::NotFound)
}

/// What is kept, beside what was typed, which the form below still holds.
fn conflict(sentence: &str, theirs: &Provider, typed: &Typed) -> Markup {
    if theirs.version == typed.version {
        return html! { (Alert::danger(sentence)) }; // another provider has that name
    }
    let theirs = Typed::of_provider(theirs);
    let differing = theirs.fields().into_iter().zip(typed.fields());
    let differing = differing.filter(|(theirs, typed)| theirs.1 != typed.1).map(
        |((label, theirs), (_, typed))| {
            (
                label,
                format!("enregistré : « {theirs} » ; vous : « {typed} »"),
            )
        },
    );
    html! {
        (Alert::warning("Quelqu'un a modifié ce fournisseur pendant que vous le modifiiez").body(html! {
            (definitions(differing.collect::<Vec<_>>()))
            (ui::p("Rien de ce que vous avez saisi n'est enregistré. Si vous enregistrez le \
                    formulaire ci-dessous, il remplacera ce qui est enregistré."))
        }))
    }
}

async fn page(
    person: &At<Operator>,
    context: &Context,
    known: Option<&Provider>,
    typed: &Typed,
    invalid: &Invalid,
    above: Markup,
    status: StatusCode,
) -> Result<Response> {
    let (title, action) = match known {
        None => ("Déclarer un fournisseur".to_owned(), HREF.to_owned()),
        Some(known) => (known.name.clone(), format!("{HREF}/{}", known.id)),
    };
    let body = html! {
        (above)
        (provider_form::form(&action, known, typed, invalid))
        @if let Some(known) = known {
            (provider_form::callbacks(known, &context.settings.public_url))
        }
    };
    Page::new(person, title)
        .under("operations", HREF)
        .from("Fournisseurs de SMS", HREF)
        .status(status)
        .show(context, body)
        .await
}
