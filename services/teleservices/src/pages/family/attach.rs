//! « Attacher un enfant » : by its code, or by confirming one of whom the académie knows that the
//! account's person is a guardian.

use super::code_form;
use crate::model::codes::Pair;
use crate::store::family::{Attachable, attachable};
use admission::Family;
use audit::{Actor, Line};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, Utc};
use db::{Write, in_write};
use education::{Account, Id, School};
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
    headers: HeaderMap,
    input: Input,
) -> Result<Response> {
    let linked = code_form::followed(&mut context.db.read().await?, &context, &headers).await?;
    let valid = Invalid::default();
    page(
        (&at, linked.is_some()),
        &context,
        &input,
        &valid,
        StatusCode::OK,
    )
    .await
}

/// What the page is called, and what its button says: a pupil opens their own services again.
pub(super) fn words(at: &At<SignedIn>) -> (&'static str, &'static str) {
    match at.family().first().map(|child| child.holder().family()) {
        Some(Family::Pupil) => ("Saisir un code d'activation", "Ouvrir mes services"),
        Some(Family::Guardian) | None => ("Attacher un enfant", "Attacher cet enfant"),
    }
}

/// Opens the pages of pairs to an account.
pub(super) async fn attach(
    write: &mut Write,
    account: Id<Account>,
    actor: Actor,
    (school, pairs): (Id<School>, &[Pair]),
    now: DateTime<Utc>,
) -> db::Result<()> {
    for pair in pairs {
        identity::open_link(write, account, pair.at(school), now).await?;
        let line = Line::new(actor, "family.attached").on("pupil", pair.pupil);
        audit::note(write, now, &line).await?;
    }
    Ok(())
}

async fn page(
    (at, linked): (&At<SignedIn>, bool),
    context: &Context,
    input: &Input,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let known = attachable(&mut read, at.family(), today).await?;
    drop(read);
    let (title, submit) = words(at);
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
        (section("Avec un code", code_form::form(HREF, input, invalid, submit, linked)))
    };
    let nothing = (input.text("fait") == "rien")
        .then(|| Notice::info("Cet enfant est déjà attaché, ou il lui faut un code."));
    Page::new(at, title)
        .under("", HREF)
        .notice(nothing)
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn take_code(
    at: At<SignedIn>,
    State(context): State<Context>,
    headers: HeaderMap,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    let link = code_form::followed(&mut context.db.read().await?, &context, &headers).await?;
    let linked = link.is_some();
    let Some(attempt) = code_form::read(&input, link, &mut invalid) else {
        return page((&at, linked), &context, &input, &invalid, Invalid::STATUS).await;
    };
    let account = at.person().account;
    let (family, invalid) = in_write!(context.db, Error, |tx| {
        let mut invalid = Invalid::default();
        let tries = Tries::of(account);
        let accepted = attempt.run(tx, &context, &tries, &mut invalid).await?;
        let Some((school, pairs)) = accepted else {
            return Ok((None, invalid));
        };
        attach(tx, account, at.actor(), (school, &pairs), now).await?;
        let family = pairs.first().map(|pair| pair.at(school).holder.family());
        Ok((family, invalid))
    })?;
    match family {
        Some(family) => Ok(see_other(format!("{}?fait=attache", family.path()))),
        None => page((&at, linked), &context, &input, &invalid, Invalid::STATUS).await,
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
        let (account, pairs) = (at.person().account, [child.pair]);
        attach(tx, account, at.actor(), (child.school, &pairs), now).await?;
        Ok(true)
    })?;
    Ok(match attached {
        true => see_other(format!("{}?fait=attache", Family::Guardian.path())),
        false => see_other(format!("{HREF}?fait=rien")),
    })
}
