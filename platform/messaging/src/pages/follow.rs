//! « Suivi des SMS »: its three lists.

use super::{Shown, tabs};
use crate::{Choice, Followed, FollowedPage, State, Tab, TabCounts};
use chrono::{DateTime, Utc};
use education::Zone;
use maud::{Markup, Render as _, html};
use secrets::KeyRing;
use ui::{
    Alert, Button, Column, Empty, Icon, Paging, Refreshed, Table, Tag, Tone, button_bar, fr, lead,
    muted, p, post_button,
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
    /// The address of the page.
    pub href: &'a str,
    /// Where a choice on a message in doubt is sent: `{doubt}/{id}`, with the field `choix`.
    pub doubt: &'a str,
    /// In which zone hours are told.
    pub zone: Zone,
    /// To sign the address of the next page.
    pub keys: &'a KeyRing,
}

/// After which message the page begins: `?apres=…`; the first page for anything that this
/// program did not write.
pub fn cursor(input: &Input, keys: &KeyRing, tab: Tab) -> Option<Cursor> {
    Cursor::read(keys, &list_name(tab), input.text("apres"))
}

/// What a cursor is bound to.
fn list_name(tab: Tab) -> String {
    format!("messages {}", tab.key())
}

/// The tabs, the list, « Mettre à jour ».
pub fn follow(view: &FollowView<'_>) -> Markup {
    let total = u64::try_from(view.counts.of(view.tab)).unwrap_or(0);
    let here = format!("{}?onglet={}", view.href, view.tab.key());
    // The rank is for the reader only: nothing is read by it.
    let shown = match view.after {
        "" => here.clone(),
        after => format!("{here}&apres={after}&rang={}", view.first),
    };
    let last = (view.first + view.page.rows.len() as u64).saturating_sub(1);
    let again = format!("{shown}&{WATCH}={}", view.watch);
    let says = sentence(view.tab, total);
    let next = view.page.next.as_ref().map(|next| {
        format!(
            "{here}&apres={}&rang={}",
            next.sign(view.keys, &list_name(view.tab)),
            last + 1
        )
    });
    let body = html! {
        (tabs(view.href, view.counts, Shown::List(view.tab)))
        @if total > 0 { (lead(&says)) }
        @if view.page.rows.iter().any(|row| row.state == State::InDoubt) {
            (Alert::warning("Des SMS sont douteux").body(p("Le fournisseur n'a pas répondu : ils \
                sont peut-être partis. Ils ne repartiront pas d'eux-mêmes. Si un accusé de \
                réception arrive, le doute sera levé ; sinon, à vous de choisir.")))
        }
        (table(view))
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

fn sentence(tab: Tab, total: u64) -> String {
    match tab {
        Tab::InTransit => format!(
            "Il y a actuellement {}.",
            fr::plural(total, "SMS à suivre", "SMS à suivre")
        ),
        Tab::Delivered => format!("{}.", fr::plural(total, "SMS délivré", "SMS délivrés")),
        Tab::Failed => format!(
            "{}.",
            fr::plural(
                total,
                "SMS invalide ou non remis",
                "SMS invalides ou non remis"
            )
        ),
    }
}

fn table(view: &FollowView<'_>) -> Markup {
    let (title, why) = match (!view.after.is_empty(), view.tab) {
        (true, _) => ("Rien de plus ancien", "La liste s'arrête ici."),
        (_, Tab::InTransit) => (
            "Aucun SMS à suivre",
            "Tout ce qui a été diffusé est arrivé, ou se trouve sous les autres onglets.",
        ),
        (_, Tab::Delivered) => (
            "Aucun SMS délivré pour l'instant",
            "Un SMS arrive ici quand l'opérateur confirme que le téléphone l'a reçu.",
        ),
        (_, Tab::Failed) => (
            "Aucun SMS invalide ou non remis",
            "Un SMS arrive ici, avec la raison, quand le téléphone ne peut pas le recevoir.",
        ),
    };
    Table::new(view.tab.label())
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
            row.cell(&message.topic);
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
        "Msg " (message.number) " – " (Tag::new(message.state.label(), tone(message.state)))
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
