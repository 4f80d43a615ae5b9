//! A batch of letters as one PDF, ready for window envelopes.

use crate::report::{Report, median};
use anyhow::{Result, ensure};
use chrono::NaiveDate;
use print::{Block, Body, Document, Letter, Recipient, Signature, strong, words};
use std::time::Instant;

const LETTERS: u32 = 500;

/// Prints the same batch five times, each time on a printer that remembers nothing.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default();
    let document = Document {
        title: "Courriers du 24 novembre 2026".into(),
        author: "Collège Les Tilleuls".into(),
        date,
        body: Body::Letters((1..=LETTERS).map(letter).collect::<Result<_>>()?),
    };
    let mut times = Vec::new();
    let mut octets = 0;
    for _ in 0..5 {
        let printer = print_typst::printer();
        let begun = Instant::now();
        let pdf = printer.print(&document)?;
        times.push(begun.elapsed().as_secs_f64());
        ensure!(pdf.pages == LETTERS as usize, "{} pages", pdf.pages);
        octets = pdf.bytes.len();
    }
    report.under(
        "Lot de 500 courriers d'une page, en un PDF/UA (médiane de 5)",
        median(times),
        "s",
        10.0,
    );
    let size = format!("{:.1} Mo", octets as f64 / 1e6);
    report.told("… le fichier", size);
    Ok(())
}

/// A letter about an absence, each to another person.
fn letter(number: u32) -> Result<Letter> {
    Ok(Letter {
        sender: [
            "Collège Les Tilleuls",
            "2 place du Marché",
            "99120 Vinzelle",
        ]
        .map(str::to_owned)
        .to_vec(),
        recipient: Recipient::new(
            &[format!("M. et Mme Ducasse {number}")],
            &[format!("{number} rue Notre-Dame"), "99120 Vinzelle".into()],
        )?,
        dated: "Vinzelle, le 24 novembre 2026".into(),
        reference: format!("4e B / {number}"),
        subject: "absence de votre enfant".into(),
        body: vec![
            Block::text("Madame, Monsieur,"),
            Block::Paragraph(vec![
                words("Votre enfant "),
                strong(format!("Maëlys Ducasse {number}")),
                words(" n'était pas en cours le lundi 23 novembre de 8 h 30 à 12 h 30. "),
                words("Nous vous prions de nous en faire connaître le motif sous deux jours."),
            ]),
            Block::List(vec![
                vec![words("par courriel : vie-scolaire@example.fr")],
                vec![words("par téléphone : 06 39 98 01 02")],
            ]),
            Block::text("Nous vous prions d'agréer nos salutations distinguées."),
        ],
        signature: Signature {
            quality: "La conseillère principale d'éducation".into(),
            name: "Solène Vauquelin".into(),
        },
    })
}
