//! « SMS à diffuser ».

use super::{Selection, WaitingQuery};
use crate::{Sort, WaitingList};
use maud::{Markup, html};
use ui::{
    Button, Column, Direction, Empty, Form, Icon, Paging, Table, button_bar, fr, lead, main_action,
    selection_count,
};

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
    /// Where « Diffuser » is sent.
    pub release: &'a str,
    /// Where « Supprimer » is sent.
    pub cancel: &'a str,
    /// Where messages come from, for a school that has none: what to do, and its address.
    pub source: (&'a str, &'a str),
}

/// The list, its boxes and its buttons.
pub fn waiting(view: &WaitingView<'_>) -> Markup {
    let list = view.list;
    let total = u64::try_from(list.total).unwrap_or(0);
    if list.rows.is_empty() {
        return html! {
            (Empty::new("Aucun SMS en attente de diffusion")
                .why("Un SMS arrive ici quand on saisit une absence dont l'action est un envoi de SMS.")
                .action(Button::secondary(view.source.0).href(view.source.1)))
        };
    }
    let everything = format!("Diffuser les {} SMS en attente", fr::number(total));
    html! {
        (lead(format!("Il y a actuellement {} en attente de diffusion.",
            fr::plural(total, "SMS", "SMS"))))
        (Form::post(view.release, html! {
            (table(view))
            (paging(view))
            (selection_count(Selection::FIELD, 0, "SMS sélectionné", "SMS sélectionnés"))
            (main_action(html! {
                (Button::primary("Diffuser les SMS sélectionnés").icon(Icon::Send))
                (Button::danger("Supprimer").about("les SMS sélectionnés").formaction(view.cancel))
            }))
            @if total > list.rows.len() as u64 {
                (button_bar(Button::secondary(&everything)
                    .name_value(Selection::SCOPE, Selection::ALL)))
            }
        }))
    }
}

fn table(view: &WaitingView<'_>) -> Markup {
    let columns = [
        Column::new("Action").sort(Sort::Topic.key()),
        Column::new("Nom élève").sort(Sort::Person.key()),
        Column::new("Division").sort(Sort::Group.key()),
        Column::new("Évènement").sort(Sort::Event.key()),
        Column::new("Destinataire").sort(Sort::Recipient.key()),
    ];
    Table::new("SMS en attente de diffusion")
        .columns(columns)
        .sorted(view.sort.key(), view.direction, |key, way| {
            WaitingQuery::href(key, way, 1, view.href)
        })
        .select(Selection::FIELD)
        .rows(&view.list.rows, |row, message| {
            row.select(&message.id.to_string(), &message.person, false);
            row.cell(&message.topic);
            row.head(&message.person);
            row.cell(&message.group_name);
            row.cell(&message.event);
            row.cell(&message.recipient_label);
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
