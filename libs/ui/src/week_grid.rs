//! A week: its hours down, its days across, a sign where something happens.

use maud::{Markup, Render, html};
use std::borrow::Cow;

use crate::hue::{Hue, sample};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    sign: Cow<'static, str>,
    words: String,
    hue: Hue,
    href: Option<String>,
}

impl Mark {
    /// One or two letters, the words that they stand for, a colour that says the same.
    pub fn new(sign: impl Into<Cow<'static, str>>, words: impl Into<String>, hue: Hue) -> Self {
        Self {
            sign: sign.into(),
            words: words.into(),
            hue,
            href: None,
        }
    }

    /// Leads there.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// A cell of the grid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum WeekCell {
    /// Nothing happens.
    #[default]
    Free,
    /// Nothing can happen: why.
    Shut(String),
    /// Something does.
    Marked(Mark),
}

/// A week, described before its rows.
pub struct WeekGrid<'a> {
    caption: &'a str,
    days: Vec<(String, String)>,
    rows: Vec<(String, Vec<WeekCell>)>,
    legend: Vec<Mark>,
}

impl<'a> WeekGrid<'a> {
    /// What it shows; said by screen readers.
    pub const fn new(caption: &'a str) -> Self {
        Self {
            caption,
            days: Vec::new(),
            rows: Vec::new(),
            legend: Vec::new(),
        }
    }

    /// A day: « Lu 23 », « lundi 23 novembre ».
    pub fn day(mut self, short: impl Into<String>, long: impl Into<String>) -> Self {
        self.days.push((short.into(), long.into()));
        self
    }

    /// An hour, or what else has a row of its own, with one cell a day.
    pub fn row(mut self, hour: impl Into<String>, cells: Vec<WeekCell>) -> Self {
        self.rows.push((hour.into(), cells));
        self
    }

    /// What the signs stand for, below.
    pub fn legend(mut self, marks: impl IntoIterator<Item = Mark>) -> Self {
        self.legend = marks.into_iter().collect();
        self
    }
}

impl Render for WeekGrid<'_> {
    fn render_to(&self, buffer: &mut String) {
        html! {
            div.p-week {
                table {
                    caption.ds-sr-only { (self.caption) }
                    thead {
                        tr {
                            th scope="col" { span.ds-sr-only { "Heure" } }
                            @for (short, long) in &self.days {
                                th scope="col" { abbr title=(long) { (short) } }
                            }
                        }
                    }
                    tbody {
                        @for (hour, cells) in &self.rows {
                            tr {
                                th scope="row" { (hour) }
                                @for cell in cells { (drawn(cell)) }
                            }
                        }
                    }
                }
                @if !self.legend.is_empty() {
                    (legend(&self.legend))
                }
            }
        }
        .render_to(buffer);
    }
}

/// « Légende »: what the signs stand for.
pub fn legend(marks: &[Mark]) -> Markup {
    html! {
        div.p-week-legend {
            strong { "Légende" }
            ul role="list" {
                @for mark in marks { li { (sample(&mark.sign, mark.hue)) " " (mark.words) } }
            }
        }
    }
}

fn drawn(cell: &WeekCell) -> Markup {
    match cell {
        WeekCell::Free => html! { td.p-week-cell {} },
        WeekCell::Shut(why) => html! { td.p-week-cell.p-week-shut { span.ds-sr-only { (why) } } },
        WeekCell::Marked(mark) => html! {
            td.p-week-cell.p-week-mark data-hue=(mark.hue.code()) {
                @match &mark.href {
                    Some(href) => a href=(href) { (said(mark)) },
                    None => (said(mark)),
                }
            }
        },
    }
}

/// The sign is seen, the words are heard.
fn said(mark: &Mark) -> Markup {
    html! { span aria-hidden="true" { (mark.sign) } span.ds-sr-only { (mark.words) } }
}
