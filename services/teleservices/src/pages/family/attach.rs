//! « Attacher un enfant » : by its code, or by confirming one of whom the académie knows that the
//! account's person is a guardian.

use super::code_form;
use crate::store::family::{Attachable, attachable};
use admission::Family;
use audit::Line;
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, SignedIn, Tries};
use maud::html;
use ui::{Button, Notice, p, post_button, section};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/enfants/code";

/// A child, as the form names them.
fn word(child: &Attachable) -> String {
    format!("{}.{}", child.school, child.pair.pupil)
}

pub(crate) async fn show(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    page(&at, &context, &input, &Invalid::default(), StatusCode::OK).await
}

async fn page(
    at: &At<SignedIn>,
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let known = attachable(&mut read, at.family(), today).await?;
    drop(read);
    let body = html! {
        @if !known.is_empty() {
            (section("Sans code", html! {
                (p("L'académie sait que vous êtes aussi responsable de :"))
                @for child in &known {
                    (post_button("/enfants/rattachement",
                        Button::secondary(&format!("Attacher {}", child.first_name)),
                        &[("enfant", &word(child))]))
                }
            }))
        }
        (section("Avec un code", code_form::form(HREF, input, invalid, "Attacher cet enfant")))
    };
    let nothing = (input.text("fait") == "rien")
        .then(|| Notice::info("Cet enfant est déjà attaché, ou il lui faut un code."));
    Page::new(at, "Attacher un enfant")
        .under("", HREF)
        .notice(nothing)
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn take_code(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    let Some(attempt) = code_form::read(&input, &mut invalid) else {
        return page(&at, &context, &input, &invalid, Invalid::STATUS).await;
    };
    let account = at.person().account;
    let (family, invalid) = in_write!(context.db, Error, |tx| {
        let mut invalid = Invalid::default();
        let tries = Tries::of(account);
        let accepted = attempt.run(tx, &context, &tries, &mut invalid).await?;
        let Some((school, pair)) = accepted else {
            return Ok((None, invalid));
        };
        let pair = pair.at(school);
        identity::open_link(tx, account, pair, now).await?;
        let line = Line::new(at.actor(), "family.attached").on("pupil", pair.pupil);
        audit::note(tx, now, &line).await?;
        Ok((Some(pair.holder.family()), invalid))
    })?;
    match family {
        Some(family) => Ok(see_other(&format!("{}?fait=attache", family.path()))),
        None => page(&at, &context, &input, &invalid, Invalid::STATUS).await,
    }
}

pub(crate) async fn confirm(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let (today, wanted) = (at.today(now), input.text("enfant"));
    let attached = in_write!(context.db, Error, |tx| {
        let known = attachable(tx, at.family(), today).await?;
        let Some(child) = known.iter().find(|child| word(child) == wanted) else {
            return Ok(false);
        };
        let pair = child.pair.at(child.school);
        identity::open_link(tx, at.person().account, pair, now).await?;
        let line = Line::new(at.actor(), "family.attached").on("pupil", pair.pupil);
        audit::note(tx, now, &line).await?;
        Ok(true)
    })?;
    Ok(match attached {
        true => see_other(&format!("{}?fait=attache", Family::Guardian.path())),
        false => see_other(&format!("{HREF}?fait=rien")),
    })
}
