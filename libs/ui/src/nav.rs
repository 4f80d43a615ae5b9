//! Ways between pages: the path, the tabs, the pages of a list.

use maud::{Markup, Render, html};

use crate::card::counter;
use crate::{Icon, Tone, fr};

/// « Accueil > Absences > SMS à diffuser »: the ways up, then the page itself.
/// The [`crate::Frame`] draws its own.
pub fn breadcrumbs<'a>(up: impl IntoIterator<Item = (&'a str, &'a str)>, here: &str) -> Markup {
    html! {
        nav.ds-breadcrumbs.p-path aria-label="Vous êtes ici" {
            ol role="list" {
                @for (label, href) in up { li { a.ds-link href=(href) { (label) } } }
                li { span aria-current="page" { (here) } }
            }
        }
    }
}

/// The views of one list or one record; each is a page with its address.
pub struct Tabs<'a> {
    label: &'a str,
    tabs: Vec<(&'a str, &'a str, Option<u64>, bool)>,
}

impl<'a> Tabs<'a> {
    /// What the tabs choose among, said by screen readers.
    pub const fn new(label: &'a str) -> Self {
        Self {
            label,
            tabs: Vec::new(),
        }
    }

    /// A view: its name, its address, how many are there, whether it is the one shown.
    pub fn tab(mut self, label: &'a str, href: &'a str, count: Option<u64>, current: bool) -> Self {
        self.tabs.push((label, href, count, current));
        self
    }
}

impl Render for Tabs<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            nav.p-tabs aria-label=(self.label) {
                ul role="list" {
                    @for (label, href, count, current) in &self.tabs {
                        li {
                            a href=(href) aria-current=[current.then_some("page")] {
                                (label)
                                (counter(*count, if *current { Tone::Accent } else { Tone::Neutral }))
                            }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

/// Where one is in a long list.
pub struct Paging<'a> {
    /// The rank of the first row shown, from 1.
    pub first: u64,
    /// The rank of the last row shown.
    pub last: u64,
    /// How many there are, when counted.
    pub total: Option<u64>,
    /// The page before.
    pub previous: Option<&'a str>,
    /// The page after.
    pub next: Option<&'a str>,
}

impl Render for Paging<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            nav.p-paging aria-label="Pages de la liste" {
                p {
                    "Enregistrement(s) "
                    (fr::number(self.first)) " à " (fr::number(self.last))
                    @if let Some(total) = self.total {
                        ", sur " (fr::number(total)) " trouvé(s)"
                    }
                }
                @if self.previous.is_some() || self.next.is_some() {
                    ul role="list" {
                        @if let Some(href) = self.previous {
                            li { a.ds-button data-variant="secondary" rel="prev" href=(href) {
                                (Icon::ChevronLeft) span { "Page précédente" }
                            } }
                        }
                        @if let Some(href) = self.next {
                            li { a.ds-button data-variant="secondary" rel="next" href=(href) {
                                span { "Page suivante" } (Icon::ChevronRight)
                            } }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}
