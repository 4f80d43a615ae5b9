//! Words on a page.

use maud::{Markup, Render, html};

use crate::Icon;

/// A second-level heading. The first level belongs to the frame.
pub fn h2(text: impl Render) -> Markup {
    html! { h2.ds-heading data-size="xs" { (text) } }
}

/// A third-level heading.
pub fn h3(text: impl Render) -> Markup {
    html! { h3.ds-heading data-size="2xs" { (text) } }
}

/// A paragraph.
pub fn p(text: impl Render) -> Markup {
    html! { p.ds-paragraph { (text) } }
}

/// A larger sentence that opens a page or a part.
pub fn lead(text: impl Render) -> Markup {
    html! { p.ds-paragraph.p-lead { (text) } }
}

/// A less important text, inside a line or a cell.
pub fn muted(text: impl Render) -> Markup {
    html! { small.p-muted { (text) } }
}

/// A text only screen readers say.
pub fn sr_only(text: impl Render) -> Markup {
    html! { span.ds-sr-only { (text) } }
}

/// A number with French spacing, its digits aligned.
pub fn number(n: u64) -> Markup {
    html! { span.p-number { (crate::fr::number(n)) } }
}

/// A list with bullets.
pub fn list<T: Render>(items: impl IntoIterator<Item = T>) -> Markup {
    html! { ul.ds-list { @for item in items { li { (item) } } } }
}

/// A word for the machine: an identifier, a file's name.
pub fn code(text: impl Render) -> Markup {
    html! { code.p-code { (text) } }
}

/// Lines for the machine, kept as they are; scrolls inside itself.
pub fn pre(label: &str, text: impl Render) -> Markup {
    html! { pre.p-pre tabindex="0" role="region" aria-label=(label) { code { (text) } } }
}

/// Terms and what they are: the sheet of a pupil, of a message.
pub fn definitions<T: Render, D: Render>(items: impl IntoIterator<Item = (T, D)>) -> Markup {
    html! {
        dl.p-definitions {
            @for (term, description) in items {
                div { dt { (term) } dd { (description) } }
            }
        }
    }
}

/// A link.
pub struct Link<'a> {
    href: &'a str,
    text: &'a str,
    about: Option<&'a str>,
    icon: Option<Icon>,
    download: bool,
}

impl<'a> Link<'a> {
    /// A link whose text says where it goes.
    pub fn new(href: &'a str, text: &'a str) -> Self {
        Self {
            href,
            text,
            about: None,
            icon: None,
            download: false,
        }
    }

    /// What « Modifier » is about, said by screen readers only: « Modifier, BERTIN Léo ».
    pub fn about(mut self, about: &'a str) -> Self {
        self.about = Some(about);
        self
    }

    /// A drawing before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The target is a file to keep.
    pub fn download(mut self) -> Self {
        self.download = true;
        self
    }
}

impl Render for Link<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            a.ds-link href=(self.href) download[self.download] {
                @if let Some(icon) = self.icon { (icon) }
                (self.text)
                @if let Some(about) = self.about { span.ds-sr-only { ", " (about) } }
            }
        }
        .render_to(buffer);
    }
}
