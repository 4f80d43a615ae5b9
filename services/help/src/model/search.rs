//! The search of the guides: plain words, accents and plurals ignored.

use super::{
    guide::{Guide, for_functions},
    markdown::Part,
};
use admission::Function;
use education::sort_key;

/// Signs of what is asked; more is not read.
pub(crate) const LONGEST: usize = 100;

/// Parts that are shown; more are a matter for another question.
pub(crate) const MOST: usize = 20;

/// Sentences of a part.
const SENTENCES: usize = 3;

/// Words that say nothing of what is looked for.
const EMPTY: [&str; 28] = [
    "au", "aux", "ce", "ces", "cette", "comment", "dans", "de", "des", "du", "elle", "en", "est",
    "et", "il", "je", "la", "le", "les", "mon", "ou", "par", "pour", "quand", "que", "quoi", "un",
    "une",
];

/// A part in which something was found.
pub(crate) struct Found {
    pub(crate) guide: &'static Guide,
    pub(crate) part: &'static Part,
    pub(crate) sentences: Vec<&'static str>,
}

/// The parts that hold all the words, or else as many as any does: one's own guides first; then what
/// is in a heading, what is in one sentence, and what is only in the same part.
pub(crate) fn search(asked: &str, held: &[Function]) -> Vec<Found> {
    let asked: String = asked.chars().take(LONGEST).collect();
    let words = words(&asked);
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, (usize, usize), Found)> = Vec::new();
    for guide in for_functions(held) {
        for part in guide.parts() {
            let title = sort_key(&part.title);
            let said: Vec<(usize, &'static str)> = part
                .sentences
                .iter()
                .map(|sentence| (count(&words, &sort_key(sentence)), sentence.as_str()))
                .collect();
            let whole = part.sentences.join(" ");
            let together = count(&words, &sort_key(&format!("{} {whole}", part.title)));
            if together == 0 {
                continue;
            }
            let most = said.iter().map(|(count, _)| *count).max().unwrap_or(0);
            let best = said.iter().filter(|(count, _)| *count == most && most > 0);
            let sentences = best
                .map(|(_, sentence)| *sentence)
                .take(SENTENCES)
                .collect();
            let found_here = Found {
                guide,
                part,
                sentences,
            };
            found.push((together, (count(&words, &title), most), found_here));
        }
    }
    let most = found
        .iter()
        .map(|(together, ..)| *together)
        .max()
        .unwrap_or(0);
    found.retain(|(together, ..)| *together == most);
    // A stable sort: the order of the guides stays among equals.
    found.sort_by_key(|(_, rank, found)| (!found.guide.is_for(held), std::cmp::Reverse(*rank)));
    found.truncate(MOST);
    found.into_iter().map(|(.., found)| found).collect()
}

/// The words that count, without accents, case or plural.
fn words(asked: &str) -> Vec<String> {
    let key = sort_key(asked);
    let all: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let mut telling: Vec<String> = all
        .iter()
        .filter(|word| word.chars().count() > 1 && !EMPTY.contains(word))
        .map(|word| stem(word))
        .collect();
    telling.dedup();
    telling
}

/// What a word and its plural share.
fn stem(word: &str) -> String {
    let long = word.chars().count() > 3;
    let singular = word.strip_suffix(['s', 'x']).filter(|_| long);
    singular.unwrap_or(word).to_owned()
}

/// How many of the words begin a word of the text.
fn count(words: &[String], text: &str) -> usize {
    let begins = |word: &&String| {
        text.split(' ')
            .any(|known| known.starts_with(word.as_str()))
    };
    words.iter().filter(begins).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(asked: &str, held: &[Function]) -> (String, Vec<&'static str>) {
        let found = search(asked, held);
        let first = found.first().unwrap_or_else(|| panic!("{asked}: nothing"));
        (first.guide.href(first.part), first.sentences.clone())
    }

    /// Invariant: plain words find their heading, whatever their accents, capitals and plurals, and
    /// whatever little words stand between.
    #[test]
    fn plain_words_find_their_heading() {
        let head = [Function::Head];
        for asked in [
            "jour fermé",
            "JOURS FERMES",
            "comment fermer les jours fermés ?",
        ] {
            let (href, sentences) = first(asked, &head);
            assert_eq!(
                href, "/aide/direction#les-listes-et-les-horaires-des-absences",
                "{asked}"
            );
            assert!(sentences[0].contains("Jours fermés"), "{sentences:?}");
        }
        let (href, _) = first("mot de passe oublié", &[Function::Teacher]);
        assert_eq!(href, "/aide/compte#se-connecter");
        let (href, _) = first("actions", &head);
        assert_eq!(href, "/aide/direction#les-actions");
    }

    /// Invariant: one's own guides come first, the others' are found too.
    #[test]
    fn ones_own_guides_come_first() {
        let guides = |held: &[Function]| -> Vec<&str> {
            search("appel", held)
                .iter()
                .map(|found| found.guide.id)
                .collect()
        };
        let teacher = guides(&[Function::Teacher]);
        assert_eq!(teacher[0], "enseignement");
        assert!(teacher.contains(&"vie-scolaire"));
        assert_eq!(guides(&[Function::Cpe])[0], "vie-scolaire");
    }

    /// Invariant: what says nothing finds nothing, and no question is too long to be read.
    #[test]
    fn what_says_nothing_finds_nothing() {
        for asked in ["", "   ", "le de la", "x", "zzzzqqq", "…?!"] {
            assert!(search(asked, &[]).is_empty(), "{asked}");
        }
        let long = format!("{} appel", "x".repeat(LONGEST));
        assert!(search(&long, &[]).is_empty());
        assert!(search("absence", &[]).len() <= MOST);
        assert!(
            search("absence", &[])
                .iter()
                .all(|found| found.sentences.len() <= SENTENCES)
        );
    }
}
