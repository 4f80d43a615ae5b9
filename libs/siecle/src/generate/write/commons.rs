//! `BEE_COMMUNS`.

use std::io::Write;

use super::Xml;
use crate::generate::{Plan, staff::Team};

pub(super) fn commons(plan: &Plan, xml: &mut Xml<impl Write>) {
    let head = Team::of(plan).head();
    xml.element("UAJ", &[], |xml| {
        xml.field("ETAB_UAJ_ID", "9001");
        xml.field("SIGLE", plan.kind.abbreviation());
        xml.field("DENOM_PRINC", plan.kind.name());
        xml.field("DENOM_COMPL", &plan.name);
        xml.field(
            "NOM_RESP",
            &format!("{} {}", head.family_name, head.first_name),
        );
        xml.field("QUAL_RESP", plan.kind.head(head.woman));
        xml.field("LIGNE1_ADRESSE", "1 rue des Écoles");
        xml.optional("LIGNE2_ADRESSE", None);
        xml.field("CODE_POSTAL", "99100");
        xml.field("CODE_COMMUNE_INSEE", "99006");
        xml.field("LL_COMMUNE_INSEE", "MONTCOURT");
        xml.field("CODE_PAYS", "100");
        xml.field("TELEPHONE", "01 99 00 00 10");
        xml.field(
            "MEL_1",
            &format!("ce.{}@example.fr", plan.uai.to_lowercase()),
        );
    });
    xml.element("ANNEE_SCOLAIRE", &[], |xml| {
        xml.field("DATE_DEBUT_ELEVE", &format!("01/09/{}", plan.school_year));
        xml.field("DATE_FIN_ELEVE", &format!("05/07/{}", plan.school_year + 1));
    });
}
