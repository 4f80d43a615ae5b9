//! What the reader must know before the rest.

use maud::{Markup, Render, html};

use crate::{Link, Text, Tone};

/// A message in a coloured box.
pub struct Alert<'a> {
    tone: Tone,
    title: &'a str,
    body: Option<Markup>,
    status: bool,
}

impl<'a> Alert<'a> {
    const fn new(tone: Tone, title: &'a str) -> Self {
        Self {
            tone,
            title,
            body: None,
            status: false,
        }
    }

    /// For information.
    pub const fn info(title: &'a str) -> Self {
        Self::new(Tone::Info, title)
    }

    /// Something succeeded.
    pub const fn success(title: &'a str) -> Self {
        Self::new(Tone::Success, title)
    }

    /// Something should be looked at.
    pub const fn warning(title: &'a str) -> Self {
        Self::new(Tone::Warning, title)
    }

    /// Something failed or stops the reader.
    pub const fn danger(title: &'a str) -> Self {
        Self::new(Tone::Danger, title)
    }

    /// What to know and to do, under the title.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = Some(body.render());
        self
    }

    /// Said by screen readers when it appears: the result of the last act.
    pub const fn status(mut self) -> Self {
        self.status = true;
        self
    }
}

impl Render for Alert<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.ds-alert.p-alert data-color=(self.tone.name()) role=[self.status.then_some("status")] {
                h2.ds-heading data-size="2xs" { (self.title) }
                @if let Some(body) = &self.body { div.p-alert-body { (body) } }
            }
        }
        .render_to(buffer);
    }
}

/// The result of the last act, shown once at the top of the next page.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Success most often.
    pub tone: Tone,
    /// « 5 SMS diffusés. »
    pub text: Text,
    link: Option<(&'static str, String)>,
}

impl Notice {
    /// « C'est fait. »
    pub fn success(text: impl Into<Text>) -> Self {
        Self {
            tone: Tone::Success,
            text: text.into(),
            link: None,
        }
    }

    /// « Rien n'a changé, parce que… »
    pub fn info(text: impl Into<Text>) -> Self {
        Self {
            tone: Tone::Info,
            text: text.into(),
            link: None,
        }
    }

    /// « Fait en partie… »
    pub fn warning(text: impl Into<Text>) -> Self {
        Self {
            tone: Tone::Warning,
            text: text.into(),
            link: None,
        }
    }

    /// « N'a pas pu être fait… »
    pub fn danger(text: impl Into<Text>) -> Self {
        Self {
            tone: Tone::Danger,
            text: text.into(),
            link: None,
        }
    }
}

impl Notice {
    /// Where what was done is looked at, or done otherwise.
    #[must_use]
    pub fn link(mut self, label: &'static str, href: String) -> Self {
        self.link = Some((label, href));
        self
    }
}

impl Render for Notice {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.ds-alert.p-alert data-color=(self.tone.name()) role="status" {
                p.ds-paragraph {
                    (self.text)
                    @if let Some((label, href)) = &self.link { " " (Link::new(href, label)) }
                }
            }
        }
        .render_to(buffer);
    }
}
