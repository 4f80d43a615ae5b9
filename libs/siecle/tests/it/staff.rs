//! The file of STS-web.

use siecle::{About, Kind, Origin, ReadError, Sex, StaffKey, Taught};

use crate::{Export, day, of_kind, read};

const PARAMETERS: &str = "<PARAMETRES><UAJ CODE='0990001n'><SIGLE>CLG</SIGLE></UAJ>\
     <ANNEE_SCOLAIRE ANNEE='2026'><DATE_DEBUT>2026-08-31</DATE_DEBUT></ANNEE_SCOLAIRE></PARAMETRES>";

fn document(nomenclatures: &str, data: &str) -> String {
    format!(
        "<STS_EDT>{PARAMETERS}<NOMENCLATURES>{nomenclatures}</NOMENCLATURES>\
         <DONNEES>{data}</DONNEES></STS_EDT>"
    )
}

fn staff(nomenclatures: &str, data: &str) -> Export {
    of_kind(Kind::Staff, document(nomenclatures, data).as_bytes())
}

fn key(id: i64, origin: Origin) -> StaffKey {
    StaffKey { id, origin }
}

#[test]
fn somebody_who_teaches() {
    let file = staff(
        "",
        "<INDIVIDUS><INDIVIDU ID='4189' TYPE='epp'><SEXE>2</SEXE><CIVILITE>2</CIVILITE>\
           <NOM_USAGE>ROUX</NOM_USAGE><NOM_PATRONYMIQUE>MOREL</NOM_PATRONYMIQUE><PRENOM>Anne</PRENOM>\
           <DATE_NAISSANCE>1975-03-12</DATE_NAISSANCE><GRADE>CERT.</GRADE><FONCTION>ens</FONCTION>\
           <PROFS_PRINC><PROF_PRINC><CODE_STRUCTURE>5 B</CODE_STRUCTURE><DATE_DEBUT>2026-09-01</DATE_DEBUT>\
             <DATE_FIN>2027-08-31</DATE_FIN></PROF_PRINC><PROF_PRINC/></PROFS_PRINC>\
           <DISCIPLINES><DISCIPLINE CODE='L1300'><LIBELLE_COURT>MATHS</LIBELLE_COURT>\
             <NB_HEURES>18.00</NB_HEURES></DISCIPLINE></DISCIPLINES></INDIVIDU></INDIVIDUS>",
    );
    let one = &file.individuals[0];
    assert_eq!(one.key, key(4189, Origin::National));
    assert_eq!(
        (one.display_name(), one.family_name.as_str()),
        ("ROUX", "MOREL")
    );
    assert_eq!(
        (one.civility.as_deref(), one.sex),
        (Some("MME"), Some(Sex::Female))
    );
    assert_eq!(one.born_on, Some(day(1975, 3, 12)));
    assert_eq!(one.function.as_deref(), Some("ENS"));
    let [main] = one.main_teacher_of.as_slice() else {
        panic!("of one class")
    };
    assert_eq!(main.division, "5 B");
    assert!(main.holds_on(day(2026, 9, 1)) && main.holds_on(day(2027, 8, 31)));
    assert!(!main.holds_on(day(2026, 8, 31)) && !main.holds_on(day(2027, 9, 1)));
    assert_eq!(one.disciplines[0].code, "L1300");
    assert_eq!(one.disciplines[0].hours.as_deref(), Some("18.00"));
    assert!(file.doubts.is_empty() && file.rejected.is_empty());
}

/// Invariant: who has no function is kept, because services may still name them, and it is said.
#[test]
fn a_missing_function_is_kept_and_said() {
    let file = staff(
        "",
        "<INDIVIDUS><INDIVIDU ID='1'><NOM_USAGE>A</NOM_USAGE><FONCTION/></INDIVIDU></INDIVIDUS>",
    );
    assert_eq!(file.individuals[0].function, None);
    assert_eq!(
        file.individuals[0].usage_name, None,
        "the same as the family name"
    );
    assert_eq!(file.doubts.len(), 1);
    assert!(file.doubts[0].reason.starts_with("La fonction manque"));
}

/// Invariant: a number is nobody without its origin; two origins are two people.
#[test]
fn the_key_is_the_number_and_its_origin() {
    let one = |attributes: &str| {
        format!(
            "<INDIVIDU {attributes}><NOM_USAGE>A</NOM_USAGE><FONCTION>SUR</FONCTION></INDIVIDU>"
        )
    };
    let people = [
        "ID='7' TYPE='epp'",
        "ID='7' TYPE='LOCAL'",
        "ID='8'",
        "ID='9' TYPE='autre'",
        "TYPE='epp'",
    ];
    let people: String = people.iter().map(|attributes| one(attributes)).collect();
    let nameless = "<INDIVIDU ID='10' TYPE='local'/>";
    let file = staff("", &format!("<INDIVIDUS>{people}{nameless}</INDIVIDUS>"));
    let keys: Vec<_> = file.individuals.iter().map(|one| one.key).collect();
    assert_eq!(
        keys,
        [
            key(7, Origin::National),
            key(7, Origin::Local),
            key(8, Origin::National)
        ]
    );
    let about: Vec<_> = file.rejected.iter().map(|row| row.about).collect();
    assert_eq!(
        about,
        [None, None, Some(About::Staff(key(10, Origin::Local)))]
    );
}

