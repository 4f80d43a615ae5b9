//! What is told to the school about single rows.

use std::collections::VecDeque;

use csv::ByteRecord;

use crate::{
    charset::Charset,
    fields::{self, clean, shown},
    header::{Column, Layout},
    rows::Row,
};

/// A row that was not taken. The rest of the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// Which row, in French, for people only: programs read `about`.
    pub what: String,
    /// Why, in a plain French sentence.
    pub reason: String,
    /// Whom it is about, as far as it could be read: a row that is rejected is no proof that
    /// somebody left. Without it, any pupil may be meant.
    pub about: Option<About>,
}

/// Whom a rejected row is about. Nothing here is sure: the row was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum About {
    /// A pupil.
    Pupil {
        /// INE.
        ine: Option<String>,
        /// Nom élève.
        family_name: Option<String>,
        /// Prénom élève.
        first_name: Option<String>,
    },
    /// A guardian.
    Guardian {
        /// Nom responsable.
        family_name: Option<String>,
        /// Prénom responsable.
        first_name: Option<String>,
    },
}

/// A row that was taken, with a doubt that a person may want to settle in ONDE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// Which row, in French.
    pub what: String,
    /// What was found and what was done, in a plain French sentence.
    pub reason: String,
}

/// The fields of one row, decoded as they are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    pub(crate) record: &'a ByteRecord,
    pub(crate) charset: Charset,
    pub(crate) line: u64,
    /// Whether the file ends within the row: nobody knows whether its last field is whole.
    pub(crate) open: bool,
}

impl Cells<'_> {
    pub(crate) fn count(&self) -> usize {
        self.record.len()
    }

    /// A cleaned field; absent and empty are the same.
    pub(crate) fn text(&self, index: usize) -> Option<String> {
        let cut = self.open && index + 1 == self.count();
        if cut { None } else { self.raw(index) }
    }

    /// What there is of the last field, if it may be cut. Nothing may be the beginning too.
    pub(crate) fn cut(&self) -> Option<String> {
        let last = self.count().checked_sub(1).filter(|_| self.open)?;
        Some(self.raw(last).unwrap_or_default())
    }

    fn raw(&self, index: usize) -> Option<String> {
        clean(&self.charset.decode(self.record.get(index)?))
    }

    /// The lines of a field that has several.
    pub(crate) fn lines(&self, index: usize) -> Vec<String> {
        if self.text(index).is_none() {
            return Vec::new();
        }
        let bytes = self.record.get(index).unwrap_or_default();
        self.charset
            .decode(bytes)
            .lines()
            .filter_map(clean)
            .collect()
    }
}

/// A row being read: an optional field that is illegible is set aside and told, not fatal.
pub(crate) struct Reading<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) cells: Cells<'a>,
    what: String,
    about: About,
    doubts: Vec<Anomaly>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(layout: &'a Layout, cells: Cells<'a>, what: String, about: About) -> Self {
        Self {
            layout,
            cells,
            what,
            about,
            doubts: Vec::new(),
        }
    }

    /// Hands over the row and then its doubts, or only that it was rejected.
    pub(crate) fn settle(self, read: Result<Row, String>, ready: &mut VecDeque<Row>) {
        match read {
            Ok(row) => {
                ready.push_back(row);
                ready.extend(self.doubts.into_iter().map(Row::Doubt));
            }
            Err(reason) => ready.push_back(Row::Rejected(RejectedRow {
                line: self.cells.line,
                what: self.what,
                reason,
                about: Some(self.about),
            })),
        }
    }

    pub(crate) fn text(&self, column: Column) -> Option<String> {
        self.cells.text(self.layout.at(column)?)
    }

    pub(crate) fn name(&self, column: Column) -> Option<String> {
        self.text(column).map(|value| fields::name(&value))
    }

    pub(crate) fn lines(&self, column: Column) -> Vec<String> {
        let at = self.layout.at(column);
        at.map(|index| self.cells.lines(index)).unwrap_or_default()
    }

    pub(crate) fn parsed<T>(
        &mut self,
        column: Column,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.text(column)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            let title = self.layout.at(column).map(|index| self.layout.title(index));
            self.doubt(format!(
                "La colonne « {} » vaut « {} », illisible : elle est laissée vide.",
                title.unwrap_or_default(),
                shown(&value)
            ));
        }
        parsed
    }

    /// The name a row cannot do without: that of birth, else the other one.
    pub(crate) fn family_name(&mut self, name: Column, usage: Column) -> Result<String, String> {
        if let Some(name) = self.name(name) {
            return Ok(name);
        }
        let usage = self.name(usage).ok_or("Le nom de famille manque.")?;
        self.doubt("Le nom de famille manque : le nom d’usage en tient lieu.");
        Ok(usage)
    }

    pub(crate) fn doubt(&mut self, reason: impl Into<String>) {
        self.doubts.push(Anomaly {
            line: self.cells.line,
            what: self.what.clone(),
            reason: reason.into(),
        });
    }
}

/// The words by which people find a row: those that are there, each cut if it is long.
pub(crate) fn describe<const N: usize>(kind: &str, words: [Option<String>; N]) -> String {
    let mut what = kind.to_owned();
    for word in words.into_iter().flatten() {
        what.push(' ');
        what.push_str(&shown(&word));
    }
    what
}
