//! « Premier accès »: a login and a password, which wait; then a code and a birth date, which open the
//! account.

use super::{attach, code_form};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use db::in_write;
use identity::{FIRST_ACCESS_MINUTES, FirstAccess, Login, begin_first_access, first_access};
use manifest::Public;
use maud::{Markup, Render as _, html};
use ui::{Button, ErrorSummary, Field, Form, button_bar, p};
use web::{Context, Error, Input, Invalid, Result, see_other};

const CODE: &str = "/premier-acces/code";
const HELP: &str = "/premier-acces/aide";

fn page(context: &Context, title: &'static str, status: StatusCode, body: Markup) -> Response {
    let page = frame::small_page(context, title, body);
    (status, page.render()).into_response()
}

fn set_cookies(response: &mut Response, cookies: &[String]) -> Result<()> {
    for cookie in cookies {
        let cookie = HeaderValue::from_str(cookie).map_err(Error::internal)?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(())
}

pub(crate) async fn show(_: Public, State(context): State<Context>, input: Input) -> Response {
    account_page(&context, &input, &Invalid::default(), StatusCode::OK)
}

fn account_page(
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Response {
    let body = html! {
        @if input.text("suite") == "perime" {
            (ui::Alert::info("Il faut recommencer").body(p(format!("Ce que vous aviez choisi n'est gardé que \
                {FIRST_ACCESS_MINUTES} minutes sans code. Rien n'a été créé."))))
        }
        @if input.text("suite") == "lien" {
            (ui::Alert::info("Votre lien est reconnu").body(p("Il tiendra lieu de code, avec la date de naissance \
                de l'élève. Si vous avez déjà un compte, connectez-vous.")))
        }
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (p("Vous avez reçu un code d'activation d'un établissement ? Choisissez d'abord un identifiant et un mot \
            de passe. Le code et la date de naissance de l'élève sont demandés ensuite."))
        (Form::post(super::FIRST_ACCESS, html! {
            (Field::text("identifiant", "Identifiant que vous choisissez").value(input.text("identifiant"))
                .required().autocomplete("username").error(invalid.on("identifiant"))
                .description("De 3 à 40 lettres sans accent, chiffres, points ou tirets."))
            (Field::password("motdepasse", "Mot de passe que vous choisissez").required()
                .autocomplete("new-password").error(invalid.on("motdepasse"))
                .description("12 caractères au moins : une phrase convient très bien."))
            (button_bar(Button::primary("Continuer")))
        }))
        (p(html! { "Vous avez déjà un compte ? " a.ds-link href="/connexion?suite=/enfants/code" { "Connectez-vous" }
            ", puis attachez un enfant de plus." }))
        (p(html! { a.ds-link href=(HELP) { "Je n'y arrive pas" } }))
    };
    page(context, "Premier accès", status, body)
}

pub(crate) async fn begin(
    _: Public,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let mut invalid = Invalid::default();
    let login = invalid.check("identifiant", Login::parse(input.text("identifiant")));
    let password = input.raw("motdepasse");
    invalid.check("motdepasse", identity::judge_password(password));
    if let (Some(login), true) = (login, invalid.is_empty()) {
        let begun = begin_first_access(&context, &login, password).await?;
        if let Some(cookie) = invalid.check("identifiant", begun) {
            let mut response = see_other(CODE);
            set_cookies(&mut response, &[cookie])?;
            return Ok(response);
        }
    }
    Ok(account_page(&context, &input, &invalid, Invalid::STATUS))
}

/// Where those are sent for whom nothing waits any more.
fn again() -> Response {
    see_other(format!("{}?suite=perime", super::FIRST_ACCESS))
}

pub(crate) async fn ask_code(
    _: Public,
    State(context): State<Context>,
    headers: HeaderMap,
    input: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let found = first_access(&mut read, &headers, context.clock.now()).await?;
    let linked = code_form::followed(&mut read, &context, &headers)
        .await?
        .is_some();
    let valid = Invalid::default();
    Ok(match found {
        None => again(),
        Some(found) => code_page(&context, (&found, linked), &input, &valid, StatusCode::OK),
    })
}

fn code_page(
    context: &Context,
    (found, linked): (&FirstAccess, bool),
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Response {
    let body = html! {
        (p(format!("Votre identifiant sera « {} ». Le compte n'existera qu'une fois le code accepté.", found.login)))
        (code_form::form(CODE, input, invalid, "Créer mon compte", linked))
        (p(html! { a.ds-link href=(HELP) { "Je n'y arrive pas" } }))
    };
    page(context, "Votre code d'activation", status, body)
}

pub(crate) async fn take_code(
    _: Public,
    State(context): State<Context>,
    headers: HeaderMap,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let mut read = context.db.read().await?;
    let found = first_access(&mut read, &headers, now).await?;
    let link = code_form::followed(&mut read, &context, &headers).await?;
    drop(read);
    let linked = link.is_some();
    let Some(found) = found else {
        return Ok(again());
    };
    let mut invalid = Invalid::default();
    let Some(attempt) = code_form::read(&input, link, &mut invalid) else {
        return Ok(code_page(
            &context,
            (&found, linked),
            &input,
            &invalid,
            Invalid::STATUS,
        ));
    };
    let (opened, invalid) = in_write!(context.db, Error, |tx| {
        let mut invalid = Invalid::default();
        // Before the code is used: it serves once.
        let login = Login::parse(&found.login).map_err(Error::internal)?;
        if !identity::is_login_free(tx, &login).await? {
            return Ok((None, invalid));
        }
        let accepted = attempt
            .run(tx, &context, &found.tries(), &mut invalid)
            .await?;
        let Some((school, pairs)) = accepted else {
            return Ok((None, invalid));
        };
        let first = pairs.first().ok_or(Error::NotFound)?;
        let name = records::holder_name(tx, first.pupil, first.guardian()).await?;
        let name = name.ok_or(Error::NotFound)?;
        let opened = found.open(tx, &context, &headers, name).await?;
        let opened = opened.map_err(Error::internal)?;
        let actor = audit::Actor {
            account: Some(opened.account),
            school: Some(school),
        };
        attach::attach(tx, opened.account, actor, (school, &pairs), now).await?;
        Ok((Some(opened), invalid))
    })?;
    match opened {
        Some(opened) => {
            let mut response = see_other("/?fait=compte");
            set_cookies(&mut response, &opened.cookies)?;
            set_cookies(&mut response, &[code_form::cookie(&context, "")])?;
            Ok(response)
        }
        // Somebody took the login meanwhile.
        None if invalid.is_empty() => {
            let mut invalid = Invalid::default();
            invalid.add(
                "identifiant",
                identity::AccountError::Taken(found.login.clone()),
            );
            let typed = Input::of([("identifiant", found.login.as_str())]);
            Ok(account_page(&context, &typed, &invalid, Invalid::STATUS))
        }
        None => Ok(code_page(
            &context,
            (&found, linked),
            &input,
            &invalid,
            Invalid::STATUS,
        )),
    }
}

/// The link of a message: remembered by this browser alone, and used with a birth date, never by itself.
pub(crate) async fn follow(
    _: Public,
    State(context): State<Context>,
    Path(token): Path<String>,
) -> Result<Response> {
    let mut response = see_other("/premier-acces?suite=lien");
    let plain = token
        .chars()
        .all(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'));
    if plain && token.len() <= 64 {
        set_cookies(&mut response, &[code_form::cookie(&context, &token)])?;
    }
    Ok(response)
}

pub(crate) async fn help(_: Public, State(context): State<Context>) -> Response {
    let body = html! {
        (ui::section("Je n'ai pas de code", p("Le code est envoyé par l'établissement de l'élève : demandez-le au \
            secrétariat. Chaque responsable a le sien, pour chaque enfant.")))
        (ui::section("Mon code n'est pas accepté", p("Relisez-le, avec la date de naissance de l'élève à qui il se \
            rapporte. Un code sert une seule fois, pendant un temps limité, et il est bloqué après plusieurs essais : \
            le secrétariat peut vous en donner un autre.")))
        (ui::section("J'ai plusieurs enfants", p("Un seul compte suffit, même dans plusieurs établissements : \
            connectez-vous, puis attachez chaque enfant avec son code.")))
        (ui::section("J'ai oublié mon mot de passe", p("L'établissement de votre enfant, ou l'assistance de \
            l'académie, vous donnera un lien pour en choisir un autre.")))
        (button_bar(Button::primary("Revenir au premier accès").href(super::FIRST_ACCESS)))
    };
    page(&context, "Aide au premier accès", StatusCode::OK, body)
}
