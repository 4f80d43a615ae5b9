//! A chart of bars: each with its words and its number, which say all that the bar shows.

use maud::{Render, html};
use std::borrow::Cow;

use crate::fr;

/// Bars, longest to the number that is greatest.
pub struct Bars<'a> {
    caption: &'a str,
    bars: Vec<(Cow<'a, str>, u64)>,
}

impl<'a> Bars<'a> {
    /// What they count.
    pub const fn new(caption: &'a str) -> Self {
        Self {
            caption,
            bars: Vec::new(),
        }
    }

    /// One bar.
    pub fn bar(mut self, label: impl Into<Cow<'a, str>>, value: u64) -> Self {
        self.bars.push((label.into(), value));
        self
    }
}

impl Render for Bars<'_> {
    fn render_to(&self, buffer: &mut String) {
        let most = self.bars.iter().map(|(_, value)| *value).max().unwrap_or(0);
        html! {
            figure.p-bars {
                figcaption { (self.caption) }
                ul role="list" {
                    @for (label, value) in &self.bars {
                        li {
                            span { (label) }
                            // The number says it: the bar is for the eye.
                            progress aria-hidden="true" value=(value) max=(most.max(1)) {}
                            strong { (fr::number(*value)) }
                        }
                    }
                }
            }
        }
        .render_to(buffer);
    }
}
