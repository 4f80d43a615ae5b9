//! `BEE_COMMUNS`: the school itself, and its year.

use std::collections::VecDeque;

use chrono::NaiveDate;

use crate::{
    node::Node,
    report::{Reading, describe},
    rows::Row,
};

/// The school, as it writes its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolInfo {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `DENOM_PRINC`: what kind of school ("COLLEGE").
    pub name: Option<String>,
    /// `DENOM_COMPL`: its own name ("LES TILLEULS").
    pub complement: Option<String>,
    /// `SIGLE`: "CLG", "LGT"…
    pub abbreviation: Option<String>,
    /// `NOM_RESP`: the head's name.
    pub head_name: Option<String>,
    /// `QUAL_RESP`: how the head is called ("Madame la Principale").
    pub head_quality: Option<String>,
    /// `LIGNE1_ADRESSE` to `LIGNE4_ADRESSE`, those that are filled.
    pub lines: Vec<String>,
    /// `BOITE_POST`.
    pub post_box: Option<String>,
    /// `CODE_POSTAL`.
    pub postal_code: Option<String>,
    /// `LL_COMMUNE_INSEE`, else `COMMUNE_ETRANGERE`; some files give only the code.
    pub town: Option<String>,
    /// `CODE_COMMUNE_INSEE`.
    pub commune: Option<String>,
    /// `TELEPHONE`, as typed.
    pub phone: Option<String>,
    /// `TELECOPIE`, as typed.
    pub fax: Option<String>,
    /// `MEL_1`.
    pub email: Option<String>,
}

/// The pupils' year at this school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearBounds {
    /// Where the row begins in the XML.
    pub line: u64,
    /// `DATE_DEBUT_ELEVE`.
    pub begins_on: Option<NaiveDate>,
    /// `DATE_FIN_ELEVE`.
    pub ends_on: Option<NaiveDate>,
}

/// The row of a node, if it is one.
pub(crate) fn take(_section: &str, node: &Node, ready: &mut VecDeque<Row>) {
    match node.name.as_str() {
        "UAJ" => {
            let what = describe("établissement", [node.field("DENOM_PRINC")]);
            let reading = Reading::new(node, what, None);
            let school = school(&reading);
            reading.settle(Ok(Row::School(Box::new(school))), ready);
        }
        "ANNEE_SCOLAIRE" => {
            let mut reading = Reading::new(node, "dates de l’année scolaire", None);
            let bounds = bounds(&mut reading);
            reading.settle(Ok(Row::YearBounds(bounds)), ready);
        }
        _ => {}
    }
}

fn school(row: &Reading<'_>) -> SchoolInfo {
    let lines = [
        "LIGNE1_ADRESSE",
        "LIGNE2_ADRESSE",
        "LIGNE3_ADRESSE",
        "LIGNE4_ADRESSE",
    ];
    SchoolInfo {
        line: row.node.line,
        name: row.name("DENOM_PRINC"),
        complement: row.name("DENOM_COMPL"),
        abbreviation: row.text("SIGLE"),
        head_name: row.name("NOM_RESP"),
        head_quality: row.text("QUAL_RESP"),
        lines: lines.iter().filter_map(|field| row.text(field)).collect(),
        post_box: row.either(&["BOITE_POST", "BOITE_POSTALE"]),
        postal_code: row.text("CODE_POSTAL"),
        town: row.either(&["LL_COMMUNE_INSEE", "LIBELLE_POSTAL", "COMMUNE_ETRANGERE"]),
        commune: row.text("CODE_COMMUNE_INSEE"),
        phone: row.text("TELEPHONE"),
        fax: row.text("TELECOPIE"),
        email: row.either(&["MEL_1", "MEL"]),
    }
}

fn bounds(row: &mut Reading<'_>) -> YearBounds {
    let bounds = YearBounds {
        line: row.node.line,
        begins_on: row.date("DATE_DEBUT_ELEVE"),
        ends_on: row.date("DATE_FIN_ELEVE"),
    };
    match (bounds.begins_on, bounds.ends_on) {
        (Some(begin), Some(end)) if begin >= end => {
            row.doubt("L’année finit avant de commencer : ces dates sont laissées vides.");
            YearBounds {
                begins_on: None,
                ends_on: None,
                ..bounds
            }
        }
        _ => bounds,
    }
}
