//! What changes while one looks.

use maud::{Markup, Render, html};

use crate::fr;

/// A region the browser asks again by itself. The server answers the same region, whole; it
/// stops when the answer is no longer a `Live` (the work is over).
pub struct Live<'a> {
    id: &'a str,
    href: &'a str,
    page: &'a str,
    seconds: u32,
    body: Markup,
}

impl<'a> Live<'a> {
    /// `href` answers the region alone, `page` the whole page for a browser without JavaScript.
    pub fn new(id: &'a str, href: &'a str, page: &'a str, body: impl Render) -> Self {
        Self {
            id,
            href,
            page,
            seconds: 5,
            body: body.render(),
        }
    }

    /// How often to ask; five seconds unless told.
    pub fn every(mut self, seconds: u32) -> Self {
        self.seconds = seconds;
        self
    }
}

impl Render for Live<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.p-stack id=(self.id) hx-get=(self.href) hx-trigger={ "every " (self.seconds) "s" } hx-swap="outerHTML" {
                (self.body)
                noscript { p.ds-paragraph { a.ds-link href=(self.page) { "Mettre à jour" } } }
            }
        }
        .render_to(buffer);
    }
}

/// How far a long work is.
pub struct Progress<'a> {
    label: &'a str,
    done: u64,
    total: u64,
}

impl<'a> Progress<'a> {
    /// « Lecture du fichier » : 320 of 600.
    pub const fn new(label: &'a str, done: u64, total: u64) -> Self {
        Self { label, done, total }
    }
}

impl Render for Progress<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            label.p-progress {
                span { (self.label) }
                span.p-progress-count { (fr::number(self.done)) " sur " (fr::number(self.total)) }
                progress value=(self.done) max=(self.total.max(1)) {}
            }
        }
        .render_to(buffer);
    }
}
