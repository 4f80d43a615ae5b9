//! `BEE_STRUCTURES`: classes and groups of the school.

use std::io::Read;

use crate::{
    error::ReadError,
    header::{self, Header},
    report::{Anomaly, Findings, RejectedRow, required},
    xml::{Document, Node, Piece},
};

/// The file of the classes and groups.
#[derive(Debug, Clone, PartialEq)]
pub struct StructuresFile {
    /// Whose, of when.
    pub header: Header,
    /// In the order of the file.
    pub divisions: Vec<Division>,
    /// In the order of the file.
    pub groups: Vec<Group>,
    /// Rows that could not be taken.
    pub rejected: Vec<RejectedRow>,
    /// Rows taken with a doubt.
    pub anomalies: Vec<Anomaly>,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// `CODE_STRUCTURE`: "5B", "3 A", "61"… case and inner blanks are part of it.
    pub code: String,
    /// `LIBELLE_LONG`.
    pub label: Option<String>,
    /// `MEFS_APPARTENANCE`: the programmes of its pupils.
    pub mefs: Vec<String>,
}

/// A teaching group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `CODE_STRUCTURE`.
    pub code: String,
    /// `LIBELLE_LONG`.
    pub label: Option<String>,
}

pub(crate) fn read<R: Read>(mut document: Document<R>) -> Result<StructuresFile, ReadError> {
    let mut parameters = None;
    let mut findings = Findings::default();
    let mut divisions: Vec<Division> = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    while let Some(piece) = document.next()? {
        let (section, node) = match piece {
            Piece::Parameters(node) => {
                parameters = Some(node);
                continue;
            }
            Piece::Row { section, node } => (section, node),
        };
        match (section.as_str(), node.name.as_str()) {
            ("DIVISIONS", "DIVISION") => {
                let read = division(&node)
                    .and_then(|new| unique(divisions.iter().any(|old| old.code == new.code), new));
                divisions.extend(findings.keep(node.line, &describe("classe", &node), read));
            }
            ("GROUPES", "GROUPE") => {
                let read = group(&node)
                    .and_then(|new| unique(groups.iter().any(|old| old.code == new.code), new));
                groups.extend(findings.keep(node.line, &describe("groupe", &node), read));
            }
            _ => {}
        }
    }
    Ok(StructuresFile {
        header: header::read(parameters.as_ref())?,
        divisions,
        groups,
        rejected: findings.rejected,
        anomalies: findings.anomalies,
    })
}

fn describe(kind: &str, node: &Node) -> String {
    format!(
        "{kind} {}",
        node.attribute("CODE_STRUCTURE").unwrap_or_default()
    )
    .trim()
    .to_owned()
}

fn division(node: &Node) -> Result<Division, String> {
    let mefs = node
        .child("MEFS_APPARTENANCE")
        .into_iter()
        .flat_map(|mefs| {
            mefs.children("MEF_APPARTENANCE")
                .filter_map(|mef| mef.field("CODE_MEF").or_else(|| mef.attribute("CODE")))
        });
    Ok(Division {
        code: required(node.attribute("CODE_STRUCTURE"), "CODE_STRUCTURE")?,
        label: node.field("LIBELLE_LONG"),
        mefs: mefs.collect(),
    })
}

fn group(node: &Node) -> Result<Group, String> {
    Ok(Group {
        code: required(node.attribute("CODE_STRUCTURE"), "CODE_STRUCTURE")?,
        label: node.field("LIBELLE_LONG"),
    })
}

fn unique<T>(seen: bool, row: T) -> Result<T, String> {
    (!seen)
        .then_some(row)
        .ok_or_else(|| "Ce code figure deux fois : le premier est gardé.".into())
}
