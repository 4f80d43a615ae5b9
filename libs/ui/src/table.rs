//! Tables: on a desk a table, on a phone one card for each row, each cell with its label.

use maud::{Escaper, Markup, PreEscaped, Render, html};
use std::fmt::Write as _;

use crate::{Icon, Tone};

/// The direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// A to Z, oldest first.
    Up,
    /// Z to A, latest first.
    Down,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    label: &'a str,
    sort: Option<&'a str>,
    number: bool,
    label_hidden: bool,
}

impl<'a> Column<'a> {
    /// A column of texts.
    pub const fn new(label: &'a str) -> Self {
        Self {
            label,
            sort: None,
            number: false,
            label_hidden: false,
        }
    }

    /// A column of numbers, set right.
    pub const fn number(label: &'a str) -> Self {
        Self {
            label,
            sort: None,
            number: true,
            label_hidden: false,
        }
    }

    /// The column of the acts on a row: its label is said, not shown.
    pub const fn actions(label: &'a str) -> Self {
        Self {
            label,
            sort: None,
            number: false,
            label_hidden: true,
        }
    }

    /// The list can be sorted by this column, under that key.
    pub const fn sort(mut self, key: &'a str) -> Self {
        self.sort = Some(key);
        self
    }
}

type SortHref<'a> = Box<dyn Fn(&str, Direction) -> String + 'a>;

/// A table, described before its rows.
pub struct Table<'a> {
    caption: &'a str,
    caption_shown: bool,
    columns: Vec<Column<'a>>,
    sort: Option<(&'a str, Direction, SortHref<'a>)>,
    select: Option<&'a str>,
    empty: Option<Markup>,
    wide: bool,
}

impl<'a> Table<'a> {
    /// What the rows are; said by screen readers.
    pub const fn new(caption: &'a str) -> Self {
        Self {
            caption,
            caption_shown: false,
            columns: Vec::new(),
            sort: None,
            select: None,
            empty: None,
            wide: false,
        }
    }

    /// More columns than a desk may show, and nothing in them to move to: the keyboard slides it.
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Shows the caption above the table, when no heading says it already.
    pub const fn caption_shown(mut self) -> Self {
        self.caption_shown = true;
        self
    }

    /// The columns, in order; each row's cells follow it.
    pub fn columns(mut self, columns: impl IntoIterator<Item = Column<'a>>) -> Self {
        self.columns = columns.into_iter().collect();
        self
    }

    /// The column the rows are sorted by, and the address of the list sorted otherwise.
    pub fn sorted(
        mut self,
        key: &'a str,
        direction: Direction,
        href: impl Fn(&str, Direction) -> String + 'a,
    ) -> Self {
        self.sort = Some((key, direction, Box::new(href)));
        self
    }

    /// Each row has a box to tick, sent under that name: call [`Row::select`] first in each row.
    pub const fn select(mut self, name: &'a str) -> Self {
        self.select = Some(name);
        self
    }

    /// What is shown instead of a table without rows.
    pub fn empty(mut self, empty: impl Render) -> Self {
        self.empty = Some(empty.render());
        self
    }

