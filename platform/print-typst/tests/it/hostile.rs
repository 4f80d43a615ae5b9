//! Texts from people are data: whatever they hold, they are printed as they are.

use crate::reader::{document, letter, printed, report};
use print::{Block, Body, Column, Document, Pdf, Qr, Run, Table, window};
use proptest::prelude::*;

/// What means something to Typst, to JSON or to PDF, and nothing in a letter.
const MARKUP: [&str; 14] = [
    "#panic(\"non\")",
    "#read(\"/etc/passwd\")",
    "#include \"/etc/passwd\"",
    "#import \"@preview/x:0.1.0\": *",
    "$x^2$ et $",
    "*gras* _penché_ `code`",
    "= Titre",
    "- liste\\",
    "<etiquette> @renvoi",
    "// rien /* rien */",
    "\\u{1F600} \\n \\",
    "\"} , \"letters\": [",
    "'droit' \"droit\" ... -- ---",
    "(a) Tj ET endstream %%EOF",
];

/// Documents where every text is this one, and those of tables that one.
fn filled(text: &str, cell: &str) -> [Document; 2] {
    let runs = || {
        vec![
            Run {
                text: text.into(),
                strong: true,
            },
            Run {
                text: text.into(),
                strong: false,
            },
        ]
    };
    let column = || Column::words(cell, |row: &String| row.clone());
    let table = Table::new(cell, &[column(), column(), column()], &[cell.to_owned()]);
    let blocks = vec![
        Block::Heading(text.into()),
        Block::Paragraph(runs()),
        Block::List(vec![runs()]),
        Block::Table(table),
        Block::Qr(Qr {
            holds: text.chars().take(60).collect(),
            alt: text.into(),
            beside: runs(),
        }),
    ];
    let mut one = letter();
    one.sender = vec![text.into(), text.into()];
    one.dated = text.into();
    one.reference = text.into();
    one.subject = text.into();
    one.body = blocks.clone();
    one.signature.quality = text.into();
    one.signature.name = text.into();
    let mut letters = document(Body::Letters(vec![one]));
    letters.title = text.into();
    letters.author = text.into();
    let mut pages = report(blocks);
    pages.title = text.into();
    if let Body::Report(report) = &mut pages.body {
        report.title = text.into();
        report.subtitle = text.into();
    }
    [letters, pages]
}

fn everywhere(text: &str) -> [Document; 2] {
    filled(text, text)
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Invariant: nothing that people typed is ever markup: each field shows it to the letter.
#[test]
fn markup_is_printed_as_it_is() {
    for text in MARKUP {
        for (whole, times) in everywhere(text).iter().zip([21, 16]) {
            let read = printed(whole);
            assert_eq!(read.pdf.missing, 0, "{text}");
            let shown = squeezed(&read.text());
            assert_eq!(
                shown.matches(&squeezed(text)).count(),
                times,
                "{text}: {shown}"
            );
        }
    }
}

/// Invariant: what the font lacks is shown as such and counted, what turns lines around is taken
/// out, and no text keeps a letter from being printed.
#[test]
fn what_the_font_lacks_is_shown_and_counted() {
    let shown = |text: &str| {
        let read = printed(&report(vec![Block::text(text)]));
        let page = read.text();
        let line = page.lines().nth(2).unwrap_or_default().to_owned();
        (line, read.pdf.missing)
    };
    let of = |line: &str, missing: usize| (line.to_owned(), missing);
    assert_eq!(shown("Zoé 😀 et 李"), of("Zoé □ et □", 2));
    assert_eq!(shown("اسم"), of("□□□", 3));
    assert_eq!(
        shown("ab\u{202e}cd\u{2066}ef\u{200b}\u{ad}\u{feff}g"),
        of("abcdefg", 0)
    );
    assert_eq!(shown("a\u{0}b\tc\nd\u{2028}e\u{7f}f"), of("a b c d e f", 0));
    assert_eq!(shown("\u{e000}\u{fffe}\u{ffff}"), of("□□□", 3));
    assert_eq!(
        shown("Nguyễn Ștefan Łucja Œuvre Đặng 5 000 €"),
        of("Nguyễn Ștefan Łucja Œuvre Đặng 5 000 €", 0)
    );
    assert_eq!(shown("Noe\u{308}l"), of("Noël", 0));
    let (line, missing) = shown(&format!("Z{}!", "\u{35b}\u{301}\u{316}".repeat(40)));
    assert!(
        line.starts_with('Z') && line.ends_with('!') && line.chars().count() <= 4,
        "{line}"
    );
    assert_eq!(missing, 0);
}

/// Invariant: a word without an end is cut at the edge of its line, not lost beyond the page; the
/// window keeps its address.
#[test]
fn a_word_without_an_end_stays_on_the_page() {
    let endless = |word: usize| filled(&"WMOQ".repeat(word), &"WMOQ".repeat(100));
    let [letters, _] = endless(2_500);
    let [_, report] = endless(500);
    for (mut whole, times) in [(letters, 30_700), (report, 5_200)] {
        if let Body::Letters(letters) = &mut whole.body {
            letters[0].sender = letter().sender;
        }
        let read = printed(&whole);
        let words = read.words();
        for word in &words {
            assert!(
                word.left >= 0.0 && word.right <= 210.0 && word.bottom <= 297.0,
                "{word:?}"
            );
        }
        assert_eq!(squeezed(&read.text()).matches('Q').count(), times);
        let area = window::SHOWN;
        let mut address = words.iter().filter(|word| {
            word.page == 1
                && word.left >= f64::from(area.left)
                && word.top >= f64::from(area.top)
                && word.bottom <= f64::from(area.bottom)
        });
        let letter = matches!(whole.body, Body::Letters(_));
        assert!(!letter || address.any(|word| word.text == "Zéphyrin"));
    }
}

/// Invariant: a text that is empty, or that shows nothing, keeps no document from being printed.
#[test]
fn empty_texts_are_printed() {
    for text in ["", " ", "\u{200b}", "\u{202e}\u{feff}"] {
        let pdfs = prints(text).expect("PDFs");
        assert_eq!(
            pdfs.map(|pdf| (pdf.pages, pdf.missing)),
            [(1, 0); 2],
            "{text:?}"
        );
    }
}

fn prints(text: &str) -> Result<[Pdf; 2], TestCaseError> {
    let [letters, report] = everywhere(text);
    let print = |whole| {
        print_typst::printer()
            .print(&whole)
            .map_err(|fault| TestCaseError::fail(format!("{text:?}: {fault}")))
    };
    Ok([print(letters)?, print(report)?])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Invariant: no text keeps a document from being a valid PDF/UA-1.
    #[test]
    fn any_text_is_printed(text in any::<String>(), signs in "[\\x00-\\x7f\u{80}-\u{2ff}\u{300}-\u{36f}\u{2000}-\u{206f}]{0,60}") {
        prints(&text)?;
        prints(&signs)?;
    }
}