#[test]
fn services_say_who_teaches_what_to_whom() {
    let file = staff(
        "<MATIERES><MATIERE CODE='030201'><CODE_GESTION>AGL1</CODE_GESTION></MATIERE></MATIERES>\
         <MEFS><MEF CODE='10110001110'><LIBELLE_COURT>5EME</LIBELLE_COURT></MEF></MEFS>",
        "<STRUCTURE><DIVISIONS><DIVISION CODE='5 B'><LIBELLE_LONG>CINQUIEME B</LIBELLE_LONG>\
           <MEFS_APPARTENANCE><MEF_APPARTENANCE CODE='10110001110'/></MEFS_APPARTENANCE>\
           <SERVICES><SERVICE CODE_MATIERE='030201' CODE_MOD_COURS='CG'><ENSEIGNANTS>\
               <ENSEIGNANT ID='4189' TYPE='epp'/><ENSEIGNANT ID='4189' TYPE='epp'/>\
               <ENSEIGNANT ID='4189' TYPE='local'/><ENSEIGNANT TYPE='epp'/></ENSEIGNANTS></SERVICE>\
             <SERVICE CODE_MATIERE='100100'/><SERVICE CODE_MOD_COURS='CG'/></SERVICES></DIVISION>\
           <DIVISION><SERVICES><SERVICE CODE_MATIERE='1'/></SERVICES></DIVISION></DIVISIONS>\
         <GROUPES><GROUPE CODE='5LAT'><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE CODE='5 B'/>\
           <DIVISION_APPARTENANCE CODE='5 C'/></DIVISIONS_APPARTENANCE>\
           <SERVICES><SERVICE CODE_MATIERE='020300'/></SERVICES></GROUPE></GROUPES></STRUCTURE>",
    );
    assert_eq!(file.subjects[0].code, "030201");
    assert_eq!(file.mefs[0].code, "10110001110");
    assert_eq!(file.mefs[0].label.as_deref(), Some("5EME"));
    assert_eq!(file.divisions.len(), 1);
    assert_eq!(
        (file.divisions[0].code.as_str(), &file.divisions[0].mefs[..]),
        ("5 B", &["10110001110".to_owned()][..])
    );
    assert_eq!(file.groups[0].divisions, ["5 B", "5 C"]);
    let [english, sport, latin] = file.services.as_slice() else {
        panic!("three services: {:?}", file.services)
    };
    assert_eq!(english.structure, Taught::Division("5 B".into()));
    assert_eq!(
        (english.subject.as_str(), english.mode.as_deref()),
        ("030201", Some("CG"))
    );
    assert_eq!(
        english.teachers,
        [key(4189, Origin::National), key(4189, Origin::Local)]
    );
    assert!(
        sport.teachers.is_empty() && sport.mode.is_none(),
        "nobody yet"
    );
    assert_eq!(latin.structure, Taught::Group("5LAT".into()));
    let told: Vec<_> = file
        .rejected
        .iter()
        .map(|row| row.reason.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "Le champ CODE_MATIERE manque.",
            "Le champ CODE_STRUCTURE manque."
        ]
    );
    assert_eq!(file.doubts.len(), 1, "a teacher without number");
}

/// Invariant: what a timetable program wrote is not what STS-web says, whatever its form.
#[test]
fn a_private_timetable_is_refused_by_name() {
    let file = document("", "").replace(
        "<PARAMETRES>",
        "<PARAMETRES><APPLICATION_SOURCE>INDEX-EDUCATION</APPLICATION_SOURCE>",
    );
    match read(file.as_bytes()) {
        Err(error @ ReadError::PrivateTimetable(_)) => {
            assert!(error.to_string().contains("INDEX-EDUCATION"));
            assert!(error.to_string().contains("sts_emp"));
        }
        other => panic!("{other:?}"),
    }
    let empty = file.replace("INDEX-EDUCATION", "");
    assert!(matches!(
        read(empty.as_bytes()),
        Err(ReadError::PrivateTimetable(_))
    ));
}

/// Invariant: a file that says no date is not taken for a dated one.
#[test]
fn a_file_of_sts_has_no_date_of_its_own() {
    let header = |file: &str| read(file.as_bytes()).expect("whole").header;
    let whole = document("", "");
    let undated = header(&whole);
    assert_eq!(
        (undated.uai.as_str(), undated.school_year),
        ("0990001N", 2026)
    );
    assert!(!undated.dated);
    assert_eq!(undated.exported_on, day(2026, 8, 31));
    let bare = whole.replace("<DATE_DEBUT>2026-08-31</DATE_DEBUT>", "");
    assert_eq!(header(&bare).exported_on, day(2026, 9, 1));
    let dated = whole.replace(
        "</PARAMETRES>",
        "<DATE_EXPORT>02/10/2026</DATE_EXPORT></PARAMETRES>",
    );
    assert!(header(&dated).dated);
    assert_eq!(header(&dated).exported_on, day(2026, 10, 2));
    let yearless = whole.replace("ANNEE='2026'", "");
    assert!(matches!(
        read(yearless.as_bytes()),
        Err(ReadError::Header(_))
    ));
    let nobodys = whole.replace("CODE='0990001n'", "");
    assert!(matches!(
        read(nobodys.as_bytes()),
        Err(ReadError::Header(_))
    ));
}
