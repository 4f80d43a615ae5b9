//! Tables arranged by hand, line by line.

use super::*;
use crate::model::{period::Period, terms::Kind};

/// Invariant: a table arranged by hand is read, whatever its titles, separator, encoding and forms
/// of dates and hours.
#[test]
fn a_table_arranged_by_hand_is_read() {
    let expected = (at(day(11, 24), 8, 5), at(day(11, 24), 12, 0));
    for text in [
        "Nom;Prénom;Date de début;Heure de début;Heure de fin\nABADIE;clara;24/11/2026;8:05;12h\n",
        "HEURE FIN,prenom,NOM,date,heure debut\n12:00,Clara,Abadie,2026-11-24,08h05\n",
        "\u{feff}ine\tdu\tde\ta\n099000001aa\t24/11/26\t8h05\t12:00:00\n",
        "numero siecle;Du;De;Au;A\n1001;24/11/2026 00:00;08:05;24/11/2026;12:00\n",
        "Nom;Prenom;Date de début;Heure de début;Date de fin;Heure de fin\n\
         ABADIE;CLARA;24/11/2026 08:05:00;;2026-11-24T12:00;\n",
    ] {
        let register = school();
        for bytes in [text.as_bytes().to_vec(), encoded(text)] {
            let judged = judge(&read(&bytes).unwrap(), &register, &[]);
            let terms = judged.add.first().map(|new| new.terms);
            let terms = terms.unwrap_or_else(|| panic!("{text}: {:?}", judged.remarks));
            assert_eq!((terms.period.from(), terms.period.to()), expected, "{text}");
            assert_eq!(terms.kind, Kind::Absence);
        }
    }
}

/// As Windows-1252, but where a mark says that it is UTF-8.
fn encoded(text: &str) -> Vec<u8> {
    let narrow = |c: char| u8::try_from(u32::from(c)).ok();
    text.chars()
        .map(narrow)
        .collect::<Option<Vec<u8>>>()
        .unwrap_or(text.into())
}

/// Invariant: each form of an end is what the person meant, and a lateness has its minutes.
#[test]
fn ends_and_minutes() {
    let same_day = one("ABADIE;Clara;;24/11/2026;08:30;;12:00;;").unwrap();
    assert_eq!(same_day.period.to(), at(day(11, 24), 12, 0));
    let open = one("ABADIE;Clara;;24/11/2026;08:30;;;;").unwrap();
    assert!(open.open_end && open.period == Period::open(at(day(11, 24), 8, 30)));
    for late in [
        "ABADIE;Clara;Retard;24/11/2026;08:30;;;10;",
        "ABADIE;Clara;retard;24/11/2026;08:30;24/11/2026;08:40;;",
    ] {
        let late = one(late).unwrap();
        assert_eq!((late.minutes, late.open_end), (Some(10), false));
        assert_eq!(late.period.to(), at(day(11, 24), 8, 40));
    }
    for (line, why) in [
        (
            "ABADIE;Clara;Retard;24/11/2026;08:30;;;;",
            RemarkKind::Unreadable,
        ),
        (
            "ABADIE;Clara;Retard;24/11/2026;08:30;;;241;",
            RemarkKind::Unreadable,
        ),
        (
            "ABADIE;Clara;;24/11/2026;08:30;;12:00;5;",
            RemarkKind::Unreadable,
        ),
        (
            "ABADIE;Clara;;24/11/2026;08:30;24/11/2026;;;",
            RemarkKind::Unreadable,
        ),
        ("ABADIE;Clara;;24/11/2026;;;12:00;;", RemarkKind::Unreadable),
        ("ABADIE;Clara;;;08:30;;12:00;;", RemarkKind::Unreadable),
        (
            "ABADIE;Clara;;24/13/2026;08:30;;12:00;;",
            RemarkKind::Unreadable,
        ),
        (
            "ABADIE;Clara;;24/11/2026;08:30;;08:30;;",
            RemarkKind::Unreadable,
        ),
        (
            "ABADIE;Clara;;24/11/2026;08:30;25/02/2027;08:30;;",
            RemarkKind::Unreadable,
        ),
        (
            "ABADIE;Clara;Vacances;24/11/2026;08:30;;12:00;;",
            RemarkKind::Unreadable,
        ),
        ("ABADIE;Clara;;24/06/2026;08:30;;12:00;;", RemarkKind::Year),
        ("ABADIE;Clara;;24/12/2027;08:30;;12:00;;", RemarkKind::Year),
        (
            "ABADIE;Clara;;24/11/2026;08:30;;12:00;;Grippe",
            RemarkKind::Reason,
        ),
    ] {
        assert_eq!(one(line).unwrap_err(), why, "{line}");
    }
}

