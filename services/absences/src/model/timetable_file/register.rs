//! The register, as a timetable file names it: classes, groups, teachers.

use education::{Id, search_key};
use lessons::{ClassPart, Teacher};
use records::Staff;
use std::collections::{HashMap, HashSet};
use timetable::Class;

/// Codes, found as people write them: case, accents, blanks and signs do not count.
#[derive(Debug, Default)]
struct Codes {
    exact: HashSet<String>,
    /// Nothing where two codes are written alike.
    by_key: HashMap<String, Option<String>>,
}

impl Codes {
    fn new(codes: impl IntoIterator<Item = String>) -> Self {
        let mut all = Self::default();
        for code in codes {
            let alike = all.by_key.entry(search_key(&code));
            alike
                .and_modify(|known| *known = None)
                .or_insert_with(|| Some(code.clone()));
            all.exact.insert(code);
        }
        all
    }

    fn find(&self, written: &str) -> Option<&str> {
        let exact = self.exact.get(written);
        let alike = || self.by_key.get(&search_key(written))?.as_ref();
        exact.or_else(alike).map(String::as_str)
    }
}

/// Somebody of the register, by the keys of their names.
#[derive(Debug)]
struct Person {
    id: Id<Staff>,
    surname: String,
    first_name: String,
    /// « mc » for Marie-Claude.
    initials: String,
}

/// What a file is compared with.
#[derive(Debug)]
pub(crate) struct Register {
    divisions: Codes,
    groups: Codes,
    staff: Vec<Person>,
}

/// Who was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Who {
    One(Id<Staff>),
    Nobody,
    Several,
}

impl Register {
    /// Codes of divisions and of groups; of the staff, surnames and first names.
    pub(crate) fn new(
        divisions: impl IntoIterator<Item = String>,
        groups: impl IntoIterator<Item = String>,
        staff: impl IntoIterator<Item = (Id<Staff>, String, String)>,
    ) -> Self {
        let person = |(id, surname, first_name): (Id<Staff>, String, String)| Person {
            id,
            surname: search_key(&surname),
            initials: initials(&first_name),
            first_name: search_key(&first_name),
        };
        Self {
            divisions: Codes::new(divisions),
            groups: Codes::new(groups),
            staff: staff.into_iter().map(person).collect(),
        }
    }

    /// A group of the register; else a division, and whether the file meant a part of it only.
    pub(super) fn class(&self, part: &ClassPart) -> Option<(Class, bool)> {
        let division = |written: &String| {
            let code = self.divisions.find(written)?;
            Some(Class::Division(code.to_owned()))
        };
        let group = |written: &String| {
            let code = self.groups.find(written)?;
            Some(Class::Group(code.to_owned()))
        };
        match (&part.division, &part.group) {
            // « 5B » of « 5B » is no part of it.
            (Some(whole), Some(half)) if search_key(whole) == search_key(half) => {
                Some((division(whole).or_else(|| group(half))?, false))
            }
            (Some(whole), Some(half)) => match group(half) {
                Some(found) => Some((found, false)),
                None => Some((division(whole)?, true)),
            },
            (Some(name), None) => Some((division(name).or_else(|| group(name))?, false)),
            (None, Some(name)) => Some((group(name).or_else(|| division(name))?, false)),
            (None, None) => None,
        }
    }

    pub(super) fn teacher(&self, teacher: &Teacher) -> Who {
        let whole = search_key(&teacher.written);
        let surname = search_key(&teacher.surname);
        let first_name = search_key(&teacher.first_name);
        let short = teacher.initial_only || teacher.first_name.ends_with('.');
        let is = |person: &&Person| {
            if surname.is_empty() {
                return whole == format!("{}{}", person.surname, person.first_name)
                    || whole == format!("{}{}", person.first_name, person.surname)
                    || whole == person.surname;
            }
            person.surname == surname
                && match short {
                    true => person.initials.starts_with(&first_name),
                    false => first_name.is_empty() || person.first_name == first_name,
                }
        };
        let mut found = self.staff.iter().filter(is);
        match (found.next(), found.next()) {
            (None, _) => Who::Nobody,
            (Some(person), None) => Who::One(person.id),
            (Some(_), Some(_)) => Who::Several,
        }
    }

    /// Whose calendar it is: « Calendrier - VERNOY Claire - 2026 ».
    pub(super) fn owner(&self, calendar: &str) -> Option<Id<Staff>> {
        let named = calendar.split(" - ").filter_map(|written| {
            let whole = Teacher {
                written: written.to_owned(),
                surname: String::new(),
                first_name: String::new(),
                initial_only: false,
            };
            match self.teacher(&whole) {
                Who::One(id) if !written.trim().is_empty() => Some(id),
                _ => None,
            }
        });
        let named: HashSet<Id<Staff>> = named.collect();
        let mut named = named.into_iter();
        named.next().filter(|_| named.next().is_none())
    }
}

fn initials(first_name: &str) -> String {
    let words = education::sort_key(first_name);
    let letters = words.split(' ').filter_map(|word| word.chars().next());
    letters.collect()
}
