//! The frame of a page: the banner, the services, the menu, the page, the footer.

use maud::{Markup, Render, html};

use crate::card::counter;
use crate::tools::Tools;
use crate::{Document, Entry, Icon, MenuSection, Notice, Text, Tone, Tool, breadcrumbs, logo};

/// Where one is working, and where else one could.
#[derive(Debug, Clone)]
pub struct Place {
    /// « Collège Les Tilleuls »
    pub label: Text,
    /// Where the choice of another place is posted.
    pub action: Text,
    /// The field's name and, for each other place, its value and its label.
    pub field: &'static str,
    /// The other places.
    pub others: Vec<(Text, Text)>,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// « Claire Perrin »
    pub name: Text,
    /// « Vie scolaire »
    pub role: Text,
    /// The person's own pages; a single one is where their name leads.
    pub entries: Vec<Entry>,
}

/// The search of the banner; sends `q`.
#[derive(Debug, Clone)]
pub struct Search {
    /// Where it asks.
    pub action: Text,
    /// « Rechercher un élève, une page »
    pub label: Text,
    /// What was asked, on the page of results.
    pub value: Text,
}

/// The line that says this is a demonstration.
#[derive(Debug, Clone)]
pub struct Demo {
    /// « Démonstration : nous sommes mardi 24 novembre, 8 h 40 »
    pub text: Text,
    /// « Changer de personne », for example.
    pub entries: Vec<Entry>,
}

/// A page in its frame.
#[derive(Default)]
pub struct Frame {
    /// « Préau », unless the académie named it otherwise.
    pub house: Text,
    /// Where one is working.
    pub place: Option<Place>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The services open to the person.
    pub services: Vec<Entry>,
    /// What every page offers: help, print, what is new, leave.
    pub tools: Vec<Tool>,
    /// The search of the banner.
    pub search: Option<Search>,
    /// The service's menu.
    pub menu: Vec<MenuSection>,
    /// The ways up to this page: label and address.
    pub path: Vec<(Text, Text)>,
    /// The page's `h1` and the start of its title.
    pub title: Text,
    /// What the page is for, when it is not obvious.
    pub intro: Option<Text>,
    /// Acts on the whole page, beside its title.
    pub actions: Option<Markup>,
    /// The result of the last act.
    pub notices: Vec<Notice>,
    /// On a demonstration.
    pub demo: Option<Demo>,
    /// « Accessibilité », « Données personnelles »…
    pub footer: Vec<Entry>,
    /// The page itself: blocks one under another.
    pub body: Markup,
}

impl Frame {
    /// A page with its title; the other fields are public.
    pub fn new(title: impl Into<Text>, body: Markup) -> Self {
        Self {
            house: "Préau".into(),
            title: title.into(),
            body,
            ..Self::default()
        }
    }

    /// Its `<title>`: the page, then where it stands, from near to far.
    fn document_title(&self) -> String {
        let service = self
            .services
            .iter()
            .find(|entry| entry.current && entry.href != "/");
        match service.filter(|entry| entry.label != self.title) {
            Some(service) => format!("{} – {} – {}", self.title, service.label, self.house),
            None => format!("{} – {}", self.title, self.house),
        }
    }

    fn banner(&self) -> Markup {
        html! {
            header.p-header {
                @if let Some(demo) = &self.demo { (demo) }
                div.p-banner.p-wide {
                    div.p-house {
                        a.p-brand href="/" { (logo()) span { (self.house) } span.ds-sr-only { ", accueil" } }
                        @if let Some(place) = &self.place { (place) }
                    }
                    @if let Some(search) = &self.search { (search) }
                    @if let Some(person) = &self.person { (person) }
                }
                @if !self.services.is_empty() || !self.tools.is_empty() {
                    div.p-services {
                        div.p-wide {
                            nav aria-label="Services" {
                                ul role="list" {
                                    @for entry in &self.services {
                                        li {
                                            a href=(entry.href) aria-current=[entry.current.then_some("page")] {
                                                (entry.label) (counter(entry.count, Tone::Sun))
                                            }
                                        }
                                    }
                                }
                            }
                            @if !self.tools.is_empty() { (Tools(&self.tools)) }
                        }
                    }
                }
            }
        }
    }

