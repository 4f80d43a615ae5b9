//! What the texts of an event say: keys and values of its description, or else its summary.

use education::search_key;

use crate::{
    cells::{clean, filled, some},
    classes,
    lesson::{ClassPart, Subject, Teacher},
};

use super::event::Event;

/// Who, what and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Content {
    pub(super) classes: Vec<ClassPart>,
    pub(super) subject: Subject,
    pub(super) teachers: Vec<Teacher>,
    pub(super) rooms: Vec<String>,
}

/// Text values (RFC 5545, 3.3.11), then the few entities that PRONOTE writes inside of them.
pub(super) fn unescape(value: &str) -> String {
    let (mut text, mut letters) = (String::with_capacity(value.len()), value.chars());
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            (letter, false) => text.push(letter),
        }
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let replaced = |text: String, (entity, letter): (&str, &str)| text.replace(entity, letter);
    entities.into_iter().fold(text, replaced)
}

/// The value of the first of these keys, written with or without « s » or « (s) ».
fn said(lines: &[(String, String)], keys: &[&str]) -> Option<String> {
    let found = lines.iter().find(|(key, _)| keys.contains(&key.as_str()));
    found.and_then(|(_, value)| some(value))
}

/// Keys without their plural: « Parties de classe » and « Partie de classe » are one.
fn key(text: &str) -> String {
    let words = text.split_whitespace();
    words
        .map(|word| {
            search_key(word.trim_end_matches("(s)"))
                .trim_end_matches('s')
                .to_owned()
        })
        .collect()
}

/// What the event says.
pub(super) fn content(event: &Event) -> Content {
    let description = unescape(event.value("DESCRIPTION"));
    let pairs = description.lines().filter_map(|line| line.split_once(':'));
    let lines: Vec<(String, String)> = pairs
        .map(|(name, value)| (key(name), clean(value)))
        .collect();
    let summary = Summary::parse(&unescape(event.value("SUMMARY")));
    let groups = [
        &["groupe"][..],
        &["partiedeclasse"],
        &["classe", "division"],
    ];
    let whom = groups
        .iter()
        .filter_map(|keys| said(&lines, keys))
        .collect::<Vec<_>>();
    let whom = if whom.is_empty() {
        summary.whom
    } else {
        whom.join(", ")
    };
    let teachers = match said(&lines, &["professeur", "prof", "enseignant"]) {
        Some(names) => filled(&names),
        None => summary.teachers,
    };
    let location = unescape(event.value("LOCATION"));
    let rooms = match some(&location) {
        Some(rooms) => filled(&rooms),
        None => said(&lines, &["salle"]).map_or(Vec::new(), |rooms| filled(&rooms)),
    };
    Content {
        classes: classes::parse(&whom),
        subject: Subject {
            code: None,
            label: said(&lines, &["matiere", "discipline"]).or(summary.subject),
        },
        teachers: teachers.iter().map(|name| Teacher::parse(name)).collect(),
        rooms,
    }
}

/// « SUBJECT - NAME I. - [GROUP] - <CLASS> PART », or « SUBJECT - CLASS ».
#[derive(Debug, Default)]
struct Summary {
    subject: Option<String>,
    teachers: Vec<String>,
    whom: String,
}

impl Summary {
    fn parse(text: &str) -> Self {
        let text = clean(text);
        // « Prof. absent : SUBJECT - … »
        let text = match text.split_once(" : ") {
            Some((status, rest)) if !status.contains(" - ") => rest,
            _ => &text,
        };
        let mut pieces = text.split(" - ");
        let mut summary = Self {
            subject: pieces.next().and_then(some),
            ..Self::default()
        };
        let mut whom: Vec<&str> = Vec::new();
        for piece in pieces {
            let names = filled(piece);
            let marked = piece.trim_start().starts_with(['[', '<']);
            let initials = names.iter().all(|name| Teacher::parse(name).initial_only);
            if !marked && !names.is_empty() && initials {
                summary.teachers.extend(names);
            } else {
                whom.push(piece.trim());
            }
        }
        summary.whom = whom.join(", ");
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: escapes of calendars first, entities of pages then, each once.
    #[test]
    fn escapes_then_entities() {
        assert_eq!(unescape(r"&lt\;3A&gt\; X\, Y\nZ\\n"), "<3A> X, Y\nZ\\n");
        assert_eq!(unescape("&amp;lt;\\"), "&lt;");
    }

    /// Invariant: without a description, the summary says what, who and for whom.
    #[test]
    fn a_summary_is_cut_at_its_dashes() {
        let summary = |text| {
            let Summary {
                subject,
                teachers,
                whom,
            } = Summary::parse(text);
            [subject.unwrap_or_default(), teachers.join("|"), whom].join(" / ")
        };
        assert_eq!(
            summary("PHYSIQUE-CHIMIE - VERNOY C. - [G] - <3A> A1, <3B> B1"),
            "PHYSIQUE-CHIMIE / VERNOY C. / [G], <3A> A1, <3B> B1"
        );
        assert_eq!(summary("Prof. absent : LATIN - 5C"), "LATIN /  / 5C");
        assert_eq!(
            summary("EPS - RAVENEL Y., LE COZIC I."),
            "EPS / RAVENEL Y.|LE COZIC I. / "
        );
        assert_eq!(summary(""), " /  / ");
    }
}
