//! Files made to hurt, or broken on the way.

use std::{ffi::OsString, fs::File, path::Path};

use siecle::{Limits, ReadError, Unused};

use crate::{PARAMETERS, document, one_pupil, read, read_within};

#[test]
fn an_entity_bomb_is_refused_at_its_document_type() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE BEE_ELEVES [<!ENTITY a0 \"ha\">");
    for level in 1..12 {
        let below = format!("&a{};", level - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY a{level} \"{below}\">"));
    }
    bomb.push_str("]>");
    bomb.push_str(&one_pupil("&a11;"));
    assert!(matches!(read(bomb.as_bytes()), Err(ReadError::Doctype(1))));
}

#[test]
fn an_external_document_type_is_refused() {
    for reach in [
        "SYSTEM \"file:///etc/passwd\"",
        "SYSTEM \"http://example.invalid/x.dtd\"",
        "",
    ] {
        let file = format!("<!DOCTYPE BEE_ELEVES {reach}>{}", one_pupil("MOREL"));
        let refused = read(file.as_bytes());
        assert!(
            matches!(refused, Err(ReadError::Doctype(_))),
            "{reach}: {refused:?}"
        );
    }
}

#[test]
fn only_the_entities_of_xml_are_known() {
    let file = read(one_pupil("A&amp;B&#233;&#xE9;&lt;").as_bytes()).expect("all are XML’s own");
    assert!(format!("{file:?}").contains("A&Béé<"));
    match read(one_pupil("&xxe;").as_bytes()) {
        Err(ReadError::Entity { name, line: 3 }) => assert_eq!(name, "xxe"),
        other => panic!("{other:?}"),
    }
    let attribute = document("BEE_ELEVES", "<ELEVES><ELEVE ELEVE_ID=\"&xxe;\"/></ELEVES>");
    assert!(matches!(
        read(attribute.as_bytes()),
        Err(ReadError::Malformed { .. })
    ));
}

#[test]
fn a_truncated_file_is_refused_wherever_it_is_cut() {
    let whole = one_pupil("MOREL");
    let last = whole.rfind('>').expect("a document ends with a tag");
    for cut in (1..=last).filter(|cut| whole.is_char_boundary(*cut)) {
        match read(&whole.as_bytes()[..cut]) {
            Err(ReadError::Truncated(_)) => {}
            // Cut inside "&…" or a name, the parser may notice something else first.
            Err(ReadError::Malformed { .. }) => {}
            other => panic!("cut at {cut}: {other:?}"),
        }
    }
    let cut = whole.find("</ELEVES>").expect("the section is there");
    assert!(matches!(
        read(&whole.as_bytes()[..cut]),
        Err(ReadError::Truncated(3))
    ));
}

#[test]
fn two_files_pasted_together_are_refused() {
    let twice = format!("{}\n{}", one_pupil("MOREL"), one_pupil("ROUX"));
    assert!(matches!(
        read(twice.as_bytes()),
        Err(ReadError::Malformed { .. })
    ));
    let padded = format!("{}\n<!-- fin -->\n\0\0", one_pupil("MOREL"));
    assert!(read(padded.as_bytes()).is_ok(), "padding is not content");
}

#[test]
fn a_huge_field_is_refused_in_whichever_guise() {
    let huge = "x".repeat(100_000);
    let guises = [
        one_pupil(&huge),
        one_pupil(&format!("<![CDATA[{huge}]]>")),
        one_pupil(&"x&amp;".repeat(40_000)),
        one_pupil(&format!("<A B=\"{huge}\"/>")),
        one_pupil(&format!("<{huge}/>")),
        format!("<!--{huge}-->{}", one_pupil("MOREL")),
        format!("<?{huge}?>{}", one_pupil("MOREL")),
        format!("<!DOCTYPE {huge}>{}", one_pupil("MOREL")),
    ];
    for (number, file) in guises.iter().enumerate() {
        let refused = read(file.as_bytes());
        assert!(
            matches!(refused, Err(ReadError::FieldTooLong { .. })),
            "{number}: {refused:?}"
        );
    }
    assert!(read(one_pupil(&"x".repeat(60_000)).as_bytes()).is_ok());
}

#[test]
fn depth_and_crowd_are_bounded() {
    let deep = format!("{}{}", "<A>".repeat(1000), "</A>".repeat(1000));
    assert!(matches!(
        read(one_pupil(&deep).as_bytes()),
        Err(ReadError::TooDeep(_))
    ));
    assert!(matches!(
        read(one_pupil(&"<A/>".repeat(10_000)).as_bytes()),
        Err(ReadError::TooDeep(_))
    ));
}

