//! Bare files and archives.

use std::io::{Cursor, Write};

use siecle::{Limits, ReadError};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{one_pupil, pupils, read, read_within};

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in entries {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a name is accepted");
        zip.write_all(contents).expect("memory can be written");
    }
    zip.finish().expect("an archive can be closed").into_inner()
}

#[test]
fn the_export_is_found_among_what_computers_add() {
    let xml = one_pupil("MOREL");
    let zip = archive(&[
        ("__MACOSX/ElevesSansAdresses.xml", b"Mac OS X"),
        ("dossier/ElevesSansAdresses.xml", xml.as_bytes()),
        ("._ElevesSansAdresses.xml", b"Mac OS X"),
        ("lisez-moi.txt", b"bonjour"),
    ]);
    assert_eq!(pupils(&zip).pupils[0].family_name, "MOREL");
}

#[test]
fn a_path_that_climbs_is_not_an_export() {
    let xml = one_pupil("MOREL");
    let zip = archive(&[("../ElevesSansAdresses.xml", xml.as_bytes())]);
    assert!(matches!(read(&zip), Err(ReadError::NoXml)));
}

#[test]
fn two_exports_in_one_archive_are_a_persons_choice() {
    let xml = one_pupil("MOREL");
    let zip = archive(&[("a.xml", xml.as_bytes()), ("b.xml", xml.as_bytes())]);
    match read(&zip) {
        Err(ReadError::SeveralXml(names)) => assert_eq!(names, ["a.xml", "b.xml"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn damaged_archives_are_refused() {
    let xml = one_pupil(&"MOREL ".repeat(500));
    let zip = archive(&[("a.xml", xml.as_bytes())]);
    let cut = &zip[..zip.len() / 2];
    assert!(matches!(read(cut), Err(ReadError::Zip(_))));
    let mut flipped = zip.clone();
    for byte in &mut flipped[60..80] {
        *byte ^= 0x55;
    }
    assert!(
        matches!(read(&flipped), Err(ReadError::Zip(_))),
        "{:?}",
        read(&flipped)
    );
    assert!(matches!(
        read(&archive(&[])),
        Err(ReadError::NoXml | ReadError::Zip(_))
    ));
}

#[test]
fn a_zip_bomb_is_refused_by_what_comes_out_not_by_what_it_says() {
    // 40 MB of blanks, 40 kB once compressed.
    let limits = Limits {
        inflated: 8 * 1024 * 1024,
        ..Limits::default()
    };
    let mut xml = one_pupil("MOREL");
    xml.push_str(&" ".repeat(40 * 1024 * 1024));
    let zip = archive(&[("a.xml", xml.as_bytes())]);
    assert!(zip.len() < 100_000);
    let refused = read_within(Cursor::new(&zip), &limits);
    assert!(
        matches!(refused, Err(ReadError::TooLarge(8_388_608))),
        "{refused:?}"
    );
    let refused = read_within(Cursor::new(xml.as_bytes()), &limits);
    assert!(
        matches!(refused, Err(ReadError::TooLarge(_))),
        "a bare file as well"
    );
}

#[test]
fn an_archive_without_compression_is_read_too() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("autre.txt", stored)
        .expect("a name is accepted");
    zip.write_all(b"avant").expect("memory can be written");
    zip.start_file("a.xml", stored).expect("a name is accepted");
    zip.write_all(one_pupil("MOREL").as_bytes())
        .expect("memory can be written");
    let zip = zip.finish().expect("an archive can be closed").into_inner();
    assert_eq!(pupils(&zip).pupils[0].family_name, "MOREL");
}

#[test]
fn what_is_not_an_export_is_named() {
    assert!(matches!(read(b""), Err(ReadError::Empty)));
    for other in [
        &b"%PDF-1.7 ..."[..],
        b"Nom;Pr\xE9nom\nMOREL;Zo\xE9",
        b"\0\0\0\0",
        b"   ",
    ] {
        assert!(matches!(read(other), Err(ReadError::NotXml)), "{other:?}");
    }
}
