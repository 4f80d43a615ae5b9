//! Rows of pupils, classes and subjects: both generations, oddities, what is told about them.

use siecle::{About, Kind, RegimeKind, Sex};

use crate::{Export, day, document, of_kind, pupils};

fn pupils_of(sections: &str) -> Export {
    pupils(document("BEE_ELEVES", sections).as_bytes())
}

#[test]
fn a_pupil_of_today() {
    let file = pupils_of(
        "<STRUCTURES><STRUCTURES_ELEVE ELEVE_ID='7'>\
           <STRUCTURE><CODE_STRUCTURE>3 a</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>\
           <STRUCTURE><CODE_STRUCTURE>3LAT1</CODE_STRUCTURE><TYPE_STRUCTURE>G</TYPE_STRUCTURE></STRUCTURE>\
         </STRUCTURES_ELEVE></STRUCTURES>\
         <ELEVES><ELEVE ELEVE_ID='7' ELENOET='42'>\
           <ID_NATIONAL>990000007zz</ID_NATIONAL><NOM_DE_FAMILLE> LE  GOFF </NOM_DE_FAMILLE>\
           <NOM_USAGE></NOM_USAGE><PRENOM>'Maëlle'</PRENOM><PRENOM3>Rose</PRENOM3>\
           <DATE_NAISS>05/06/2012</DATE_NAISS><CODE_SEXE>2</CODE_SEXE><CODE_REGIME>24</CODE_REGIME>\
           <DOUBLEMENT>0</DOUBLEMENT><ACCEPTE_SMS>1</ACCEPTE_SMS><CODE_MEF>1001000B11A</CODE_MEF>\
           <SCOLARITE_AN_DERNIER><CODE_RNE>0990002p</CODE_RNE><DENOM_PRINC>COLLEGE</DENOM_PRINC>\
           <DENOM_COMPL>DES TILLEULS</DENOM_COMPL></SCOLARITE_AN_DERNIER></ELEVE></ELEVES>\
         <OPTIONS><OPTION ELEVE_ID='7'><OPTIONS_ELEVE><NUM_OPTION>1</NUM_OPTION>\
           <CODE_MODALITE_ELECT>F</CODE_MODALITE_ELECT><CODE_MATIERE>020300</CODE_MATIERE>\
         </OPTIONS_ELEVE></OPTION></OPTIONS>",
    );
    let pupil = &file.pupils[0];
    assert_eq!((pupil.id, pupil.school_number.as_deref()), (7, Some("42")));
    assert_eq!(pupil.ine.as_deref(), Some("990000007ZZ"));
    assert_eq!(
        (pupil.display_name(), pupil.first_name.as_str()),
        ("LE GOFF", "Maëlle")
    );
    assert_eq!(pupil.usage_name, None);
    assert_eq!(pupil.other_first_names, ["Rose"]);
    assert_eq!(pupil.born_on, Some(day(2012, 6, 5)));
    assert_eq!(pupil.sex, Some(Sex::Female));
    assert_eq!(
        pupil.regime.as_ref().and_then(|r| r.kind()),
        Some(RegimeKind::HalfBoard)
    );
    assert_eq!(
        (pupil.repeats, pupil.accepts_sms),
        (Some(false), Some(true))
    );
    let [placement] = file.placements.as_slice() else {
        panic!("one placement")
    };
    assert_eq!(placement.pupil_id, 7);
    assert_eq!(
        placement.divisions,
        ["3 a"],
        "case and blanks belong to the code"
    );
    assert_eq!(placement.groups, ["3LAT1"]);
    assert_eq!(file.options[0].pupil_id, 7);
    assert_eq!(file.options[0].options[0].subject, "020300");
    let before = pupil.previous_school.as_ref().expect("it is in the file");
    assert_eq!(before.uai.as_deref(), Some("0990002P"));
    assert_eq!(before.name.as_deref(), Some("COLLEGE DES TILLEULS"));
    assert!(file.rejected.is_empty() && file.doubts.is_empty());
}

#[test]
fn a_pupil_of_before_2016() {
    let file = pupils_of(
        "<ELEVES><ELEVE ELEVE_ID='7'><NOM>ROUX</NOM><PRENOM>Léo</PRENOM>\
         <INE_RNIE>990000007ZZ</INE_RNIE><DATE_NAISS>2012-06-05</DATE_NAISS></ELEVE></ELEVES>",
    );
    let pupil = &file.pupils[0];
    assert_eq!(
        (pupil.family_name.as_str(), pupil.ine.as_deref()),
        ("ROUX", Some("990000007ZZ"))
    );
    assert_eq!(pupil.born_on, Some(day(2012, 6, 5)));
    assert!(file.placements.is_empty(), "not placed, and kept");
}

