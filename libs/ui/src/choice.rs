//! Fields one chooses in: lists, boxes, radio buttons.

use std::borrow::Cow;

use maud::{Render, html};

use crate::Width;
use crate::field::{Around, required_mark};

/// A list to choose from.
pub struct Select<'a> {
    name: &'a str,
    label: &'a str,
    id: Option<&'a str>,
    options: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    groups: Vec<(&'a str, Vec<(String, String)>)>,
    selected: Cow<'a, str>,
    description: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    required: bool,
    label_hidden: bool,
    width: Width,
}

impl<'a> Select<'a> {
    /// An empty list.
    pub const fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            id: None,
            options: Vec::new(),
            groups: Vec::new(),
            selected: Cow::Borrowed(""),
            description: None,
            error: None,
            required: false,
            label_hidden: false,
            width: Width::Medium,
        }
    }

    /// One choice: the value sent, the words shown.
    pub fn option(
        mut self,
        value: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
    ) -> Self {
        self.options.push((value.into(), label.into()));
        self
    }

    /// Many choices.
    pub fn options<V, L>(mut self, options: impl IntoIterator<Item = (V, L)>) -> Self
    where
        V: Into<Cow<'a, str>>,
        L: Into<Cow<'a, str>>,
    {
        self.options.extend(
            options
                .into_iter()
                .map(|(value, label)| (value.into(), label.into())),
        );
        self
    }

    /// Choices under a title of their own, after the others; none when there are none.
    pub fn group(
        mut self,
        title: &'a str,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let options: Vec<(String, String)> = options.into_iter().collect();
        if !options.is_empty() {
            self.groups.push((title, options));
        }
        self
    }

    /// The value already chosen.
    pub fn selected(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.selected = value.into();
        self
    }

    /// When a page has the same name twice.
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// What to choose.
    pub fn description(mut self, description: impl Into<Cow<'a, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// What is wrong and how to put it right.
    pub fn error<S: Into<Cow<'a, str>>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// Something must be chosen.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The label is said, not shown.
    pub const fn label_hidden(mut self) -> Self {
        self.label_hidden = true;
        self
    }

    /// Another width than the medium one.
    pub const fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }
}

impl Render for Select<'_> {
    fn render_to(&self, buffer: &mut String) {
        let id = self.id.unwrap_or(self.name);
        let around = Around {
            id,
            description: self.description.as_deref(),
            error: self.error.as_deref(),
        };
        html! {
            div.ds-field.{ (self.width.class()) } {
                label.ds-label.{ (if self.label_hidden { "ds-sr-only" } else { "p-label" }) } for=(id) {
                    (self.label) (required_mark(self.required))
                }
                (around.description())
                select.ds-input id=(id) name=(self.name) required[self.required]
                    aria-invalid=[self.error.is_some().then_some("true")] aria-describedby=[around.described_by()] {
                    @for (value, label) in &self.options {
                        option value=(value) selected[*value == self.selected] { (label) }
                    }
                    @for (title, options) in &self.groups {
                        optgroup label=(title) {
                            @for (value, label) in options {
                                option value=(value) selected[*value == self.selected] { (label) }
                            }
                        }
                    }
                }
                (around.error())
            }
        }
        .render_to(buffer);
    }
}

/// One box to tick.
pub struct Checkbox<'a> {
    name: &'a str,
    label: &'a str,
    id: Option<&'a str>,
    value: &'a str,
    checked: bool,
    description: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
}

impl<'a> Checkbox<'a> {
    /// A box; sends `1` when ticked.
    pub const fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            id: None,
            value: "1",
            checked: false,
            description: None,
            error: None,
        }
    }

    /// Ticked already.
    pub const fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// Another value than `1`.
    pub const fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// When a page has the same name twice.
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// What ticking does.
    pub fn description(mut self, description: impl Into<Cow<'a, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// What is wrong and how to put it right.
    pub fn error<S: Into<Cow<'a, str>>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }
}

