//! Who is who, by names: the extractions have no other key but some INE.

use chrono::NaiveDate;
use education::search_key;
use std::collections::{HashMap, HashSet};

/// The keys by which a pupil is known, the surest first: the INE; names and birth; names alone.
pub(super) fn pupil_keys(
    ine: Option<&str>,
    family_name: &str,
    first_name: &str,
    born_on: Option<NaiveDate>,
) -> Vec<String> {
    let names = format!("{} {}", search_key(family_name), search_key(first_name));
    let mut keys = Vec::new();
    keys.extend(ine.map(|ine| format!("ine {}", ine.to_uppercase())));
    match born_on {
        Some(day) => keys.push(format!("né {names} {day}")),
        None => keys.push(format!("nom {names}")),
    }
    keys
}

/// The key of a person's name.
pub(super) fn person_key(surname: &str, first_name: &str) -> String {
    format!("{} {}", search_key(surname), search_key(first_name))
}

/// The pupils of the file, by the names that a guardian's row gives.
#[derive(Debug, Default)]
pub(super) struct Children {
    by_name: HashMap<String, Vec<(i64, Option<String>)>>,
}

impl Children {
    pub(super) fn add(&mut self, pupil: &onde::Pupil, key: i64) {
        let class = pupil.class_label.as_deref().map(search_key);
        let names = [Some(&pupil.family_name), pupil.usage_name.as_ref()];
        let names: HashSet<String> = names
            .into_iter()
            .flatten()
            .map(|surname| person_key(surname, &pupil.first_name))
            .collect();
        for name in names {
            self.by_name
                .entry(name)
                .or_default()
                .push((key, class.clone()));
        }
    }

    /// The one pupil of that name, told apart from homonyms by the class; how many there are
    /// when that does not suffice.
    pub(super) fn find(&self, child: &onde::Child) -> Result<Option<i64>, usize> {
        let names = [Some(&child.family_name), child.usage_name.as_ref()];
        let found = names
            .into_iter()
            .flatten()
            .find_map(|surname| self.by_name.get(&person_key(surname, &child.first_name)));
        match found.map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([(key, _)]) => Ok(Some(*key)),
            Some(several) => {
                let class = child.class.as_deref().map(search_key);
                let mut same = several
                    .iter()
                    .filter(|(_, of)| class.is_some() && *of == class);
                match (same.next(), same.next()) {
                    (Some((key, _)), None) => Ok(Some(*key)),
                    _ => Err(several.len()),
                }
            }
        }
    }
}

/// The guardians who are known, by name and by child.
#[derive(Debug, Default)]
pub(super) struct Families {
    known: HashMap<(String, i64), i64>,
    /// Persons of this file already.
    taken: HashSet<i64>,
    /// Name and children of those without any child here.
    alone: HashSet<String>,
}

impl Families {
    pub(super) fn add(&mut self, personne_id: i64, name: &str, child: i64) {
        self.known.insert((name.to_owned(), child), personne_id);
    }

    /// The key of a person of that name with one of these children: theirs, or a new one; and
    /// whether the file named them before.
    pub(super) fn take(
        &mut self,
        name: &str,
        children: &[i64],
        new_key: impl FnOnce() -> i64,
    ) -> (i64, bool) {
        let known = children
            .iter()
            .find_map(|child| self.known.get(&(name.to_owned(), *child)).copied());
        let key = known.unwrap_or_else(new_key);
        if children.is_empty() {
            return (key, !self.alone.insert(name.to_owned()));
        }
        for child in children {
            self.known.insert((name.to_owned(), *child), key);
        }
        (key, !self.taken.insert(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pupil(family_name: &str, first_name: &str, class: &str) -> onde::Pupil {
        onde::Pupil {
            line: 2,
            family_name: family_name.into(),
            usage_name: None,
            first_name: first_name.into(),
            born_on: None,
            sex: None,
            ine: None,
            addresses: Vec::new(),
            cycle: None,
            level: None,
            class_label: Some(class.into()),
            class_id: None,
            photo_allowed: None,
            associations_allowed: None,
            passage: None,
        }
    }

    fn child(family_name: &str, first_name: &str, class: &str) -> onde::Child {
        onde::Child {
            usage_name: None,
            family_name: family_name.into(),
            first_name: first_name.into(),
            class: Some(class.into()),
        }
    }

    /// Invariant: a child is found whatever the accents and capitals; homonyms are told apart by
    /// their class, and two of one class by nobody.
    #[test]
    fn homonyms_are_told_apart_by_class_or_not_at_all() {
        let mut children = Children::default();
        children.add(&pupil("Lœb", "Zoé", "CP A"), -1);
        children.add(&pupil("MARTIN", "Léa", "CP A"), -2);
        children.add(&pupil("Martin", "Lea", "CE1"), -3);
        assert_eq!(children.find(&child("LOEB", "ZOE", "autre")), Ok(Some(-1)));
        assert_eq!(children.find(&child("Martin", "Léa", "cp a")), Ok(Some(-2)));
        assert_eq!(children.find(&child("Martin", "Léa", "CM2")), Err(2));
        assert_eq!(children.find(&child("Martin", "Luc", "CP A")), Ok(None));
        children.add(&pupil("Martin", "Léa", "CE1"), -4);
        assert_eq!(children.find(&child("Martin", "Léa", "CE1")), Err(3));
    }

    /// Invariant: a guardian is the one of that name who has one of these children: a namesake
    /// in another family is somebody else.
    #[test]
    fn a_guardian_is_known_by_name_and_child() {
        let mut families = Families::default();
        families.add(-9, "martin paul", -1);
        assert_eq!(families.take("martin paul", &[-1, -2], || -10), (-9, false));
        assert_eq!(families.take("martin paul", &[-2], || -11), (-9, true));
        assert_eq!(families.take("martin paul", &[-5], || -12), (-12, false));
    }
}
