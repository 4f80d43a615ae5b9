//! The list of replies, as a part of a page.

use crate::{Replied, Reply};
use education::{Id, Zone};
use maud::{Markup, html};
use ui::{Alert, Button, Column, Empty, Notice, Table, post_button};
use web::Input;

/// What the list shows.
#[derive(Debug)]
pub struct RepliesView<'v> {
    /// The page; each reply has its own address below it.
    pub href: &'v str,
    /// Those to read.
    pub replies: &'v [Replied],
    /// By which hours are shown.
    pub zone: Zone,
    /// What came in.
    pub input: &'v Input,
    /// Why there may be none.
    pub when_empty: &'v str,
    /// Whether the last message to each number is shown: a school's.
    pub with_last: bool,
}

/// The field of the form: `oui`, `non`; and of the address afterwards: which one, or `non`.
const HANDLED: &str = "traitee";

/// Whether a form puts a reply aside, or takes it up again.
pub fn puts_aside(input: &Input) -> bool {
    input.text(HANDLED) != "non"
}

/// Where a page goes once a reply was put aside, or taken up again.
pub fn after(href: &str, reply: Id<Reply>, aside: bool) -> String {
    match aside {
        true => format!("{href}?{HANDLED}={reply}"),
        false => format!("{href}?{HANDLED}=non"),
    }
}

/// What the page says then.
pub fn taken_up(input: &Input) -> Option<Notice> {
    let sentence = "La réponse est de nouveau dans la liste.";
    (input.text(HANDLED) == "non").then(|| Notice::success(sentence))
}

/// The list; above it, how to take up again the one that was just put aside.
pub fn replies(view: &RepliesView<'_>) -> Markup {
    let undone = view.input.text(HANDLED).parse::<Id<Reply>>().ok();
    let mut columns = vec![
        Column::new("Numéro"),
        Column::new("Réponse"),
        Column::new("Reçue le"),
    ];
    if view.with_last {
        columns.push(Column::new("Dernier SMS à ce numéro"));
    }
    columns.push(Column::actions("Acte"));
    html! {
        @if let Some(id) = undone {
            (Alert::success("La réponse est classée").body(
                post_button(&format!("{}/{id}", view.href),
                    Button::secondary("La remettre dans la liste"), &[(HANDLED, "non")])))
        }
        (Table::new("Réponses non rattachées")
            .columns(columns)
            .empty(Empty::new("Aucune réponse à lire").why(view.when_empty))
            .rows(view.replies, |row, reply| {
                let received = reply.received_at.with_timezone(&view.zone.0);
                row.head(&reply.from);
                row.cell(&reply.text);
                row.cell(received.format("%d/%m/%Y à %H:%M").to_string());
                if view.with_last {
                    row.cell(match &reply.last {
                        Some((number, person)) => format!("Msg {number} – {person}"),
                        None => "aucun".to_owned(),
                    });
                }
                row.cell(post_button(&format!("{}/{}", view.href, reply.id),
                    Button::secondary("Classer").about(&reply.from).small(), &[(HANDLED, "oui")]));
            }))
    }
}