impl Render for Checkbox<'_> {
    fn render_to(&self, buffer: &mut String) {
        let id = self.id.unwrap_or(self.name);
        let around = Around {
            id,
            description: self.description.as_deref(),
            error: self.error.as_deref(),
        };
        html! {
            div.ds-field {
                input.ds-input id=(id) type="checkbox" name=(self.name) value=(self.value) checked[self.checked]
                    aria-invalid=[self.error.is_some().then_some("true")] aria-describedby=[around.described_by()];
                label.ds-label for=(id) { (self.label) }
                (around.description())
                (around.error())
            }
        }
        .render_to(buffer);
    }
}

/// The value sent, the words shown, what they mean.
type Choice<'a> = (Cow<'a, str>, Cow<'a, str>, Option<Cow<'a, str>>);

/// A group of radio buttons or of boxes, under one question.
pub struct Choices<'a> {
    kind: &'static str,
    name: &'a str,
    legend: &'a str,
    options: Vec<Choice<'a>>,
    selected: Vec<Cow<'a, str>>,
    description: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    required: bool,
    inline: bool,
}

impl<'a> Choices<'a> {
    const fn new(kind: &'static str, name: &'a str, legend: &'a str) -> Self {
        Self {
            kind,
            name,
            legend,
            options: Vec::new(),
            selected: Vec::new(),
            description: None,
            error: None,
            required: false,
            inline: false,
        }
    }

    /// One answer among several.
    pub const fn one(name: &'a str, legend: &'a str) -> Self {
        Self::new("radio", name, legend)
    }

    /// As many answers as one likes.
    pub const fn many(name: &'a str, legend: &'a str) -> Self {
        Self::new("checkbox", name, legend)
    }

    /// One answer: the value sent, the words shown.
    pub fn option(
        mut self,
        value: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
    ) -> Self {
        self.options.push((value.into(), label.into(), None));
        self
    }

    /// One answer with what it means.
    pub fn option_described(
        mut self,
        value: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
        description: impl Into<Cow<'a, str>>,
    ) -> Self {
        self.options
            .push((value.into(), label.into(), Some(description.into())));
        self
    }

    /// A value already chosen; call again for several.
    pub fn selected(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.selected.push(value.into());
        self
    }

    /// How to answer.
    pub fn description(mut self, description: impl Into<Cow<'a, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// What is wrong and how to put it right.
    pub fn error<S: Into<Cow<'a, str>>>(mut self, error: Option<S>) -> Self {
        self.error = error.map(Into::into);
        self
    }

    /// Something must be chosen.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Short answers, side by side.
    pub const fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
}

impl Render for Choices<'_> {
    fn render_to(&self, buffer: &mut String) {
        let around = Around {
            id: self.name,
            description: self.description.as_deref(),
            error: self.error.as_deref(),
        };
        let described = around.described_by();
        html! {
            fieldset.ds-fieldset.p-choices aria-describedby=[&described] {
                legend.ds-label.p-label { (self.legend) (required_mark(self.required)) }
                (around.description())
                div.{ (if self.inline { "p-choices-inline" } else { "p-choices-list" }) } {
                    @for (i, (value, label, description)) in self.options.iter().enumerate() {
                        // The first bears the group's name as its id, so that an error summary leads to it.
                        @let id = if i == 0 { self.name.to_owned() } else { format!("{}-{}", self.name, i + 1) };
                        // Its own id: the group's help is already called « nom-aide ».
                        @let help = description.is_some().then(|| format!("{id}-precision"));
                        div.ds-field {
                            input.ds-input id=(id) type=(self.kind) name=(self.name) value=(value)
                                checked[self.selected.contains(value)] required[self.required && self.kind == "radio"]
                                aria-invalid=[self.error.is_some().then_some("true")] aria-describedby=[&help];
                            label.ds-label for=(id) { (label) }
                            @if let (Some(help), Some(text)) = (&help, description) {
                                div data-field="description" id=(help) { (text) }
                            }
                        }
                    }
                }
                (around.error())
            }
        }
        .render_to(buffer);
    }
}