#[test]
fn who_left_and_who_will_leave() {
    let file = pupils_of(
        "<ELEVES><ELEVE ELEVE_ID='1'><NOM>A</NOM><PRENOM>A</PRENOM>\
         <DATE_SORTIE>20/09/2026</DATE_SORTIE></ELEVE></ELEVES>",
    );
    let pupil = &file.pupils[0];
    assert!(pupil.is_present_on(day(2026, 9, 19)));
    assert!(!pupil.is_present_on(day(2026, 9, 20)));
    assert!(!pupil.is_present_on(day(2027, 1, 1)));
}

/// Invariant: a row that cannot be taken is told, with whom it is about, and stops no other.
#[test]
fn wrong_pupils_are_listed_and_the_others_taken() {
    let file = pupils_of(
        "<ELEVES>\n<ELEVE><NOM>SANS</NOM><PRENOM>Clé</PRENOM></ELEVE>\
         \n<ELEVE ELEVE_ID='x1'><NOM>A</NOM><PRENOM>A</PRENOM></ELEVE>\
         \n<ELEVE ELEVE_ID='2'><PRENOM>Anonyme</PRENOM><DATE_NAISS>hier</DATE_NAISS></ELEVE>\
         \n<ELEVE ELEVE_ID='3'><NOM>BON</NOM><PRENOM>Jean</PRENOM><DATE_NAISS>31/02/2012</DATE_NAISS>\
         <CODE_SEXE>3</CODE_SEXE></ELEVE></ELEVES>\
         <STRUCTURES>\n<STRUCTURES_ELEVE><STRUCTURE><CODE_STRUCTURE>5A</CODE_STRUCTURE>\
         </STRUCTURE></STRUCTURES_ELEVE></STRUCTURES>\
         <OPTIONS>\n<OPTION ELEVE_ID='0'/></OPTIONS>",
    );
    assert_eq!(file.pupils.len(), 1);
    assert_eq!((file.pupils[0].id, file.pupils[0].born_on), (3, None));
    assert_eq!(file.pupils[0].sex, None);
    let told: Vec<_> = file
        .rejected
        .iter()
        .map(|r| (r.line, r.what.as_str(), r.about))
        .collect();
    assert_eq!(
        told,
        [
            (4, "élève SANS Clé", None),
            (5, "élève A A (n° x1)", None),
            (6, "élève Anonyme (n° 2)", Some(About::Pupil(2))),
            (8, "affectation à une classe", None),
            (9, "options d’un élève", None),
        ]
    );
    let doubts: Vec<_> = file
        .doubts
        .iter()
        .map(|d| (d.line, d.reason.as_str()))
        .collect();
    assert_eq!(
        doubts,
        [
            (
                7,
                "Le champ DATE_NAISS vaut « 31/02/2012 », illisible : il est laissé vide."
            ),
            (
                7,
                "Le champ CODE_SEXE vaut « 3 », illisible : il est laissé vide."
            ),
        ],
        "a doubt about a rejected row would be noise"
    );
}

/// Invariant: each placement that a file holds is handed over as it is; what two of them mean
/// together is for who knows them all.
#[test]
fn placements_are_not_judged() {
    let file = pupils_of(
        "<STRUCTURES>\
         <STRUCTURES_ELEVE ELEVE_ID='1'><STRUCTURE><CODE_STRUCTURE>61</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>\
         <STRUCTURE><CODE_STRUCTURE>62</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>\
         <STRUCTURE><CODE_STRUCTURE>61</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>\
         <STRUCTURES_ELEVE ELEVE_ID='1'><STRUCTURE><CODE_STRUCTURE>63</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>\
         <STRUCTURES_ELEVE ELEVE_ID='99'><STRUCTURE><CODE_STRUCTURE/></STRUCTURE></STRUCTURES_ELEVE>\
         </STRUCTURES>",
    );
    let placements: Vec<_> = file
        .placements
        .iter()
        .map(|placement| (placement.pupil_id, placement.divisions.join(" ")))
        .collect();
    assert_eq!(
        placements,
        [
            (1, "61 62".to_owned()),
            (1, "63".to_owned()),
            (99, String::new())
        ]
    );
    assert!(file.rejected.is_empty() && file.doubts.is_empty());
}

