//! One child: what is open, and how to be rid of a link.

use super::home;
use crate::{
    model::codes::{Pair, RequestKind},
    store::codes::request,
};
use audit::Line;
use axum::{extract::State, response::Response};
use db::in_write;
use frame::Page;
use identity::{Always, At, GuardianOf, Holder, LinkEnd, OfFamily, PupilSelf, end_link};
use maud::html;
use records::{ChildName, child_name};
use ui::{Button, Choices, Form, button_bar, definitions, p, section};
use web::{Context, Error, FormId, Input, Result, see_other};

async fn name_of<A: OfFamily>(context: &Context, at: &At<A>) -> Result<ChildName> {
    let mut read = context.db.read().await?;
    child_name(&mut read, at.child())
        .await?
        .ok_or(Error::NotFound)
}

pub(crate) async fn of_guardian(
    at: At<GuardianOf<Always>>,
    State(context): State<Context>,
) -> Result<Response> {
    let leaving =
        button_bar(Button::tertiary("Ne plus voir cet enfant").href(&at.child().href("retrait")));
    show(&context, &at, html! { (leaving) }).await
}

pub(crate) async fn of_pupil(
    at: At<PupilSelf<Always>>,
    State(context): State<Context>,
) -> Result<Response> {
    show(&context, &at, html! {}).await
}

/// « Voir comme un parent », or as a pupil: a child who is nobody, with what the school opens.
pub(crate) async fn preview<A: OfFamily>(
    at: At<A>,
    State(context): State<Context>,
) -> Result<Response> {
    show(&context, &at, html! {}).await
}

async fn show<A: OfFamily>(context: &Context, at: &At<A>, more: maud::Markup) -> Result<Response> {
    let (child, name) = (at.child(), name_of(context, at).await?);
    let body = html! {
        (section("Scolarité", definitions([
            ("Établissement", child.place().label.clone()),
            ("Classe", name.division.clone().unwrap_or_else(|| "pas encore de classe".into())),
        ])))
        (section("Services accessibles", home::services(context, child)))
        (more)
    };
    Page::new(at, name.full_name())
        .under("", child.href(""))
        .show(context, body)
        .await
}

pub(crate) async fn ask_leaving(
    at: At<GuardianOf<Always>>,
    State(context): State<Context>,
) -> Result<Response> {
    let (child, name) = (at.child(), name_of(&context, &at).await?);
    let (form, first_name) = (FormId::new().0.to_string(), name.first_name.as_str());
    let body = html! {
        (p(format!("Les pages de {first_name} ne s'ouvriront plus depuis votre compte. Pour les rouvrir, il \
            faudra un code.")))
        (Form::post(&child.href("retrait"), html! {
            (Choices::one("raison", "Pourquoi ?")
                .option("detacher", "Je ne veux plus voir cet enfant ici")
                .option("pas-le-mien", "Ce n'est pas mon enfant : prévenir l'établissement")
                .selected("detacher"))
            (button_bar(html! {
                (Button::danger("Ne plus voir cet enfant"))
                (Button::tertiary("Annuler").href(&child.href("")))
            }))
        }).hidden(FormId::FIELD, &form))
    };
    Page::new(&at, "Ne plus voir cet enfant")
        .from(name.full_name(), child.href(""))
        .under("", child.href("retrait"))
        .show(&context, body)
        .await
}

pub(crate) async fn leave(
    at: At<GuardianOf<Always>>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let (now, child) = (context.clock.now(), at.child());
    let not_theirs = input.text("raison") == "pas-le-mien";
    let why = if not_theirs {
        LinkEnd::Reported
    } else {
        LinkEnd::Left
    };
    in_write!(context.db, Error, |tx| {
        if !end_link(tx, at.person().account, child.link(), why, now).await? {
            return Ok(());
        }
        if let (true, Holder::Guardian(guardian)) = (not_theirs, child.holder()) {
            let pair = Pair::of(child.pupil(), guardian);
            let by = (child.school(), at.person().account);
            request::of_family(
                tx,
                by,
                FormId::of(&input),
                pair,
                RequestKind::WrongLink,
                now,
            )
            .await?;
        }
        let act = if not_theirs {
            "family.reported"
        } else {
            "family.detached"
        };
        let line = Line::new(at.actor(), act).on("pupil", child.pupil());
        Ok(audit::note(tx, now, &line).await?)
    })?;
    let done = if not_theirs { "signale" } else { "retire" };
    Ok(see_other(format!("/?fait={done}")))
}
