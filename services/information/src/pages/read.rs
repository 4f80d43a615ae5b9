//! The page that everybody at the school reads and prints.

use super::{edit, words};
use crate::{
    model::{Contact, Kind, Said},
    store::{self, Stored},
};
use admission::Audience;
use axum::{extract::State, response::Response};
use education::school_year_of;
use frame::Page;
use identity::{At, AtSchool, SchoolInformation};
use maud::{Markup, html};
use ui::{Button, Column, Empty, Icon, Table, definitions, fr, h3, muted, p, section};
use web::{Context, Result};

pub(crate) const HREF: &str = "/informations";

pub(crate) async fn show(
    at: At<SchoolInformation>,
    State(context): State<Context>,
) -> Result<Response> {
    let entries = store::all(&mut context.db.read().await?, &at).await?;
    let entries: Vec<Stored> = entries
        .into_iter()
        .filter(|stored| !stored.withdrawn)
        .collect();
    let writes = at.also(Audience::SchoolInformationWriting);
    let body = html! {
        @if entries.is_empty() { (empty(writes)) }
        @for kind in Kind::ALL {
            @let of: Vec<&Stored> = entries.iter().filter(|s| s.entry.kind() == kind).collect();
            @if !of.is_empty() { (section(words::part(kind), part(kind, &of))) }
        }
        @if let Some(checked) = checked(&at, &entries) { (muted(checked)) }
    };
    let mut page = Page::new(&at, "Informations pratiques")
        .under("", HREF)
        .intro("À qui s'adresser dans l'établissement, où, et à quelles heures.");
    if writes && !entries.is_empty() {
        page = page.actions(html! {
            (Button::secondary("Modifier").icon(Icon::Pencil).href(edit::HREF).about("les informations pratiques"))
        });
    }
    page.show(&context, body).await
}

fn empty(writes: bool) -> Markup {
    let empty = Empty::new("Rien n'est encore écrit").icon(Icon::Info);
    html! {
        @if writes {
            (empty.why("Commencez par les contacts que l'on demande le plus : la vie scolaire, le \
                        secrétariat, l'infirmerie.")
                .action(Button::primary("Écrire les informations pratiques").href(edit::HREF)))
        } @else {
            (empty.why("La direction de l'établissement n'a pas encore écrit ces informations."))
        }
    }
}

/// « Relu pour la dernière fois le 3 septembre 2026 »: of the entry that waits for it the longest.
pub(super) fn checked<A: AtSchool>(at: &At<A>, entries: &[Stored]) -> Option<String> {
    let oldest = entries.iter().map(|stored| stored.checked_at).min()?;
    let day = oldest.with_timezone(&at.school_place().zone.0).date_naive();
    Some(format!("Tout a été relu depuis le {}.", fr::date_full(day)))
}

/// Whether something shown was not read again since the school year began.
pub(super) fn is_stale<A: AtSchool>(at: &At<A>, context: &Context, entries: &[Stored]) -> bool {
    let zone = at.school_place().zone.0;
    let this_year = school_year_of(at.today(context.clock.now()));
    let year_of =
        |stored: &Stored| school_year_of(stored.checked_at.with_timezone(&zone).date_naive());
    entries
        .iter()
        .any(|stored| !stored.withdrawn && year_of(stored) < this_year)
}

fn part(kind: Kind, entries: &[&Stored]) -> Markup {
    match kind {
        Kind::Contact => contacts(entries),
        Kind::Place | Kind::Hours => definitions(
            entries
                .iter()
                .map(|stored| (&stored.entry.title, words::whole(&stored.entry))),
        ),
        Kind::Text => html! {
            @for stored in entries {
                (h3(&stored.entry.title))
                @if let Said::Text(text) = &stored.entry.said {
                    @for paragraph in text.split("\n\n") { (p(words::lines(paragraph))) }
                }
            }
        },
    }
}

fn contacts(entries: &[&Stored]) -> Markup {
    let contacts = entries
        .iter()
        .filter_map(|stored| match &stored.entry.said {
            Said::Contact(contact) => Some((stored.entry.title.as_str(), contact)),
            _ => None,
        });
    let contacts: Vec<(&str, &Contact)> = contacts.collect();
    let table = Table::new("Contacts")
        .columns([
            Column::new("Service"),
            Column::new("Personne"),
            Column::new("Téléphone"),
            Column::new("Courriel"),
            Column::new("Lieu"),
        ])
        .rows(&contacts, |row, (title, contact)| {
            row.head(title);
            row.cell(&contact.who);
            row.cell(words::phone(contact));
            row.cell(words::mail(contact));
            row.cell(&contact.place);
        });
    html! { (table) }
}
