//! States and counters.

use maud::{Render, html};

use crate::{Icon, Tone, fr};

/// A state in a word: « Reçu », « En attente ».
pub struct Tag<'a> {
    label: &'a str,
    tone: Tone,
    icon: Option<Icon>,
}

impl<'a> Tag<'a> {
    /// A state and what it means for the reader.
    pub const fn new(label: &'a str, tone: Tone) -> Self {
        Self {
            label,
            tone,
            icon: None,
        }
    }

    /// A drawing before the word.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

impl Render for Tag<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            span.ds-tag.p-tag data-color=(self.tone.name()) {
                @if let Some(icon) = self.icon { (icon) }
                (self.label)
            }
        }
        .render_to(buffer);
    }
}

/// How many wait for someone. Zero shows nothing: an empty queue asks for no attention.
pub struct Badge {
    count: u64,
    tone: Tone,
}

impl Badge {
    /// A counter.
    pub const fn new(count: u64, tone: Tone) -> Self {
        Self { count, tone }
    }
}

impl Render for Badge {
    fn render_to(&self, buffer: &mut String) {
        if self.count > 0 {
            html! { span.p-badge data-color=(self.tone.name()) { (fr::number(self.count)) } }
                .render_to(buffer);
        }
    }
}
