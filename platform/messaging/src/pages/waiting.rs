//! « SMS à diffuser ».

use super::{Selection, WaitingQuery};
use crate::{Sort, WaitingList};
use maud::{Markup, Render as _, html};
use ui::{
    Button, Column, Direction, Empty, Form, Icon, Paging, Refreshed, Table, button_bar, fr, lead,
    main_action, selection_count, selection_of_all,
};
use web::WATCH;

/// What the list needs to be drawn.
#[derive(Debug)]
pub struct WaitingView<'a> {
    /// The messages.
    pub list: &'a WaitingList,
    /// By which column they are sorted.
    pub sort: Sort,
    /// Which way.
    pub direction: Direction,
    /// The address of the page.
    pub href: &'a str,
    /// What says that the list is still looked at: see [`web::watch`].
    pub watch: &'a str,
    /// Where « Diffuser » is sent.
    pub release: &'a str,
    /// Where « Supprimer » is sent.
    pub cancel: &'a str,
    /// Where messages come from, for a school that has none: what to do, and its address.
    pub source: (&'a str, &'a str),
}

/// The form by which one message is deleted, whatever is ticked.
const ONE: &str = "supprimer-un";

/// The list, its boxes and its buttons.
pub fn waiting(view: &WaitingView<'_>) -> Markup {
    let total = u64::try_from(view.list.total).unwrap_or(0);
    let says = format!(
        "Il y a actuellement {} en attente de diffusion.",
        fr::plural(total, "SMS", "SMS")
    );
    let here = WaitingQuery::href(view.sort.key(), view.direction, view.list.page, view.href);
    let again = format!("{here}&{WATCH}={}", view.watch);
    Refreshed::new("sms", &again, &says, body(view, &says, &here)).render()
}

fn body(view: &WaitingView<'_>, says: &str, here: &str) -> Markup {
    let list = view.list;
    let total = u64::try_from(list.total).unwrap_or(0);
    if list.rows.is_empty() {
        return html! {
            (Empty::new("Aucun SMS en attente de diffusion")
                .why("Un SMS arrive ici quand on saisit une absence dont l'action est un envoi de SMS.")
                .action(Button::secondary(view.source.0).href(view.source.1)))
        };
    }
    let everything = format!("Sélectionner les {} SMS trouvés", fr::number(total));
    html! {
        (lead(says))
        (Form::post(view.release, html! {
            (table(view))
            (paging(view))
            @if total > list.rows.len() as u64 {
                (selection_of_all(Selection::FIELD, Selection::SCOPE, Selection::ALL, total, &everything))
            }
            (selection_count(Selection::FIELD, 0, "SMS sélectionné", "SMS sélectionnés"))
            (main_action(html! {
                (Button::primary("Diffuser les SMS sélectionnés").icon(Icon::Send))
                (Button::danger("Supprimer").about("les SMS sélectionnés").formaction(view.cancel))
            }))
        }))
        (Form::post(view.cancel, html! {}).id(ONE))
        (button_bar(Button::secondary("Mettre à jour").icon(Icon::RefreshCw).href(here)))
    }
}

fn table(view: &WaitingView<'_>) -> Markup {
    let columns = [
        Column::new("Action").sort(Sort::Topic.key()),
        Column::new("Nom élève").sort(Sort::Person.key()),
        Column::new("Division").sort(Sort::Group.key()),
        Column::new("Évènement").sort(Sort::Event.key()),
        Column::new("Destinataire").sort(Sort::Recipient.key()),
        Column::new("Supprimer"),
    ];
    Table::new("SMS en attente de diffusion")
        .columns(columns)
        .sorted(view.sort.key(), view.direction, |key, way| {
            WaitingQuery::href(key, way, 1, view.href)
        })
        .select(Selection::FIELD)
        .rows(&view.list.rows, |row, message| {
            row.id(format!("sms-{}", message.id));
            let id = message.id.to_string();
            row.select(&id, &message.person, false);
            row.cell(&message.topic);
            row.head(&message.person);
            row.cell(&message.group_name);
            row.cell(&message.event);
            row.cell(&message.recipient_label);
            // Of another form: what is ticked stays where it is.
            row.cell(
                Button::tertiary("Supprimer")
                    .about(&message.person)
                    .small()
                    .form(ONE)
                    .name_value(Selection::FIELD, &id),
            );
        })
}

fn paging(view: &WaitingView<'_>) -> Markup {
    let list = view.list;
    let first = (list.page - 1) * list.size + 1;
    let last = first + list.rows.len() as i64 - 1;
    let href = |page| WaitingQuery::href(view.sort.key(), view.direction, page, view.href);
    let (previous, next) = (href(list.page - 1), href(list.page + 1));
    let paging = Paging {
        first: u64::try_from(first).unwrap_or(0),
        last: u64::try_from(last).unwrap_or(0),
        total: u64::try_from(list.total).ok(),
        previous: (list.page > 1).then_some(previous.as_str()),
        next: (last < list.total).then_some(next.as_str()),
    };
    html! { (paging) }
}
