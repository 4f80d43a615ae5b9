//! A table on paper: as many cells in each row as there are columns, by construction.

use serde::{Deserialize, Serialize};

/// A table. Its titles are repeated where it goes on overleaf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    caption: String,
    titles: Vec<String>,
    sides: Vec<Side>,
    /// How much of the width each column takes, beside the others. Without any, each takes what its words
    /// need.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shares: Vec<u8>,
    rows: Vec<Vec<String>>,
}

/// Where the cells of a column begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column: its title, and what it shows of a row.
pub struct Column<'a, R> {
    title: String,
    side: Side,
    share: u8,
    cell: Box<dyn Fn(&R) -> String + 'a>,
}

impl<'a, R> Column<'a, R> {
    /// A column of words.
    pub fn words(title: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        Self {
            title: title.into(),
            side: Side::Left,
            share: 0,
            cell: Box::new(cell),
        }
    }

    /// A column that takes so many shares of the width. In a table where one column says so, the others have
    /// one share each.
    pub fn share(mut self, share: u8) -> Self {
        self.share = share;
        self
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>, cell: impl Fn(&R) -> String + 'a) -> Self {
        Self {
            side: Side::Right,
            ..Self::words(title, cell)
        }
    }
}

impl Table {
    /// A table of these rows; its caption is read before it.
    pub fn new<R>(caption: impl Into<String>, columns: &[Column<'_, R>], rows: &[R]) -> Self {
        Self {
            caption: caption.into(),
            titles: columns.iter().map(|column| column.title.clone()).collect(),
            sides: columns.iter().map(|column| column.side).collect(),
            shares: match columns.iter().all(|column| column.share == 0) {
                true => Vec::new(),
                false => columns.iter().map(|column| column.share).collect(),
            },
            rows: rows
                .iter()
                .map(|row| columns.iter().map(|column| (column.cell)(row)).collect())
                .collect(),
        }
    }
}
