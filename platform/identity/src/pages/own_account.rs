//! What a family does with its own account, which no school manages: another login, and its end.

use super::account::{self, refuse_present};
use crate::{
    account::{Login, close, set_login},
    admission::At,
    audience::SignedIn,
    family_link::end_all_links,
    session,
};
use ::admission::Family;
use audit::Line;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use db::in_write;
use frame::Page;
use maud::{Markup, html};
use ui::{Button, ErrorSummary, Field, Form, Link, button_bar, list, p, section};
use web::{Context, Error, Input, Invalid, Result, see_other};

const CLOSING: &str = "/compte/fermeture";

/// Whether the account is a family's: one of somebody who works is their school's to manage, and shows no
/// children.
pub(super) fn is_own(at: &At<SignedIn>) -> bool {
    !at.family().is_empty()
}

/// The parts of « Mon compte » that families alone have.
pub(super) fn sections(at: &At<SignedIn>, input: &Input, invalid: &Invalid) -> Markup {
    if !is_own(at) {
        return html! {};
    }
    let home = at.family()[0].holder().family();
    let (title, label) = match home {
        Family::Guardian => ("Mes enfants", "Voir ou attacher un enfant"),
        Family::Pupil => ("Mes services", "Voir mes services"),
    };
    html! {
        (section(title, p(Link::new(home.path(), label))))
        (section("Changer d'identifiant", html! {
            (Form::post("/compte/identifiant", html! {
                (Field::text("nouvel_identifiant", "Nouvel identifiant").value(input.text("nouvel_identifiant"))
                    .required().error(invalid.on("nouvel_identifiant"))
                    .description("De 3 à 40 lettres sans accent, chiffres, points ou tirets."))
                (Field::password("confirmation", "Votre mot de passe").required()
                    .autocomplete("current-password").error(invalid.on("confirmation")))
                (button_bar(Button::secondary("Changer d'identifiant")))
            }))
        }))
        (section("Fermer mon compte", html! {
            (p("Vous ne pourrez plus vous connecter. L'établissement garde ce qu'il sait de vous et de l'élève."))
            (button_bar(Button::tertiary("Fermer mon compte").href(CLOSING)))
        }))
    }
}

pub(crate) async fn change_login(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    if !is_own(&at) || input.text("nouvel_identifiant").is_empty() {
        return Ok(see_other("/compte"));
    }
    let (now, mine) = (context.clock.now(), at.person().account);
    let mut invalid = Invalid::default();
    let login = invalid.check(
        "nouvel_identifiant",
        Login::parse(input.text("nouvel_identifiant")),
    );
    if let Some(refused) = refuse_present(&context, &at, input.raw("confirmation")).await? {
        invalid.add("confirmation", refused);
    }
    if let (Some(login), true) = (login, invalid.is_empty()) {
        let taken = in_write!(context.db, Error, |tx| {
            let done = set_login(tx, mine, &login).await?;
            if done.is_ok() {
                let line = Line::new(at.actor(), "account.login_changed").on("account", mine);
                audit::note(tx, now, &line).await?;
            }
            Ok(done)
        })?;
        match taken {
            Ok(()) => return Ok(see_other("/compte?fait=identifiant")),
            Err(refused) => invalid.add("nouvel_identifiant", refused.to_string()),
        }
    }
    account::page(&at, &context, &input, &invalid, Invalid::STATUS).await
}

pub(crate) async fn ask_closing(
    at: At<SignedIn>,
    State(context): State<Context>,
) -> Result<Response> {
    if !is_own(&at) {
        return Ok(see_other("/compte"));
    }
    closing_page(&at, &context, &Invalid::default(), StatusCode::OK).await
}

async fn closing_page(
    at: &At<SignedIn>,
    context: &Context,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (list([
            "Vous ne pourrez plus vous connecter, nulle part, et votre mot de passe est effacé tout de suite.",
            "Aucune page d'un élève ne s'ouvrira plus par ce compte.",
            "Pour revenir, il faudra un code d'activation de l'établissement, et un autre identifiant.",
            "L'identifiant et votre nom sont gardés jusqu'à la fin de l'année scolaire suivante, pour répondre de \
             qui a lu quoi, puis effacés.",
        ]))
        (Form::post(CLOSING, html! {
            (Field::password("motdepasse", "Votre mot de passe").required()
                .autocomplete("current-password").error(invalid.on("motdepasse")))
            (button_bar(html! {
                (Button::danger("Fermer mon compte"))
                (Button::tertiary("Annuler").href("/compte"))
            }))
        }))
    };
    Page::new(at, "Fermer mon compte")
        .under("", CLOSING)
        .from("Mon compte", "/compte")
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn close_it(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    if !is_own(&at) {
        return Ok(see_other("/compte"));
    }
    if input.raw("motdepasse").is_empty() {
        return Ok(see_other(CLOSING));
    }
    let (now, mine) = (context.clock.now(), at.person().account);
    let mut invalid = Invalid::default();
    if let Some(refused) = refuse_present(&context, &at, input.raw("motdepasse")).await? {
        invalid.add("motdepasse", refused);
        return closing_page(&at, &context, &invalid, Invalid::STATUS).await;
    }
    in_write!(context.db, Error, |tx| {
        end_all_links(tx, mine, now).await?;
        session::end_others(tx, mine, None, now).await?;

        close(tx, mine, at.today(now)).await?;
        let line = Line::new(at.actor(), "account.closed_by_person").on("account", mine);
        Ok(audit::note(tx, now, &line).await?)
    })?;
    let mut response = see_other("/connexion?fait=ferme");
    let gone = session::cookie("", context.settings.public_url.starts_with("https:"));
    let gone = HeaderValue::from_str(&gone).map_err(Error::internal)?;
    response.headers_mut().insert(header::SET_COOKIE, gone);
    Ok(response)
}
