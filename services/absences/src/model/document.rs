//! « Documents »: what was produced on paper, and how it is kept so that it is printed again word
//! for word.

use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use print::Document;
use std::io::{self, Write as _};
use ui::fr;

/// A document, for its identifier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum DocumentRow {}

/// What was produced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    /// A batch of letters to families.
    Letters,
    /// A « bilan ».
    Report,
}

impl DocumentKind {
    pub(crate) const ALL: [Self; 2] = [Self::Letters, Self::Report];

    /// The word kept in the database and sent by forms.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Report => "report",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Letters => "Courriers",
            Self::Report => "Bilan",
        }
    }

    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// « 12 courriers », « 28 lignes ».
    pub(crate) fn pieces(self, count: u64) -> String {
        match self {
            Self::Letters => fr::plural(count, "courrier", "courriers"),
            Self::Report => fr::plural(count, "ligne", "lignes"),
        }
    }
}

/// A description, as a row keeps it: JSON under zlib, a tenth of its length for a batch of letters.
pub(crate) fn packed(document: &Document) -> io::Result<Vec<u8>> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(io::BufWriter::new(&mut out), document)?;
    out.flush()?;
    out.finish()
}

/// What a row keeps, read back.
pub(crate) fn unpacked(content: &[u8]) -> io::Result<Document> {
    let reader = io::BufReader::new(ZlibDecoder::new(content));
    Ok(serde_json::from_reader(reader)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use print::{Block, Body, Letter, Recipient, Report, Signature, strong, words};
    use proptest::prelude::*;

    fn block() -> impl Strategy<Value = Block> {
        let run = (any::<String>(), any::<bool>());
        let run = run.prop_map(|(text, heavy)| if heavy { strong(text) } else { words(text) });
        let runs = proptest::collection::vec(run, 0..4).boxed();
        let table = proptest::collection::vec((any::<String>(), any::<u32>()), 0..6);
        prop_oneof![
            any::<String>().prop_map(Block::Heading),
            runs.clone().prop_map(Block::Paragraph),
            proptest::collection::vec(runs, 0..3).prop_map(Block::List),
            (any::<String>(), table).prop_map(|(caption, rows)| {
                let columns = [
                    print::Column::words("Élève", |row: &(String, u32)| row.0.clone()),
                    print::Column::numbers("Demi-journées", |row: &(String, u32)| {
                        row.1.to_string()
                    }),
                ];
                Block::Table(print::Table::new(caption, &columns, &rows))
            }),
        ]
    }

    fn document() -> impl Strategy<Value = Document> {
        let blocks = proptest::collection::vec(block(), 0..5);
        (any::<[String; 5]>(), blocks, any::<bool>(), 0u32..400).prop_map(
            |([title, author, more, name, dated], blocks, letters, day)| {
                let first = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
                let recipient = Recipient::new(&["Mme Ducasse"], &["99120 Vinzelle"]).unwrap();
                let body = match letters {
                    true => Body::Letters(vec![Letter {
                        sender: vec![author.clone(), more.clone()],
                        recipient,
                        dated,
                        reference: more,
                        subject: title.clone(),
                        body: blocks,
                        signature: Signature {
                            quality: name.clone(),
                            name,
                        },
                    }]),
                    false => Body::Report(Report {
                        title: more,
                        subtitle: dated,
                        wide: title.len() % 2 == 0,
                        blocks,
                    }),
                };
                Document {
                    title,
                    author,
                    date: first + chrono::Duration::days(i64::from(day)),
                    body,
                }
            },
        )
    }

    proptest! {
        /// Invariant: what is kept is what was printed, to the sign, whatever it says.
        #[test]
        fn a_document_is_read_back_word_for_word(document in document()) {
            let kept = packed(&document).unwrap();
            prop_assert_eq!(unpacked(&kept).unwrap(), document);
        }

        /// Invariant: octets that are no document are refused, and nothing stops.
        #[test]
        fn damage_is_refused(document in document(), cut in 1usize..40) {
            let kept = packed(&document).unwrap();
            let cut = kept.len().saturating_sub(cut);
            prop_assert!(unpacked(&kept[..cut]).is_err());
        }
    }

    /// Invariant: a batch of letters, which say nearly the same, takes little room.
    #[test]
    fn a_batch_takes_little_room() {
        let text = "Votre enfant était absent le lundi 23 novembre ; nous vous prions de nous en dire le motif.";
        let document = Document {
            title: "Courriers".into(),
            author: "Collège Les Tilleuls".into(),
            date: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            body: Body::Report(Report {
                blocks: (0..500).map(|_| Block::text(text)).collect(),
                ..Report::default()
            }),
        };
        let long = serde_json::to_vec(&document).unwrap().len();
        assert!(packed(&document).unwrap().len() * 10 < long);
    }

    /// Invariant: the words of rows, kept in databases, stay theirs.
    #[test]
    fn stored_words_stay() {
        assert_eq!(
            DocumentKind::ALL.map(DocumentKind::code),
            ["letters", "report"]
        );
        assert_eq!(DocumentKind::of("report"), Some(DocumentKind::Report));
        assert_eq!(DocumentKind::of("autre"), None);
    }
}
