//! `BEE_STRUCTURES`.

use std::{collections::BTreeMap, io::Write};

use super::Xml;
use crate::generate::{
    Plan,
    programme::{groups, level, levels},
};

pub(super) fn structures(plan: &Plan, xml: &mut Xml<impl Write>) {
    xml.element("DIVISIONS", &[], |xml| {
        for code in &plan.divisions {
            write_division(code, xml);
        }
    });
    xml.element("GROUPES", &[], |xml| {
        for code in all_groups(plan).keys() {
            xml.element("GROUPE", &[("CODE_STRUCTURE", code)], |xml| {
                xml.field("LIBELLE_LONG", &format!("GROUPE {code}"));
            });
        }
    });
}

/// The groups of the school by code, with their subject and the letter of their level.
pub(super) fn all_groups(plan: &Plan) -> BTreeMap<String, (&'static str, char)> {
    let levels = levels(plan).into_iter();
    levels
        .flat_map(|level| groups(level).map(|(code, subject)| (code, (subject, level.letter))))
        .collect()
}

fn write_division(code: &str, xml: &mut Xml<impl Write>) {
    let level = level(code);
    xml.element("DIVISION", &[("CODE_STRUCTURE", code)], |xml| {
        xml.field("LIBELLE_LONG", &format!("{} {code}", level.print_label));
        xml.element("MEFS_APPARTENANCE", &[], |xml| {
            xml.element("MEF_APPARTENANCE", &[], |xml| {
                xml.field("CODE_MEF", level.mef)
            });
        });
    });
}
