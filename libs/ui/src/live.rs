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

/// A list that asks for itself again while one looks at it, ticks nothing and has not put it on
/// pause. The server answers the whole page; what differs in the list is changed, so that focus,
/// folds and place are kept. One a page.
pub struct Refreshed<'a> {
    id: &'a str,
    href: &'a str,
    says: &'a str,
    body: Markup,
}

impl<'a> Refreshed<'a> {
    /// How often it asks, in seconds.
    pub const EVERY: u32 = 10;

    /// `href` is this page as it is shown; `says` its counts in a sentence, said when it changes.
    pub fn new(id: &'a str, href: &'a str, says: &'a str, body: impl Render) -> Self {
        Self {
            id,
            href,
            says,
            body: body.render(),
        }
    }
}

impl Render for Refreshed<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.p-stack id=(self.id) tabindex="-1" data-refresh=(Self::EVERY) data-refresh-href=(self.href)
                data-refresh-says=(self.says) { (self.body) }
            // A script shows it: without one nothing refreshes by itself.
            div.p-refresh data-refresh-bar hidden {
                span data-refresh-words data-on="La liste se met à jour d'elle-même."
                    data-paused="La mise à jour est en pause."
                    data-ticked="La liste attend : des lignes sont cochées."
                    data-gone="La liste ne se met plus à jour : rechargez la page." {}
                button.ds-button.p-button-small type="button" data-variant="tertiary"
                    data-on="Mettre en pause" data-paused="Reprendre" { "Mettre en pause" }
            }
            p.ds-sr-only role="status" data-refresh-voice {}
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
