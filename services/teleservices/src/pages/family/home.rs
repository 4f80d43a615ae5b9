//! « Mes enfants » and « Mes services »: every child, and what is open of each.

use super::{attach, news};
use admission::Family;
use audit::Line;
use axum::{extract::State, response::Response};
use db::Read;
use frame::Page;
use identity::{At, Child, SignedIn};
use maud::{Markup, html};
use records::{ChildName, child_name};
use ui::{Button, Empty, Icon, Notice, Tile, Tone, button_bar, muted, section, tiles};
use web::{Context, FamilyService, Input, Result, see_other};

pub(crate) async fn children(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    show(&at, &context, &input, Family::Guardian).await
}

pub(crate) async fn own(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    show(&at, &context, &input, Family::Pupil).await
}

/// A child and their name; `None` for who is not in the register any more.
async fn named<'c>(
    read: &mut Read,
    family: impl Iterator<Item = &'c Child>,
) -> Result<Vec<(&'c Child, ChildName)>> {
    let mut named = Vec::new();
    for child in family {
        if let Some(name) = child_name(read, child).await? {
            named.push((child, name));
        }
    }
    Ok(named)
}

async fn show(
    at: &At<SignedIn>,
    context: &Context,
    input: &Input,
    family: Family,
) -> Result<Response> {
    let is = |child: &&Child| child.holder().family() == family;
    // Who opened an account as a pupil has no children here, and the other way round.
    if let (None, Some(other)) = (at.family().iter().find(is), at.family().first()) {
        return Ok(see_other(other.holder().family().path()));
    }
    let mut read = context.db.read().await?;
    let children = named(&mut read, at.family().iter().filter(is)).await?;
    let visit = identity::last_visit(&mut read, at.person().account).await?;
    drop(read);
    let mut fresh = Vec::with_capacity(children.len());
    for (child, _) in &children {
        fresh.push(news::since(context, child, visit).await?);
        if visit.is_some() {
            let line = Line::new(at.actor(), "family.news_read").on("pupil", child.pupil());
            context.audit.look(context.clock.now(), line).await?;
        }
    }
    let title = match family {
        Family::Guardian => "Mes enfants",
        Family::Pupil => "Mes services",
    };
    let body = html! {
        @if children.is_empty() {
            (Empty::new("Aucun élève n'est attaché à votre compte")
                .why("Avec le code d'activation que l'établissement vous a envoyé, vous verrez ici ce qu'il ouvre \
                      aux familles."))
        }
        @for ((child, name), news) in children.iter().zip(&fresh) {
            (section(&name.full_name(), html! {
                (muted(place(child, name)))
                (news)
                (services(context, child))
            }))
        }
        (button_bar(Button::secondary(attach::words(at).0).icon(Icon::Plus).href(attach::HREF)))
    };
    let notice = match input.text("fait") {
        "attache" => Some(Notice::success("L'enfant est attaché à votre compte.")),
        "retire" => Some(Notice::success(
            "L'enfant n'est plus attaché à votre compte.",
        )),
        "signale" => Some(Notice::success(
            "L'enfant n'est plus attaché à votre compte, et l'établissement en est averti.",
        )),
        _ => None,
    };
    Page::new(at, title)
        .under("", family.path())
        .notice(notice)
        .show(context, body)
        .await
}

/// « 5B, Collège Les Tilleuls ».
pub(super) fn place(child: &Child, name: &ChildName) -> String {
    let school = child.place().label.as_str();
    match &name.division {
        Some(division) => format!("{division}, {school}"),
        None => school.to_owned(),
    }
}

/// What is open of a child, and what is not.
pub(super) fn services(context: &Context, child: &Child) -> Markup {
    let (open, closed): (Vec<&FamilyService>, Vec<&FamilyService>) = context
        .family
        .iter()
        .partition(|service| child.is_open(service.id));
    let open: Vec<Tile> = open
        .into_iter()
        .map(|service| Tile {
            href: child.href(service.page).into(),
            title: service.name.into(),
            text: service.sentence.into(),
            icon: Icon::ChevronRight,
            tone: Tone::Accent,
            waiting: None,
        })
        .collect();
    let closed: Vec<&str> = closed.into_iter().map(|service| service.name).collect();
    html! {
        @if !open.is_empty() { (tiles(&open)) }
        @if !closed.is_empty() {
            (muted(format!("L'établissement n'ouvre pas : {}.", closed.join(", "))))
        }
    }
}
