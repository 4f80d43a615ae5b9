//! What a written sheet says, read back by the rules of OpenDocument: archive, blanks, values.

use chrono::NaiveDate;
use ods::{Cell, Sheet};
use proptest::prelude::*;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::io::{Cursor, Read as _};
use zip::{CompressionMethod, ZipArchive};

const CONTENT: &str = "content.xml";

fn part(file: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("a part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

/// A cell as a reader sees it: the value's type, the value, the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Seen {
    kind: String,
    value: String,
    text: String,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten();
    let mut found = attribute.filter(|attribute| attribute.key.as_ref() == name);
    let text = found.next()?.value.into_owned();
    Some(
        quick_xml::escape::unescape(&text)
            .expect("XML")
            .into_owned(),
    )
}

/// The rows. Blanks are joined as ODF 1.3, part 3, 6.1.2 asks: those that follow each other, begin
/// or end a paragraph are none.
fn rows(file: &[u8]) -> Vec<Vec<Seen>> {
    let content = part(file, CONTENT);
    let mut reader = Reader::from_str(&content);
    let (mut rows, mut cell, mut paragraph) = (Vec::new(), Seen::default(), None::<String>);
    let mut paragraphs = 0;
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => return rows,
            Event::Start(element) => match element.name().as_ref() {
                "table:table-row" => rows.push(Vec::new()),
                "table:table-cell" => {
                    assert_eq!(attribute(&element, "table:formula"), None);
                    let kind = attribute(&element, "office:value-type").unwrap_or_default();
                    let value = attribute(&element, "office:value")
                        .or_else(|| attribute(&element, "office:date-value"));
                    cell = Seen {
                        kind,
                        value: value.unwrap_or_default(),
                        text: String::new(),
                    };
                    paragraphs = 0;
                }
                "text:p" => paragraph = Some(String::new()),
                _ => {}
            },
            Event::Empty(element) => match element.name().as_ref() {
                "table:table-cell" => rows.last_mut().expect("a row").push(Seen::default()),
                "text:s" => {
                    let count = attribute(&element, "text:c").expect("a count");
                    let count: usize = count.parse().expect("a number");
                    // Kept apart from blanks of the text until those are joined.
                    paragraph
                        .as_mut()
                        .expect("a paragraph")
                        .push_str(&"\u{1}".repeat(count));
                }
                "text:tab" => paragraph.as_mut().expect("a paragraph").push('\u{2}'),
                _ => {}
            },
            Event::Text(text) => {
                if let Some(paragraph) = &mut paragraph {
                    paragraph.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let name = format!("&{};", &*reference);
                let said = quick_xml::escape::unescape(&name)
                    .expect("XML")
                    .into_owned();
                paragraph
                    .as_mut()
                    .expect("inside a paragraph")
                    .push_str(&said);
            }
            Event::End(element) => match element.name().as_ref() {
                "text:p" => {
                    if paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    paragraphs += 1;
                    cell.text
                        .push_str(&joined(&paragraph.take().expect("a paragraph")));
                }
                "table:table-cell" => {
                    rows.last_mut()
                        .expect("a row")
                        .push(std::mem::take(&mut cell));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn joined(text: &str) -> String {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let mut out = String::new();
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.replace('\u{1}', " ").replace('\u{2}', "\t")
}

fn sheet(cells: Vec<Vec<Cell<'_>>>) -> Vec<u8> {
    let mut sheet = Sheet::new("Absences par classe", &["Classe", "Nombre", "Jour"]).unwrap();
    for row in cells {
        sheet.row(row).unwrap();
    }
    sheet.finish().unwrap()
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()
}

/// What is left of a text: characters that XML has, ends of lines of one kind.
fn kept(text: &str) -> String {
    let is_kept = |c: &char| match c {
        '\t' | '\r' | '\n' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    let text: String = text.chars().filter(is_kept).collect();
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Invariant: by its first octets the file says what it is; each part that it names is there.
#[test]
fn the_type_comes_first_as_it_is() {
    let file = sheet(vec![]);
    let mut archive = ZipArchive::new(Cursor::new(&file)).unwrap();
    let first = archive.by_index(0).unwrap();
    assert_eq!(first.name().expect("UTF-8"), "mimetype");
    assert_eq!(first.compression(), CompressionMethod::Stored);
    drop(first);
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    assert_eq!(&file[30..38], b"mimetype", "no extra field before the type");
    assert_eq!(&file[38..38 + kind.len()], kind.as_bytes());
    let manifest = part(&file, "META-INF/manifest.xml");
    let named = manifest.split("full-path=\"").skip(1);
    let named: Vec<&str> = named.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(named, ["/", CONTENT, "styles.xml", "meta.xml"]);
    for name in &named[1..] {
        assert!(part(&file, name).starts_with("<?xml"), "{name}");
    }
    assert_eq!(sheet(vec![]), file, "the same rows, the same octets");
}

/// Invariant: titles first, then each cell with its own type; a row has as many as the titles.
#[test]
fn each_cell_has_its_type() {
    let cells = vec![
        vec![Cell::text("5B"), Cell::count(12), Cell::Date(day())],
        vec![
            Cell::text("6A"),
            Cell::Number(-1),
            Cell::Month(day()),
            Cell::Number(4),
        ],
        vec![Cell::Empty],
    ];
    let file = sheet(cells);
    let seen = |kind: &str, value: &str, text: &str| Seen {
        kind: kind.into(),
        value: value.into(),
        text: text.into(),
    };
    let titles = ["Classe", "Nombre", "Jour"].map(|title| seen("string", "", title));
    let expected = vec![
        titles.to_vec(),
        vec![
            seen("string", "", "5B"),
            seen("float", "12", "12"),
            seen("date", "2026-11-03", "03/11/2026"),
        ],
        vec![
            seen("string", "", "6A"),
            seen("float", "-1", "-1"),
            seen("date", "2026-11-03", "11/2026"),
        ],
        vec![Seen::default(), Seen::default(), Seen::default()],
    ];
    assert_eq!(rows(&file), expected);
    let content = part(&file, CONTENT);
    assert!(content.contains("table:name=\"Absences par classe\""));
    assert!(content.contains("<table:table-header-rows>"));
    for style in ["date", "month", "title", "c0", "c2"] {
        assert!(
            content.contains(&format!("style:name=\"{style}\"")),
            "{style}"
        );
        assert!(
            content.contains(&format!("table:style-name=\"{style}\"")),
            "{style}"
        );
    }
}

/// Invariant: the name of a sheet has no sign that a program refuses, and is never empty.
#[test]
fn a_sheet_has_a_name() {
    for (name, expected) in [
        ("5B [test]: a/b\\c*?'", "5B test abc"),
        ("", "Feuille"),
        ("[]", "Feuille"),
        ("« Élève » & <b>", "« Élève » &amp; &lt;b&gt;"),
        (
            "abcdefghijklmnopqrstuvwxyzabcdefghij",
            "abcdefghijklmnopqrstuvwxyzabcde",
        ),
    ] {
        let file = Sheet::new(name, &["a"]).unwrap().finish().unwrap();
        let named = format!("table:name=\"{expected}\"");
        assert!(part(&file, CONTENT).contains(&named), "{name}");
    }
}

proptest! {
    /// Invariant: any text is read back as it was typed, blanks and lines too, and stays a text
    /// whatever it begins with: nothing in the file is ever a formula.
    #[test]
    fn any_text_stays_a_text(
        formula in "[=+@-]?",
        text in prop_oneof![any::<String>(), "[ \t\r\n=<>&\"'a\u{1}\u{fffe}]{0,20}"],
    ) {
        let text = format!("{formula}{text}");
        let file = sheet(vec![vec![Cell::text(text.as_str()), Cell::text("")]]);
        let rows = rows(&file);
        let first = &rows[1][0];
        prop_assert_eq!(first.kind.as_str(), "string");
        prop_assert_eq!(&first.text, &kept(&text));
        prop_assert_eq!(rows[1].len(), 3);
        prop_assert!(!part(&file, CONTENT).contains("formula"));
    }

    /// Invariant: any title and any name make a file that is read.
    #[test]
    fn any_title_is_read(name in any::<String>(), titles in proptest::collection::vec(any::<String>(), 1..4)) {
        let file = Sheet::new(&name, &titles).unwrap().finish().unwrap();
        let read: Vec<String> = rows(&file)[0].iter().map(|cell| cell.text.clone()).collect();
        let expected: Vec<String> = titles.iter().map(|title| kept(title)).collect();
        prop_assert_eq!(read, expected);
        part(&file, "meta.xml");
    }
}