    /// A `<details>`, folded on a phone. On a desk the stylesheet unfolds it (or our script, in a
    /// browser too old to style a folded part).
    fn side(&self) -> Markup {
        let current = self
            .menu
            .iter()
            .flat_map(|part| &part.entries)
            .find(|entry| entry.current);
        let service = self
            .services
            .iter()
            .find(|entry| entry.current)
            .map_or("Menu", |entry| &entry.label);
        html! {
            details.p-side data-side data-unfolded="60.01rem" {
                summary { (Icon::Menu) span { (service) @if let Some(entry) = current { " : " (entry.label) } } (Icon::ChevronDown) }
                nav aria-label={ "Menu " (service) } {
                    @for part in &self.menu {
                        @if let Some(title) = &part.title { p.p-side-title { (title) } }
                        ul role="list" {
                            @for entry in &part.entries {
                                li {
                                    a href=(entry.href) aria-current=[entry.current.then_some("page")] {
                                        span { (entry.label) } (counter(entry.count, entry.tone))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn main(&self) -> Markup {
        html! {
            main.p-main id="contenu" tabindex="-1" {
                div.p-heading {
                    @if !self.path.is_empty() {
                        (breadcrumbs(self.path.iter().map(|(label, href)| (&**label, &**href)), &self.title))
                    }
                    div.p-heading-line {
                        h1.ds-heading { (self.title) }
                        @if let Some(actions) = &self.actions { div.p-bar { (actions) } }
                    }
                    @if let Some(intro) = &self.intro { p.ds-paragraph.p-lead { (intro) } }
                }
                @for notice in &self.notices { (notice) }
                (self.body)
            }
        }
    }
}

impl Render for Frame {
    fn render_to(&self, buffer: &mut String) {
        let body = html! {
            a.ds-skip-link href="#contenu" { "Aller au contenu" }
            (self.banner())
            div.p-page.p-wide.{ (if self.menu.is_empty() { "p-page-one" } else { "p-page-two" }) } {
                @if !self.menu.is_empty() { (self.side()) }
                (self.main())
            }
            (footer(&self.footer))
        };
        Document::new(&self.document_title(), body).render_to(buffer);
    }
}

/// The footer of every page.
pub(crate) fn footer(entries: &[Entry]) -> Markup {
    html! {
        @if !entries.is_empty() {
            footer.p-footer {
                ul.p-wide role="list" { @for entry in entries { li { a.ds-link href=(entry.href) { (entry.label) } } } }
            }
        }
    }
}

impl Render for Demo {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.p-demo {
                div.p-wide {
                    p { (self.text) }
                    @for entry in &self.entries { a href=(entry.href) { (entry.label) } }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Render for Place {
    fn render_to(&self, buffer: &mut String) {
        html! {
            @if self.others.is_empty() {
                span.p-place { (self.label) }
            } @else {
                details.p-menu.p-place-menu data-menu {
                    summary { span { (self.label) } (Icon::ChevronDown) }
                    form.p-menu-sheet method="post" action=(self.action) {
                        p.p-side-title { "Travailler dans" }
                        @for (value, label) in &self.others {
                            button type="submit" name=(self.field) value=(value) { (Icon::School) (label) }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}

impl Render for Search {
    fn render_to(&self, buffer: &mut String) {
        html! {
            form.p-search role="search" action=(self.action) {
                label.ds-sr-only for="recherche" { (self.label) }
                input.ds-input id="recherche" type="search" name="q" value=(self.value) placeholder={ (self.label) "…" }
                    autocomplete="off";
                button type="submit" { (Icon::Search) span.ds-sr-only { "Rechercher" } }
            }
        }
        .render_to(buffer);
    }
}

impl Render for Person {
    fn render_to(&self, buffer: &mut String) {
        let who = html! {
            (Icon::User)
            span { strong { (self.name) } span.p-person-role { (self.role) } }
        };
        html! {
            @if let [own] = &*self.entries {
                a.p-person href=(own.href) { (who) span.ds-sr-only { " : " (own.label) } }
            } @else {
                details.p-menu.p-person data-menu {
                    summary { (who) (Icon::ChevronDown) }
                    div.p-menu-sheet.p-menu-end {
                        ul role="list" {
                            @for entry in &self.entries {
                                li { a href=(entry.href) { @if let Some(icon) = entry.icon { (icon) } (entry.label) } }
                            }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}
