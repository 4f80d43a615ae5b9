//! The timetable of the school as a table, which the import reads back.

use education::Id;
use records::Staff;
use std::collections::HashMap;
use timetable::{Class, LessonTerms, Weeks};

/// A lesson of the school as our own table tells it, with the names of the teachers.
pub(crate) fn row(terms: &LessonTerms, names: &HashMap<Id<Staff>, String>) -> [String; 9] {
    let mark = |texts: Vec<&str>| texts.join(" / ");
    let divisions = terms.classes.iter().filter_map(|class| match class {
        Class::Division(code) => Some(code.as_str()),
        Class::Group(_) => None,
    });
    let groups = terms.classes.iter().filter_map(|class| match class {
        Class::Group(code) => Some(code.as_str()),
        Class::Division(_) => None,
    });
    let (mut divisions, mut groups): (Vec<&str>, Vec<&str>) =
        (divisions.collect(), groups.collect());
    if !divisions.is_empty() && !groups.is_empty() {
        // One group would be that of all the divisions: they answer each other one by one.
        divisions.append(&mut groups);
        groups = divisions.clone();
    }
    let teachers = terms.teachers.iter().filter_map(|id| names.get(id));
    [
        timetable::day_name(terms.day).to_owned(),
        terms.from.format("%H:%M").to_string(),
        terms.to.format("%H:%M").to_string(),
        match terms.weeks {
            Weeks::Every => String::new(),
            Weeks::A => "A".to_owned(),
            Weeks::B => "B".to_owned(),
        },
        terms.subject.clone(),
        mark(teachers.map(String::as_str).collect()),
        mark(divisions),
        mark(groups),
        terms.room.clone(),
    ]
}

/// The titles of [`row`].
pub(crate) const TITLES: [&str; 9] = [
    "Jour",
    "Début",
    "Fin",
    "Semaine",
    "Matière",
    "Enseignant",
    "Classe",
    "Groupe",
    "Salle",
];
