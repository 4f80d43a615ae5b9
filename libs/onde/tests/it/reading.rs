//! What a file says is what is handed over, however it is written.

use onde::{Address, Child, Kind, Level, ReadError, Sex, is_onde};

use crate::{ADA, CHILD, GUARDIANS, PUPILS, ZOE, day, guardians, pupils, read, whole};

#[test]
fn a_pupil_is_read_field_by_field() {
    let file = whole(pupils(&[ZOE]));
    assert_eq!(file.kind, Kind::Pupils);
    assert!(
        file.doubts.is_empty() && file.rejected.is_empty(),
        "{file:?}"
    );
    let [zoe] = &file.pupils[..] else {
        panic!("{file:?}")
    };
    assert_eq!((zoe.line, zoe.family_name.as_str()), (2, "LEFÈVRE"));
    assert_eq!(
        (zoe.usage_name.as_deref(), zoe.first_name.as_str()),
        (None, "Zoé")
    );
    assert_eq!((zoe.born_on, zoe.sex), (day(2018, 2, 3), Some(Sex::Female)));
    assert_eq!(zoe.ine.as_deref(), Some("990000001ZY"));
    let address = |line: &str, code: &str, town: &str| Address {
        lines: vec![line.to_owned()],
        postal_code: Some(code.to_owned()),
        town: Some(town.to_owned()),
        country: Some("FRANCE".to_owned()),
    };
    let homes = [
        address("12 rue du Vœu", "99100", "MONTCOURT"),
        address("4 impasse Vide", "99200", "VILLENEUVE-SUR-ORLE"),
    ];
    assert_eq!(zoe.addresses, homes, "the parents live apart");
    assert_eq!(
        (zoe.cycle.as_deref(), zoe.level),
        (Some("CYCLE II"), Some(Level::Ce2))
    );
    assert_eq!(zoe.class_label.as_deref(), Some("CE1 - CE2 M. CONTE"));
    assert_eq!(zoe.class_id.as_deref(), Some("90002"));
    assert_eq!(
        (zoe.photo_allowed, zoe.associations_allowed),
        (Some(true), Some(false))
    );
    assert_eq!(zoe.passage, None);
}

#[test]
fn a_guardian_is_read_with_each_child_by_position() {
    let extension = GUARDIANS.replace("travail;", "travail;Numéro de poste;");
    let row = ADA.replace(";;06 39", ";0353010001;412;06 39");
    let file = format!("{extension}{0}{0}\n{row};D'ESSAI;LEFÈVRE;Noé;CP\n", CHILD);
    let file = whole(file);
    assert_eq!(file.kind, Kind::Guardians);
    assert!(
        file.doubts.is_empty() && file.rejected.is_empty(),
        "{file:?}"
    );
    let [ada] = &file.guardians[..] else {
        panic!("{file:?}")
    };
    assert_eq!(
        (ada.civility.as_deref(), ada.family_name.as_str()),
        (Some("MME"), "LEFÈVRE")
    );
    assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    assert_eq!(ada.email.as_deref(), Some("ada@example.fr"));
    assert_eq!(ada.home_phone.as_deref(), Some("0199000001"));
    assert_eq!(ada.work_phone.as_deref(), Some("0353010001"));
    assert_eq!(ada.work_extension.as_deref(), Some("412"));
    assert_eq!(ada.mobile_phone.as_deref(), Some("06 39 98 00 01"));
    assert_eq!(
        ada.address.as_ref().and_then(|a| a.town.as_deref()),
        Some("MONTCOURT")
    );
    let child = |usage: Option<&str>, first: &str, class: &str| Child {
        usage_name: usage.map(str::to_owned),
        family_name: "LEFÈVRE".to_owned(),
        first_name: first.to_owned(),
        class: Some(class.to_owned()),
    };
    assert_eq!(
        ada.children,
        [
            child(None, "Zoé", "CE2"),
            child(Some("D'ESSAI"), "Noé", "CP")
        ]
    );
}

#[test]
fn titles_are_known_without_case_accents_or_blanks() {
    let file = format!("\n{}\n{ZOE}\n", PUPILS.to_uppercase().replace(';', " ; "));
    assert_eq!(whole(file).pupils[0].level, Some(Level::Ce2));
    let bare = "nom eleve;PRENOM  ELEVE;Classe;Ville1\nLEFÈVRE;Zoé;CP;MONTCOURT\n";
    let file = whole(bare);
    assert_eq!(file.pupils[0].class_label.as_deref(), Some("CP"));
    assert_eq!(file.pupils[0].ine, None, "older files have no such column");
    assert_eq!(file.pupils[0].addresses.len(), 1);
    let curly = PUPILS.replace('\'', "’");
    let row = ZOE.replacen(";;", ";D'ESSAI;", 1);
    assert_eq!(
        whole(format!("{curly}\n{row}\n")).pupils[0].display_name(),
        "D'ESSAI"
    );
}

#[test]
fn dates_and_sexes_are_read_as_both_are_written() {
    let row = ZOE
        .replace("03/02/2018", "2018-02-03")
        .replace(";F;", ";H;");
    let file = whole(pupils(&[&row]));
    assert_eq!(
        (file.pupils[0].born_on, file.pupils[0].sex),
        (day(2018, 2, 3), Some(Sex::Male))
    );
}

