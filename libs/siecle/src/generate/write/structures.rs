//! `BEE_STRUCTURES`.

use std::collections::BTreeSet;

use super::{Xml, export};
use crate::generate::{
    Plan,
    pupil::{groups, level},
};

pub(crate) fn structures(plan: &Plan) -> Vec<u8> {
    export(plan, "BEE_STRUCTURES", |xml| {
        xml.element("DIVISIONS", &[], |xml| {
            for code in &plan.divisions {
                write_division(code, xml);
            }
        });
        xml.element("GROUPES", &[], |xml| {
            let codes = plan.divisions.iter().flat_map(|code| groups(level(code)));
            for code in codes.collect::<BTreeSet<_>>() {
                xml.element("GROUPE", &[("CODE_STRUCTURE", &code)], |xml| {
                    xml.field("LIBELLE_LONG", &format!("GROUPE {code}"));
                });
            }
        });
    })
}

fn write_division(code: &str, xml: &mut Xml) {
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
