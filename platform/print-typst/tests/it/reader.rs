//! A PDF as poppler's programs see it, and documents to print.

use chrono::NaiveDate;
use print::{Block, Body, Document, Letter, Pdf, Recipient, Report, Signature, strong, words};
use std::process::Command;

/// A PDF in a folder of its own.
pub(crate) struct Read {
    folder: tempfile::TempDir,
    pub(crate) pdf: Pdf,
}

/// A word of a page, with its rectangle in millimetres.
#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) page: usize,
    pub(crate) text: String,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// Prints, and lets poppler open the file.
pub(crate) fn printed(document: &Document) -> Read {
    let pdf = print_typst::printer()
        .print(document)
        .expect("a PDF that PDF/UA-1 accepts");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("paper.pdf"), &pdf.bytes).expect("a file");
    Read { folder, pdf }
}

impl Read {
    fn run(&self, program: &str, options: &[&str], end: &[&str]) -> String {
        let output = Command::new(program)
            .args(options)
            .arg(self.folder.path().join("paper.pdf"))
            .args(end)
            .output()
            .unwrap_or_else(|error| panic!("{program} (Debian: poppler-utils): {error}"));
        let said = String::from_utf8_lossy(&output.stderr);
        let complaints: Vec<&str> = said.lines().filter(|line| !mistaken(line)).collect();
        assert!(
            output.status.success() && complaints.is_empty(),
            "{program}: {complaints:?}"
        );
        // `-struct-text` writes the titles of its tags by octets
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A line of `pdfinfo`: « Tagged » → « yes ».
    pub(crate) fn info(&self, name: &str) -> String {
        let info = self.run("pdfinfo", &[], &[]);
        let line = info
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}:")));
        line.unwrap_or_default().trim().to_owned()
    }

    /// The tree of the tags, with the text under each.
    pub(crate) fn structure(&self) -> String {
        self.run("pdfinfo", &["-struct-text"], &[])
    }

    /// What the file says of itself, as XML.
    pub(crate) fn metadata(&self) -> String {
        self.run("pdfinfo", &["-meta"], &[])
    }

    /// Each font: its name, and whether it is in the file.
    pub(crate) fn fonts(&self) -> Vec<(String, bool)> {
        let list = self.run("pdffonts", &[], &[]);
        list.lines()
            .skip(2)
            .map(|line| {
                let columns: Vec<&str> = line.split_whitespace().collect();
                // name, type (one word or two), encoding, embedded, subset, unicode, object (two)
                let embedded = columns[columns.len() - 5];
                (columns[0].to_owned(), embedded == "yes")
            })
            .collect()
    }

    /// The text, in the order of the file, without places to break.
    pub(crate) fn text(&self) -> String {
        let text = self.run("pdftotext", &["-raw"], &["-"]);
        text.replace('\u{200b}', "")
    }

    /// What a telephone's camera reads on a page: each code.
    pub(crate) fn codes(&self, page: usize) -> Vec<String> {
        let number = page.to_string();
        let options = ["-gray", "-r", "250", "-f", &number, "-l", &number];
        let picture = Command::new("pdftoppm")
            .args(options)
            .arg(self.folder.path().join("paper.pdf"))
            .output()
            .unwrap_or_else(|error| panic!("pdftoppm (Debian: poppler-utils): {error}"))
            .stdout;
        // « P5 width height 255 », then one octet a dot.
        let head: Vec<&[u8]> = picture.splitn(5, u8::is_ascii_whitespace).collect();
        let [b"P5", width, height, _, dots] = head[..] else {
            panic!("not a picture in grey");
        };
        let size = |text: &[u8]| -> usize {
            let text = String::from_utf8_lossy(text);
            text.parse().expect("a number")
        };
        let (width, height) = (size(width), size(height));
        let mut seen =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| dots[y * width + x]);
        let read = |grid: rqrr::Grid<_>| grid.decode().expect("a code").1;
        seen.detect_grids().into_iter().map(read).collect()
    }

    /// Each word where it stands.
    pub(crate) fn words(&self) -> Vec<Word> {
        let page = self.run("pdftotext", &["-bbox"], &["-"]);
        let mut number = 0;
        let mut words = Vec::new();
        for line in page.lines().map(str::trim) {
            if line.starts_with("<page ") {
                number += 1;
            }
            let Some(word) = line.strip_prefix("<word ") else {
                continue;
            };
            let at = |name: &str| -> f64 {
                let value = word.split(&format!("{name}=\"")).nth(1).expect(name);
                let points: f64 = value.split('"').next().expect(name).parse().expect(name);
                points * 25.4 / 72.0
            };
            let text = word.split(['>', '<']).nth(1).unwrap_or_default();
            words.push(Word {
                page: number,
                text: text.replace("&amp;", "&"),
                left: at("xMin"),
                top: at("yMin"),
                right: at("xMax"),
                bottom: at("yMax"),
            });
        }
        words
    }
}

/// Two complaints of poppler 22 about what ISO 32000-1 allows: `Suspects` is a boolean (table 321),
/// `BorderColor` may have a colour for each edge (table 344).
fn mistaken(line: &str) -> bool {
    line.contains("Suspects object is wrong type (boolean)")
        || line.contains("Attribute BorderColor value is of wrong type (array)")
}

/// Whether these words come in this order, whatever stands between them.
pub(crate) fn in_order(text: &str, words: &[&str]) -> bool {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = flat.as_str();
    words.iter().all(|word| match rest.split_once(word) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// A document of the demo's day.
pub(crate) fn document(body: Body) -> Document {
    Document {
        title: "Courriers du 24 novembre 2026".into(),
        author: "Collège Les Tilleuls".into(),
        date: NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day"),
        body,
    }
}

/// A letter about an absence.
pub(crate) fn letter() -> Letter {
    Letter {
        sender: vec![
            "Collège Les Tilleuls".into(),
            "2 place du Marché".into(),
            "99120 Vinzelle".into(),
            "Téléphone : 06 39 98 01 02".into(),
        ],
        recipient: Recipient::new(
            &["M. et Mme Zéphyrin Ducasse"],
            &["9 bis, rue Notre-Dame", "99120 Vinzelle"],
        )
        .expect("an address"),
        dated: "Vinzelle, le 24 novembre 2026".into(),
        reference: "4e B / absence du 23".into(),
        subject: "absence de Maëlys Ducasse".into(),
        body: vec![
            Block::text("Madame, Monsieur,"),
            Block::Paragraph(vec![
                words("Votre enfant "),
                strong("Maëlys"),
                words(
                    " était absente le lundi 23 novembre. Nous vous prions de nous en dire le motif.",
                ),
            ]),
            Block::List(vec![
                vec![words("par courriel : vie-scolaire@example.fr")],
                vec![words("par téléphone")],
            ]),
            Block::text("Veuillez agréer l'expression de nos salutations distinguées."),
        ],
        signature: Signature {
            quality: "La conseillère principale d'éducation".into(),
            name: "Solène Vauquelin".into(),
        },
    }
}

/// A report of these blocks.
pub(crate) fn report(blocks: Vec<Block>) -> Document {
    document(Body::Report(Report {
        title: "Bilan des absences".into(),
        subtitle: "Classe de 4e B, novembre 2026".into(),
        wide: false,
        blocks,
    }))
}
