//! « Connexion » and « Quitter ».

use crate::{
    admission::At,
    audience::SignedIn,
    session,
    sign_in::{Outcome, attempt},
    throttle,
};
use ::manifest::Public;
use audit::Line;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use db::in_write;
use maud::{Render as _, html};
use ui::{Alert, Button, Field, Form, button_bar, p};
use web::{Context, Error, Input, Result, see_other};

pub(crate) async fn show(_: Public, State(context): State<Context>, input: Input) -> Response {
    page(&context, &input, None, StatusCode::OK)
}

fn page(context: &Context, input: &Input, refused: Option<String>, status: StatusCode) -> Response {
    let body = html! {
        @if let Some(sentence) = &refused {
            (Alert::danger("Vous n'êtes pas connecté").body(p(sentence)).status())
        }
        @if refused.is_none() && input.text("fait") == "ferme" {
            (Alert::success("Votre compte est fermé").body(p("Vous êtes déconnecté partout.")).status())
        }
        (Form::post("/connexion", html! {
            (Field::text("identifiant", "Identifiant").value(input.text("identifiant")).required()
                .autocomplete("username"))
            (Field::password("motdepasse", "Mot de passe").required()
                .autocomplete("current-password"))
            (button_bar(Button::primary("Se connecter")))
        }).hidden("suite", back(input)))
        @if !context.family.is_empty() {
            (p(html! { a.ds-link href="/premier-acces" { "Première connexion d'une famille" } }))
        }
        (p("Mot de passe oublié ? La direction de votre établissement, ou l'assistance de \
            l'académie, vous donnera un lien pour en choisir un autre."))
    };
    (
        status,
        frame::small_page(context, "Connexion", body).render(),
    )
        .into_response()
}

/// Where to go after signing in: a path of ours, and nothing else. Browsers read `\` as `/`, and
/// take tabs and line ends out before they read.
fn back(input: &Input) -> &str {
    let path = input.text("suite");
    let ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c == '\\' || c.is_control());
    if ours { path } else { "/" }
}

pub(crate) async fn submit(
    _: Public,
    State(context): State<Context>,
    headers: HeaderMap,
    input: Input,
) -> Result<Response> {
    let (typed, password) = (input.text("identifiant"), input.raw("motdepasse"));
    let refused = match attempt(&context, typed, password, &headers).await? {
        Outcome::SignedIn(cookie) => {
            let mut response = see_other(back(&input));
            let cookie = HeaderValue::from_str(&cookie).map_err(Error::internal)?;
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            return Ok(response);
        }
        Outcome::Refused => "L'identifiant ou le mot de passe n'est pas le bon. Vérifiez que les \
                             majuscules ne sont pas verrouillées."
            .to_owned(),
        Outcome::Wait(minutes) => throttle::wait_words(minutes),
    };
    Ok(page(
        &context,
        &input,
        Some(refused),
        StatusCode::UNPROCESSABLE_ENTITY,
    ))
}

pub(crate) async fn leave(at: At<SignedIn>, State(context): State<Context>) -> Result<Response> {
    let now = context.clock.now();
    if let Some(current) = at.session() {
        in_write!(context.db, Error, |tx| {
            session::end(tx, at.person().account, current.id, now).await?;
            Ok(audit::note(tx, now, &Line::new(at.actor(), "session.closed")).await?)
        })?;
    }
    let mut response = see_other("/connexion");
    let gone = session::cookie("", context.settings.public_url.starts_with("https:"));
    let gone = HeaderValue::from_str(&gone).map_err(Error::internal)?;
    response.headers_mut().insert(header::SET_COOKIE, gone);
    Ok(response)
}
