//! What is told to the school's office about single rows.

use chrono::NaiveDate;

use crate::{fields, xml::Node};

/// A row that was not taken. The rest of the file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Where it begins in the XML, from 1.
    pub line: u64,
    /// Which row, in French.
    pub what: String,
    /// Why, in a plain French sentence.
    pub reason: String,
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

/// Both lists of a file while it is read.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) rejected: Vec<RejectedRow>,
    pub(crate) anomalies: Vec<Anomaly>,
}

impl Findings {
    pub(crate) fn reject(&mut self, line: u64, what: impl Into<String>, reason: impl Into<String>) {
        self.rejected.push(RejectedRow {
            line,
            what: what.into(),
            reason: reason.into(),
        });
    }

    pub(crate) fn doubt(&mut self, line: u64, what: impl Into<String>, reason: impl Into<String>) {
        self.anomalies.push(Anomaly {
            line,
            what: what.into(),
            reason: reason.into(),
        });
    }

    /// Keeps a row that could be read, lists one that could not.
    pub(crate) fn keep<T>(&mut self, line: u64, what: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|reason| self.reject(line, what, reason)).ok()
    }
}

/// A row being read: an optional field that is illegible is set aside and told, not fatal.
pub(crate) struct Row<'a> {
    pub(crate) node: &'a Node,
    what: &'a str,
    findings: &'a mut Findings,
}

impl<'a> Row<'a> {
    pub(crate) fn new(node: &'a Node, what: &'a str, findings: &'a mut Findings) -> Self {
        Self {
            node,
            what,
            findings,
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

    pub(crate) fn doubt(&mut self, reason: impl Into<String>) {
        self.findings.doubt(self.node.line, self.what, reason);
    }

    fn parsed<T>(&mut self, field: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let value = self.node.field(field)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            let shown: String = value.chars().take(40).collect();
            self.doubt(format!(
                "Le champ {field} vaut « {shown} », illisible : il est laissé vide."
            ));
        }
        parsed
    }
}

/// The key a row cannot do without.
pub(crate) fn required_id(value: Option<String>, field: &str) -> Result<i64, String> {
    let value = value.ok_or_else(|| format!("L’identifiant {field} manque."))?;
    fields::id(&value).ok_or_else(|| {
        let shown: String = value.chars().take(40).collect();
        format!("L’identifiant {field} vaut « {shown} », ce n’est pas un nombre.")
    })
}

/// The code a row cannot do without.
pub(crate) fn required(value: Option<String>, field: &str) -> Result<String, String> {
    value.ok_or_else(|| format!("Le champ {field} manque."))
}
