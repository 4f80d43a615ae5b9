//! A sheet of marks: a row for each pupil, a column for each assessment, typed like in a spreadsheet.

use maud::{Markup, Render, html};
use std::borrow::Cow;

use crate::{Button, Column, Link, Row, Table, hidden};

/// An assessment.
pub struct MarkColumn<'a> {
    id: Cow<'a, str>,
    label: Cow<'a, str>,
    average: Cow<'a, str>,
}

impl<'a> MarkColumn<'a> {
    /// Its identifier, what its column is called, and the average that is known; « » for none.
    pub fn new(
        id: impl Into<Cow<'a, str>>,
        label: impl Into<Cow<'a, str>>,
        average: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            average: average.into(),
        }
    }
}

/// What a pupil has for an assessment.
pub struct MarkCell<'a> {
    name: Cow<'a, str>,
    shown_name: Cow<'a, str>,
    shown: Cow<'a, str>,
    value: Cow<'a, str>,
    about: Cow<'a, str>,
    error: Option<Cow<'a, str>>,
}

impl<'a> MarkCell<'a> {
    /// The names under which what is typed and what was shown are sent, and what it is about
    /// (« ABADIE Clara, Contrôle »).
    pub fn new(
        name: impl Into<Cow<'a, str>>,
        shown_name: impl Into<Cow<'a, str>>,
        about: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            name: name.into(),
            shown_name: shown_name.into(),
            shown: Cow::Borrowed(""),
            value: Cow::Borrowed(""),
            about: about.into(),
            error: None,
        }
    }

    /// What is kept, and what stands in the cell: the same, unless somebody typed something since.
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

impl Render for MarkCell<'_> {
    fn render_to(&self, buffer: &mut String) {
        let wrong = self.error.is_some();
        let told = format!("{}-erreur", self.name);
        html! {
            // What is wrong is led to from the summary of errors, and only then has it an address.
            input.ds-input.p-cell name=(self.name) id=[wrong.then_some(&self.name)] value=(self.value) aria-label=(self.about)
                type="text" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="12" data-cell=""
                aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some(&told)];
            (hidden(&self.shown_name, &self.shown))
            @if let Some(error) = &self.error { p.ds-validation-message id=(told) { (error) } }
        }
        .render_to(buffer);
    }
}

/// A pupil.
pub struct MarkRow<'a> {
    id: Cow<'a, str>,
    name: Cow<'a, str>,
    href: Cow<'a, str>,
    average: Cow<'a, str>,
    cells: Vec<MarkCell<'a>>,
}

impl<'a> MarkRow<'a> {
    /// Their identifier, their name, where their average is explained, and what it is; « » for none.
    pub fn new(
        id: impl Into<Cow<'a, str>>,
        name: impl Into<Cow<'a, str>>,
        href: impl Into<Cow<'a, str>>,
        average: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            href: href.into(),
            average: average.into(),
            cells: Vec::new(),
        }
    }

    /// A cell more: in the order of the columns.
    pub fn cell(mut self, cell: MarkCell<'a>) -> Self {
        self.cells.push(cell);
        self
    }
}

/// The sheet: a form of the cells. With JavaScript each cell is sent by PUT to `put` as soon as it is
/// left, kept on the device as long as nobody answers, and Enter goes down.
pub struct MarkSheet<'a> {
    action: &'a str,
    put: &'a str,
    caption: &'a str,
    hidden: Vec<(&'a str, Cow<'a, str>)>,
    columns: Vec<MarkColumn<'a>>,
    rows: Vec<MarkRow<'a>>,
    average: Cow<'a, str>,
}

impl<'a> MarkSheet<'a> {
    /// Where the form goes, by hand and by the script; what its table is.
    pub const fn new(action: &'a str, put: &'a str, caption: &'a str) -> Self {
        Self {
            action,
            put,
            caption,
            hidden: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            average: Cow::Borrowed(""),
        }
    }

    /// A value sent and not shown.
    pub fn hidden(mut self, name: &'a str, value: impl Into<Cow<'a, str>>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    /// The assessments, in order.
    pub fn columns(mut self, columns: impl IntoIterator<Item = MarkColumn<'a>>) -> Self {
        self.columns = columns.into_iter().collect();
        self
    }

    /// The pupils, in order.
    pub fn rows(mut self, rows: impl IntoIterator<Item = MarkRow<'a>>) -> Self {
        self.rows = rows.into_iter().collect();
        self
    }

    /// The average of the class; « » for none.
    pub fn average(mut self, average: impl Into<Cow<'a, str>>) -> Self {
        self.average = average.into();
        self
    }

    fn table(&self) -> Markup {
        let columns = std::iter::once(Column::new("Élève"))
            .chain(self.columns.iter().map(|column| Column::new(&column.label)))
            .chain([Column::number("Moyenne")]);
        let last = std::iter::once(None);
        Table::new(self.caption).columns(columns).rows(
            self.rows.iter().map(Some).chain(last),
            |row, pupil| match pupil {
                Some(pupil) => {
                    row.head(Link::new(&pupil.href, &pupil.name));
                    for cell in &pupil.cells {
                        row.cell(cell);
                    }
                    average(row, &pupil.id, &pupil.average);
                }
                None => {
                    row.head("Moyenne de la classe, sur 20");
                    for column in &self.columns {
                        average(row, &column.id, &column.average);
                    }
                    average(row, "classe", &self.average);
                }
            },
        )
    }
}

fn average(row: &mut Row<'_>, of: &str, known: &str) {
    row.cell(html! { output data-average=(of) { (known) } });
}

impl Render for MarkSheet<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            form.p-form.p-marks method="post" action=(self.action) data-marks=(self.put) novalidate {
                @for (name, value) in &self.hidden { (hidden(name, value)) }
                (self.table())
                div.p-sticky-end {
                    (Button::primary("Enregistrer les notes"))
                    p.p-sticky-said role="status" data-marks-said="" {}
                }
            }
        }
        .render_to(buffer);
    }
}
