//! « Ouverture des télé-services »: whether the school offers any, then which, and to whom.

use super::{
    Names, day,
    family::{AS_GUARDIAN, AS_PUPIL},
    moment, stop,
};
use crate::{
    model::{self, Choice, filled, is_so, to_whom, told, wanted},
    store::opening::{self as store, Chosen},
};
use admission::Family;
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use frame::Page;
use identity::{At, FamilyOpening, Openings};
use maud::{Markup, html};
use ui::{
    Alert, Button, Choices, Form, Link, Notice, button_bar, lead, list, p, post_button, section,
};
use web::{Context, Error, FamilyService, Input, Result, see_other};

pub(crate) const HREF: &str = "/teleservices";
const CHOICE: &str = "/teleservices/choix";

/// What the page says while nothing is open.
const NOTHING: &str = "Aucun télé-service n'est ouvert.";
/// And while nobody has chosen otherwise.
const FREE: &str =
    "Aucun télé-service n'est ouvert. Rien n'oblige votre établissement à en proposer.";

pub(crate) async fn show(
    at: At<FamilyOpening>,
    State(context): State<Context>,
    query: Input,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let chosen = store::choice(&mut read, &at).await?;
    let openings = identity::openings(&mut read, at.school()).await?;
    let last = store::choices(&mut read, &at, 1).await?;
    let names = Names::read(&mut read, last.iter().map(|chosen| chosen.by)).await?;
    drop(read);
    let notice = done(&query);
    if chosen.is_some_and(|(choice, _)| choice == Choice::Offers) {
        let input = filled(&openings, &context.family);
        return page(&at, &context, (&openings, &input), notice, StatusCode::OK).await;
    }
    let body = html! {
        (lead(FREE))
        @if let Some((_, since)) = chosen {
            (p(put_off(&at, last.first(), &names, &day(&at, since))))
        }
        (post_button(CHOICE, Button::primary(Choice::Offers.label()),
            &[("choix", Choice::Offers.code())]))
        @if chosen.is_none() {
            (post_button(CHOICE, Button::secondary(Choice::NotNow.label()),
                &[("choix", Choice::NotNow.code())]))
        }
    };
    Page::new(&at, "Ouverture des télé-services")
        .under("teleservices", HREF)
        .intro(INTRO)
        .notice(notice)
        .show(&context, body)
        .await
}

const INTRO: &str =
    "Les services que les responsables et les élèves consultent eux-mêmes, de chez eux.";

/// « Pas maintenant : choisi par … »; who, as long as that is kept.
fn put_off(at: &At<FamilyOpening>, last: Option<&Chosen>, names: &Names, since: &str) -> String {
    let label = Choice::NotNow.label();
    match last {
        Some(chosen) => format!(
            "«\u{a0}{label}\u{a0}»\u{a0}: c'est le choix de {}, {}. Vous pouvez le changer à tout moment.",
            names.of(chosen.by),
            moment(at, chosen.at)
        ),
        None => format!(
            "«\u{a0}{label}\u{a0}», depuis le {since}. Vous pouvez le changer à tout moment."
        ),
    }
}

fn done(query: &Input) -> Option<Notice> {
    let text = match query.text("fait") {
        "choix" => "Votre choix est noté.",
        "ouverture" => "C'est enregistré.",
        "annulation" => "Le changement est annulé.",
        _ => return None,
    };
    Some(Notice::success(text))
}

/// « Je souhaite en proposer », « Pas maintenant ».
pub(crate) async fn choose(
    at: At<FamilyOpening>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let choice = Choice::from_code(input.text("choix")).ok_or_else(|| {
        Error::BadRequest("Revenez en arrière et choisissez une des deux réponses.".into())
    })?;
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        Ok(store::choose(tx, &at, choice, now).await?)
    })?;
    Ok(see_other(format!("{HREF}?fait=choix")))
}

/// All the boxes, together.
pub(crate) async fn save(
    at: At<FamilyOpening>,
    State(context): State<Context>,
    mut input: Input,
) -> Result<Response> {
    let asked = wanted(&input, &context.family);
    // What is no version is that of none: the page comes back with what is kept.
    let seen: i64 = input.text("version").parse().unwrap_or(-1);
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        may_open(store::offers(tx, &at).await?)?;
        Ok(identity::set_openings(tx, &at, seen, &asked, now).await?)
    })?;
    let known = identity::openings(&mut context.db.read().await?, at.school()).await?;
    // Whoever asked for the same has no quarrel, this form sent twice for one.
    if saved || is_so(&known, &asked) {
        return Ok(see_other(format!("{HREF}?fait=ouverture")));
    }
    input.set("version", &known.version().to_string());
    page(&at, &context, (&known, &input), None, StatusCode::CONFLICT).await
}

