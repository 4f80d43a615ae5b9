use super::*;
use chrono::NaiveDate;
use ods::{Cell, Sheet};
use proptest::prelude::*;
use std::io::Write as _;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(contents).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn content(text: &str) -> String {
    format!(
        "<office:document-content><office:body><office:spreadsheet><table:table><table:table-row>\
         <table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    )
}

fn workbook(titles: &[&str], rows: Vec<Vec<Cell<'_>>>) -> Vec<u8> {
    let mut sheet = Sheet::new("Feuille", titles).unwrap();
    for row in rows {
        sheet.row(row).unwrap();
    }
    sheet.finish().unwrap()
}

fn small() -> Vec<u8> {
    let rows = vec![
        vec![Cell::text("BERTIN"), Cell::Number(12)],
        vec![Cell::text("DIALLO"), Cell::Number(15)],
    ];
    workbook(&["Nom", "Note"], rows)
}

/// Lines and cells.
type Told = Vec<(u64, Vec<String>)>;

fn read(bytes: &[u8]) -> Result<Told, Refusal> {
    let rows = crate::read(bytes, &Limits::default())?;
    Ok(rows.into_iter().map(|row| (row.line, row.cells)).collect())
}

/// Invariant: what `ods` writes is read back: texts that look like formulas or numbers, numbers,
/// days, empty cells, blank rows.
#[test]
fn what_is_written_is_read_back() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
    let rows = vec![
        vec![Cell::text("=1+1"), Cell::Number(-12), Cell::Date(day)],
        vec![],
        vec![Cell::text(" a\n\tb  "), Cell::text("007"), Cell::Month(day)],
        vec![Cell::text("<&>"), Cell::Empty, Cell::Empty],
        vec![Cell::Empty, Cell::Number(i64::MAX)],
    ];
    let expected = [
        (1, ["Nom", "Note", "Jour"]),
        (2, ["=1+1", "-12", "03/11/2026"]),
        (4, [" a\n\tb  ", "007", "03/11/2026"]),
        (5, ["<&>", "", ""]),
        (6, ["", "9223372036854775807", ""]),
    ];
    let expected = expected.map(|(line, cells)| (line, cells.map(str::to_owned).to_vec()));
    let file = workbook(&["Nom", "Note", "Jour"], rows);
    assert_eq!(read(&file), Ok(expected.to_vec()));
}

/// Invariant: a workbook is known by what it is: its kind, or a template's, or no kind if it has
/// a sheet; a mark before the contents is none of them.
#[test]
fn workbooks_are_known() {
    let content = format!("\u{feff}{}", content("a"));
    let contents = (CONTENT, content.as_bytes());
    let expected = Ok(vec![(1, vec!["a".to_owned()])]);
    let template = format!("{KIND}-template\n");
    for kind in [KIND, &template] {
        let file = archive(&[("mimetype", kind.as_bytes()), contents]);
        assert_eq!(read(&file), expected, "{kind}");
    }
    assert_eq!(read(&archive(&[contents])), expected);
}

/// Invariant: what is no workbook of ours is refused, and the sentence tells what to do.
#[test]
fn other_files_are_told() {
    let content = content("a");
    let contents = (CONTENT, content.as_bytes());
    let text = b"application/vnd.oasis.opendocument.text";
    let encrypted = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    for (file, refusal, told) in [
        (
            archive(&[("xl/workbook.xml", b"<workbook/>")]),
            Refusal::Excel,
            "ODS",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            Refusal::Excel,
            "ODS",
        ),
        (archive(&[("a.csv", b"a;b\n")]), Refusal::NoSheet, "ODS"),
        (archive(&[]), Refusal::NoSheet, "ODS"),
        (
            archive(&[("mimetype", text), contents]),
            Refusal::NoSheet,
            "ODS",
        ),
        (
            archive(&[(CONTENT, b"<html></html>")]),
            Refusal::NoSheet,
            "ODS",
        ),
        (
            archive(&[("META-INF/manifest.xml", encrypted), contents]),
            Refusal::Protected,
            "mot de passe",
        ),
        (
            archive(&[("encrypted-package", b"?"), contents]),
            Refusal::Protected,
            "mot de passe",
        ),
        (
            archive(&[(CONTENT, b"\x8f\x02<")]),
            Refusal::Protected,
            "mot de passe",
        ),
        (
            archive(&[(CONTENT, b"<a>\xe9</a>")]),
            Refusal::Damaged,
            "de nouveau",
        ),
    ] {
        let error = read(&file).unwrap_err();
        assert_eq!(error, refusal);
        assert!(error.to_string().contains(told), "{error}");
    }
}

/// Invariant: an archive that asks for a password of its own is told too.
#[test]
fn a_locked_archive_is_told() {
    let mut file = archive(&[(CONTENT, content("a").as_bytes())]);
    for (mark, flags) in [(BEGIN, 6), (NAME, 8)] {
        let at = file.windows(4).position(|piece| piece == mark).unwrap();
        file[at + flags] |= 1;
    }
    assert_eq!(read(&file), Err(Refusal::Protected));
}

