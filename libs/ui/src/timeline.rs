//! What happened, in order.

use maud::{Markup, Render, html};

use crate::{Icon, Tone};

/// A history, latest or oldest first as the page chooses.
#[derive(Default)]
pub struct Timeline {
    entries: Vec<Markup>,
}

impl Timeline {
    /// An empty history.
    pub fn new() -> Self {
        Self::default()
    }

    /// One event: when, what, who or how.
    pub fn entry(
        mut self,
        icon: Icon,
        tone: Tone,
        when: &str,
        what: &str,
        detail: impl Render,
    ) -> Self {
        self.entries.push(html! {
            li {
                span.p-timeline-icon data-color=(tone.name()) { (icon) }
                div {
                    p.p-timeline-when { (when) }
                    p.p-timeline-what { (what) }
                    div.p-muted { (detail) }
                }
            }
        });
        self
    }
}

impl Render for Timeline {
    fn render_to(&self, buffer: &mut String) {
        html! { ol.p-timeline role="list" { @for entry in &self.entries { (entry) } } }
            .render_to(buffer);
    }
}
