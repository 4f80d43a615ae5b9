//! Appreciations: what is said of a pupil for a part of the year, in a subject or by the council.

use education::{Id, Pupil};
use std::collections::HashMap;
use thiserror::Error;
use web::Input;

/// How many signs an appreciation has at most: what a line of a bulletin holds.
pub(crate) const LONGEST: usize = 600;

/// Why an appreciation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("L'appréciation compte {0} signes : {LONGEST} au plus.")]
pub(crate) struct TooLong(usize);

/// A text of one line, or nothing: line ends and runs of blanks are one blank.
pub(crate) fn parse(typed: &str) -> Result<String, TooLong> {
    let words = typed.split(|c: char| c.is_ascii_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    match text.chars().count() {
        length if length > LONGEST => Err(TooLong(length)),
        _ => Ok(text),
    }
}

/// Who speaks of a pupil, and of when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Topic {
    /// The code of a subject, or [`Topic::COUNCIL`].
    pub(crate) subject: String,
    /// The code of a part of the school year: « trimestre-2 ».
    pub(crate) period: String,
}

impl Topic {
    /// What stands for a subject where the council of the class speaks.
    pub(crate) const COUNCIL: &'static str = "conseil";

    /// The name of the field of a pupil.
    pub(crate) fn name_of(&self, pupil: Id<Pupil>) -> String {
        format!("n.{}.{}.{pupil}", self.subject, self.period)
    }

    /// The name of what that field was showing.
    pub(crate) fn shown_name_of(&self, pupil: Id<Pupil>) -> String {
        format!("v.{}.{}.{pupil}", self.subject, self.period)
    }
}

/// What somebody wants an appreciation to say, who was shown something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JudgedText {
    pub(crate) pupil: Id<Pupil>,
    /// As it was shown; nothing where there was none.
    pub(crate) shown: String,
    pub(crate) wanted: String,
}

/// What a person typed in a sheet of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TextJudgement {
    /// Those that differ from what was shown.
    pub(crate) judged: Vec<JudgedText>,
    /// Those that are refused.
    pub(crate) wrong: Vec<(Id<Pupil>, TooLong)>,
    /// What was typed for somebody who is not there, or not any more. Field, text.
    pub(crate) strays: Vec<(String, String)>,
}

/// Reads what was typed about these pupils.
pub(crate) fn judge_texts(input: &Input, topic: &Topic, pupils: &[Id<Pupil>]) -> TextJudgement {
    let mut typed: HashMap<&str, &str> = input
        .fields()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut judgement = TextJudgement::default();
    for pupil in pupils.iter().copied() {
        let Some(text) = typed.remove(topic.name_of(pupil).as_str()) else {
            continue;
        };
        let shown = typed.get(topic.shown_name_of(pupil).as_str());
        let shown = shown.copied().unwrap_or_default();
        match parse(text) {
            Err(why) => judgement.wrong.push((pupil, why)),
            Ok(wanted) if wanted == shown => {}
            Ok(wanted) => judgement.judged.push(JudgedText {
                pupil,
                shown: shown.to_owned(),
                wanted,
            }),
        }
    }
    let stray = |(name, text): (&str, &str)| {
        let of = name.strip_prefix("n.")?;
        let shown = typed.get(format!("v.{of}").as_str()).copied();
        let text = text.trim();
        (text != shown.unwrap_or_default()).then(|| (name.to_owned(), text.to_owned()))
    };
    judgement.strays = typed
        .iter()
        .filter_map(|(name, text)| stray((name, text)))
        .collect();
    judgement.strays.sort_unstable();
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a text is one line of at most 600 signs, accents and no-break spaces as they were typed;
    /// one sign more is refused and counted.
    #[test]
    fn a_text_is_one_line() {
        let typed = "  Très bon\r\ntrimestre\u{a0}:\tbravo\u{0}  à  Léa. ";
        assert_eq!(
            parse(typed).as_deref(),
            Ok("Très bon trimestre\u{a0}: bravo à Léa.")
        );
        assert_eq!(parse(" \n ").as_deref(), Ok(""));
        let longest = "é".repeat(LONGEST);
        assert_eq!(parse(&longest).as_ref(), Ok(&longest));
        let refused = parse(&(longest + "é")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "L'appréciation compte 601 signes : 600 au plus."
        );
    }

    /// Invariant: what differs from what was shown is written, what is too long is told, what was typed of
    /// somebody else, or of another part of the year, is told and not written.
    #[test]
    fn what_differs_is_written() {
        let topic = Topic {
            subject: "030201".into(),
            period: "trimestre-1".into(),
        };
        let other = Topic {
            period: "trimestre-2".into(),
            ..topic.clone()
        };
        let [clara, hugo, ines, gone]: [Id<Pupil>; 4] = std::array::from_fn(|_| Id::new());
        let long = "a".repeat(601);
        let fields = [
            (topic.name_of(clara), " Bien. ".to_owned()),
            (topic.shown_name_of(clara), "Bien.".to_owned()),
            (topic.name_of(hugo), String::new()),
            (topic.shown_name_of(hugo), "Mieux.".to_owned()),
            (topic.name_of(ines), long),
            (topic.name_of(gone), "Bon.".to_owned()),
            (other.name_of(clara), "Assez bien.".to_owned()),
        ];
        let judgement = judge_texts(&Input::of(fields), &topic, &[clara, hugo, ines]);
        let emptied = JudgedText {
            pupil: hugo,
            shown: "Mieux.".into(),
            wanted: String::new(),
        };
        assert_eq!(judgement.judged, [emptied]);
        assert_eq!(judgement.wrong, [(ines, TooLong(601))]);
        let mut strays = vec![
            (topic.name_of(gone), "Bon.".to_owned()),
            (other.name_of(clara), "Assez bien.".to_owned()),
        ];
        strays.sort_unstable();
        assert_eq!(judgement.strays, strays);
    }
}
