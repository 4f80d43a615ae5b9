//! A bulletin: what families read of a pupil for a part of the year. What is settled is kept as it was,
//! words and figures: a mark that is corrected later changes no bulletin by itself.

use serde::{Deserialize, Serialize};

/// A bulletin, as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bulletin {
    /// « Collège Les Tilleuls ».
    pub(crate) school: String,
    /// « 2026-2027 ».
    pub(crate) year: String,
    /// « 1er trimestre ».
    pub(crate) period: String,
    /// « 5B ».
    pub(crate) class: String,
    /// « ABADIE Clara ».
    pub(crate) pupil: String,
    /// Who answers for the class.
    pub(crate) principals: Vec<String>,
    /// Subject by subject, by their words.
    pub(crate) lines: Vec<Line>,
    /// Of all subjects.
    pub(crate) overall: Figures,
    /// How the pupil was away; none where nobody counts it.
    pub(crate) away: Option<Away>,
    /// What the council says; nothing when it has not spoken.
    pub(crate) council: String,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// « Mathématiques ».
    pub(crate) subject: String,
    /// Who teaches it to the pupil, by name.
    pub(crate) teachers: String,
    pub(crate) figures: Figures,
    pub(crate) appreciation: String,
}

/// Averages as they are shown, by the rules of the school; nothing where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) average: String,
    /// Of the class.
    pub(crate) class: String,
    pub(crate) lowest: String,
    pub(crate) highest: String,
}

/// Half-days of absence, those without a legitimate reason, latenesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Away {
    pub(crate) missed: u64,
    pub(crate) unjustified: u64,
    pub(crate) latenesses: u64,
}

impl Bulletin {
    /// The subjects in which something is still to be said.
    pub(crate) fn silent(&self) -> Vec<&str> {
        let silent = self
            .lines
            .iter()
            .filter(|line| line.appreciation.is_empty());
        silent.map(|line| line.subject.as_str()).collect()
    }

    /// « Demi-journées d'absence : 3, dont 1 sans motif légitime. Retards : 2. »
    pub(crate) fn away(&self) -> Option<String> {
        let Away {
            missed,
            unjustified,
            latenesses,
        } = self.away?;
        let legitimate = match (missed, unjustified) {
            (0, _) => String::new(),
            (_, 0) => ", toutes avec un motif légitime".to_owned(),
            (_, unjustified) => format!(", dont {unjustified} sans motif légitime"),
        };
        Some(format!(
            "Demi-journées d'absence : {missed}{legitimate}. Retards : {latenesses}."
        ))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn bulletin() -> Bulletin {
        let line = |subject: &str, average: &str, appreciation: &str| Line {
            subject: subject.into(),
            teachers: "MARTIN Anne".into(),
            figures: Figures {
                average: average.into(),
                class: "11,2".into(),
                lowest: "4".into(),
                highest: "18,5".into(),
            },
            appreciation: appreciation.into(),
        };
        Bulletin {
            school: "Collège Les Tilleuls".into(),
            year: "2026-2027".into(),
            period: "1er trimestre".into(),
            class: "5B".into(),
            pupil: "ABADIE Clara".into(),
            principals: vec!["MARTIN Anne".into()],
            lines: vec![
                line("Anglais", "14", "Bon trimestre."),
                line("Latin", "", ""),
            ],
            overall: Figures {
                average: "14".into(),
                ..Figures::default()
            },
            away: None,
            council: String::new(),
        }
    }

    /// Invariant: what was settled is read back as it was, by this version and by later ones.
    #[test]
    fn what_is_settled_stays() {
        let kept = serde_json::to_string(&bulletin()).unwrap();
        assert_eq!(serde_json::from_str::<Bulletin>(&kept).unwrap(), bulletin());
        let long_ago = r#"{"school":"Collège","year":"2026-2027","period":"1er trimestre","class":"5B",
            "pupil":"ABADIE Clara","principals":[],"lines":[{"subject":"Latin","teachers":"","figures":
            {"average":"12","class":"","lowest":"","highest":""},"appreciation":"Bien."}],"overall":
            {"average":"12","class":"","lowest":"","highest":""},
            "away":{"missed":3,"unjustified":1,"latenesses":0},"council":"Félicitations."}"#;
        let read: Bulletin = serde_json::from_str(long_ago).unwrap();
        assert_eq!(read.lines[0].appreciation, "Bien.");
        assert_eq!(read.council, "Félicitations.");
        assert!(read.away().unwrap().contains("dont 1 sans motif légitime"));
    }

    /// Invariant: a bulletin says in words how the pupil was away, and who has not spoken yet.
    #[test]
    fn a_bulletin_speaks() {
        let mut one = bulletin();
        assert_eq!((one.away(), one.silent()), (None, vec!["Latin"]));
        for (missed, unjustified, latenesses, said) in [
            (0, 0, 2, "Demi-journées d'absence : 0. Retards : 2."),
            (
                3,
                0,
                0,
                "Demi-journées d'absence : 3, toutes avec un motif légitime. Retards : 0.",
            ),
            (
                3,
                1,
                0,
                "Demi-journées d'absence : 3, dont 1 sans motif légitime. Retards : 0.",
            ),
        ] {
            one.away = Some(Away {
                missed,
                unjustified,
                latenesses,
            });
            assert_eq!(one.away().as_deref(), Some(said));
        }
    }
}
