//! The file of the school itself.

use siecle::Kind;

use crate::{Export, day, document, of_kind};

fn commons(sections: &str) -> Export {
    of_kind(Kind::Commons, document("BEE_COMMUNS", sections).as_bytes())
}

#[test]
fn the_school_and_its_year() {
    let file = commons(
        "<UAJ><ETAB_UAJ_ID>1188</ETAB_UAJ_ID><SIGLE>CLG</SIGLE><DENOM_PRINC>COLLEGE</DENOM_PRINC>\
         <DENOM_COMPL>LES  TILLEULS</DENOM_COMPL><NOM_RESP>MOREL Anne</NOM_RESP>\
         <QUAL_RESP>Madame la Principale</QUAL_RESP><LIGNE1_ADRESSE>2 rue du Vœu</LIGNE1_ADRESSE>\
         <LIGNE2_ADRESSE/><LIGNE3_ADRESSE>Bât. B</LIGNE3_ADRESSE><BOITE_POST>BP 12</BOITE_POST>\
         <CODE_POSTAL>99100</CODE_POSTAL><CODE_COMMUNE_INSEE>99006</CODE_COMMUNE_INSEE>\
         <TELEPHONE>01 99 00 12 34</TELEPHONE><MEL_1>ce.0990001n@example.fr</MEL_1></UAJ>\
         <ANNEE_SCOLAIRE><DATE_DEBUT_ELEVE>01/09/2026</DATE_DEBUT_ELEVE>\
         <DATE_FIN_ELEVE>2027-07-03</DATE_FIN_ELEVE></ANNEE_SCOLAIRE>",
    );
    let school = &file.schools[0];
    let said = |field: &Option<String>| field.clone().unwrap_or_default();
    assert_eq!(said(&school.name), "COLLEGE");
    assert_eq!(said(&school.complement), "LES TILLEULS");
    assert_eq!(said(&school.head_name), "MOREL Anne");
    assert_eq!(said(&school.head_quality), "Madame la Principale");
    assert_eq!(school.lines, ["2 rue du Vœu", "Bât. B"]);
    assert_eq!(said(&school.post_box), "BP 12");
    assert_eq!(
        (said(&school.postal_code), said(&school.commune)),
        ("99100".into(), "99006".into())
    );
    assert_eq!(said(&school.phone), "01 99 00 12 34");
    assert_eq!(said(&school.email), "ce.0990001n@example.fr");
    assert_eq!((&school.fax, &school.town), (&None, &None));
    let year = &file.year_bounds[0];
    assert_eq!(
        (year.begins_on, year.ends_on),
        (Some(day(2026, 9, 1)), Some(day(2027, 7, 3)))
    );
    assert!(file.doubts.is_empty());
    assert_eq!(
        file.header.uai, "0990001N",
        "the school's own row does not stand for the header"
    );
}

/// Invariant: bounds that cannot be are set aside and told, never used.
#[test]
fn a_year_that_ends_before_it_begins_is_none() {
    let bounds = |from: &str, to: &str| {
        let file = commons(&format!(
            "<ANNEE_SCOLAIRE><DATE_DEBUT_ELEVE>{from}</DATE_DEBUT_ELEVE>\
             <DATE_FIN_ELEVE>{to}</DATE_FIN_ELEVE></ANNEE_SCOLAIRE>"
        ));
        let year = &file.year_bounds[0];
        (
            year.begins_on.is_some(),
            year.ends_on.is_some(),
            file.doubts.len(),
        )
    };
    assert_eq!(bounds("01/09/2026", "03/07/2026"), (false, false, 1));
    assert_eq!(bounds("01/09/2026", "demain"), (true, false, 1));
    assert_eq!(bounds("", ""), (false, false, 0));
}

#[test]
fn the_older_root_is_the_same_file() {
    let file = document("BEE_COMMUN", "<UAJ/>");
    assert_eq!(of_kind(Kind::Commons, file.as_bytes()).schools.len(), 1);
}
