//! Letters: PDF/UA, the window, the order in which they are read.

use crate::reader::{document, in_order, letter, printed};
use print::{Block, Body, Document, Recipient, window};

fn letters(count: usize) -> Document {
    document(Body::Letters(vec![letter(); count]))
}

/// Invariant: a letter says what it is to those who listen to it: PDF/UA-1, tagged, its language
/// and its title; and our font is in the file, whoever opens it.
#[test]
fn a_letter_is_accessible_and_carries_its_font() {
    let read = printed(&letters(1));
    assert_eq!(read.info("Tagged"), "yes");
    assert_eq!(read.info("Title"), "Courriers du 24 novembre 2026");
    assert_eq!(read.info("Author"), "Collège Les Tilleuls");
    assert_eq!(read.info("Page size"), "595.276 x 841.89 pts (A4)");
    let metadata = read.metadata();
    assert!(
        metadata.contains("<pdfuaid:part>1</pdfuaid:part>"),
        "{metadata}"
    );
    assert!(metadata.contains("fr-FR"), "{metadata}");
    let fonts = read.fonts();
    assert_eq!(fonts.len(), 2, "{fonts:?}");
    for (name, embedded) in fonts {
        assert!(embedded && name.contains("Inter-"), "{name}");
    }
    let structure = read.structure();
    for tag in ["H1 ", "P ", "L ", "LI ", "LBody "] {
        assert!(structure.contains(tag), "{tag} in {structure}");
    }
}

/// Invariant: a letter is read in the order in which it was written, by its text and by its tags.
#[test]
fn a_letter_is_read_in_order() {
    let read = printed(&letters(1));
    let order = [
        "Collège Les Tilleuls",
        "Téléphone : 06 39 98 01 02",
        "M. et Mme Zéphyrin Ducasse",
        "99120 VINZELLE",
        "Vinzelle, le 24 novembre 2026",
        "Réf. : 4e B / absence du 23",
        "Objet : absence de Maëlys Ducasse",
        "Madame, Monsieur,",
        "Votre enfant Maëlys était absente",
        "vie-scolaire@example.fr",
        "salutations distinguées.",
        "La conseillère principale d'éducation",
        "Solène Vauquelin",
    ];
    assert!(in_order(&read.text(), &order), "{}", read.text());
    let left = |text: &str| {
        let mut found = read
            .words()
            .into_iter()
            .rev()
            .filter(|word| word.text == text);
        found.next().map(|word| word.left.round())
    };
    // the signature stands in the right half
    assert_eq!([left("La"), left("Solène")], [Some(105.0); 2]);
    let tagged: String = read
        .structure()
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix('"'))
        .collect();
    let order = order.map(|words| words.replace(' ', ""));
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    assert!(in_order(&tagged.replace(' ', ""), &order), "{tagged}");
}

/// Invariant: wherever the page has slid in its envelope, the whole address shows in the window
/// and nothing else does; even seven lines of the widest letters.
#[test]
fn the_address_shows_in_the_window_and_nothing_else_does() {
    let wide = "W".repeat(window::WIDTH);
    let widest = Recipient::abroad(&[&wide; 3], &[&wide; 4]).expect("an address");
    let mut longest = letter();
    longest.recipient = widest;
    longest.sender = vec!["Établissement d'enseignement du second degré".into(); 9];
    let read = printed(&document(Body::Letters(vec![letter(), longest])));
    let words = read.words();
    let mut shown = [0, 0];
    for word in &words {
        let area = window::SHOWN;
        let inside = word.left >= f64::from(area.left)
            && word.right <= f64::from(area.right)
            && word.top >= f64::from(area.top)
            && word.bottom <= f64::from(area.bottom);
        let area = window::REACHED;
        let apart = word.right <= f64::from(area.left)
            || word.left >= f64::from(area.right)
            || word.bottom <= f64::from(area.top)
            || word.top >= f64::from(area.bottom);
        assert!(inside || apart, "{word:?}");
        shown[word.page - 1] += usize::from(inside);
    }
    // M. et Mme Zéphyrin Ducasse, 9 bis rue Notre Dame, 99120 Vinzelle; seven words
    assert_eq!(shown, [12, 7]);
}

/// Invariant: each letter begins on a page of its own, and its pages are counted from it.
#[test]
fn letters_do_not_share_pages() {
    let mut long = letter();
    long.body = vec![Block::text("Madame, Monsieur,"); 60];
    let read = printed(&document(Body::Letters(vec![letter(), long, letter()])));
    assert_eq!((read.pdf.pages, read.info("Pages")), (5, "5".to_owned()));
    let words = read.words();
    let first_words = |page: usize| {
        let mut words = words.iter().filter(|word| word.page == page);
        words.next().map(|word| word.text.as_str())
    };
    assert_eq!([1, 2, 5].map(first_words), [Some("Collège"); 3]);
    let numbers: Vec<&str> = words
        .iter()
        .filter(|word| word.top > 277.0)
        .map(|word| word.text.as_str())
        .collect();
    assert_eq!(numbers, ["2", "3"]);
}

/// Invariant: the same document on the same day is the same file; another day, another file.
#[test]
fn the_same_letters_are_the_same_file() {
    let one = letters(3);
    let printer = print_typst::printer();
    let bytes = |document: &Document| printer.print(document).expect("a PDF").bytes;
    assert!(bytes(&one) == print_typst::printer().print(&one).expect("a PDF").bytes);
    let mut later = one.clone();
    later.date = later.date.succ_opt().expect("a day");
    assert!(bytes(&one) != bytes(&later));
}

/// Invariant: a batch is one file, each letter on its page, to its own person.
#[test]
fn a_batch_is_one_file() {
    let batch: Vec<_> = (0..60)
        .map(|i| {
            let mut one = letter();
            one.recipient = Recipient::new(
                &[format!("Mme Ducasse {i}")],
                &["99120 Vinzelle".to_owned()],
            )
            .expect("an address");
            one
        })
        .collect();
    let read = printed(&document(Body::Letters(batch)));
    assert_eq!((read.pdf.pages, read.info("Pages")), (60, "60".to_owned()));
    let text = read.text();
    for (i, page) in text.split('\u{c}').take(60).enumerate() {
        assert!(
            page.contains(&format!("Mme Ducasse {i}\n")),
            "page {i}: {page}"
        );
    }
}

/// Invariant: no letters make no file: Typst would make an empty page.
#[test]
fn nothing_to_print_is_refused() {
    let none = print_typst::printer().print(&document(Body::Letters(Vec::new())));
    assert_eq!(none, Err(print::Fault::Empty));
}
