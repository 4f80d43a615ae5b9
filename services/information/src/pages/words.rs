//! The words of each kind of entry, and how what it says is shown.

use crate::model::{Contact, Entry, Kind, Said};
use maud::{Markup, html};
use ui::Link;

/// The title of the part.
pub(super) fn part(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "Contacts",
        Kind::Place => "Lieux",
        Kind::Hours => "Horaires d'ouverture",
        Kind::Text => "À savoir",
    }
}

/// The act, and the title of the form.
pub(super) fn add(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "Ajouter un contact",
        Kind::Place => "Ajouter un lieu",
        Kind::Hours => "Ajouter des horaires",
        Kind::Text => "Ajouter un texte",
    }
}

/// The title of the form that changes it.
pub(super) fn change(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "Modifier un contact",
        Kind::Place => "Modifier un lieu",
        Kind::Hours => "Modifier des horaires",
        Kind::Text => "Modifier un texte",
    }
}

/// Its title's label, and an example.
pub(super) fn title(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Contact => (
            "Service",
            "Par exemple : Vie scolaire, Secrétariat, Infirmerie.",
        ),
        Kind::Place => ("Lieu", "Par exemple : CDI, Entrée des élèves, Gymnase."),
        Kind::Hours => ("De quoi", "Par exemple : Accueil, CDI, Demi-pension."),
        Kind::Text => ("Intitulé", "Par exemple : Stationnement, En cas d'alerte."),
    }
}

/// The label of its words, and an example.
pub(super) fn body(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Place => (
            "Où, comment y aller",
            "Bâtiment, étage, adresse s'il est ailleurs.",
        ),
        Kind::Hours => (
            "Horaires",
            "Une ligne par jour ou par période : lundi au vendredi, 7 h 30 à 18 h.",
        ),
        Kind::Contact | Kind::Text => ("Texte", "Une ligne vide sépare deux paragraphes."),
    }
}

/// Lines stay lines.
pub(super) fn lines(words: &str) -> Markup {
    html! {
        @for (index, line) in words.lines().enumerate() {
            @if index > 0 { br; }
            (line)
        }
    }
}

/// A number that a telephone can call.
pub(super) fn phone(contact: &Contact) -> Markup {
    html! {
        @if let Some(phone) = contact.phone {
            // In one piece, on paper too.
            (Link::new(&format!("tel:{}", phone.e164()), &phone.to_string().replace(' ', "\u{a0}")))
        }
    }
}

/// An address to which one can write.
pub(super) fn mail(contact: &Contact) -> Markup {
    html! {
        @if let Some(mail) = &contact.mail {
            (Link::new(&format!("mailto:{}", mail.as_str()), mail.as_str()))
        }
    }
}

/// All that an entry says, in lines: for the list of who edits, and for a conflict.
pub(super) fn whole(entry: &Entry) -> Markup {
    match &entry.said {
        Said::Contact(contact) => {
            let said = [
                contact.who.clone(),
                contact
                    .phone
                    .map(|phone| phone.to_string())
                    .unwrap_or_default(),
                contact
                    .mail
                    .as_ref()
                    .map(|mail| mail.as_str().to_owned())
                    .unwrap_or_default(),
                contact.place.clone(),
            ];
            let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
            lines(&said.join("\n"))
        }
        Said::Place(words) | Said::Hours(words) | Said::Text(words) => lines(words),
    }
}
