//! What is told to the school's office about single rows.

use std::collections::VecDeque;

use chrono::NaiveDate;

use crate::{
    fields::{self, shown},
    node::Node,
    rows::Row,
    staff::StaffKey,
};

/// A row that was not taken. The rest of the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where it begins in the XML, from 1.
    pub line: u64,
    /// Which row, in French, for people only: programs read `about`.
    pub what: String,
    /// Why, in a plain French sentence.
    pub reason: String,
    /// Whom it is about, as far as it could be read: a row that is rejected is no proof that
    /// somebody left.
    pub about: Option<About>,
}

/// Whom a rejected row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// A pupil; in a file of guardians, a link of this pupil to nobody knows whom.
    Pupil(i64),
    /// A person; the row is theirs, or a link of theirs to nobody knows which pupil.
    Person(i64),
    /// Somebody who works at the school.
    Staff(StaffKey),
    /// What links a person to a pupil.
    Link {
        /// `ELEVE_ID`.
        pupil: i64,
        /// `PERSONNE_ID`.
        person: i64,
    },
}

/// A row that was taken, with a doubt that a person may want to settle in SIECLE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// Where it begins in the XML, from 1.
    pub line: u64,
    /// Which row, in French.
    pub what: String,
    /// What was found and what was done, in a plain French sentence.
    pub reason: String,
}

/// A row being read: an optional field that is illegible is set aside and told, not fatal.
pub(crate) struct Reading<'a> {
    pub(crate) node: &'a Node,
    what: String,
    about: Option<About>,
    doubts: Vec<Anomaly>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(node: &'a Node, what: impl Into<String>, about: Option<About>) -> Self {
        Self {
            node,
            what: what.into(),
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
                line: self.node.line,
                what: self.what,
                reason,
                about: self.about,
            })),
        }
    }

    pub(crate) fn text(&self, field: &str) -> Option<String> {
        self.node.field(field)
    }

    /// The first of several fields that is filled.
    pub(crate) fn either(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.node.field(name))
    }

    pub(crate) fn name(&self, field: &str) -> Option<String> {
        self.node.field(field).map(|value| fields::name(&value))
    }

    pub(crate) fn date(&mut self, field: &str) -> Option<NaiveDate> {
        self.parsed(field, fields::date)
    }

    pub(crate) fn flag(&mut self, field: &str) -> Option<bool> {
        self.parsed(field, fields::flag)
    }

    pub(crate) fn id(&mut self, field: &str) -> Option<i64> {
        self.parsed(field, fields::id)
    }

    pub(crate) fn parsed<T>(
        &mut self,
        field: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.node.field(field)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.doubt(format!(
                "Le champ {field} vaut « {} », illisible : il est laissé vide.",
                shown(&value)
            ));
        }
        parsed
    }

    pub(crate) fn doubt(&mut self, reason: impl Into<String>) {
        self.doubts.push(Anomaly {
            line: self.node.line,
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

/// The key a row cannot do without.
pub(crate) fn required_id(value: Option<String>, field: &str) -> Result<i64, String> {
    let value = value.ok_or_else(|| format!("L’identifiant {field} manque."))?;
    fields::id(&value).ok_or_else(|| {
        format!(
            "L’identifiant {field} vaut « {} », ce n’est pas un nombre.",
            shown(&value)
        )
    })
}

/// The code a row cannot do without.
pub(crate) fn required(value: Option<String>, field: &str) -> Result<String, String> {
    value.ok_or_else(|| format!("Le champ {field} manque."))
}
