//! Sheets, tiles, figures, empty lists.

use maud::{Markup, Render, html};

use crate::{Badge, Button, Icon, Text, Tone, fr};

/// A sheet that groups what belongs together.
pub fn card(body: impl Render) -> Markup {
    html! { div.p-sheet.p-stack { (body) } }
}

/// A part folded under its title.
pub fn details(summary: &str, body: impl Render) -> Markup {
    html! { details.ds-details.p-details { summary { (summary) } div.p-stack { (body) } } }
}

/// A part that can be folded, shown unfolded.
pub fn details_open(summary: &str, body: impl Render) -> Markup {
    html! { details.ds-details.p-details open { summary { (summary) } div.p-stack { (body) } } }
}

/// A way into a service, on the home page.
pub struct Tile {
    /// Where it goes.
    pub href: Text,
    /// The service's name.
    pub title: Text,
    /// What one does there, in a few words.
    pub text: Text,
    /// Its drawing.
    pub icon: Icon,
    /// The colour of its drawing.
    pub tone: Tone,
    /// What waits there for the reader: « 5 SMS en attente ».
    pub waiting: Option<Text>,
}

/// The tiles of a home page.
pub fn tiles<'a>(tiles: impl IntoIterator<Item = &'a Tile>) -> Markup {
    html! {
        ul.p-tiles role="list" {
            @for tile in tiles {
                li.p-tile {
                    span.p-tile-icon data-color=(tile.tone.name()) { (tile.icon) }
                    h2.ds-heading data-size="2xs" { a href=(tile.href) { (tile.title) } }
                    p.ds-paragraph { (tile.text) }
                    @if let Some(waiting) = &tile.waiting { p.p-tile-waiting { (waiting) } }
                }
            }
        }
    }
}

/// A number to see at a glance.
pub struct Figure<'a> {
    /// « élèves absents ce matin »
    pub label: &'a str,
    /// The number.
    pub value: u64,
    /// Its meaning.
    pub tone: Tone,
    /// The list behind the number.
    pub href: Option<&'a str>,
}

/// Numbers in a row, each with its name.
pub fn figures<'a>(figures: impl IntoIterator<Item = Figure<'a>>) -> Markup {
    html! {
        ul.p-figures role="list" {
            @for figure in figures {
                li data-color=(figure.tone.name()) {
                    strong { (fr::number(figure.value)) } " "
                    @if let Some(href) = figure.href { a href=(href) { (figure.label) } }
                    @else { span { (figure.label) } }
                }
            }
        }
    }
}

/// An empty list: why it is empty and what to do next.
pub struct Empty<'a> {
    title: &'a str,
    why: Option<&'a str>,
    icon: Icon,
    action: Option<Button<'a>>,
}

impl<'a> Empty<'a> {
    /// « Aucun SMS en attente »
    pub const fn new(title: &'a str) -> Self {
        Self {
            title,
            why: None,
            icon: Icon::Inbox,
            action: None,
        }
    }

    /// Why there is nothing.
    pub const fn why(mut self, why: &'a str) -> Self {
        self.why = Some(why);
        self
    }

    /// Another drawing than the empty tray.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// What to do next.
    pub const fn action(mut self, action: Button<'a>) -> Self {
        self.action = Some(action);
        self
    }
}

impl Render for Empty<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.p-empty {
                (self.icon)
                p.p-empty-title { (self.title) }
                @if let Some(why) = self.why { p.ds-paragraph { (why) } }
                @if let Some(action) = &self.action { (action) }
            }
        }
        .render_to(buffer);
    }
}

/// The counter beside an entry of a menu.
pub(crate) fn counter(count: Option<u64>, tone: Tone) -> Markup {
    html! { @if let Some(count) = count { " " (Badge::new(count, tone)) } }
}
