//! A sheet of texts: one for each pupil, kept as it is typed like a sheet of marks.

use crate::{Button, Link, hidden};
use maud::{Render, html};
use std::borrow::Cow;

/// A text about a pupil.
pub struct TextEntry<'a> {
    name: Cow<'a, str>,
    shown_name: Cow<'a, str>,
    label: Cow<'a, str>,
    about: Cow<'a, str>,
    href: Option<(Cow<'a, str>, &'a str)>,
    shown: Cow<'a, str>,
    value: Cow<'a, str>,
    error: Option<Cow<'a, str>>,
}

impl<'a> TextEntry<'a> {
    /// The names under which what is typed and what was shown are sent, and whom it is about.
    pub fn new(
        name: impl Into<Cow<'a, str>>,
        shown_name: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            name: name.into(),
            shown_name: shown_name.into(),
            label: label.into(),
            about: Cow::Borrowed(""),
            href: None,
            shown: Cow::Borrowed(""),
            value: Cow::Borrowed(""),
            error: None,
        }
    }

    /// What helps to write it: « Moyenne : 12,5 ».
    pub fn about(mut self, about: impl Into<Cow<'a, str>>) -> Self {
        self.about = about.into();
        self
    }

    /// Where more is said about the pupil, and what the link reads; their name is added for who hears it.
    pub fn link(mut self, href: impl Into<Cow<'a, str>>, label: &'a str) -> Self {
        self.href = Some((href.into(), label));
        self
    }

    /// What is kept, and what stands in the field: the same, unless somebody typed something since.
    pub fn said(mut self, shown: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.shown = shown.into();
        self.value = value.into();
        self
    }

    /// What is wrong with it.
    pub fn error<S: Into<Cow<'a, str>>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }
}

impl Render for TextEntry<'_> {
    fn render_to(&self, buffer: &mut String) {
        let wrong = self.error.is_some();
        let (told, about) = (
            format!("{}-erreur", self.name),
            format!("{}-aide", self.name),
        );
        let described = match (wrong, self.about.is_empty()) {
            (true, false) => Some(format!("{about} {told}")),
            (true, true) => Some(told.clone()),
            (false, false) => Some(about.clone()),
            (false, true) => None,
        };
        html! {
            div.ds-field.p-text-entry {
                label.ds-label.p-label for=(self.name) { (self.label) }
                @if !self.about.is_empty() { div data-field="description" id=(about) { (self.about) } }
                textarea.ds-input id=(self.name) name=(self.name) rows="3" data-cell="" spellcheck="true"
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[described] { "\n" (self.value) }
                (hidden(&self.shown_name, &self.shown))
                @if let Some(error) = &self.error { p.ds-validation-message id=(told) { (error) } }
                @if let Some((href, label)) = &self.href { p { (Link::new(href, label).about(&self.label)) } }
            }
        }
        .render_to(buffer);
    }
}

/// The sheet: a form of the texts. With JavaScript each one is sent by PUT to `put` as soon as it is
/// left, and kept on the device as long as nobody answers.
pub struct TextSheet<'a> {
    action: &'a str,
    what: &'a str,
    hidden: Vec<(&'a str, Cow<'a, str>)>,
    entries: Vec<TextEntry<'a>>,
}

impl<'a> TextSheet<'a> {
    /// Where the form goes, by hand and by the script, and what one of its texts is called: a feminine
    /// noun whose plural takes an « s » (« appréciation »).
    pub const fn new(action: &'a str, what: &'a str) -> Self {
        Self {
            action,
            what,
            hidden: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// A value sent and not shown.
    pub fn hidden(mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// The pupils, in order.
    pub fn entries(mut self, entries: impl IntoIterator<Item = TextEntry<'a>>) -> Self {
        self.entries = entries.into_iter().collect();
        self
    }
}

impl Render for TextSheet<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            form.p-form.p-marks.p-texts method="post" action=(self.action) data-marks=(self.action)
                data-what=(self.what) novalidate {
                @for (name, value) in &self.hidden { (hidden(name, value)) }
                @for entry in &self.entries { (entry) }
                div.p-sticky-end {
                    (Button::primary(&format!("Enregistrer les {}s", self.what)))
                    p.p-sticky-said role="status" data-marks-said="" {}
                }
            }
        }
        .render_to(buffer);
    }
}
