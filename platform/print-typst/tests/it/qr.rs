//! Codes for the camera of a telephone, in letters and in reports.

use crate::reader::{document, letter, printed, report};
use print::{Block, Body, Qr, strong, words};

const LINK: &str = "https://teleservices.ac-exemple.fr/premier-acces/lien/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXU";

fn code(holds: &str) -> Block {
    Block::Qr(Qr {
        holds: holds.into(),
        alt: "Code QR du premier accès".into(),
        beside: vec![words("Ou visez ce code : "), strong("une seule fois")],
    })
}

/// Invariant: a code is read back by another reader than ours as what it holds, in a letter as in a report; it
/// is a figure with words in its place, what is beside it stands there, and the file is PDF/UA-1.
#[test]
fn a_camera_reads_the_code() {
    let mut with = letter();
    with.body.insert(2, code(LINK));
    let read = printed(&document(Body::Letters(vec![letter(), with])));
    assert_eq!(read.pdf.pages, 2);
    assert!(read.codes(1).is_empty());
    assert_eq!(read.codes(2), [LINK]);
    let structure = read.structure();
    assert!(structure.contains("Figure"), "{structure}");
    // The words in the place of the figure, as UTF-16.
    let alt: String = "Code QR du premier accès"
        .encode_utf16()
        .map(|unit| format!("{unit:04X}"))
        .collect();
    assert!(String::from_utf8_lossy(&read.pdf.bytes).contains(&format!("/Alt<FEFF{alt}>")));
    assert!(read.text().contains("Ou visez ce code : une seule fois"));
    // The secret is in the drawing alone: nobody listens to it, or finds it by its words.
    assert!(!read.text().contains("lien/") && !structure.contains("lien/"));
    let slips = ["A", "B", "C"].map(|end| format!("{LINK}{end}"));
    let blocks = slips
        .iter()
        .flat_map(|link| [Block::Heading("Un élève".into()), code(link)]);
    let read = printed(&report(blocks.collect()));
    let mut codes = read.codes(1);
    codes.sort_unstable();
    assert_eq!(codes, slips);
}

/// Invariant: slips of a whole class follow each other over pages, none is cut, and a name is never parted from
/// its code.
#[test]
fn a_class_of_slips_is_not_cut() {
    let slips: Vec<String> = (0..30).map(|n| format!("{LINK}{n:02}")).collect();
    let blocks = slips
        .iter()
        .flat_map(|link| [Block::Heading("Un élève".into()), code(link)]);
    let read = printed(&report(blocks.collect()));
    let mut codes: Vec<String> = (1..=read.pdf.pages)
        .flat_map(|page| {
            let words = read.words();
            let names = words.iter().filter(|word| word.page == page);
            let names = names.filter(|word| word.text == "élève").count();
            let codes = read.codes(page);
            assert_eq!(names, codes.len(), "page {page}");
            codes
        })
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, slips);
    assert!(read.pdf.pages <= 6, "{}", read.pdf.pages);
}

/// Invariant: what no code can hold is refused, without a word of it.
#[test]
fn what_no_code_can_hold_is_refused() {
    let refused = print_typst::printer().print(&report(vec![code(&LINK.repeat(40))]));
    let said = refused.expect_err("a refusal").to_string();
    assert!(!said.contains("lien/"), "{said}");
}
