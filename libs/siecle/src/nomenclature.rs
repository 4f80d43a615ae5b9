//! `BEE_NOMENCLATURES`: programmes (MEF) and school subjects. What else is there has no reader yet.

use std::collections::VecDeque;

use chrono::NaiveDate;

use crate::{
    node::Node,
    report::{Reading, describe, required},
    rows::Row,
};

/// A programme of study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mef {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `CODE_MEF`: 11 characters, mostly digits; old files have 9 to 12.
    pub code: String,
    /// `FORMATION`.
    pub formation: Option<String>,
    /// `LIBELLE_LONG`, in capitals, else `LIBELLE_COURT`.
    pub label: Option<String>,
    /// `LIBELLE_EDITION`, for print.
    pub print_label: Option<String>,
    /// `MEF_RATTACHEMENT`.
    pub parent: Option<String>,
    /// `CODE_MEFSTAT`.
    pub statistical_code: Option<String>,
    /// `DATE_OUVERTURE`.
    pub opened_on: Option<NaiveDate>,
    /// `DATE_FERMETURE`; 31/12/9999 stands for never.
    pub closed_on: Option<NaiveDate>,
}

/// A school subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `CODE_MATIERE`: 6 digits.
    pub code: String,
    /// `CODE_GESTION`: the short code people know ("MATHS").
    pub management_code: Option<String>,
    /// `LIBELLE_COURT`.
    pub short_label: Option<String>,
    /// `LIBELLE_LONG`, in capitals.
    pub label: Option<String>,
    /// `LIBELLE_EDITION`, for print.
    pub print_label: Option<String>,
}

/// The row of a node of that section, if it is one that somebody needs. STS-web has the same two.
pub(crate) fn take(section: &str, node: &Node, ready: &mut VecDeque<Row>) {
    match (section, node.name.as_str()) {
        ("MEFS", "MEF") => {
            let what = describe("formation (MEF)", [code(node, "CODE_MEF")]);
            let mut reading = Reading::new(node, what, None);
            let read = mef(&mut reading);
            reading.settle(read.map(Row::Mef), ready);
        }
        ("MATIERES", "MATIERE") => {
            let what = describe("matière", [code(node, "CODE_MATIERE")]);
            let reading = Reading::new(node, what, None);
            let read = subject(&reading);
            reading.settle(read.map(Row::Subject), ready);
        }
        _ => {}
    }
}

/// As SIECLE calls it, or as STS-web does.
fn code(node: &Node, name: &str) -> Option<String> {
    node.key(name).or_else(|| node.key("CODE"))
}

fn mef(row: &mut Reading<'_>) -> Result<Mef, String> {
    Ok(Mef {
        line: row.node.line,
        code: required(code(row.node, "CODE_MEF"), "CODE_MEF")?,
        formation: row.text("FORMATION"),
        label: row.either(&["LIBELLE_LONG", "LIBELLE_COURT"]),
        print_label: row.text("LIBELLE_EDITION"),
        parent: row.text("MEF_RATTACHEMENT"),
        statistical_code: row.text("CODE_MEFSTAT"),
        opened_on: row.date("DATE_OUVERTURE"),
        closed_on: row.date("DATE_FERMETURE"),
    })
}

fn subject(row: &Reading<'_>) -> Result<Subject, String> {
    Ok(Subject {
        line: row.node.line,
        code: required(code(row.node, "CODE_MATIERE"), "CODE_MATIERE")?,
        management_code: row.text("CODE_GESTION"),
        short_label: row.text("LIBELLE_COURT"),
        label: row.text("LIBELLE_LONG"),
        print_label: row.text("LIBELLE_EDITION"),
    })
}
