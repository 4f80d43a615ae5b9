//! Fields one types in: each with its label, its help, its error and the value already typed.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, Render, html};

/// How wide a field is: as wide as what one types in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// A number, an hour, a date.
    Short,
    /// A name, a telephone number.
    #[default]
    Medium,
    /// A sentence.
    Full,
}

impl Width {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Width::Short => "p-short",
            Width::Medium => "p-medium",
            Width::Full => "p-full",
        }
    }
}

/// A field one types in.
pub struct Field<'a> {
    kind: &'static str,
    name: &'a str,
    label: &'a str,
    id: Option<&'a str>,
    value: Cow<'a, str>,
    description: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    autocomplete: Option<&'a str>,
    inputmode: Option<&'a str>,
    accept: Option<&'a str>,
    min: Option<Cow<'a, str>>,
    max: Option<Cow<'a, str>>,
    maxlength: Option<u32>,
    rows: Option<u32>,
    required: bool,
    read_only: bool,
    multiple: bool,
    label_hidden: bool,
    width: Width,
}

impl<'a> Field<'a> {
    const fn new(kind: &'static str, name: &'a str, label: &'a str, width: Width) -> Self {
        Self {
            kind,
            name,
            label,
            id: None,
            value: Cow::Borrowed(""),
            description: None,
            error: None,
            autocomplete: None,
            inputmode: None,
            accept: None,
            min: None,
            max: None,
            maxlength: None,
            rows: None,
            required: false,
            read_only: false,
            multiple: false,
            label_hidden: false,
            width,
        }
    }

    /// A word or a line.
    pub const fn text(name: &'a str, label: &'a str) -> Self {
        Self::new("text", name, label, Width::Medium)
    }

    /// A password; its value is never sent back. `autocomplete` is `current-password` unless told.
    pub const fn password(name: &'a str, label: &'a str) -> Self {
        let mut field = Self::new("password", name, label, Width::Medium);
        field.autocomplete = Some("current-password");
        field
    }

    /// Words to look for.
    pub const fn search(name: &'a str, label: &'a str) -> Self {
        Self::new("search", name, label, Width::Medium)
    }

    /// An e-mail address.
    pub const fn email(name: &'a str, label: &'a str) -> Self {
        Self::new("email", name, label, Width::Medium)
    }

    /// A telephone number.
    pub const fn tel(name: &'a str, label: &'a str) -> Self {
        Self::new("tel", name, label, Width::Medium)
    }

    /// A whole number: a text with a numeric keyboard, since « number » inputs change under the wheel.
    pub const fn number(name: &'a str, label: &'a str) -> Self {
        let mut field = Self::new("text", name, label, Width::Short);
        field.inputmode = Some("numeric");
        field
    }

    /// A one-time code: numeric keyboard, filled by the telephone when it can.
    pub const fn one_time_code(name: &'a str, label: &'a str) -> Self {
        let mut field = Self::new("text", name, label, Width::Short);
        field.inputmode = Some("numeric");
        field.autocomplete = Some("one-time-code");
        field
    }

    /// A day, `2026-11-24` in [`Field::value`].
    pub const fn date(name: &'a str, label: &'a str) -> Self {
        Self::new("date", name, label, Width::Short)
    }

    /// An hour, `08:30` in [`Field::value`].
    pub const fn time(name: &'a str, label: &'a str) -> Self {
        Self::new("time", name, label, Width::Short)
    }

    /// A file; the form must be [`crate::Form::multipart`].
    pub const fn file(name: &'a str, label: &'a str) -> Self {
        Self::new("file", name, label, Width::Full)
    }

    /// Several lines.
    pub const fn textarea(name: &'a str, label: &'a str) -> Self {
        Self::new("textarea", name, label, Width::Full)
    }

    /// When a page has the same name twice; the name is the id otherwise.
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// What is already typed.
    pub fn value(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.value = value.into();
        self
    }