/// Invariant: an entry is never given to somebody of whom the line says something else; nobody is
/// chosen among several.
#[test]
fn a_line_is_of_one_pupil_or_of_none() {
    let register = school();
    let header = "INE;Numéro SIECLE;Nom;Prénom;Né le;Date;De;A";
    let find = |who: &str| {
        let line = format!("{header}\n{who};24/11/2026;08:30;12:00\n");
        let judged = judged(&register, &line, &[]);
        let found = judged.add.first().and_then(|new| {
            let mut cards = register.pupils.cards();
            cards
                .find(|card| card.id == new.pupil)
                .map(|card| card.family_name.clone())
        });
        (found, judged.remarks.first().map(|remark| remark.kind))
    };
    for (who, name) in [
        ("099000001AA;;;;", "Abadie"),
        ("099 000 001 aa;1001;ABADIE;Clara;03/05/2014", "Abadie"),
        (";1001;;;", "Abadie"),
        ("099000001AA;;EXEMPLE;Clara;03/05/2014", "Abadie"),
        // The number that nobody has, then the name.
        ("099000009ZZ;;ABEL;Hugo;", "ABEL"),
        (";;twin;alix;1/1/2014", "Twin"),
    ] {
        // « Hugo » is « Hugo Paul » only to who is found by something else.
        let expected = (name != "ABEL").then(|| name.to_owned());
        assert_eq!(find(who).0, expected, "{who}");
    }
    for who in [
        "099000001AA;;ABEL;Hugo;",
        "099000001AA;;;;04/05/2014",
        "099000001AA;1002;ABADIE;Clara;",
        // A surname may have changed, when all else fits; a first name may be a twin's.
        "099000001AA;;EXEMPLE;Clara;",
        "099000001AA;;ABADIE;Camille;03/05/2014",
        ";;Twin;Alix;",
        ";;Nemo;Alix;",
        ";;;Clara;",
        ";;;;",
    ] {
        assert_eq!(find(who), (None, Some(RemarkKind::Pupil)), "{who}");
    }
    // Who has left is told, and taken; of two of a name, who is still there.
    assert_eq!(
        find(";;Abel;Hugo Paul;"),
        (Some("ABEL".into()), Some(RemarkKind::Left))
    );
    let (mut gone, stayed) = (card("Homo", "Nyme"), card("Homo", "Nyme"));
    (gone.left_on, gone.family_name) = (Some(day(9, 1)), "HOMO".into());
    let register = super::register(vec![gone, stayed], &[], &[]);
    let line = format!("{HEADER}\nHomo;Nyme;;24/11/2026;08:30;;12:00;;\n");
    assert_eq!(judged(&register, &line, &[]).add.len(), 1);
}

