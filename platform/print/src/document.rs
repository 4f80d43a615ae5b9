//! A whole document, and the blocks of its text.

use crate::{Letter, Table};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One PDF. The same document gives the same octets: the date is in it, no clock is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What readers of PDF show in their title bar, in French: « Courriers du 24 novembre 2026 ».
    pub title: String,
    /// Who answers for it: the school, the académie.
    pub author: String,
    /// The day that it was made, kept in the file.
    pub date: NaiveDate,
    /// What is printed.
    pub body: Body,
}

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Letters, each on a page of its own; a longer one goes on overleaf.
    Letters(Vec<Letter>),
    /// Pages that follow each other.
    Report(Report),
}

/// A report: its title, then its blocks; each page says its number and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Above everything: « Bilan des absences ».
    pub title: String,
    /// Under the title: the period, the class.
    pub subtitle: String,
    /// Whether the pages lie on their long side, for wide tables.
    pub wide: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The title of a part: one level, below the title of the report or the subject of the letter.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list, one entry a line.
    List(Vec<Vec<Run>>),
    /// A table.
    Table(Table),
}

impl Block {
    /// A paragraph without anything strong in it.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![words(text)])
    }
}

/// Words that look the same. Line ends and tabs inside are blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are printed heavier.
    pub strong: bool,
}

/// Ordinary words.
pub fn words(text: impl Into<String>) -> Run {
    Run {
        text: text.into(),
        strong: false,
    }
}

/// Words that matter more.
pub fn strong(text: impl Into<String>) -> Run {
    Run {
        text: text.into(),
        strong: true,
    }
}
