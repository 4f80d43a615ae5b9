//! The page behind a one-time link: choosing a password.

use crate::{password, password_link};
use ::manifest::Public;
use audit::{Actor, Line};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::in_write;
use maud::{Render as _, html};
use ui::{Button, ErrorSummary, Field, Form, button_bar, p};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) async fn show(
    _: Public,
    State(context): State<Context>,
    Path(token): Path<String>,
) -> Result<Response> {
    page(&context, &token, &Invalid::default(), StatusCode::OK).await
}

async fn page(
    context: &Context,
    token: &str,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let found = password_link::account_of(&mut read, token, context.clock.now()).await?;
    let Some((_, login)) = found else {
        let body = html! {
            (p("Ce lien a déjà servi, ou il a plus d'une semaine. Demandez-en un autre à la \
                personne qui vous l'a donné."))
            (button_bar(Button::primary("Se connecter").href("/connexion")))
        };
        let page = frame::small_page(context, "Ce lien ne fonctionne plus", body);
        return Ok((StatusCode::NOT_FOUND, page.render()).into_response());
    };
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(&format!("/mot-de-passe/{token}"), html! {
            (Field::text("identifiant", "Votre identifiant").value(login.as_str())
                .read_only().autocomplete("username").description("Notez-le : il ne changera pas."))
            (Field::password("nouveau", "Mot de passe").required()
                .description("12 caractères au moins : une phrase convient très bien.")
                .autocomplete("new-password").error(invalid.on("nouveau")))
            (button_bar(Button::primary("Enregistrer")))
        }))
    };
    let page = frame::small_page(context, "Choisir un mot de passe", body);
    Ok((status, page.render()).into_response())
}

pub(crate) async fn submit(
    _: Public,
    State(context): State<Context>,
    Path(token): Path<String>,
    input: Input,
) -> Result<Response> {
    let mut invalid = Invalid::default();
    invalid.check("nouveau", password::judge(input.raw("nouveau")));
    if !invalid.is_empty() {
        return page(&context, &token, &invalid, Invalid::STATUS).await;
    }
    let now = context.clock.now();
    let hash = password::hash(input.raw("nouveau").to_owned()).await?;
    let chosen = in_write!(context.db, Error, |tx| {
        let found = password_link::account_of(tx, &token, now).await?;
        let Some((account, _)) = found else {
            return Ok(false);
        };
        if !password_link::consume(tx, &token, now).await? {
            return Ok(false);
        }
        password::store(tx, account, &hash, now, None).await?;
        let actor = Actor {
            account: Some(account),
            school: None,
        };
        audit::note(
            tx,
            now,
            &Line::new(actor, "password.chosen").on("account", account),
        )
        .await?;
        Ok(true)
    })?;
    if chosen {
        Ok(see_other("/connexion"))
    } else {
        page(&context, &token, &invalid, StatusCode::OK).await
    }
}
