//! « Suivi des SMS »: its three lists, and those of mails and letters.

use super::{Addresses, Selection, Shown, tabs};
use crate::{Choice, Followed, FollowedPage, Medium, Posting, State, Tab, TabCounts};
use chrono::{DateTime, Utc};
use education::Zone;
use maud::{Markup, Render as _, html};
use secrets::KeyRing;
use ui::{
    Alert, Button, Column, Empty, Form, Icon, Link, Paging, Refreshed, Table, Tag, Tone,
    button_bar, fr, lead, muted, p, post_button, selection_count,
};
use web::{Cursor, Input, WATCH};

/// What a list needs to be drawn.
#[derive(Debug)]
pub struct FollowView<'a> {
    /// The messages.
    pub page: &'a FollowedPage,
    /// Which tab they are of.
    pub tab: Tab,
    /// How many in each tab.
    pub counts: TabCounts,
    /// After which message it begins, as the address says it; empty on the first page.
    pub after: &'a str,
    /// The rank of its first row, from 1, as the address says it.
    pub first: u64,
    /// What says that the list is still looked at: see [`web::watch`].
    pub watch: &'a str,
    /// The addresses of the queue.
    pub at: Addresses,
    /// Where one reads what a message says: `{content}/{id}`.
    pub content: &'a str,
    /// Of letters, where « Marquer comme postés » is sent.
    pub posting: &'a str,
    /// Where a choice on a message in doubt is sent: `{doubt}/{id}`, with the field `choix`.
    pub doubt: &'a str,
    /// In which zone hours are told.
    pub zone: Zone,
    /// To sign the address of the next page.
    pub keys: &'a KeyRing,
}

/// After which message the page begins: `?apres=…`; the first page for anything that this
/// program did not write.
pub fn cursor(input: &Input, keys: &KeyRing, medium: Medium, tab: Tab) -> Option<Cursor> {
    Cursor::read(keys, &list_name(medium, tab), input.text("apres"))
}

/// What a cursor is bound to.
fn list_name(medium: Medium, tab: Tab) -> String {
    format!("messages {} {}", medium.code(), tab.key())
}

/// The tabs, the list, « Mettre à jour ».
pub fn follow(view: &FollowView<'_>) -> Markup {
    let total = u64::try_from(view.counts.of(view.tab)).unwrap_or(0);
    let medium = view.at.medium;
    let here = format!("{}?onglet={}", view.at.follow, view.tab.key());
    // The rank is for the reader only: nothing is read by it.
    let shown = match view.after {
        "" => here.clone(),
        after => format!("{here}&apres={after}&rang={}", view.first),
    };
    let last = (view.first + view.page.rows.len() as u64).saturating_sub(1);
    let again = format!("{shown}&{WATCH}={}", view.watch);
    let says = sentence(medium, view.tab, total);
    let next = view.page.next.as_ref().map(|next| {
        format!(
            "{here}&apres={}&rang={}",
            next.sign(view.keys, &list_name(medium, view.tab)),
            last + 1
        )
    });
    let body = html! {
        (tabs(view.at, view.counts, Some(Shown::List(view.tab))))
        @if total > 0 { (lead(&says)) }
        @if view.page.rows.iter().any(|row| row.state == State::InDoubt) {
            (doubts(medium))
        }
        @match postings(view) {
            postings if postings.is_empty() || view.page.rows.is_empty() => (table(view)),
            postings => (posted(view, &postings)),
        }
        @if !view.page.rows.is_empty() {
            (Paging {
                first: view.first,
                last,
                total: Some(total.max(last)),
                previous: None,
                next: next.as_deref(),
            })
        }
        (button_bar(Button::secondary("Mettre à jour").icon(Icon::RefreshCw).href(&shown)))
    };
    Refreshed::new("sms", &again, &says, body).render()
}

