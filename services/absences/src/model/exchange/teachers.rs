//! « Enseignant »: which of the school's people a file names.

use education::{Id, search_key};
use records::Staff;
use sheet::clean;
use std::collections::{BTreeMap, HashMap};

/// Whoever works or has worked at the school, by all that a file may name them by. What was written
/// about a lesson outlives a post: who has left is found too.
#[derive(Debug, Default)]
pub(crate) struct Teachers {
    names: HashMap<Id<Staff>, String>,
    /// As lists name them: « DURAND Paul ».
    by_text: BTreeMap<String, Vec<Id<Staff>>>,
    /// The same without accents, case or blanks.
    by_key: HashMap<String, Vec<Id<Staff>>>,
    /// As timetable files may name them: first name first, or surname alone.
    by_other: HashMap<String, Vec<Id<Staff>>>,
}

impl Teachers {
    /// `names`, of all, as lists name them; `working`, surnames and first names of those who work at
    /// the school now.
    pub(crate) fn new(
        names: HashMap<Id<Staff>, String>,
        working: impl IntoIterator<Item = (Id<Staff>, String, String)>,
    ) -> Self {
        let mut teachers = Self::default();
        for (id, name) in &names {
            let text = clean(name);
            let key = search_key(&text);
            teachers.by_key.entry(key).or_default().push(*id);
            teachers.by_text.entry(text).or_default().push(*id);
        }
        for (id, surname, first_name) in working {
            let (surname, first_name) = (search_key(&surname), search_key(&first_name));
            let turned = format!("{first_name}{surname}");
            let alone = (turned != surname).then(|| surname.clone());
            for key in std::iter::once(turned).chain(alone) {
                teachers.by_other.entry(key).or_default().push(id);
            }
        }
        teachers.names = names;
        teachers
    }

    /// « DURAND Paul »; nothing of who is not known.
    pub(super) fn name(&self, id: Option<Id<Staff>>) -> &str {
        let name = id.and_then(|id| self.names.get(&id));
        name.map_or("", String::as_str)
    }

    /// Whom a text names: nobody when it is empty. A sentence when it names nobody of the school, or
    /// several: nobody is chosen among namesakes.
    pub(super) fn find(&self, text: &str) -> Result<Option<Id<Staff>>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let key = search_key(text);
        // A name of signs alone is a name as it is written, and no key.
        let by_key = || self.by_key.get(&key).filter(|_| !key.is_empty());
        let by_other = || self.by_other.get(&key).filter(|_| !key.is_empty());
        let found = self.by_text.get(text).or_else(by_key).or_else(by_other);
        match found.map(Vec::as_slice) {
            Some([one]) => Ok(Some(*one)),
            Some([_, _, ..]) => Err(format!(
                "Plusieurs personnes de l'établissement s'appellent « {text} » : videz la case \
                 « Enseignant », déposez de nouveau le fichier, puis choisissez la personne dans la \
                 saisie."
            )),
            Some([]) | None => Err(format!(
                "« {text} » n'est pas parmi les personnels de l'établissement : corrigez le nom, \
                 ajoutez la personne dans Personnels, ou videz la case « Enseignant », puis déposez de \
                 nouveau le fichier."
            )),
        }
    }
}

#[cfg(test)]
impl Teachers {
    /// Everybody whom one may name without a doubt, in the order of their names.
    pub(super) fn ids(&self) -> Vec<Id<Staff>> {
        let alone = self.by_text.values().filter(|ids| ids.len() == 1);
        alone.flatten().copied().collect()
    }
}
