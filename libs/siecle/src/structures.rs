//! `BEE_STRUCTURES`: classes and groups of the school.

use std::collections::VecDeque;

use crate::{
    node::Node,
    report::{Reading, describe, required},
    rows::Row,
};

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Where the row begins in the XML.
    pub line: u64,
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
    /// Where the row begins in the XML.
    pub line: u64,
    /// `CODE_STRUCTURE`.
    pub code: String,
    /// `LIBELLE_LONG`.
    pub label: Option<String>,
    /// `DIVISIONS_APPARTENANCE`: the classes of its pupils. Only STS-web says.
    pub divisions: Vec<String>,
}

/// The row of a node of that section, if it is one.
pub(crate) fn take(section: &str, node: &Node, ready: &mut VecDeque<Row>) {
    match (section, node.name.as_str()) {
        ("DIVISIONS", "DIVISION") => {
            Reading::new(node, named("classe", node), None)
                .settle(division(node).map(Row::Division), ready);
        }
        ("GROUPES", "GROUPE") => {
            Reading::new(node, named("groupe", node), None)
                .settle(group(node).map(Row::Group), ready);
        }
        _ => {}
    }
}

fn named(kind: &str, node: &Node) -> String {
    describe(kind, [code(node)])
}

/// As SIECLE calls it, or as STS-web does.
fn code(node: &Node) -> Option<String> {
    node.key("CODE_STRUCTURE").or_else(|| node.key("CODE"))
}

/// A class, of either kind of file.
pub(crate) fn division(node: &Node) -> Result<Division, String> {
    let mefs = node.grandchildren("MEFS_APPARTENANCE", "MEF_APPARTENANCE");
    Ok(Division {
        line: node.line,
        code: required(code(node), "CODE_STRUCTURE")?,
        label: node.field("LIBELLE_LONG"),
        mefs: mefs
            .filter_map(|mef| mef.field("CODE_MEF").or_else(|| mef.attribute("CODE")))
            .collect(),
    })
}

/// A group, of either kind of file.
pub(crate) fn group(node: &Node) -> Result<Group, String> {
    let divisions = node.grandchildren("DIVISIONS_APPARTENANCE", "DIVISION_APPARTENANCE");
    Ok(Group {
        line: node.line,
        code: required(code(node), "CODE_STRUCTURE")?,
        label: node.field("LIBELLE_LONG"),
        divisions: divisions.filter_map(code).collect(),
    })
}