fn doubts(medium: Medium) -> Markup {
    let (title, why) = match medium {
        Medium::Sms => (
            "Des SMS sont douteux",
            "Le fournisseur n'a pas répondu : ils sont peut-être partis. Ils ne repartiront pas \
             d'eux-mêmes. Si un accusé de réception arrive, le doute sera levé ; sinon, à vous de \
             choisir.",
        ),
        _ => (
            "Des courriels sont douteux",
            "Le serveur de courriel n'a pas répondu : ils sont peut-être partis. Ils ne repartiront \
             pas d'eux-mêmes : à vous de choisir.",
        ),
    };
    html! { (Alert::warning(title).body(p(why))) }
}

fn sentence(medium: Medium, tab: Tab, total: u64) -> String {
    let (one, many) = match (medium, tab) {
        (Medium::Sms, Tab::InTransit) => {
            let followed = fr::plural(total, "SMS à suivre", "SMS à suivre");
            return format!("Il y a actuellement {followed}.");
        }
        (Medium::Sms, Tab::Delivered) => ("SMS délivré", "SMS délivrés"),
        (Medium::Sms, Tab::Failed) => ("SMS invalide ou non remis", "SMS invalides ou non remis"),
        (Medium::Mail, Tab::InTransit) => ("courriel en cours", "courriels en cours"),
        (Medium::Mail, Tab::Delivered) => ("courriel remis", "courriels remis"),
        (Medium::Mail, Tab::Failed) => {
            ("courriel refusé ou expiré", "courriels refusés ou expirés")
        }
        (Medium::Letter, Tab::InTransit) => ("courrier à poster", "courriers à poster"),
        (Medium::Letter, Tab::Delivered) => ("courrier posté", "courriers postés"),
        (Medium::Letter, Tab::Failed) => ("courrier revenu", "courriers revenus"),
    };
    format!("{}.", fr::plural(total, one, many))
}

/// Why a list is empty.
fn nothing(medium: Medium, tab: Tab) -> (&'static str, &'static str) {
    match (medium, tab) {
        (Medium::Sms, Tab::InTransit) => (
            "Aucun SMS à suivre",
            "Tout ce qui a été diffusé est arrivé, ou se trouve sous les autres onglets.",
        ),
        (Medium::Sms, Tab::Delivered) => (
            "Aucun SMS délivré pour l'instant",
            "Un SMS arrive ici quand l'opérateur confirme que le téléphone l'a reçu.",
        ),
        (Medium::Sms, Tab::Failed) => (
            "Aucun SMS invalide ou non remis",
            "Un SMS arrive ici, avec la raison, quand le téléphone ne peut pas le recevoir.",
        ),
        (Medium::Mail, Tab::InTransit) => (
            "Aucun courriel en cours d'envoi",
            "Tout ce qui a été envoyé se trouve sous les autres onglets.",
        ),
        (Medium::Mail, Tab::Delivered) => (
            "Aucun courriel remis pour l'instant",
            "Un courriel arrive ici quand le serveur l'a pris. Personne ne dit ensuite s'il a été lu.",
        ),
        (Medium::Mail, Tab::Failed) => (
            "Aucun courriel refusé ou expiré",
            "Un courriel arrive ici, avec la raison, quand le serveur n'en veut pas.",
        ),
        (Medium::Letter, Tab::InTransit) => (
            "Aucun courrier à poster",
            "Un courrier imprimé attend ici que vous le disiez posté.",
        ),
        (Medium::Letter, Tab::Delivered) => (
            "Aucun courrier posté pour l'instant",
            "Un courrier arrive ici quand vous l'avez dit posté.",
        ),
        (Medium::Letter, Tab::Failed) => (
            "Aucun courrier revenu",
            "Un courrier arrive ici quand La Poste le rapporte et que vous le notez.",
        ),
    }
}

