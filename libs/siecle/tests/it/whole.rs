//! Refused or right, never half: wherever a file is cut, in whatever order and encoding it comes.

use std::{fmt::Write, io::Cursor};

use encoding_rs::ISO_8859_15;
use proptest::prelude::*;
use siecle::{Limits, Row, generate};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{PARAMETERS, college, read};

/// Small files of every kind, in UTF-8: root, what stands beside the data, sections.
fn samples() -> Vec<(&'static str, &'static str, Vec<String>)> {
    let many = |section: &str, one: &dyn Fn(usize) -> String| {
        let rows = (1..4).fold(String::new(), |mut rows, n| {
            let _ = write!(rows, "{}", one(n));
            rows
        });
        format!("<{section}>{rows}</{section}>")
    };
    let address = many("ADRESSES", &|n| {
        format!(
            "<ADRESSE ADRESSE_ID='{n}'><LIGNE1_ADRESSE>{n} rue du Vœu</LIGNE1_ADRESSE></ADRESSE>\n"
        )
    });
    let pupils = vec![
        many("ELEVES", &|n| {
            format!(
                "<ELEVE ELEVE_ID='{n}'><NOM>LEBŒUF &amp; fils</NOM><PRENOM>Zoé {n}</PRENOM><DATE_NAISS>0{n}/13/2012</DATE_NAISS></ELEVE>\n"
            )
        }),
        many("OPTIONS", &|n| {
            format!(
                "<OPTION ELEVE_ID='{n}'><OPTIONS_ELEVE><CODE_MATIERE>030201</CODE_MATIERE></OPTIONS_ELEVE></OPTION>\n"
            )
        }),
        many("STRUCTURES", &|n| {
            format!(
                "<STRUCTURES_ELEVE ELEVE_ID='{n}'><STRUCTURE><CODE_STRUCTURE>5 É</CODE_STRUCTURE></STRUCTURE></STRUCTURES_ELEVE>\n"
            )
        }),
        address.clone(),
    ];
    let guardians = vec![
        many("PERSONNES", &|n| {
            format!(
                "<PERSONNE PERSONNE_ID='{n}'><NOM>LEFÈVRE</NOM><ACCEPTE_SMS>{n}</ACCEPTE_SMS></PERSONNE>\n"
            )
        }),
        many("RESPONSABLES", &|n| {
            format!(
                "<RESPONSABLE_ELEVE><ELEVE_ID>{n}</ELEVE_ID><PERSONNE_ID>{n}</PERSONNE_ID></RESPONSABLE_ELEVE>\n"
            )
        }),
        address,
    ];
    let structures = vec![
        many("DIVISIONS", &|n| {
            format!("<DIVISION CODE_STRUCTURE='5{n}'/>\n")
        }),
        many("GROUPES", &|n| {
            format!("<GROUPE CODE_STRUCTURE='5LAT{n}'/>\n")
        }),
    ];
    let nomenclature = vec![
        many("MEFS", &|n| format!("<MEF CODE_MEF='1011000111{n}'/>\n")),
        many("MATIERES", &|n| {
            format!("<MATIERE CODE_MATIERE='02030{n}'/>\n")
        }),
    ];
    let commons = vec![
        "<UAJ><DENOM_PRINC>COLLÈGE</DENOM_PRINC></UAJ>".to_owned(),
        "<ANNEE_SCOLAIRE><DATE_DEBUT_ELEVE>01/09/2026</DATE_DEBUT_ELEVE></ANNEE_SCOLAIRE>"
            .to_owned(),
    ];
    let staff = vec![
        many("INDIVIDUS", &|n| {
            format!("<INDIVIDU ID='{n}' TYPE='epp'><NOM_USAGE>LEFÈVRE</NOM_USAGE></INDIVIDU>\n")
        }),
        format!(
            "<STRUCTURE>{}{}</STRUCTURE>",
            many("DIVISIONS", &|n| {
                format!(
                    "<DIVISION CODE='5{n}'><SERVICES><SERVICE CODE_MATIERE='020300'/></SERVICES></DIVISION>\n"
                )
            }),
            many("GROUPES", &|n| format!("<GROUPE CODE='5LAT{n}'/>\n")),
        ),
    ];
    let nomenclatures =
        "<NOMENCLATURES><MATIERES><MATIERE CODE='020300'/></MATIERES></NOMENCLATURES>";
    vec![
        ("BEE_ELEVES", "", pupils),
        ("BEE_RESPONSABLES", "", guardians),
        ("BEE_STRUCTURES", "", structures),
        ("BEE_NOMENCLATURES", "", nomenclature),
        ("BEE_COMMUNS", "", commons),
        ("STS_EDT", nomenclatures, staff),
    ]
}

