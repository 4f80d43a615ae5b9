//! What the head does with the entries: order, withdraw, put back, say that all is still true.

use super::{read, words};
use crate::{
    model::{EntryRow, Kind},
    store::{self, Stored, Way},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolInformationWriting};
use maud::{Markup, html};
use ui::{Alert, Button, Column, Empty, Link, Notice, Table, button_bar, p, post_button, section};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/informations/modification";

pub(crate) async fn list(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let entries = store::all(&mut context.db.read().await?, &at).await?;
    let stale = read::is_stale(&at, &context, &entries);
    let (withdrawn, shown): (Vec<Stored>, Vec<Stored>) =
        entries.into_iter().partition(|stored| stored.withdrawn);
    let body = html! {
        @if stale {
            (Alert::warning("Certaines informations n'ont pas été relues cette année").body(html! {
                (p("Corrigez ce qui a changé, puis dites que le reste est exact. Ce que personne ne relit \
                    pendant plus d'une année scolaire est effacé."))
                (post_button("/informations/relecture", Button::secondary("Tout est exact"), &[]))
            }))
        }
        @for kind in Kind::ALL {
            @let of: Vec<&Stored> = shown.iter().filter(|s| s.entry.kind() == kind).collect();
            (section(words::part(kind), html! {
                (table(words::part(kind), &of))
                (button_bar(Button::secondary(words::add(kind)).href(&new(kind))))
            }))
        }
        @if !withdrawn.is_empty() {
            (section("Informations retirées", html! {
                (p("La page ne les montre plus."))
                (table("Informations retirées", &withdrawn.iter().collect::<Vec<_>>()))
            }))
        }
    };
    let done = match input.text("fait") {
        "ajout" => Some(Notice::success("C'est ajouté : la page le montre.")),
        "modification" => Some(Notice::success("C'est modifié.")),
        "retrait" => Some(Notice::success(
            "C'est retiré de la page. « Remettre » le rend.",
        )),
        "retour" => Some(Notice::success("La page le montre à nouveau.")),
        "rang" => Some(Notice::success("L'ordre est changé.")),
        "relecture" => Some(Notice::success("C'est noté : tout est exact à ce jour.")),
        _ => None,
    };
    Page::new(&at, "Modifier les informations pratiques")
        .under("", read::HREF)
        .from("Informations pratiques", read::HREF)
        .intro("La page suit cet ordre. Elle est lue par toutes les personnes qui travaillent ici.")
        .actions(html! { (Button::secondary("Voir la page").href(read::HREF)) })
        .notice(done)
        .show(&context, body)
        .await
}

pub(super) fn new(kind: Kind) -> String {
    format!("/informations/nouveau?nature={}", kind.code())
}

fn table(caption: &'static str, entries: &[&Stored]) -> Markup {
    let table = Table::new(caption)
        .columns([
            Column::new("Intitulé"),
            Column::new("Ce que la page dit"),
            Column::actions("Acte"),
        ])
        .empty(
            Empty::new("Rien pour l'instant")
                .why("La page ne montre pas cette partie tant qu'elle est vide."),
        )
        .rows(entries.iter().enumerate(), |row, (index, stored)| {
            let (href, title) = (
                format!("/informations/{}", stored.id),
                stored.entry.title.as_str(),
            );
            row.head(Link::new(&href, title));
            row.cell(words::whole(&stored.entry));
            row.cell(html! {
                @if stored.withdrawn {
                    (offer(&href, title, "Remettre", "oui"))
                } @else {
                    @if index > 0 { (shifted(&href, stored, "Monter", "haut")) }
                    @if index + 1 < entries.len() { (shifted(&href, stored, "Descendre", "bas")) }
                    (offer(&href, title, "Retirer", "non"))
                }
            });
        });
    html! { (table) }
}

fn offer(href: &str, title: &str, act: &str, offered: &str) -> Markup {
    let button = Button::tertiary(act).about(title).small();
    post_button(&format!("{href}/offre"), button, &[("offert", offered)])
}

fn shifted(href: &str, stored: &Stored, act: &str, way: &str) -> Markup {
    let button = Button::tertiary(act).about(&stored.entry.title).small();
    let rank = stored.rank.to_string();
    post_button(
        &format!("{href}/rang"),
        button,
        &[("sens", way), ("rang", &rank)],
    )
}

/// Moves an entry up or down.
pub(crate) async fn shift(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    Path(id): Path<Id<EntryRow>>,
    input: Input,
) -> Result<Response> {
    let way = match input.text("sens") {
        "bas" => Way::Down,
        _ => Way::Up,
    };
    // What is no rank is the rank of none: nothing moves.
    let seen = input.text("rang").parse().unwrap_or(0);
    let now = context.clock.now();
    let known = in_write!(context.db, Error, |tx| {
        Ok(store::shift(tx, &at, (id, seen), way, now).await?)
    })?;
    match known {
        true => Ok(see_other(format!("{HREF}?fait=rang"))),
        false => Err(Error::NotFound),
    }
}

/// Withdraws an entry, or puts it back.
pub(crate) async fn offer_again(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
    Path(id): Path<Id<EntryRow>>,
    input: Input,
) -> Result<Response> {
    let (offered, now) = (input.text("offert") == "oui", context.clock.now());
    let known = in_write!(context.db, Error, |tx| {
        Ok(store::offer(tx, &at, id, offered, now).await?)
    })?;
    let done = if offered { "retour" } else { "retrait" };
    match known {
        true => Ok(see_other(format!("{HREF}?fait={done}"))),
        false => Err(Error::NotFound),
    }
}

/// All that is shown is still true.
pub(crate) async fn review(
    at: At<SchoolInformationWriting>,
    State(context): State<Context>,
) -> Result<Response> {
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        Ok(store::review(tx, &at, now).await?)
    })?;
    Ok(see_other(format!("{HREF}?fait=relecture")))
}