/// Invariant: newer files that nest the class and the programme elsewhere lose neither.
#[test]
fn schooling_nested_elsewhere_is_a_placement_too() {
    let file = pupils_of(
        "<ELEVES><ELEVE ELEVE_ID='1'><NOM>A</NOM><PRENOM>A</PRENOM><SCOLARITE_ACTIVE>\
           <CODE_MEF>10110001110</CODE_MEF><CODE_DIVISION>5B</CODE_DIVISION><CODE_STATUT>ST</CODE_STATUT>\
         </SCOLARITE_ACTIVE></ELEVE>\
         <ELEVE ELEVE_ID='2'><NOM>B</NOM><PRENOM>B</PRENOM><CODE_MEF>own</CODE_MEF>\
           <SCOLARITE_ACTIVE><CODE_MEF>nested</CODE_MEF></SCOLARITE_ACTIVE></ELEVE>\
         <ELEVE ELEVE_ID='3'><SCOLARITE_ACTIVE><CODE_DIVISION>5C</CODE_DIVISION></SCOLARITE_ACTIVE></ELEVE></ELEVES>\
         <SCOLARITES><SCOLARITE_ELEVE ELEVE_ID='4'><SCOLARITE/>\
           <SCOLARITE><CODE_MEF>10210001110</CODE_MEF><CODE_STRUCTURE>4A</CODE_STRUCTURE></SCOLARITE>\
           <SCOLARITE><CODE_MEF>10110001110</CODE_MEF><CODE_STRUCTURE>5Z</CODE_STRUCTURE></SCOLARITE>\
         </SCOLARITE_ELEVE></SCOLARITES>",
    );
    assert_eq!(file.pupils[0].mef.as_deref(), Some("10110001110"));
    assert_eq!(file.pupils[0].status.as_deref(), Some("ST"));
    assert_eq!(file.pupils[1].mef.as_deref(), Some("own"));
    assert_eq!((file.division(1), file.division(2)), (Some("5B"), None));
    assert_eq!(file.division(3), None, "that pupil is rejected");
    let [_, nested] = file.placements.as_slice() else {
        panic!("two placements")
    };
    assert_eq!(
        (nested.pupil_id, nested.mef.as_deref()),
        (4, Some("10210001110"))
    );
    assert_eq!(nested.divisions, ["4A"], "the others are of before");
}

#[test]
fn keys_may_be_elements_as_in_hand_made_files() {
    let file = pupils_of(
        "<ELEVES><ELEVE><ELEVE_ID>5</ELEVE_ID><NOM>A</NOM><PRENOM>A</PRENOM></ELEVE></ELEVES>",
    );
    assert_eq!(file.pupils[0].id, 5);
}

#[test]
fn structures_and_nomenclature() {
    let file = document(
        "BEE_STRUCTURES",
        "<DIVISIONS><DIVISION CODE_STRUCTURE='3 A'><LIBELLE_LONG>TROISIEME A</LIBELLE_LONG>\
         <MEFS_APPARTENANCE><MEF_APPARTENANCE><CODE_MEF>10310019110</CODE_MEF></MEF_APPARTENANCE></MEFS_APPARTENANCE>\
         </DIVISION><DIVISION CODE_STRUCTURE='3 A'/><DIVISION/></DIVISIONS>\
         <GROUPES><GROUPE CODE_STRUCTURE='LAT'/></GROUPES>",
    );
    let file = of_kind(Kind::Structures, file.as_bytes());
    assert_eq!(
        (file.divisions.len(), file.groups.len(), file.rejected.len()),
        (2, 1, 1),
        "a code that comes twice is handed over twice"
    );
    assert_eq!(file.divisions[0].code, "3 A");
    assert_eq!(file.divisions[0].mefs, ["10310019110"]);

    let file = document(
        "BEE_NOMENCLATURE",
        "<MEFS><MEF CODE_MEF='10110001110'><LIBELLE_LONG>5EME</LIBELLE_LONG>\
         <DATE_FERMETURE>31/12/9999</DATE_FERMETURE></MEF></MEFS>\
         <MATIERES><MATIERE CODE_MATIERE='020300'><CODE_GESTION>LCALA</CODE_GESTION></MATIERE><MATIERE/></MATIERES>\
         <PROGRAMMES><PROGRAMME><CODE_MEF>10110001110</CODE_MEF></PROGRAMME></PROGRAMMES>",
    );
    let file = of_kind(Kind::Nomenclature, file.as_bytes());
    assert_eq!(file.mefs[0].closed_on, Some(day(9999, 12, 31)));
    assert_eq!(file.subjects[0].management_code.as_deref(), Some("LCALA"));
    assert_eq!(file.rejected[0].reason, "Le champ CODE_MATIERE manque.");
}

/// Invariant: codes and identifiers come as they were written; that one is another pupil's too is
/// for who knows them all.
#[test]
fn odd_codes_are_kept_and_lower_case_is_raised() {
    let pupil = |id: i64, ine: &str, mef: &str| {
        format!(
            "<ELEVE ELEVE_ID='{id}'><NOM>A</NOM><PRENOM>A</PRENOM><ID_NATIONAL>{ine}</ID_NATIONAL>\
             <CODE_MEF>{mef}</CODE_MEF></ELEVE>"
        )
    };
    let file = pupils_of(&format!(
        "<ELEVES>{}{}{}</ELEVES>",
        pupil(1, "990000007zz", "100100012"),
        pupil(2, "990000007ZZ", "1001000B11AX"),
        pupil(2, "", ""),
    ));
    let told: Vec<_> = file
        .pupils
        .iter()
        .map(|pupil| (pupil.id, pupil.ine.as_deref(), pupil.mef.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (1, Some("990000007ZZ"), Some("100100012")),
            (2, Some("990000007ZZ"), Some("1001000B11AX")),
            (2, None, None),
        ]
    );
    assert!(file.rejected.is_empty() && file.doubts.is_empty());
}