    /// Draws the table: `draw` writes the cells of one row.
    pub fn rows<T>(
        self,
        items: impl IntoIterator<Item = T>,
        mut draw: impl FnMut(&mut Row<'_>, T),
    ) -> Markup {
        // One buffer for the whole table: a cell is written where it stands.
        let mut out = String::with_capacity(8 * 1024);
        self.head(&mut out);
        let empty_at = out.len();
        let mut row = Row {
            out,
            columns: self.columns.iter().map(Label::of).collect(),
            ..Row::new(self.select)
        };
        for item in items {
            row.start();
            draw(&mut row, item);
            row.finish();
        }
        if row.out.len() == empty_at
            && let Some(empty) = self.empty
        {
            return empty;
        }
        row.out.push_str("</tbody></table></div>");
        PreEscaped(row.out)
    }

    fn head(&self, out: &mut String) {
        // Explicit roles: as cards on a phone the elements are no longer displayed as a table, and
        // browsers then forget what they are.
        let markup = html! {
            caption.{ (if self.caption_shown { "p-caption" } else { "ds-sr-only" }) } { (self.caption) }
            thead role="rowgroup" {
                tr role="row" {
                    @if let Some(name) = self.select {
                        th.p-select scope="col" role="columnheader" {
                            span.ds-sr-only { "Sélection" }
                            label.p-select-all hidden {
                                input.ds-input type="checkbox" data-select-all=(name) aria-label="Tout sélectionner";
                                span aria-hidden="true" { "Tout sélectionner" }
                            }
                        }
                    }
                    @for column in &self.columns { (self.column_head(column)) }
                }
            }
        };
        let around = match self.wide {
            true => html! { div.p-table tabindex="0" role="region" aria-label=(self.caption) {} },
            false => html! { div.p-table {} },
        };
        out.push_str(around.0.trim_end_matches("</div>"));
        out.push_str(r#"<table class="ds-table" role="table">"#);
        out.push_str(&markup.0);
        out.push_str(r#"<tbody role="rowgroup">"#);
    }

    fn column_head(&self, column: &Column<'_>) -> Markup {
        let class = match (column.number, column.sort.is_some() && self.sort.is_some()) {
            (true, true) => "p-number p-sort",
            (true, false) => "p-number",
            (false, true) => "p-sort",
            (false, false) if column.label_hidden => "p-actions",
            (false, false) => "p-plain",
        };
        let sort = column.sort.zip(self.sort.as_ref());
        let direction =
            sort.and_then(|(key, (current, direction, _))| (key == *current).then_some(*direction));
        html! {
            th.{ (class) } scope="col" role="columnheader" aria-sort=[direction.map(|d| match d {
                Direction::Up => "ascending",
                Direction::Down => "descending",
            })] {
                @if let Some((key, (_, _, href))) = sort {
                    @let (icon, next) = match direction {
                        Some(Direction::Up) => (Icon::ArrowUp, Direction::Down),
                        Some(Direction::Down) => (Icon::ArrowDown, Direction::Up),
                        None => (Icon::ChevronsUpDown, Direction::Up),
                    };
                    a href=(href(key, next)) { (column.label) (icon) }
                } @else if column.label_hidden {
                    span.ds-sr-only { (column.label) }
                } @else {
                    (column.label)
                }
            }
        }
    }
}

struct Label {
    escaped: String,
    number: bool,
    hidden: bool,
}

impl Label {
    fn of(column: &Column<'_>) -> Self {
        let mut escaped = String::with_capacity(column.label.len());
        let _ = Escaper::new(&mut escaped).write_str(column.label);
        Self {
            escaped,
            number: column.number,
            hidden: column.label_hidden,
        }
    }
}

/// Writes the cells of one row, in the order of the columns.
pub struct Row<'a> {
    out: String,
    columns: Vec<Label>,
    select: Option<&'a str>,
    next: usize,
    opened: bool,
    tone: Option<Tone>,
    id: Option<String>,
}

impl<'a> Row<'a> {
    fn new(select: Option<&'a str>) -> Self {
        Self {
            out: String::new(),
            columns: Vec::new(),
            select,
            next: 0,
            opened: false,
            tone: None,
            id: None,
        }
    }

    fn start(&mut self) {
        (self.next, self.opened, self.tone, self.id) = (0, false, None, None);
    }

    fn finish(&mut self) {
        self.open();
        debug_assert!(
            self.next <= self.columns.len(),
            "a row has more cells than the table has columns"
        );
        self.out.push_str("</tr>");
    }

    /// Writes `<tr>` once its id and its tone are known: at the first cell.
    fn open(&mut self) {
        if std::mem::replace(&mut self.opened, true) {
            return;
        }
        self.out.push_str(r#"<tr role="row""#);
        if let Some(id) = self.id.take() {
            self.attribute("id", &id);
        }
        if let Some(tone) = self.tone {
            self.attribute("data-color", tone.name());
        }
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, " {name}=\"");
        let _ = Escaper::new(&mut self.out).write_str(value);
        self.out.push('"');
    }

    /// Marks the whole row; before its cells. The row must also say so in words.
    pub fn tone(&mut self, tone: Tone) {
        self.tone = Some(tone);
    }

    /// So that an address can lead to the row; before its cells.
    pub fn id(&mut self, id: impl Into<String>) {
        self.id = Some(id.into());
    }

    /// The box to tick: the value sent and what the row is about (« BERTIN Léo »).
    pub fn select(&mut self, value: &str, about: &str, checked: bool) {
        self.open();
        let name = self.select.unwrap_or_default();
        self.out.push_str(
            r#"<td class="p-select" role="cell"><input class="ds-input" type="checkbox""#,
        );
        self.attribute("name", name);
        self.attribute("data-row", name);
        self.attribute("value", value);
        self.out.push_str(" aria-label=\"Sélectionner ");
        let _ = Escaper::new(&mut self.out).write_str(about);
        self.out.push_str(if checked {
            "\" checked></td>"
        } else {
            "\"></td>"
        });
    }

    /// The cell that names the row, most often the first: the card's title on a phone.
    pub fn head(&mut self, content: impl Render) {
        self.open();
        self.next += 1;
        self.out.push_str(r#"<th scope="row" role="rowheader">"#);
        content.render_to(&mut self.out);
        self.out.push_str("</th>");
    }

    /// A cell.
    pub fn cell(&mut self, content: impl Render) {
        self.open();
        let label = self.columns.get(self.next);
        let class = match label {
            Some(label) if label.number => r#"<td class="p-number" role="cell""#,
            Some(label) if label.hidden => r#"<td class="p-actions" role="cell""#,
            _ => r#"<td role="cell""#,
        };
        self.out.push_str(class);
        if let Some(label) = label.filter(|label| !label.hidden) {
            self.out.push_str(r#" data-label=""#);
            self.out.push_str(&label.escaped);
            self.out.push('"');
        }
        // The inner box keeps several pieces of a cell together beside its label on a phone.
        self.out.push_str("><div>");
        content.render_to(&mut self.out);
        self.out.push_str("</div></td>");
        self.next += 1;
    }
}
