//! The frame of a page without sign-in: connection, activation, an answer by a link, an error.

use maud::{Markup, Render, html};

use crate::frame::footer;
use crate::{Demo, Document, Entry, Notice, Text, logo};

/// A small page in the middle of the screen.
#[derive(Default)]
pub struct SmallFrame {
    /// « Préau », unless the académie named it otherwise.
    pub house: Text,
    /// The académie or the school, under the house's name.
    pub place: Option<Text>,
    /// The page's `h1` and the start of its title.
    pub title: Text,
    /// What the page is for.
    pub intro: Option<Text>,
    /// The result of the last act.
    pub notices: Vec<Notice>,
    /// On a demonstration.
    pub demo: Option<Demo>,
    /// « Accessibilité », « Données personnelles »…
    pub footer: Vec<Entry>,
    /// A page to read, with tables, rather than a form.
    pub wide: bool,
    /// The page itself.
    pub body: Markup,
}

impl SmallFrame {
    /// A page with its title; the other fields are public.
    pub fn new(title: impl Into<Text>, body: Markup) -> Self {
        Self {
            house: "Préau".into(),
            title: title.into(),
            body,
            ..Self::default()
        }
    }
}

impl Render for SmallFrame {
    fn render_to(&self, buffer: &mut String) {
        let body = html! {
            a.ds-skip-link href="#contenu" { "Aller au contenu" }
            header.p-header.p-header-small {
                @if let Some(demo) = &self.demo { (demo) }
                a.p-brand href="/" { (logo()) span { (self.house) } span.ds-sr-only { ", accueil" } }
                @if let Some(place) = &self.place { span.p-place { (place) } }
            }
            main.p-small.p-small-wide[self.wide] id="contenu" tabindex="-1" {
                div.p-sheet.p-stack {
                    h1.ds-heading { (self.title) }
                    @if let Some(intro) = &self.intro { p.ds-paragraph { (intro) } }
                    @for notice in &self.notices { (notice) }
                    (self.body)
                }
            }
            (footer(&self.footer))
        };
        let title = format!("{} – {}", self.title, self.house);
        Document::new(&title, body).render_to(buffer);
    }
}