#[test]
fn what_is_illegible_is_left_empty_and_told() {
    let row = ZOE
        .replace("03/02/2018", "31/02/2018")
        .replace(";CE2;", ";6EME;");
    let file = whole(pupils(&[ZOE, &row]));
    let odd = &file.pupils[1];
    assert_eq!((odd.born_on, odd.level, odd.line), (None, None, 3));
    let told: Vec<_> = file
        .doubts
        .iter()
        .map(|doubt| (doubt.line, doubt.reason.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                3,
                "La colonne « Date naissance » vaut « 31/02/2018 », illisible : elle est laissée vide."
            ),
            (
                3,
                "La colonne « Niveau » vaut « 6EME », illisible : elle est laissée vide."
            ),
        ]
    );
    assert_eq!(file.doubts[0].what, "élève LEFÈVRE Zoé");
}

#[test]
fn a_row_without_a_name_is_rejected_and_the_others_are_taken() {
    let nobody = ZOE.replace(";Zoé;", ";;");
    let nameless = ZOE.replace("LEFÈVRE;;", ";D'ESSAI;");
    let file = whole(pupils(&[&nobody, ZOE, &nameless]));
    assert_eq!(file.pupils.len(), 2);
    assert_eq!(
        (file.rejected[0].line, file.rejected[0].reason.as_str()),
        (2, "Le prénom manque.")
    );
    let about = file.rejected[0].about.as_ref();
    assert!(
        matches!(about, Some(onde::About::Pupil { ine: Some(ine), .. }) if ine == "990000001ZY"),
        "who did not leave: {about:?}"
    );
    assert_eq!(file.pupils[1].family_name, "D'ESSAI");
    assert_eq!(file.doubts.len(), 1, "the usage name stands for the other");
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let text = pupils(&[ZOE, &ZOE.replace("Zoé", "Œdipe")]);
    let expected = whole(&text);
    let latin9 = encoding_rs_bytes(&text, encoding_rs::ISO_8859_15);
    let windows = encoding_rs_bytes(&text, encoding_rs::WINDOWS_1252);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [latin9, windows, marked] {
        assert_eq!(whole(&bytes), expected);
        assert!(is_onde(&bytes[..200]));
    }
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert!(matches!(read(utf16), Err(ReadError::Encoding)));
}

fn encoding_rs_bytes(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost);
    bytes.into_owned()
}

#[test]
fn every_line_end_and_every_quotation_gives_the_same_rows() {
    let text = pupils(&[ZOE, "", ZOE]);
    let expected = whole(&text);
    assert_eq!(expected.pupils[1].line, 4, "the blank line counts");
    for end in ["\r\n", "\r"] {
        assert_eq!(whole(text.replace('\n', end)), expected, "{end:?}");
    }
    let quoted: String = text
        .lines()
        .map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("\"{}\"\n", line.replace(';', "\";\"")),
        })
        .collect();
    assert_eq!(whole(quoted), expected);
}

#[test]
fn a_quoted_field_holds_separators_quotes_and_lines() {
    let row = ZOE.replace(
        "12 rue du Vœu",
        "\"12 rue du Vœu ; bât. \"\"A\"\" 2\r\nchez ABADIE\"",
    );
    let file = whole(pupils(&[&row, ZOE]));
    let address = &file.pupils[0].addresses[0];
    assert_eq!(
        address.lines,
        ["12 rue du Vœu ; bât. \"A\" 2", "chez ABADIE"]
    );
    assert_eq!(address.postal_code.as_deref(), Some("99100"));
    assert_eq!((file.pupils[0].line, file.pupils[1].line), (2, 4));
    assert!(file.doubts.is_empty());
}

#[test]
fn a_child_without_a_whole_name_is_told_and_the_others_are_kept() {
    let rows = [
        &format!("{ADA};;LEFÈVRE;;CP"),
        &format!("{ADA};D'ESSAI;;Noé;CP"),
    ];
    let file = whole(guardians(2, &rows.map(String::as_str)));
    assert_eq!(file.guardians[0].children.len(), 1);
    assert_eq!(file.guardians[1].children[1].family_name, "D'ESSAI");
    assert_eq!(file.doubts.len(), 2);
    assert!(
        file.doubts[0].reason.contains("1 enfant"),
        "{:?}",
        file.doubts
    );
}

#[test]
fn a_file_that_is_something_else_says_what_was_expected() {
    for other in [
        "a;b\n1;2\n",
        "<?xml version='1.0'?>\n<BEE_ELEVES/>",
        "PK\x03\x04",
        "Sexe;INE\n",
    ] {
        let refused = read(other);
        assert!(
            matches!(refused, Err(ReadError::NotOnde)),
            "{other}: {refused:?}"
        );
        assert!(!is_onde(other.as_bytes()));
    }
    let sentence = ReadError::NotOnde.to_string();
    for word in ["« Nom élève »", "« Prénom enfant »", "points-virgules"] {
        assert!(sentence.contains(word), "{sentence}");
    }
    for (file, column) in [
        (PUPILS.replace("Prénom élève", "?"), "Prénom élève"),
        (format!("{GUARDIANS}\n"), "Nom de famille enfant"),
    ] {
        match read(file) {
            Err(ReadError::MissingColumn {
                column: missing, ..
            }) => assert_eq!(missing, column),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(read(""), Err(ReadError::Empty)));
    assert!(matches!(read("\n\r\n"), Err(ReadError::Empty)));
    assert!(
        whole(format!("{PUPILS}\n")).pupils.is_empty(),
        "a school may be empty"
    );
}

#[test]
fn the_end_is_proved_only_at_the_end() {
    let file = pupils(&[ZOE, ZOE]);
    let open = || onde::open(std::io::Cursor::new(&file), &Default::default());
    let mut rows = open().expect("an extraction");
    assert!(rows.next().is_some());
    assert!(matches!(rows.finish(), Err(ReadError::Unfinished)));
    let mut rows = open().expect("an extraction");
    assert_eq!(rows.by_ref().count(), 2);
    assert!(rows.finish().is_ok());
}