/// Nothing opens at a school that said « Pas maintenant », or nothing yet.
pub(super) fn may_open(offers: bool) -> Result<()> {
    if offers {
        return Ok(());
    }
    Err(Error::Conflict(format!(
        "Votre établissement ne propose pas de télé-services\u{a0}: choisissez d'abord «\u{a0}{}\u{a0}» \
         dans «\u{a0}Ouverture des télé-services\u{a0}». Rien n'a changé.",
        Choice::Offers.label()
    )))
}

async fn page(
    at: &At<FamilyOpening>,
    context: &Context,
    (openings, input): (&Openings, &Input),
    notice: Option<Notice>,
    status: StatusCode,
) -> Result<Response> {
    let body = html! {
        @if status == StatusCode::CONFLICT { (conflict(openings, &context.family)) }
        @if openings.open().next().is_none() { (lead(NOTHING)) }
        (Form::post(HREF, html! {
            @for service in context.family.iter() { (boxes(at, service, openings, input)) }
            (button_bar(Button::primary("Enregistrer")))
        }).hidden("version", input.text("version")))
        (section("Ce que lisent les familles", html! {
            (p("Les mêmes pages, avec vos réglages, pour un élève fictif."))
            (button_bar(html! {
                (Button::secondary("Voir comme un parent").href(AS_GUARDIAN))
                (Button::secondary("Voir comme un élève").href(AS_PUPIL))
            }))
        }))
        (section("Ne plus en proposer", html! {
            (p("Tout se ferme aux responsables et aux élèves. Vous pourrez en proposer à nouveau."))
            (button_bar(Button::secondary("Ne plus en proposer").href(stop::HREF)))
        }))
    };
    Page::new(at, "Ouverture des télé-services")
        .under("teleservices", HREF)
        .intro(INTRO)
        .notice(notice)
        .status(status)
        .show(context, body)
        .await
}

/// A service: to whom it is open, since when, and where it is set.
fn boxes(
    at: &At<FamilyOpening>,
    service: &FamilyService,
    openings: &Openings,
    input: &Input,
) -> Markup {
    let field = model::field(service);
    let choices = Choices::many(&field, service.name).description(service.sentence);
    let choices = Family::ALL.into_iter().fold(choices, |choices, to| {
        let choices = match input.all(&field).any(|code| code == to.code()) {
            true => choices.selected(to.code()),
            false => choices,
        };
        match openings.of(service.id, to) {
            Some(known) => {
                let state = if known.open { "Ouvert" } else { "Fermé" };
                let since = format!("{state} depuis le {}", day(at, known.since));
                choices.option_described(to.code(), to.label(), since)
            }
            None => choices.option(to.code(), to.label()),
        }
    });
    html! {
        (choices)
        @if let Some(href) = service.settings {
            (p(Link::new(href, "Paramètres").about(service.name)))
        }
    }
}

/// What somebody else saved since the page was shown, above what this person ticked.
fn conflict(openings: &Openings, services: &[FamilyService]) -> Markup {
    let states = services.iter().flat_map(|service| {
        Family::ALL.map(|to| told(service.name, to, openings.is_open(service.id, to)))
    });
    html! {
        (Alert::warning("Quelqu'un a changé l'ouverture entre-temps").body(html! {
            (p("Voici ce qui est enregistré maintenant. Vos choix sont conservés ci-dessous\u{a0}: \
                enregistrez-les pour le remplacer."))
            (list(states))
        }))
    }
}

/// « Notes, aux responsables »: what is open, for whoever is about to close it all.
pub(super) fn open_now(openings: &Openings, services: &[FamilyService]) -> Vec<String> {
    let open = services.iter().flat_map(|service| {
        let to = Family::ALL
            .into_iter()
            .filter(|to| openings.is_open(service.id, *to));
        to.map(|to| format!("{}, {}", service.name, to_whom(to)))
    });
    open.collect()
}