/// Invariant: what comes out of an archive is measured, whichever part of it and whatever it
/// says of its sizes.
#[test]
fn a_bomb_is_refused() {
    let limits = Limits {
        bytes: 1024 * 1024,
        ..Limits::default()
    };
    let blanks = content(&" ".repeat(20 * 1024 * 1024));
    let ordinary = content("a");
    for parts in [
        vec![(CONTENT, blanks.as_bytes())],
        vec![
            ("mimetype", blanks.as_bytes()),
            (CONTENT, ordinary.as_bytes()),
        ],
        vec![
            ("META-INF/manifest.xml", blanks.as_bytes()),
            (CONTENT, ordinary.as_bytes()),
        ],
    ] {
        let mut file = archive(&parts);
        assert!(file.len() < 100_000);
        let honest = crate::read(&file, &limits);
        assert_eq!(honest.unwrap_err(), Refusal::TooLargeUnpacked(1024 * 1024));
        // The unpacked size, where the archive says it.
        let at = file.windows(4).position(|piece| piece == NAME).unwrap() + 24;
        file[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
        assert!(crate::read(&file, &limits).is_err());
    }
    let exact = Limits {
        bytes: ordinary.len(),
        ..limits
    };
    let file = archive(&[(CONTENT, ordinary.as_bytes())]);
    assert_eq!(rows(&file, &exact).unwrap().len(), 1);
}

/// Invariant: an archive of very many names is refused before they are listed.
#[test]
fn many_names_are_refused() {
    let names: Vec<String> = (0..MOST_NAMES).map(|n| n.to_string()).collect();
    let mut parts: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let content = content("a");
    parts.push((CONTENT, content.as_bytes()));
    assert_eq!(read(&archive(&parts)), Err(Refusal::NoSheet));
    assert!(read(&archive(&parts[1..])).is_ok());
}

/// Invariant: a file cut anywhere, or whose contents are, has no row.
#[test]
fn half_a_file_has_no_row() {
    let file = small();
    assert!(read(&file).is_ok());
    // One byte is a text as any other.
    assert_eq!(read(&[]), Err(Refusal::Empty));
    for at in 2..file.len() {
        assert!(read(&file[..at]).is_err(), "{at}");
    }
    let content = content("a");
    for at in 0..content.len() {
        let half = archive(&[(CONTENT, &content.as_bytes()[..at])]);
        assert!(read(&half).is_err(), "{at}");
    }
}

/// Invariant: an altered file is refused, or has the same rows where what is altered is not read.
#[test]
fn an_altered_file_never_has_other_rows() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file(CONTENT, stored).unwrap();
    zip.write_all(content("Nom").as_bytes()).unwrap();
    for whole in [small(), zip.finish().unwrap().into_inner()] {
        let expected = read(&whole);
        assert!(expected.is_ok());
        // What comes before says that it is an archive.
        for (at, bit) in (BEGIN.len()..whole.len()).flat_map(|at| [1, 32, 128].map(|bit| (at, bit)))
        {
            let mut file = whole.clone();
            file[at] ^= bit;
            let rows = read(&file);
            assert!(rows.is_err() || rows == expected, "{at} {bit}: {rows:?}");
        }
    }
}

/// What is left of a text: characters that XML has, ends of lines of one kind.
fn kept(text: &str) -> String {
    let kept = |c: &char| {
        *c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\t' | '\r' | '\n')
    };
    let text: String = text.chars().filter(kept).collect();
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[derive(Debug, Clone)]
enum Any {
    Text(String),
    Number(i64),
    Empty,
}

fn any_cell() -> impl Strategy<Value = Any> {
    prop_oneof![
        any::<String>().prop_map(Any::Text),
        "[=+@ \t\r\n<>&\"';,a\u{1}\u{a0}]{0,20}".prop_map(Any::Text),
        any::<i64>().prop_map(Any::Number),
        Just(Any::Empty),
    ]
}

proptest! {
    /// Invariant: any table that is written is read back on its lines, without its blank rows.
    #[test]
    fn any_table_is_read_back(
        rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 3), 0..8),
    ) {
        let titles = ["Nom", "Né le", "Note"];
        let mut expected = vec![(1, titles.map(str::to_owned).to_vec())];
        for (line, row) in (2..).zip(&rows) {
            let cells = row.iter().map(|cell| match cell {
                Any::Text(text) => kept(text),
                Any::Number(number) => number.to_string(),
                Any::Empty => String::new(),
            });
            let cells: Vec<String> = cells.collect();
            if !cells.iter().all(|cell| crate::clean(cell).is_empty()) {
                expected.push((line, cells));
            }
        }
        let written = rows.iter().map(|row| {
            let cells = row.iter().map(|cell| match cell {
                Any::Text(text) => Cell::text(text.as_str()),
                Any::Number(number) => Cell::Number(*number),
                Any::Empty => Cell::Empty,
            });
            cells.collect()
        });
        prop_assert_eq!(read(&workbook(&titles, written.collect())), Ok(expected));
    }

    /// Invariant: whatever follows what an archive begins with is judged, and whatever is in one.
    #[test]
    fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..200), inside in any::<String>()) {
        let _ = read(&[BEGIN, &bytes].concat());
        let _ = read(&archive(&[(CONTENT, &bytes)]));
        let _ = read(&archive(&[(CONTENT, content(&inside).as_bytes())]));
        let _ = read(&archive(&[(CONTENT, format!("<{inside}>").as_bytes())]));
    }
}
