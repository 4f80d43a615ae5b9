//! « Quoi de neuf »: the notes of the journal, by date; and the mark beside the link, until they are
//! read.

use crate::{
    model::news::{self, Kind, Note},
    model::{markdown, profile::Profile},
    store,
};
use admission::Function;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use db::in_write;
use education::{Account, Id};
use frame::Page;
use identity::{At, SignedIn};
use maud::{Markup, html};
use ui::{Empty, Icon, Link, Tag, Tone, fr, h3, list, muted, p, section};
use web::{Context, Error, Input, Result};

pub(crate) const HREF: &str = "/nouveautes";
const ALL: &str = "/nouveautes?pour=tous";

/// Whether there is a note for these functions that the account has not seen.
pub(crate) async fn unread(
    context: Context,
    account: Id<Account>,
    held: Vec<Function>,
) -> Result<bool> {
    let seen = store::seen(&mut context.db.read().await?, account).await?;
    Ok(news::is_news(news::notes(), seen, &held))
}

pub(crate) async fn show(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let (notes, now) = (news::notes(), context.clock.now());
    let seen = store::seen(&mut context.db.read().await?, at.person().account).await?;
    in_write!(context.db, Error, |tx| {
        Ok(store::visit(tx, &at, notes.len(), now).await?)
    })?;
    let everything = input.text("pour") == "tous";
    // To whoever comes for the first time, all is new: nothing is marked.
    let fresh = if seen == 0 {
        0
    } else {
        news::unread(notes, seen).len()
    };
    let shown: Vec<(&Note, bool)> = notes
        .iter()
        .enumerate()
        .filter(|(_, note)| everything || note.concerns(at.functions()))
        .map(|(index, note)| (note, index < fresh))
        .collect();
    let body = html! {
        @if shown.is_empty() {
            (Empty::new("Rien de neuf pour votre fonction").icon(Icon::Bell)
                .why("Ce qui change dans Préau et qui vous concerne s'affichera ici."))
        }
        @for day in shown.chunk_by(|(one, _), (next, _)| one.on == next.on) {
            (section(&title(day), notes_of(day)))
        }
        @if everything {
            (p(Link::new(HREF, "Ne montrer que ce qui concerne votre fonction")))
        } @else {
            (p(Link::new(ALL, "Montrer aussi ce qui concerne les autres fonctions")))
        }
    };
    Page::new(&at, "Quoi de neuf")
        .under("", HREF)
        .intro("Ce qui a changé dans Préau, du plus récent au plus ancien.")
        .show(&context, body)
        .await
}

/// « Lundi 23 novembre 2026 », with the version when it has a number.
fn title(day: &[(&Note, bool)]) -> String {
    let date = day.first().map_or(NaiveDate::MIN, |(note, _)| note.on);
    let mut said = fr::date_full(date);
    if let Some(version) = day.first().and_then(|(note, _)| note.version.as_ref()) {
        said = format!("{said} – version {version}");
    }
    capital(&said)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn notes_of(day: &[(&Note, bool)]) -> Markup {
    html! {
        @for kind in day.chunk_by(|(one, _), (next, _)| one.kind == next.kind) {
            (h3(kind.first().map_or("", |(note, _)| Kind::word(note.kind))))
            (list(kind.iter().map(|(note, fresh)| html! {
                strong { (note.title) }
                @if *fresh { " " (Tag::new("nouveau", Tone::Info)) }
                @if !note.audience.is_empty() { " " (muted(whom(&note.audience))) }
                br;
                (markdown::inline(&capital(&note.text)))
            })))
        }
    }
}

fn whom(audience: &[Profile]) -> String {
    let words: Vec<&str> = audience.iter().map(|profile| profile.word()).collect();
    words.join(", ")
}
