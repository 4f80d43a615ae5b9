//! A whole document, and the blocks of its text.

use crate::{Letter, Qr, Table};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One PDF. The same document gives the same octets: the date is in it, no clock is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What readers of PDF show in their title bar, in French: « Courriers du 24 novembre 2026 ».
    pub title: String,
    /// Who answers for it: the school, the académie.
    pub author: String,
    /// The day that it was made, kept in the file.
    pub date: NaiveDate,
    /// What is printed.
    pub body: Body,
}

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Letters, each on a page of its own; a longer one goes on overleaf.
    Letters(Vec<Letter>),
    /// Pages that follow each other.
    Report(Report),
    /// Reports that each begin on a page of their own, all of one side: bulletins of a class.
    Reports(Vec<Report>),
}

/// A report: its title, then its blocks; each page says its number and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Above everything: « Bilan des absences ».
    pub title: String,
    /// Under the title: the period, the class.
    pub subtitle: String,
    /// Whether the pages lie on their long side, for wide tables.
    pub wide: bool,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The title of a part: one level, below the title of the report or the subject of the letter.
    Heading(String),
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A list, one entry a line.
    List(Vec<Vec<Run>>),
    /// A table.
    Table(Table),
    /// A code for a telephone's camera.
    Qr(Qr),
}

impl Block {
    /// A paragraph without anything strong in it.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph(vec![words(text)])
    }
}

/// Words that look the same. Line ends and tabs inside are blanks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are printed heavier.
    pub strong: bool,
}

/// Ordinary words.
pub fn words(text: impl Into<String>) -> Run {
    Run {
        text: text.into(),
        strong: false,
    }
}

/// Words that matter more.
pub fn strong(text: impl Into<String>) -> Run {
    Run {
        text: text.into(),
        strong: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Recipient, Signature};

    /// Invariant: a document that was kept is read back as it was, so that what is printed again
    /// is what was sent; and each row of a table has a cell in each column.
    #[test]
    fn what_is_kept_is_printed_again() {
        let columns = [
            Column::words("Élève", |n: &u32| format!("Élève {n}")),
            Column::numbers("Absences", u32::to_string),
        ];
        let table = Table::new("Absences", &columns, &[1, 2]);
        let json = serde_json::to_value(&table).unwrap();
        assert_eq!(json["titles"], serde_json::json!(["Élève", "Absences"]));
        assert_eq!(json["sides"], serde_json::json!(["left", "right"]));
        assert_eq!(json.get("shares"), None, "each takes what its words need");
        let rows = serde_json::json!([["Élève 1", "1"], ["Élève 2", "2"]]);
        assert_eq!(json["rows"], rows);
        let letter = Letter {
            sender: vec!["Collège Les Tilleuls".into()],
            recipient: Recipient::new(&["Mme Ducasse"], &["99120 Vinzelle"]).unwrap(),
            dated: "Vinzelle, le 24 novembre 2026".into(),
            reference: String::new(),
            subject: "absence".into(),
            body: vec![
                Block::Heading("Faits".into()),
                Block::Paragraph(vec![words("Elle "), strong("n'était pas là")]),
                Block::List(vec![vec![words("\"#a\"")]]),
                Block::Table(table),
            ],
            signature: Signature::default(),
        };
        let report = Report {
            title: "Bilan".into(),
            wide: true,
            ..Report::default()
        };
        for body in [Body::Letters(vec![letter]), Body::Report(report)] {
            let document = Document {
                title: "Courriers".into(),
                author: "Collège Les Tilleuls".into(),
                date: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
                body,
            };
            let kept = serde_json::to_string(&document).unwrap();
            assert_eq!(serde_json::from_str::<Document>(&kept).unwrap(), document);
        }
    }

    /// Invariant: what an earlier version kept still opens, with nothing lost: a field that comes
    /// later needs a default.
    #[test]
    fn what_was_kept_long_ago_still_opens() {
        let letters = r##"{"title":"Courriers","author":"Collège","date":"2026-11-24","body":{"letters":[
            {"sender":["Collège"],"recipient":["Mme Ducasse","99120 VINZELLE"],"dated":"le 24","reference":"5B",
             "subject":"absence","body":[{"paragraph":[{"text":"Elle","strong":true}]}],
             "signature":{"quality":"Le CPE","name":"Vauquelin"}}]}}"##;
        let document: Document = serde_json::from_str(letters).unwrap();
        let Body::Letters(letters) = &document.body else {
            panic!("letters");
        };
        assert_eq!(
            letters[0].recipient.lines(),
            ["Mme Ducasse", "99120 VINZELLE"]
        );
        assert_eq!(letters[0].body, [Block::Paragraph(vec![strong("Elle")])]);
        assert_eq!(letters[0].signature.name, "Vauquelin");
        let report = r#"{"title":"Bilan","author":"Collège","date":"2026-11-24","body":{"report":
            {"title":"Bilan","subtitle":"5B","wide":true,"blocks":[{"heading":"Par élève"},
             {"list":[[{"text":"a","strong":false}]]},{"table":{"caption":"Absences","titles":["Élève","Nombre"],
              "sides":["left","right"],"rows":[["ABADIE Clara","2"]]}}]}}}"#;
        let document: Document = serde_json::from_str(report).unwrap();
        let Body::Report(report) = &document.body else {
            panic!("a report");
        };
        assert!(report.wide && report.blocks.len() == 3);
        let columns = [
            Column::words("Élève", |row: &(&str, u32)| row.0.to_owned()),
            Column::numbers("Nombre", |row: &(&str, u32)| row.1.to_string()),
        ];
        let table = Table::new("Absences", &columns, &[("ABADIE Clara", 2)]);
        assert_eq!(report.blocks[2], Block::Table(table));
    }
}