/// What a person may tell of the letters of a tab.
fn postings(view: &FollowView<'_>) -> Vec<(Posting, &'static str)> {
    match (view.at.medium, view.tab) {
        (Medium::Letter, Tab::InTransit) => vec![(Posting::Posted, "Marquer comme postés")],
        (Medium::Letter, Tab::Delivered) => vec![
            (Posting::Returned, "Marquer comme revenus"),
            (Posting::NotPosted, "Remettre à poster"),
        ],
        _ => Vec::new(),
    }
}

/// The list, its boxes, and what a person may tell of those ticked.
fn posted(view: &FollowView<'_>, postings: &[(Posting, &'static str)]) -> Markup {
    html! {
        (Form::post(view.posting, html! {
            (table(view))
            (selection_count(Selection::FIELD, 0, "courrier sélectionné", "courriers sélectionnés"))
            (button_bar(html! {
                @for (n, (posting, label)) in postings.iter().enumerate() {
                    @let button = if n == 0 { Button::primary(label) } else { Button::secondary(label) };
                    (button.name_value("geste", posting.key()))
                }
            }))
        }).hidden("onglet", view.tab.key()))
    }
}

fn table(view: &FollowView<'_>) -> Markup {
    let medium = view.at.medium;
    let (title, why) = match view.after {
        "" => nothing(medium, view.tab),
        _ => ("Rien de plus ancien", "La liste s'arrête ici."),
    };
    let selects = !postings(view).is_empty() && !view.page.rows.is_empty();
    let mut table = Table::new(view.tab.label(medium));
    if selects {
        table = table.select(Selection::FIELD);
    }
    table
        .columns([
            Column::new("Action"),
            Column::new("Nom élève"),
            Column::new("Division"),
            Column::new("Évènement"),
            Column::new("Destinataire"),
            Column::new("État de diffusion"),
        ])
        .empty(Empty::new(title).why(why))
        .rows(&view.page.rows, |row, message| {
            row.id(format!("msg-{}", message.number));
            let id = message.id.to_string();
            if selects {
                row.select(&id, &message.person, false);
            }
            let content = format!("{}/{id}", view.content);
            row.cell(Link::new(&content, &message.topic).about(&message.person));
            row.head(&message.person);
            row.cell(&message.group_name);
            row.cell(&message.event);
            row.cell(&message.recipient_label);
            row.cell(standing(view, message));
        })
}

/// « Msg 11188 – en transit – 24/11/2026 à 08:43 », why, and what a person may do.
fn standing(view: &FollowView<'_>, message: &Followed) -> Markup {
    html! {
        "Msg " (message.number) " – "
        (Tag::new(view.at.medium.state_label(message.state), tone(message.state)))
        " – " (date_and_hour(message.state_at, view.zone))
        @if let Some(reason) = &message.reason { (muted(reason)) }
        @if message.state == State::InDoubt {
            (choice(view, message, Choice::ConsiderSent, "Considérer comme envoyé"))
            (choice(view, message, Choice::SendAgain, "Renvoyer"))
        }
    }
}

fn choice(view: &FollowView<'_>, message: &Followed, choice: Choice, label: &str) -> Markup {
    let action = format!("{}/{}", view.doubt, message.id);
    let about = format!("le message {} sur {}", message.number, message.person);
    post_button(
        &action,
        Button::secondary(label).about(&about).small(),
        &[("choix", choice.key())],
    )
}

fn date_and_hour(instant: DateTime<Utc>, zone: Zone) -> String {
    instant
        .with_timezone(&zone.0)
        .format("%d/%m/%Y à %H:%M")
        .to_string()
}

/// The tone in which a state is shown.
pub fn tone(state: State) -> Tone {
    match state {
        State::Delivered => Tone::Success,
        State::Failed | State::Rejected | State::Expired => Tone::Danger,
        State::InDoubt | State::Held => Tone::Warning,
        State::Sending | State::Accepted => Tone::Accent,
        State::Prepared | State::Queued | State::Cancelled => Tone::Neutral,
    }
}
