//! « Motifs » and « Justificatifs », found by what a file writes.

use crate::model::wording::{Wording, WordingRow};
use education::{Id, search_key};
use sheet::clean;
use std::collections::HashMap;

/// The lines of a list, by what they are and by how they read.
#[derive(Debug, Default)]
pub(crate) struct Wordings {
    lines: HashMap<Id<WordingRow>, Wording>,
    /// As written first, then without accents, case or blanks.
    by_text: HashMap<String, Id<WordingRow>>,
    by_key: HashMap<String, Id<WordingRow>>,
}

impl Wordings {
    /// Of the lines of a list, those that are still offered first: they are taken before others of
    /// the same name.
    pub(crate) fn new(lines: impl IntoIterator<Item = (Id<WordingRow>, Wording)>) -> Self {
        let mut wordings = Self::default();
        for (id, wording) in lines {
            let text = clean(&wording.label);
            let key = search_key(&text);
            if !key.is_empty() {
                wordings.by_key.entry(key).or_insert(id);
            }
            wordings.by_text.entry(text).or_insert(id);
            wordings.lines.insert(id, wording);
        }
        wordings
    }

    /// A line by what it is.
    pub(super) fn line(&self, id: Option<Id<WordingRow>>) -> Option<&Wording> {
        self.lines.get(&id?)
    }

    /// What a text names: nothing when it is empty. `None` when the list has no such line.
    pub(super) fn find(&self, text: &str) -> Option<Option<Id<WordingRow>>> {
        if text.is_empty() {
            return Some(None);
        }
        let found = self.by_text.get(text);
        let found = found.or_else(|| self.by_key.get(&search_key(text)));
        found.map(|id| Some(*id))
    }
}

#[cfg(test)]
impl Wordings {
    /// Every line, in some order.
    pub(super) fn ids(&self) -> Vec<Id<WordingRow>> {
        self.lines.keys().copied().collect()
    }
}
