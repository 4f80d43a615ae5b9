//! What the frame's bars and menus are made of: plain data.

use crate::{Icon, Text, Tone};

/// A way somewhere, in a bar, a menu or the footer.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What is there.
    pub label: Text,
    /// Where.
    pub href: Text,
    /// One is there now.
    pub current: bool,
    /// How many wait there; none is shown for zero.
    pub count: Option<u64>,
    /// The meaning of the counter.
    pub tone: Tone,
    /// A drawing, in the person's menu.
    pub icon: Option<Icon>,
    /// A word beside it: « nouveau ».
    pub mark: Option<Text>,
}

impl Entry {
    /// An entry.
    pub fn new(label: impl Into<Text>, href: impl Into<Text>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            current: false,
            count: None,
            tone: Tone::Accent,
            icon: None,
            mark: None,
        }
    }

    /// Marks the entry of the page one is on.
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    /// What waits there.
    pub fn count(mut self, count: u64, tone: Tone) -> Self {
        self.count = Some(count);
        self.tone = tone;
        self
    }

    /// A drawing before the label.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A word after the label.
    pub fn mark(mut self, mark: impl Into<Text>) -> Self {
        self.mark = Some(mark.into());
        self
    }
}

/// A part of a service's menu.
#[derive(Debug, Clone)]
pub struct MenuSection {
    /// « Envoi aux familles »
    pub title: Option<Text>,
    /// Its pages.
    pub entries: Vec<Entry>,
}

impl MenuSection {
    /// A titled part.
    pub fn new(title: impl Into<Text>, entries: Vec<Entry>) -> Self {
        Self {
            title: Some(title.into()),
            entries,
        }
    }

    /// A part without a title.
    pub fn untitled(entries: Vec<Entry>) -> Self {
        Self {
            title: None,
            entries,
        }
    }
}