/// Invariant: nobody is in two places; what is there already is not written again, as often as it is
/// there; what was taken back stands in nobody's way.
#[test]
fn what_is_there_is_there_once() {
    let register = school();
    let lines = "ABADIE;Clara;;24/11/2026;08:30;;12:00;;Stage\n\
                 ABADIE;Clara;;24/11/2026;11:00;;12:30;;\n\
                 ABADIE;Clara;Dispense;24/11/2026;08:30;;12:00;;\n\
                 ABADIE;Clara;Dispense;24/11/2026;08:30;;12:00;;\n\
                 ABADIE;Clara;Retard;24/11/2026;12:00;;;10;\n";
    let file = format!("{HEADER}\n{lines}");
    let first = judged(&register, &file, &[]);
    assert_eq!(counts(&first), (4, 0, 1));
    assert_eq!(
        (first.remarks[0].line, first.remarks[0].kind),
        (3, RemarkKind::Overlap)
    );
    assert!(
        first.remarks[0].what.contains("(ligne 2)"),
        "{}",
        first.remarks[0].what
    );
    assert!(
        first.add[0].terms.closed && first.add[0].terms.legitimate,
        "as its reason says"
    );
    let mut present: Vec<Present> = first
        .add
        .iter()
        .map(|new| Present {
            pupil: new.pupil,
            terms: new.terms,
            taught: new.taught.clone(),
            withdrawn: false,
        })
        .collect();
    let again = judged(&register, &file, &present);
    assert_eq!(counts(&again), (0, 4, 1));
    // Somebody has worked on one of them.
    present[0].terms.closed = false;
    let worked = judged(&register, &file, &present);
    assert_eq!(counts(&worked), (0, 3, 2));
    assert_eq!(worked.remarks[0].kind, RemarkKind::Otherwise);
    present[1].terms.closed = true;
    assert_eq!(counts(&judged(&register, &file, &present)), (0, 2, 3));
    present.iter_mut().for_each(|entry| entry.withdrawn = true);
    assert_eq!(counts(&judged(&register, &file, &present)), (4, 0, 1));
}

/// Invariant: what is odd is told, and taken.
#[test]
fn doubts_are_told() {
    let file = format!(
        "{HEADER}\nABADIE;Clara;;24/11/2026;08:30;;;;\nABADIE;Clara;;23/11/2026;20:00;;21:00;;\n\
         ABADIE;Clara;;23/11/2026;06:00;;07:00;;\nABADIE;Clara;;23/11/2026;08:30;;09:25;;\n"
    );
    let judged = judged(&school(), &file, &[]);
    let kinds: Vec<_> = judged
        .remarks
        .iter()
        .map(|remark| (remark.line, remark.kind))
        .collect();
    assert_eq!(counts(&judged), (4, 0, 0));
    let odd = [
        (2, RemarkKind::OpenEnd),
        (3, RemarkKind::Hours),
        (4, RemarkKind::Hours),
    ];
    assert_eq!(kinds, odd);
}

/// Invariant: a file of something else is refused with what is missing; a class is no « Classé ».
#[test]
fn a_file_of_something_else_is_refused() {
    let why = |text: &str| read(text.as_bytes()).unwrap_err();
    assert!(why("Matière;Note\nLatin;12\n").contains("pas un tableau d'absences"));
    assert!(why("Nom;Date;De\nA;24/11/2026;08:30\n").contains("« Heure de fin »"));
    assert!(why("Date;De;A\n24/11/2026;08:30;9:00\n").contains("« Nom »"));
    assert!(why("").contains("vide"));
    assert!(why("Nom;Date;De;A\nA;24/11/2026;08:30;\"9:0").contains("guillemet"));
    let file = read(b"Nom;Classe;Date;De;A\nABADIE;5B;24/11/2026;08:30;09:25\n").unwrap();
    assert!(file.misfits.is_empty(), "{:?}", file.misfits);
}

/// Invariant: one pupil cannot be given so much that judging takes for ever.
#[test]
fn one_pupil_has_so_many_entries_and_no_more() {
    let line = "ABADIE;Clara;Dispense;24/11/2026;08:30;;12:00;;\n".repeat(2_500);
    let judged = judged(&school(), &format!("{HEADER}\n{line}"), &[]);
    assert_eq!(counts(&judged), (2000, 0, 500));
}

/// Invariant: reasons of health and confidential ones leave only when one asks for them; what else
/// the entry says stays.
#[test]
fn secrets_are_kept() {
    let register = school();
    let file = format!("{HEADER}\nABADIE;Clara;;24/11/2026;08:30;;12:00;;maladie de l eleve\n");
    let judged = judged(&register, &file, &[]);
    let entries = exported(&register, &judged);
    let text = |secrets| String::from_utf8(bytes(&register, &entries, secrets)).unwrap();
    assert!(text(Secrets::Told).contains("\"Maladie de l'élève\";\"oui\""));
    assert!(!text(Secrets::Kept).contains("Maladie"));
    assert!(text(Secrets::Kept).contains("\"\";\"oui\";\"\";\"non\""));
}