#[test]
fn a_row_is_bounded_as_a_whole() {
    // Each field is short enough: all together are not.
    let heavy = format!("<A>{}</A>", "x".repeat(60_000)).repeat(40);
    assert!(matches!(
        read(one_pupil(&heavy).as_bytes()),
        Err(ReadError::RowTooLong { .. })
    ));
    let attributes: String = (0..100).map(|n| format!(" a{n}=\"\"")).collect();
    assert!(matches!(
        read(one_pupil(&format!("<A{attributes}/>")).as_bytes()),
        Err(ReadError::TooDeep(_))
    ));
    // Also where no row is.
    let deep = format!(
        "<AUTRE>{}{}</AUTRE>",
        "<A>".repeat(1000),
        "</A>".repeat(1000)
    );
    let file = one_pupil("MOREL").replace("<DONNEES>", &format!("{deep}<DONNEES>"));
    assert!(matches!(read(file.as_bytes()), Err(ReadError::TooDeep(_))));
}

#[test]
fn what_is_told_of_a_hostile_file_is_short() {
    let long = "x".repeat(50_000);
    for file in [
        format!("<{long}/>"),
        one_pupil(&format!("<a></{long}>")),
        one_pupil(&format!("&{long};")),
    ] {
        let told = read(file.as_bytes()).expect_err("refused").to_string();
        assert!(told.len() < 300, "{} bytes", told.len());
    }
    let pupil = format!("<ELEVES><ELEVE ELEVE_ID='x{long}'><NOM>{long}</NOM></ELEVE></ELEVES>");
    let file = read(document("BEE_ELEVES", &pupil).as_bytes()).expect("only the row is wrong");
    assert!(file.rejected[0].what.len() < 300 && file.rejected[0].reason.len() < 300);
}

#[test]
fn other_roots_are_named() {
    for (root, kind) in [
        ("BEE_GEOGRAPHIQUE", Unused::Geographic),
        ("BEE_ETABLISSEMENTS", Unused::Schools),
        ("BEE_EPHC_ELEVES", Unused::OutOfContract),
        ("EDT_STS", Unused::Timetable),
    ] {
        match read(document(root, "").as_bytes()) {
            Err(ReadError::NotUsed(found)) => assert_eq!(found, kind),
            other => panic!("{root}: {other:?}"),
        }
    }
    match read(b"<html><body/></html>") {
        Err(ReadError::UnknownRoot(root)) => assert_eq!(root, "html"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_header_must_say_whose_and_when() {
    let whole = one_pupil("MOREL");
    for field in ["UAJ", "ANNEE_SCOLAIRE"] {
        let open = whole
            .find(&format!("<{field}>"))
            .expect("the field is there");
        let close = whole
            .find(&format!("</{field}>"))
            .expect("the field is there");
        let without = format!("{}{}", &whole[..open], &whole[close + field.len() + 3..]);
        assert!(
            matches!(read(without.as_bytes()), Err(ReadError::Header(_))),
            "{field}"
        );
    }
    let twice = whole.replace(PARAMETERS, &PARAMETERS.repeat(2));
    assert!(
        matches!(read(twice.as_bytes()), Err(ReadError::Header(_))),
        "two headers could be of two schools"
    );
    let nowhere = whole.replace("DONNEES", "AUTRES");
    assert!(
        matches!(read(nowhere.as_bytes()), Err(ReadError::Header(_))),
        "a file without data is none"
    );
    let without = whole.replace(PARAMETERS, "");
    assert!(matches!(
        read(without.as_bytes()),
        Err(ReadError::Header(_))
    ));
    let undated = whole.replace("15/09/2026", "bientôt");
    assert!(matches!(
        read(undated.as_bytes()),
        Err(ReadError::Header(_))
    ));
}

/// Invariant: each file of the kept list is refused, for its own reason, by what a page allows.
#[test]
fn the_kept_list_is_refused() {
    type Expected = fn(&ReadError) -> bool;
    let kept: [(&str, Expected); 12] = [
        ("bomb.zip", |error| matches!(error, ReadError::TooLarge(_))),
        ("cut.xml", |error| matches!(error, ReadError::Truncated(_))),
        ("deep.xml", |error| matches!(error, ReadError::TooDeep(_))),
        ("entity-expansion.xml", |error| {
            matches!(error, ReadError::Doctype(_))
        }),
        ("external-dtd.xml", |error| {
            matches!(error, ReadError::Doctype(_))
        }),
        ("external-entity.xml", |error| {
            matches!(error, ReadError::Doctype(_))
        }),
        ("long-field.zip", |error| {
            matches!(error, ReadError::FieldTooLong { .. })
        }),
        ("page.html", |error| matches!(error, ReadError::Doctype(_))),
        ("parameter-entity.xml", |error| {
            matches!(error, ReadError::Doctype(_))
        }),
        ("two-documents.xml", |error| {
            matches!(error, ReadError::Malformed { .. })
        }),
        ("two-headers.xml", |error| {
            matches!(error, ReadError::Header(_))
        }),
        ("undeclared-entity.xml", |error| {
            matches!(error, ReadError::Entity { .. })
        }),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let there = std::fs::read_dir(&folder).expect("the folder of the list");
    let mut names: Vec<_> = there
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, kept.map(|(name, _)| OsString::from(name)));
    for (name, expected) in kept {
        let file = File::open(folder.join(name)).expect("a file of the list");
        let error = read_within(file, &Limits::for_page()).expect_err(name);
        assert!(expected(&error), "{name}: {error:?}");
    }
}
