//! Reports and their tables.

use crate::reader::{document, in_order, printed, report};
use print::{Block, Body, Column, Fault, Report, Table};

fn table(rows: u32) -> Block {
    let rows: Vec<u32> = (1..=rows).collect();
    let columns = [
        Column::words("Élève", |n| format!("Maëlys Ducasse {n}")),
        Column::numbers("Demi-journées", u32::to_string),
    ];
    Block::Table(Table::new("Absences par élève", &columns, &rows))
}

/// Invariant: a table is one for those who listen to it: its caption, its titles, its cells; and
/// its titles come again on each page.
#[test]
fn a_table_is_tagged_and_its_titles_come_again() {
    let read = printed(&report(vec![Block::Heading("Par élève".into()), table(90)]));
    let structure = read.structure();
    for tag in ["H1", "H2", "Table", "Caption", "THead", "TH", "TD"] {
        assert!(structure.contains(tag), "{tag} in {structure}");
    }
    assert!(read.pdf.pages > 1);
    let words = read.words();
    for page in 1..=read.pdf.pages {
        let titles = words.iter().filter(|w| w.page == page && w.text == "Élève");
        assert_eq!(titles.count(), 1, "page {page}");
        let foot = words.iter().filter(|w| w.page == page && w.top > 277.0);
        let foot: Vec<&str> = foot.map(|word| word.text.as_str()).collect();
        assert_eq!(foot.join(" "), format!("{page} / {}", read.pdf.pages));
    }
    let text = read.text();
    assert!(
        in_order(
            &text,
            &[
                "Bilan des absences",
                "4e B",
                "Par élève",
                "Absences par élève",
                "Élève",
                "Ducasse 1",
                "Ducasse 90"
            ]
        ),
        "{text}"
    );
}

/// Invariant: a report of a whole school, a table of 1,200 pupils and then the absences of each, is
/// printed whole: titles on each page of the long table, every row, every pupil once in it.
#[test]
fn a_whole_school_is_printed() {
    let mut blocks = vec![table(1200)];
    for n in 1..=300 {
        blocks.push(Block::Heading(format!("Ducasse {n} (4e B)")));
        blocks.push(table(2));
    }
    let read = printed(&report(blocks));
    let words = read.words();
    let heading = words.iter().find(|word| word.text == "(4e");
    let last = heading.expect("the first detail").page;
    assert!(last > 20, "{last} pages of one table");
    for page in 1..last {
        let on_page = |text: &str| {
            let found = words.iter().filter(|word| word.page == page);
            found.filter(|word| word.text == text).count()
        };
        assert_eq!(
            (on_page("Élève"), on_page("Demi-journées")),
            (1, 1),
            "page {page}"
        );
    }
    let text = read.text();
    let expected: Vec<String> = (1..=1200)
        .map(|n| format!("Maëlys Ducasse {n} {n}"))
        .collect();
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in &expected {
        assert!(flat.contains(row.as_str()), "{row}");
    }
    for n in 1..=300 {
        assert_eq!(
            flat.matches(&format!("Ducasse {n} (4e B)")).count(),
            1,
            "{n}"
        );
    }
}

/// Invariant: a wide report lies on its long side, and numbers stand under each other.
#[test]
fn a_wide_report_lies_down() {
    let mut wide = report(vec![table(12)]);
    if let Body::Report(report) = &mut wide.body {
        report.wide = true;
    }
    let read = printed(&wide);
    assert_eq!(read.info("Page size"), "841.89 x 595.276 pts (A4)");
    let words = read.words();
    let right = |text: &str| {
        let mut found = words.iter().rev().filter(|word| word.text == text);
        found.next().map(|word| (word.right * 10.0).round())
    };
    // the last « 3 » and the last « 12 » are cells of the second column
    assert!(right("3").is_some());
    assert_eq!(right("3"), right("12"));
}

/// Invariant: what is empty is printed as it is: no rows, no columns, no blocks.
#[test]
fn empty_reports_are_printed() {
    let nothing = Block::Table(Table::new("Rien", &[] as &[Column<'_, ()>], &[]));
    for blocks in [
        vec![],
        vec![table(0)],
        vec![nothing],
        vec![Block::List(vec![])],
        vec![Block::Paragraph(vec![])],
    ] {
        assert_eq!(printed(&report(blocks)).pdf.pages, 1);
    }
}

/// Invariant: reports that are printed together each begin on a page of their own, from its title, whatever
/// the length of the one before; the number of a page that goes on is that of its own report.
#[test]
fn reports_each_begin_a_page() {
    let one = |title: &str, rows: u32| Report {
        title: title.into(),
        blocks: vec![table(rows)],
        ..Report::default()
    };
    let read = printed(&document(Body::Reports(vec![
        one("Bulletin de Maëlys", 3),
        one("Bulletin de Léo", 90),
        one("Bulletin de Noé", 3),
    ])));
    let words = read.words();
    let first = |name: &str| {
        let mut titles = words
            .iter()
            .filter(|word| word.text == name && word.top < 30.0);
        titles.next().expect(name).page
    };
    let pages = ["Maëlys", "Léo", "Noé"].map(first);
    assert_eq!(pages[..2], [1, 2]);
    assert_eq!(pages[2], read.pdf.pages);
    assert!(read.pdf.pages > 3, "the second goes on overleaf");
    let foot = words.iter().filter(|w| w.page == 3 && w.top > 277.0);
    assert_eq!(
        foot.map(|word| word.text.as_str()).collect::<Vec<_>>(),
        ["2"]
    );
    let none = print_typst::printer().print(&document(Body::Reports(Vec::new())));
    assert_eq!(none, Err(Fault::Empty));
}

/// Invariant: a column with a share takes its part of the width: long words stay in it, and do not squeeze
/// a column of numbers.
#[test]
fn a_shared_width_holds_long_words() {
    let columns = [
        Column::words("Discipline", |_: &u32| "Mathématiques".to_owned()).share(13),
        Column::numbers("Moyenne", |_| "12,5".to_owned()).share(5),
        Column::words("Appréciation", |_| "Des efforts constants. ".repeat(26)).share(22),
    ];
    let read = printed(&report(vec![Block::Table(Table::new(
        "Résultats",
        &columns,
        &[1, 2],
    ))]));
    let words = read.words();
    let of = |text: &str| {
        words
            .iter()
            .filter(|word| word.text == text)
            .collect::<Vec<_>>()
    };
    // The table is as wide as the page allows: the last column ends near its margin.
    let (title, long) = (of("Appréciation")[0], of("constants."));
    assert!(
        long.iter()
            .all(|word| word.left >= title.left - 1.0 && word.left < 200.0)
    );
    assert!(title.left > 70.0 && title.left < 120.0, "{}", title.left);
    assert_eq!(of("12,5").len(), 2);
}