/// `last` is put after the data what usually stands before.
fn assembled(root: &str, beside: &str, sections: &[String], last: bool) -> String {
    let data = format!("<DONNEES>{}</DONNEES>", sections.concat());
    if last {
        format!("<{root}>{data}{beside}{PARAMETERS}</{root}>")
    } else {
        format!("<{root}>{PARAMETERS}{beside}{data}</{root}>")
    }
}

/// What was read, lines and order set aside.
fn rows(bytes: &[u8]) -> Vec<String> {
    let mut rows = siecle::open(Cursor::new(bytes), &Limits::default()).expect("an export");
    let read = rows
        .by_ref()
        .collect::<Result<Vec<Row>, _>>()
        .expect("whole");
    let header = rows.finish().expect("with a header");
    let mut told: Vec<String> = read.iter().map(without_line).collect();
    told.push(format!("{header:?}"));
    told.sort();
    told
}

fn without_line(row: &Row) -> String {
    let told = format!("{row:?}");
    let (before, after) = told.split_once("line: ").expect("every row has its line");
    format!(
        "{before}{}",
        after.trim_start_matches(|c: char| c.is_ascii_digit())
    )
}

/// Every encoding that can be met, with or without what announces it.
fn encoded(text: &str) -> Vec<Vec<u8>> {
    let latin = |declaration: &str| {
        ISO_8859_15
            .encode(&format!("{declaration}{text}"))
            .0
            .into_owned()
    };
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    vec![
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        format!("<?xml version='1.0' encoding='ISO-8859-15'?>{text}").into_bytes(),
        latin("<?xml version='1.0' encoding='ISO-8859-15'?>"),
        latin("<?xml version='1.0' encoding='UTF-8'?>"),
        latin(""),
        utf16([0xFF, 0xFE], u16::to_le_bytes),
        utf16([0xFE, 0xFF], u16::to_be_bytes),
    ]
}

fn zipped(xml: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.xml", SimpleFileOptions::default())
        .expect("a name is accepted");
    std::io::Write::write_all(&mut zip, xml).expect("memory can be written");
    zip.finish().expect("an archive can be closed").into_inner()
}

/// Invariant: a small file of any kind, cut at any byte, in any encoding, bare or zipped, is
/// refused.
#[test]
fn no_cut_goes_unnoticed() {
    for (root, beside, sections) in samples() {
        let text = assembled(root, beside, &sections, false);
        let files = [
            text.clone().into_bytes(),
            ISO_8859_15.encode(&text).0.into_owned(),
        ];
        let zipped = zipped(text.as_bytes());
        for file in files.iter().chain([&zipped]) {
            assert!(read(file).is_ok(), "{root}");
            for cut in 0..file.len() {
                assert!(
                    read(&file[..cut]).is_err(),
                    "{root} cut at {cut} of {}",
                    file.len()
                );
            }
        }
    }
}

/// Invariant: neither the order of the sections nor the encoding changes what is read.
#[test]
fn order_and_encoding_change_nothing() {
    for (root, beside, sections) in samples() {
        let expected = rows(assembled(root, beside, &sections, false).as_bytes());
        assert!(expected.len() > sections.len(), "{root}: {expected:?}");
        for turn in 0..sections.len() {
            let mut turned = sections.clone();
            turned.rotate_left(turn);
            for last in [false, true] {
                for reversed in [false, true] {
                    if reversed {
                        turned.reverse();
                    }
                    let text = assembled(root, beside, &turned, last);
                    for (number, file) in encoded(&text).iter().enumerate() {
                        assert_eq!(rows(file), expected, "{root}, encoding {number}");
                    }
                    assert_eq!(rows(&zipped(text.as_bytes())), expected, "{root}, zipped");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

    /// Invariant: so is the export of a whole school.
    #[test]
    fn no_cut_of_a_school_goes_unnoticed(kind in 0usize..4, at in 0.0f64..1.0, zip: bool) {
        let files = generate::files(&generate::Plan { pupils: 40, ..college() });
        let (_, xml) = files.named()[kind];
        let file = if zip { zipped(xml) } else { xml.to_vec() };
        // The last line break may be missing.
        let cut = ((file.len() - 1) as f64 * at) as usize;
        prop_assert!(read(&file[..cut]).is_err(), "cut at {} of {}", cut, file.len());
    }

    /// Invariant: a byte that changed on the way is noticed in an archive, unless it says nothing.
    #[test]
    fn a_damaged_archive_is_refused_or_right(kind in 0usize..6, at in 0.0f64..1.0, bit in 0u8..8) {
        let samples = samples();
        let (root, beside, sections) = &samples[kind];
        let xml = assembled(root, beside, sections, false);
        let mut file = zipped(xml.as_bytes());
        let at = ((file.len() - 1) as f64 * at) as usize;
        file[at] ^= 1 << bit;
        if read(&file).is_ok() {
            prop_assert_eq!(rows(&file), rows(xml.as_bytes()));
        }
    }
}
