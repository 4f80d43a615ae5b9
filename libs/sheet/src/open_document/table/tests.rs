use super::*;

fn content(tables: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<office:document-content><office:automatic-styles/><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>\n"
    )
}

fn sheet(rows: &str) -> String {
    content(&format!("<table:table>{rows}</table:table>"))
}

fn text(text: &str, attributes: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>"#
    )
}

fn row(cells: &str, attributes: &str) -> String {
    format!("<table:table-row{attributes}>{cells}</table:table-row>")
}

fn read(rows: &str) -> Vec<(u64, Vec<String>)> {
    let rows = super::rows(&sheet(rows), &Limits::default()).expect("rows");
    assert!(rows.iter().all(|row| !row.doubtful && !row.open));
    rows.into_iter().map(|row| (row.line, row.cells)).collect()
}

/// The cells of one row, and nothing else.
fn one(cells: &str) -> Vec<String> {
    let mut rows = read(&row(cells, ""));
    assert_eq!(rows.len(), 1);
    rows.remove(0).1
}

fn refused(rows: &str, limits: &Limits) -> Refusal {
    super::rows(&sheet(rows), limits).expect_err("a refusal")
}

/// Invariant: repeated rows and columns are as many; blank rows count and are left out; rows
/// are as wide as the first one, and what is empty at the end is nothing.
#[test]
fn repeats_are_as_many() {
    let columns = r#" table:number-columns-repeated="2""#;
    let many = r#"<table:table-cell table:number-columns-repeated="16384"/>"#;
    let rows = [
        row(many, r#" table:number-rows-repeated="2""#),
        format!(
            "<table:table-header-rows>{}</table:table-header-rows>",
            row(
                &format!("{}{}{many}", text("a", columns), text("b", "")),
                ""
            )
        ),
        row(
            &format!("<table:table-cell{columns}/>{}{many}", text("c", "")),
            r#" table:number-rows-repeated="2""#,
        ),
        row(&text(" ", ""), ""),
        format!(
            "<table:table-row-group><table:table-row-group>{}</table:table-row-group></table:table-row-group>",
            row(&text("d", ""), r#" table:visibility="filter""#)
        ),
        row(
            &format!("<table:table-cell{columns}/>{}", text("e", columns)),
            "",
        ),
        row(many, r#" table:number-rows-repeated="1048566""#),
    ];
    let expected: [(u64, &[&str]); 5] = [
        (3, &["a", "a", "b"]),
        (4, &["", "", "c"]),
        (5, &["", "", "c"]),
        (7, &["d", "", ""]),
        (8, &["", "", "e", "e"]),
    ];
    let expected = expected.map(|(line, cells)| {
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        (line, cells)
    });
    assert_eq!(read(&rows.concat()), expected);
}

/// Invariant: a short row is whole, since the program that wrote it left its end out.
#[test]
fn a_short_row_is_whole() {
    let rows = [
        row(&format!("{}{}", text("Nom", ""), text("Note", "")), ""),
        row(&text("BERTIN", ""), ""),
    ];
    let rows = super::rows(&sheet(&rows.concat()), &Limits::default()).expect("rows");
    let columns = crate::Columns::placed(&['n', 'g'], 2);
    assert_eq!(columns.whole(&rows[1]), Ok(true));
    assert_eq!(columns.cell(&rows[1], 'g'), "");
}

/// Invariant: a cell says its own text, with its blanks, lines and entities: no note, no
/// annotation, no shape.
#[test]
fn a_cell_says_its_own_text() {
    let annotation = "<office:annotation><text:p>remarque</text:p><text:list><text:list-item>\
                      <text:p>autre</text:p></text:list-item></text:list></office:annotation>";
    for (inside, expected) in [
        ("<text:p>a</text:p><text:p>b</text:p><text:p/>", "a\nb\n"),
        (
            "<text:p> a<text:s text:c=\"2\"/>b <text:s/>\n<text:tab/>c<text:line-break/>d </text:p>",
            "a  b   \tc\nd",
        ),
        (
            "<text:p>a <text:span>b <text:a>c</text:a></text:span> d</text:p>",
            "a b c d",
        ),
        (
            "<text:p>&lt;=&amp;&#233;&#xe9;<![CDATA[<&]]></text:p>",
            "<=&éé<&",
        ),
        (
            "<text:p>a<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note>b</text:p>",
            "ab",
        ),
        (
            "<text:p>a<office:annotation><text:p>n</text:p></office:annotation>b</text:p>",
            "ab",
        ),
        (
            "<draw:frame><draw:text-box><text:p>forme</text:p></draw:text-box></draw:frame><text:p>a</text:p>",
            "a",
        ),
        (
            "<text:list><text:list-item><text:p>a</text:p></text:list-item></text:list>",
            "a",
        ),
        ("hors paragraphe<text:p>a</text:p><!-- rien -->", "a"),
        (
            "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table><text:p>a</text:p>",
            "a",
        ),
    ] {
        let cell = format!(
            r#"<table:table-cell office:value-type="string">{annotation}{inside}</table:table-cell>"#
        );
        assert_eq!(one(&cell), [expected], "{inside}");
    }
    assert_eq!(
        one(r#"<table:table-cell office:value-type="string" office:string-value="&lt;nu&gt;"/>"#),
        ["<nu>"]
    );
}

/// Invariant: a typed cell says its value and not what is shown of it, which it says only when
/// the value cannot be read.
#[test]
fn a_value_is_not_what_is_shown() {
    let cell = |attributes: &str| {
        format!("<table:table-cell {attributes}><text:p>montré</text:p></table:table-cell>")
    };
    for (attributes, expected) in [
        (r#"office:value-type="float" office:value="12.5""#, "12,5"),
        (
            r#"office:value-type="percentage" office:value="0.5""#,
            "0,5",
        ),
        (
            r#"office:value-type="currency" office:currency="EUR" office:value="3""#,
            "3",
        ),
        (
            r#"office:value-type="date" office:date-value="2026-11-03T08:30:00""#,
            "03/11/2026 08:30",
        ),
        (
            r#"office:value-type="time" office:time-value="PT08H30M00S""#,
            "08:30",
        ),
        (
            r#"office:value-type="boolean" office:boolean-value="true""#,
            "VRAI",
        ),
        (r#"office:value-type="float" office:value="?""#, "montré"),
        (r#"office:value-type="date""#, "montré"),
        (r#"office:value-type="autre" office:value="1""#, "montré"),
        ("", "montré"),
    ] {
        assert_eq!(one(&cell(attributes)), [expected], "{attributes}");
    }
}

/// Invariant: the cells that a merged one covers are empty, and those after it stay in place.
#[test]
fn covered_cells_are_empty() {
    let cells = format!(
        "{}<table:covered-table-cell table:number-columns-repeated=\"2\"/>{}",
        text("a", r#" table:number-columns-spanned="3""#),
        text("b", "")
    );
    assert_eq!(one(&cells), ["a", "", "", "b"]);
}

/// Invariant: the first sheet alone is read; neither tracked changes nor shapes are one.
#[test]
fn the_first_sheet_alone_is_read() {
    let table = |word: &str| format!("<table:table>{}</table:table>", row(&text(word, ""), ""));
    let tables = format!(
        "<table:tracked-changes>{0}</table:tracked-changes><table:table><table:shapes>{0}</table:shapes>{1}</table:table>{0}",
        table("autre"),
        row(&text("premier", ""), ""),
    );
    let rows = super::rows(&content(&tables), &Limits::default()).expect("rows");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].cells, ["premier"]);
}

/// Invariant: what has no sheet says so, and no sheet at all has no row.
#[test]
fn a_document_without_sheet_is_told() {
    let limits = Limits::default();
    let text = content("").replace("office:spreadsheet", "office:text");
    assert_eq!(super::rows(&text, &limits).unwrap_err(), Refusal::NoSheet);
    assert_eq!(super::rows("<a/>", &limits).unwrap_err(), Refusal::NoSheet);
    assert_eq!(super::rows(&content(""), &limits).unwrap().len(), 0);
}

/// Invariant: a million repeated rows or columns cost nothing if they are empty; otherwise what
/// they would take is counted before it is taken.
#[test]
fn repeats_are_bounded() {
    let limits = Limits {
        bytes: 100_000,
        rows: 500,
        cell: 200,
    };
    let rows = |count: u64| format!(r#" table:number-rows-repeated="{count}""#);
    let columns = |count: u64| format!(r#" table:number-columns-repeated="{count}""#);
    let most = u64::from(u32::MAX);
    let one = text("a", "");
    let read = |rows: &str| super::rows(&sheet(rows), &limits);
    let empty = row(
        &format!("<table:table-cell{}/>", columns(most)).repeat(3),
        &rows(most),
    );
    let after = read(&format!("{}{empty}{empty}{}", row(&one, ""), row(&one, ""))).unwrap();
    assert_eq!(after.len(), 2);
    assert_eq!(after[1].line, 2 + 2 * most);
    assert_eq!(read(&row(&one, &rows(500))).unwrap().len(), 500);
    for count in [501, most] {
        let many = row(&one, &rows(count));
        assert_eq!(refused(&many, &limits), Refusal::TooManyRows(500));
    }
    let wide = read(&row(&text("a", &columns(most)), "")).unwrap();
    assert_eq!(wide[0].cells.len(), MOST_COLUMNS);
    assert!(wide[0].doubtful, "what is left out is told");
    let full = read(&row(&text("a", &columns(256)), "")).unwrap();
    assert!(!full[0].doubtful);
    // Few bytes, 500 rows of 256 cells of 200 bytes.
    let heavy = row(&text(&"a".repeat(200), &columns(256)), &rows(500));
    assert_eq!(refused(&heavy, &limits), Refusal::TooLargeUnpacked(100_000));
    // The same by short rows under a wide one.
    let padded = row(&text("a", &columns(256)), "") + &row(&one, &rows(499));
    assert_eq!(
        refused(&padded, &limits),
        Refusal::TooLargeUnpacked(100_000)
    );
}

/// Invariant: no cell is longer than its limit: not by its text, its blanks or its value.
#[test]
fn long_cells_are_refused() {
    let limits = Limits {
        cell: 10,
        ..Limits::default()
    };
    let before = row(&text("1234567890", ""), "");
    for cell in [
        text("12345678901", ""),
        text("a<text:s text:c=\"4000000000\"/>", ""),
        "<table:table-cell office:string-value=\"12345678901\"/>".to_owned(),
        "<table:table-cell office:value-type=\"float\" office:value=\"1e10\"/>".to_owned(),
    ] {
        let expected = Refusal::CellTooLong { line: 2, limit: 10 };
        let rows = format!("{before}{}", row(&cell, ""));
        assert_eq!(refused(&rows, &limits), expected, "{cell}");
    }
}

/// Invariant: half a document has no row, wherever it stops; nor has one that XML refuses, or
/// that could stand for anything.
#[test]
fn half_a_document_has_no_row() {
    let limits = Limits::default();
    let whole = sheet(&row(&text("a&amp;é", " table:style-name=\"x\""), ""));
    assert!(super::rows(&whole, &limits).is_ok());
    let end = whole.trim_end().len();
    for at in (0..end).filter(|at| whole.is_char_boundary(*at)) {
        assert!(super::rows(&whole[..at], &limits).is_err(), "{at}");
    }
    let doctype = whole.replacen('\n', "<!DOCTYPE a [<!ENTITY b \"c\">]>", 1);
    let deep = "<text:span>".repeat(300) + &"</text:span>".repeat(300);
    for wrong in [
        doctype,
        whole.replace("&amp;", "&b;"),
        whole.replace("&amp;", "&#0;"),
        whole.replace("</text:p>", "</text:q>"),
        whole.replace("\"x\"", "\"x"),
        whole.replace("&amp;", &deep),
    ] {
        assert_eq!(
            super::rows(&wrong, &limits).unwrap_err(),
            Refusal::Damaged,
            "{wrong}"
        );
    }
    for count in ["0", "-1", "99999999999999999999", "x", ""] {
        let attributes = format!(r#" table:number-rows-repeated="{count}""#);
        assert_eq!(
            refused(&row("", &attributes), &limits),
            Refusal::Damaged,
            "{count}"
        );
    }
}
