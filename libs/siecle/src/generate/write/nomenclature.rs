//! `BEE_NOMENCLATURES`, for the levels of the school.

use std::io::Write;

use super::Xml;
use crate::generate::{
    Plan,
    programme::{Level, Subject, levels, subjects},
};

pub(super) fn nomenclature(plan: &Plan, xml: &mut Xml<impl Write>) {
    let levels = levels(plan);
    xml.element("MEFS", &[], |xml| {
        levels.iter().for_each(|level| write_mef(level, xml))
    });
    xml.element("MATIERES", &[], |xml| {
        subjects(plan).for_each(|subject| write_subject(subject, xml));
    });
    xml.element("MODALITES_ELECTION", &[], |xml| {
        for (code, label) in [
            ("S", "TRONC COMMUN"),
            ("O", "OPTION OBLIGATOIRE"),
            ("F", "FACULTATIF"),
        ] {
            xml.element(
                "MODALITE_ELECTION",
                &[("CODE_MODALITE_ELECT", code)],
                |xml| {
                    xml.field("LIBELLE_COURT", label);
                    xml.field("LIBELLE_LONG", label);
                },
            );
        }
    });
    xml.element("PROGRAMMES", &[], |xml| {
        for level in &levels {
            subjects(plan).for_each(|subject| write_programme(level, subject, xml));
        }
    });
    xml.element("OPTIONS_OBLIGATOIRES", &[], |xml| {
        for level in &levels {
            xml.element("OPTION_OBLIGATOIRE", &[], |xml| {
                xml.field("CODE_MEF", level.mef);
                xml.field("CODE_MATIERE", "030602");
                xml.field("RANG_OPTION", "2");
            });
        }
    });
}

fn write_mef(level: &Level, xml: &mut Xml<impl Write>) {
    xml.element("MEF", &[("CODE_MEF", level.mef)], |xml| {
        xml.field("FORMATION", level.formation);
        xml.field("LIBELLE_LONG", level.label);
        xml.field("LIBELLE_EDITION", level.print_label);
        xml.field("MEF_RATTACHEMENT", level.mef);
        xml.field("CODE_MEFSTAT", "21120010001");
        xml.field("DATE_OUVERTURE", "01/09/1992");
        xml.field("DATE_FERMETURE", "31/12/9999");
    });
}

fn write_subject([code, short, label, print, _]: &Subject, xml: &mut Xml<impl Write>) {
    xml.element("MATIERE", &[("CODE_MATIERE", code)], |xml| {
        xml.field("CODE_GESTION", short);
        xml.field("LIBELLE_COURT", label.get(..20).unwrap_or(label));
        xml.field("LIBELLE_LONG", label);
        xml.field("LIBELLE_EDITION", print);
        xml.field("MATIERE_ETP", "1");
    });
}

fn write_programme(level: &Level, [code, _, _, _, hours]: &Subject, xml: &mut Xml<impl Write>) {
    xml.element("PROGRAMME", &[], |xml| {
        xml.field("CODE_MEF", level.mef);
        xml.field("CODE_MATIERE", code);
        xml.field(
            "CODE_MODALITE_ELECT",
            if *code == "020300" { "F" } else { "S" },
        );
        xml.field("HORAIRE", hours);
    });
}
