//! `BEE_ELEVES`.

use std::io::Write;

use chrono::NaiveDate;

use super::{Xml, flag};
use crate::generate::{Plan, Schema, households::households, pupil::Pupil};

pub(super) fn pupils(plan: &Plan, xml: &mut Xml<impl Write>) {
    let each = || {
        let children = households(plan).flat_map(|household| household.children);
        children.map(|child| child.pupil)
    };
    xml.element("ELEVES", &[], |xml| {
        each().for_each(|pupil| write_pupil(plan, &pupil, xml));
    });
    xml.element("OPTIONS", &[], |xml| {
        each().for_each(|pupil| write_options(&pupil, xml));
    });
    xml.element("STRUCTURES", &[], |xml| {
        each().for_each(|pupil| write_structures(&pupil, xml));
    });
}

fn write_pupil(plan: &Plan, pupil: &Pupil, xml: &mut Xml<impl Write>) {
    let date = |date: NaiveDate| date.format("%d/%m/%Y").to_string();
    let id = pupil.id.to_string();
    let number = pupil.school_number.to_string();
    xml.element("ELEVE", &[("ELEVE_ID", &id), ("ELENOET", &number)], |xml| {
        match plan.schema {
            Schema::Old => {
                xml.optional("INE_RNIE", pupil.ine.as_deref());
                xml.field("NOM", &pupil.family_name);
            }
            Schema::New => {
                xml.optional("ID_NATIONAL", pupil.ine.as_deref());
                xml.field("NOM_DE_FAMILLE", &pupil.family_name);
                xml.optional("NOM_USAGE", None);
            }
        }
        xml.field("PRENOM", &pupil.first_name);
        xml.optional("PRENOM2", pupil.second_name.as_deref());
        xml.field("DATE_NAISS", &date(pupil.born_on));
        xml.field("DOUBLEMENT", if pupil.repeats { "1" } else { "0" });
        xml.field("CODE_PAYS", "100");
        xml.field("CODE_COMMUNE_INSEE_NAISS", pupil.commune);
        xml.field("CODE_PAYS_NAT", "100");
        xml.field("ACCEPTE_SMS", flag(plan, false));
        xml.field("DATE_ENTREE", &date(pupil.entered_on));
        xml.optional("DATE_SORTIE", pupil.left_on.map(date).as_deref());
        xml.field("CODE_REGIME", pupil.regime);
        xml.field("CODE_STATUT", "ST");
        xml.field("CODE_MEF", pupil.mef);
        xml.field("CODE_SEXE", if pupil.girl { "2" } else { "1" });
    });
}

fn write_options(pupil: &Pupil, xml: &mut Xml<impl Write>) {
    xml.element("OPTION", &[("ELEVE_ID", &pupil.id.to_string())], |xml| {
        for (rank, (subject, election)) in pupil.options.iter().enumerate() {
            xml.element("OPTIONS_ELEVE", &[], |xml| {
                xml.field("NUM_OPTION", &(rank + 1).to_string());
                xml.field("CODE_MODALITE_ELECT", election);
                xml.field("CODE_MATIERE", subject);
            });
        }
    });
}

fn write_structures(pupil: &Pupil, xml: &mut Xml<impl Write>) {
    if pupil.divisions.is_empty() && pupil.groups.is_empty() {
        return;
    }
    xml.element(
        "STRUCTURES_ELEVE",
        &[("ELEVE_ID", &pupil.id.to_string())],
        |xml| {
            let divisions = pupil.divisions.iter().map(|code| (code, "D"));
            for (code, kind) in divisions.chain(pupil.groups.iter().map(|code| (code, "G"))) {
                xml.element("STRUCTURE", &[], |xml| {
                    xml.field("CODE_STRUCTURE", code);
                    xml.field("TYPE_STRUCTURE", kind);
                });
            }
        },
    );
}
