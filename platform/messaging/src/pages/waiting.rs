//! « SMS à diffuser », and what waits of the other means.

use super::{Addresses, Selection, WaitingQuery, tabs};
use crate::{Medium, Sort, TabCounts, WaitingList};
use maud::{Markup, Render as _, html};
use ui::{
    Button, Column, Direction, Empty, Form, Icon, Link, Paging, Refreshed, Table, button_bar, fr,
    lead, main_action, selection_count, selection_of_all,
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
    /// What the list is filtered by, as addresses and forms carry it: `classe=5B`; empty when all is
    /// shown.
    pub filter: &'a [(&'a str, &'a str)],
    /// The addresses of the queue.
    pub at: Addresses,
    /// How many in each tab, where the page has tabs: not for text messages.
    pub counts: TabCounts,
    /// What says that the list is still looked at: see [`web::watch`].
    pub watch: &'a str,
    /// Where one reads what a message says: `{content}/{id}`.
    pub content: &'a str,
    /// Where « Diffuser » is sent.
    pub release: &'a str,
    /// Where « Supprimer » is sent.
    pub cancel: &'a str,
    /// Where messages come from, for a school that has none: what to do, and its address.
    pub source: (&'a str, &'a str),
}

impl WaitingView<'_> {
    fn href(&self, sort: &str, direction: Direction, page: i64) -> String {
        WaitingQuery::href(sort, direction, page, self.at.waiting, self.filter)
    }

    /// A form of the list: what it does, it does to what is shown.
    fn form<'f>(&'f self, action: &'f str, body: Markup) -> Form<'f> {
        let form = Form::post(action, body);
        self.filter
            .iter()
            .fold(form, |form, (name, value)| form.hidden(name, value))
    }
}

/// The form by which one message is deleted, whatever is ticked.
const ONE: &str = "supprimer-un";

/// The list, its boxes and its buttons.
pub fn waiting(view: &WaitingView<'_>) -> Markup {
    let total = u64::try_from(view.list.total).unwrap_or(0);
    let words = Words::of(view.at.medium);
    let says = format!(
        "Il y a actuellement {} en attente {}.",
        view.at.medium.count(total),
        words.waits_for
    );
    let here = view.href(view.sort.key(), view.direction, view.list.page);
    let again = format!("{here}&{WATCH}={}", view.watch);
    let body = html! {
        @if view.at.medium != Medium::Sms { (tabs(view.at, view.counts, None)) }
        (body(view, &words, &says, &here))
    };
    Refreshed::new("sms", &again, &says, body).render()
}

/// How a means is spoken of.
struct Words {
    /// « 3 SMS en attente … ».
    waits_for: &'static str,
    release: &'static str,
    icon: Icon,
    selected: [&'static str; 2],
    why: &'static str,
}

impl Words {
    fn of(medium: Medium) -> Self {
        match medium {
            Medium::Sms => Self {
                waits_for: "de diffusion",
                release: "Diffuser les SMS sélectionnés",
                icon: Icon::Send,
                selected: ["SMS sélectionné", "SMS sélectionnés"],
                why: "Un SMS arrive ici quand on saisit une absence dont l'action est un envoi de SMS.",
            },
            Medium::Mail => Self {
                waits_for: "d'envoi",
                release: "Envoyer les courriels sélectionnés",
                icon: Icon::Send,
                selected: ["courriel sélectionné", "courriels sélectionnés"],
                why: "Un courriel arrive ici quand on saisit une absence dont l'action est un envoi de \
                      courriel.",
            },
            Medium::Letter => Self {
                waits_for: "d'impression",
                release: "Imprimer les courriers sélectionnés",
                icon: Icon::Printer,
                selected: ["courrier sélectionné", "courriers sélectionnés"],
                why: "Un courrier arrive ici quand on saisit une absence dont l'action est un envoi de \
                      courrier.",
            },
        }
    }
}

fn body(view: &WaitingView<'_>, words: &Words, says: &str, here: &str) -> Markup {
    let (list, medium) = (view.list, view.at.medium);
    let total = u64::try_from(list.total).unwrap_or(0);
    if list.rows.is_empty() && !view.filter.is_empty() {
        let none = format!("Aucun {} en attente ne répond à ce choix", medium.one());
        return html! {
            (Empty::new(&none)
                .why("D'autres attendent peut-être pour d'autres divisions.")
                .action(Button::secondary("Voir toutes les divisions").href(view.at.waiting)))
        };
    }
    if list.rows.is_empty() {
        let none = format!("Aucun {} en attente {}", medium.one(), words.waits_for);
        return html! {
            (Empty::new(&none)
                .why(words.why)
                .action(Button::secondary(view.source.0).href(view.source.1)))
        };
    }
    let everything = format!(
        "Sélectionner les {} {} trouvés",
        fr::number(total),
        medium.many()
    );
    let about = format!("les {} sélectionnés", medium.many());
    let [one, many] = words.selected;
    html! {
        (lead(says))
        (view.form(view.release, html! {
            (table(view))
            (paging(view))
            @if total > list.rows.len() as u64 {
                (selection_of_all(Selection::FIELD, Selection::SCOPE, Selection::ALL, total, &everything))
            }
            (selection_count(Selection::FIELD, 0, one, many))
            (main_action(html! {
                (Button::primary(words.release).icon(words.icon))
                (Button::danger("Supprimer").about(&about).formaction(view.cancel))
            }))
        }))
        (view.form(view.cancel, html! {}).id(ONE))
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
    let medium = view.at.medium;
    let title = format!(
        "{} en attente {}",
        medium.title(),
        Words::of(medium).waits_for
    );
    Table::new(&title)
        .columns(columns)
        .sorted(view.sort.key(), view.direction, |key, way| {
            view.href(key, way, 1)
        })
        .select(Selection::FIELD)
        .rows(&view.list.rows, |row, message| {
            row.id(format!("sms-{}", message.id));
            let id = message.id.to_string();
            row.select(&id, &message.person, false);
            let content = format!("{}/{id}", view.content);
            row.cell(Link::new(&content, &message.topic).about(&message.person));
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
    let href = |page| view.href(view.sort.key(), view.direction, page);
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
