//! What every page offers beside the services: help, print, what is new, leave. In the bar of
//! services on a desk; folded into one « Menu » on a narrow screen.

use maud::{Markup, Render, html};

use crate::{Entry, Icon, Text};

/// One of them.
#[derive(Debug, Clone)]
pub enum Tool {
    /// A page.
    Link(Entry),
    /// « Imprimer »: a script shows it, since without one it would do nothing.
    Print,
    /// « Quitter », and where it is posted.
    Leave(Text),
}

/// The tools, in their order.
pub(crate) struct Tools<'a>(pub(crate) &'a [Tool]);

impl Tools<'_> {
    /// What the folded menu says of what is in it.
    fn mark(&self) -> Option<&Text> {
        self.0.iter().find_map(|tool| match tool {
            Tool::Link(entry) => entry.mark.as_ref(),
            _ => None,
        })
    }
}

impl Render for Tools<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            details.p-menu.p-tools data-menu data-unfolded="75.01rem" {
                summary { (Icon::Menu) span { "Menu" } (mark(self.mark())) }
                div.p-menu-sheet.p-menu-end {
                    ul role="list" { @for tool in self.0 { (tool) } }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Render for Tool {
    fn render_to(&self, buffer: &mut String) {
        html! {
            @match self {
                Self::Link(entry) => li {
                    a href=(entry.href) aria-current=[entry.current.then_some("page")] {
                        @if let Some(icon) = entry.icon { (icon) }
                        span { (entry.label) }
                        (mark(entry.mark.as_ref()))
                    }
                },
                Self::Print => li hidden { button type="button" data-print { (Icon::Printer) span { "Imprimer" } } },
                Self::Leave(action) => li {
                    form method="post" action=(action) { button type="submit" { (Icon::LogOut) span { "Quitter" } } }
                },
            }
        }
        .render_to(buffer);
    }
}

/// « nouveau », beside what has something to read.
fn mark(mark: Option<&Text>) -> Markup {
    html! { @if let Some(mark) = mark { " " span.p-mark { (mark) } } }
}