    /// What to type, with an example.
    pub fn description(mut self, description: impl Into<Cow<'a, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// What is wrong and how to put it right.
    pub fn error<S: Into<Cow<'a, str>>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// Must be filled; says « (obligatoire) ».
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Shown and sent, not to be changed: the login beside a new password.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// The browser's word for what this is: `username`, `new-password`, `off`…
    pub const fn autocomplete(mut self, autocomplete: &'a str) -> Self {
        self.autocomplete = Some(autocomplete);
        self
    }

    /// The longest text taken.
    pub const fn maxlength(mut self, maxlength: u32) -> Self {
        self.maxlength = Some(maxlength);
        self
    }

    /// The earliest date or hour.
    pub fn min(mut self, min: impl Into<Cow<'a, str>>) -> Self {
        self.min = Some(min.into());
        self
    }

    /// The latest date or hour.
    pub fn max(mut self, max: impl Into<Cow<'a, str>>) -> Self {
        self.max = Some(max.into());
        self
    }

    /// The height of a [`Field::textarea`].
    pub const fn rows(mut self, rows: u32) -> Self {
        self.rows = Some(rows);
        self
    }

    /// The kinds of file taken: `.xml,.zip`.
    pub const fn accept(mut self, accept: &'a str) -> Self {
        self.accept = Some(accept);
        self
    }

    /// Several files.
    pub const fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }

    /// The label is said, not shown: only where a neighbour says it to the eye.
    pub const fn label_hidden(mut self) -> Self {
        self.label_hidden = true;
        self
    }

    /// Another width than the kind's own.
    pub const fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }
}

impl Render for Field<'_> {
    fn render_to(&self, buffer: &mut String) {
        let id = self.id.unwrap_or(self.name);
        let around = Around {
            id,
            description: self.description.as_deref(),
            error: self.error.as_deref(),
        };
        let described = around.described_by();
        let invalid = self.error.is_some().then_some("true");
        html! {
            div.ds-field.{ (self.width.class()) } {
                label.ds-label.{ (if self.label_hidden { "ds-sr-only" } else { "p-label" }) } for=(id) {
                    (self.label) (required_mark(self.required))
                }
                (around.description())
                @if self.kind == "textarea" {
                    textarea.ds-input id=(id) name=(self.name) rows=(self.rows.unwrap_or(4)) required[self.required]
                        maxlength=[self.maxlength] aria-invalid=[invalid] aria-describedby=[&described]
                        { "\n" (self.value) }
                } @else {
                    input.ds-input id=(id) name=(self.name) type=(self.kind) value=[self.kept()] required[self.required]
                        autocomplete=[self.autocomplete] inputmode=[self.inputmode] accept=[self.accept]
                        min=[&self.min] max=[&self.max] maxlength=[self.maxlength] multiple[self.multiple]
                        readonly[self.read_only]
                        aria-invalid=[invalid] aria-describedby=[&described];
                }
                (around.error())
            }
        }
        .render_to(buffer);
    }
}

impl Field<'_> {
    /// A password is never sent back, and a browser refuses a value for a file.
    fn kept(&self) -> Option<&str> {
        (!self.value.is_empty() && !matches!(self.kind, "password" | "file")).then_some(&self.value)
    }
}

/// A value sent with the form and not shown.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// What stands around a field and is tied to it by its id.
pub(crate) struct Around<'a> {
    pub(crate) id: &'a str,
    pub(crate) description: Option<&'a str>,
    pub(crate) error: Option<&'a str>,
}

impl Around<'_> {
    /// The error comes first: it is what the reader must hear.
    pub(crate) fn described_by(&self) -> Option<String> {
        let id = self.id;
        match (self.error.is_some(), self.description.is_some()) {
            (true, true) => Some(format!("{id}-erreur {id}-aide")),
            (true, false) => Some(format!("{id}-erreur")),
            (false, true) => Some(format!("{id}-aide")),
            (false, false) => None,
        }
    }

    pub(crate) fn description(&self) -> Markup {
        html! { @if let Some(text) = self.description { div data-field="description" id={ (self.id) "-aide" } { (text) } } }
    }

    pub(crate) fn error(&self) -> Markup {
        html! { @if let Some(text) = self.error { p.ds-validation-message id={ (self.id) "-erreur" } { (text) } } }
    }
}

pub(crate) fn required_mark(required: bool) -> PreEscaped<&'static str> {
    PreEscaped(if required {
        r#" <span class="p-required">(obligatoire)</span>"#
    } else {
        ""
    })
}
