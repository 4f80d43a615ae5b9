//! Forms and what belongs to them.

use maud::{Markup, Render, html};

use crate::{Button, Icon, fr};

/// A form. The browser's own checks are off: the server answers each error in the same words,
/// on its field and in the summary.
pub struct Form<'a> {
    action: &'a str,
    post: bool,
    multipart: bool,
    id: Option<&'a str>,
    target: Option<&'a str>,
    hidden: Vec<(&'a str, &'a str)>,
    body: Markup,
}

impl<'a> Form<'a> {
    /// A form that changes something.
    pub fn post(action: &'a str, body: impl Render) -> Self {
        Self {
            action,
            post: true,
            multipart: false,
            id: None,
            target: None,
            hidden: Vec::new(),
            body: body.render(),
        }
    }

    /// A form that only asks: its fields appear in the address.
    pub fn get(action: &'a str, body: impl Render) -> Self {
        Self {
            post: false,
            ..Self::post(action, body)
        }
    }

    /// The form sends files.
    pub const fn multipart(mut self) -> Self {
        self.multipart = true;
        self
    }

    /// So that a button elsewhere may send it.
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// With JavaScript, replaces only the region of that id by the answer's.
    pub const fn live(mut self, region: &'a str) -> Self {
        self.target = Some(region);
        self
    }

    /// A value sent and not shown: `form_id`, `version`.
    pub fn hidden(mut self, name: &'a str, value: &'a str) -> Self {
        self.hidden.push((name, value));
        self
    }
}

impl Render for Form<'_> {
    fn render_to(&self, buffer: &mut String) {
        let hx = self
            .target
            .map(|target| (self.action, format!("#{target}")));
        html! {
            form.p-stack.p-form method=(if self.post { "post" } else { "get" }) action=(self.action) id=[self.id]
                enctype=[self.multipart.then_some("multipart/form-data")] novalidate
                hx-post=[hx.as_ref().filter(|_| self.post).map(|(action, _)| action)]
                hx-get=[hx.as_ref().filter(|_| !self.post).map(|(action, _)| action)]
                hx-target=[hx.as_ref().map(|(_, target)| target)]
                hx-select=[hx.as_ref().map(|(_, target)| target)]
                hx-swap=[hx.as_ref().map(|_| "outerHTML")] {
                @for (name, value) in &self.hidden { (crate::hidden(name, value)) }
                (self.body)
            }
        }
        .render_to(buffer);
    }
}

/// Fields that belong together.
pub fn fieldset(legend: &str, body: impl Render) -> Markup {
    html! {
        fieldset.ds-fieldset.p-fieldset {
            legend.ds-heading data-size="2xs" { (legend) }
            div.p-stack { (body) }
        }
    }
}

/// The choices that narrow a list, kept in the address.
pub struct Filters<'a> {
    action: &'a str,
    clear: Option<&'a str>,
    search: Option<&'a str>,
    body: Markup,
}

impl<'a> Filters<'a> {
    /// Fields in a line, and « Filtrer ».
    pub fn new(action: &'a str, fields: impl Render) -> Self {
        Self {
            action,
            clear: None,
            search: None,
            body: fields.render(),
        }
    }

    /// Nothing is shown before one asks: the act is a search, and the page's main one.
    pub const fn search(mut self, label: &'a str) -> Self {
        self.search = Some(label);
        self
    }

    /// When something is filtered: the address of the whole list.
    pub fn clear(mut self, href: Option<&'a str>) -> Self {
        self.clear = href;
        self
    }
}

impl Render for Filters<'_> {
    fn render_to(&self, buffer: &mut String) {
        let (label, button) = match self.search {
            Some(label) => (label, Button::primary(label).icon(Icon::Search)),
            None => ("Filtrer la liste", Button::secondary("Filtrer")),
        };
        html! {
            form.p-filters method="get" action=(self.action) role="search" aria-label=(label) novalidate {
                (self.body)
                div.p-bar {
                    (button)
                    @if let Some(href) = self.clear { a.ds-link href=(href) { "Tout afficher" } }
                }
            }
        }
        .render_to(buffer);
    }
}

/// « 3 SMS sélectionnés », kept true by JavaScript while one ticks rows of the table that
/// [`crate::Table::select`]s the same name. `one` and `many` follow the number.
pub fn selection_count(name: &str, selected: u64, one: &str, many: &str) -> Markup {
    html! {
        output.p-muted data-selected=(name) data-one=(one) data-many=(many) { (fr::plural(selected, one, many)) }
    }
}

/// Under a list of several pages, in its form: takes all the rows found and not only those shown.
/// With JavaScript it is offered once all that are shown are ticked, and the count follows it.
pub fn selection_of_all(rows: &str, name: &str, value: &str, total: u64, label: &str) -> Markup {
    html! {
        div.ds-field data-select-found=(rows) data-total=(total) {
            input.ds-input id=(name) type="checkbox" name=(name) value=(value);
            label.ds-label for=(name) { (label) }
        }
    }
}

/// What is to be put right, above the form: takes the focus, leads to each field.
pub struct ErrorSummary<'a> {
    errors: Vec<(&'a str, &'a str)>,
}

impl<'a> ErrorSummary<'a> {
    /// Pairs of a field's id and its error. Shows nothing when there is none.
    pub fn new(errors: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            errors: errors.into_iter().collect(),
        }
    }
}

impl Render for ErrorSummary<'_> {
    fn render_to(&self, buffer: &mut String) {
        if self.errors.is_empty() {
            return;
        }
        html! {
            ds-error-summary.ds-error-summary.p-alert role="group" tabindex="-1" aria-labelledby="erreurs" {
                h2.ds-heading id="erreurs" {
                    (fr::plural(self.errors.len() as u64, "champ à corriger", "champs à corriger"))
                }
                ul.ds-list { @for (id, text) in &self.errors { li { a.ds-link href={ "#" (id) } { (text) } } } }
            }
        }
        .render_to(buffer);
    }
}
