//! « Enseignant » and « Discipline » of an entry: proposed by the timetable where its hours are those
//! of one lesson, and chosen by a person otherwise.

use super::{known::Known, typed};
use crate::model::{period::Period, scope::Scope, taught::Taught, terms::Terms};
use chrono::{NaiveDate, NaiveDateTime};
use education::{Id, search_key};
use maud::{Markup, html};
use records::Staff;
use std::collections::HashSet;
use ui::{Select, columns, fr};
use web::{Input, Invalid};

/// The hours for which the form proposes what it holds: when they are others, a proposal follows.
pub(super) const PROPOSED_FOR: &str = "cours_de";

const MOMENT: &str = "%Y-%m-%dT%H:%M";

fn written(period: Period) -> String {
    let moment = |at: NaiveDateTime| at.format(MOMENT).to_string();
    format!("{}/{}", moment(period.from()), moment(period.to()))
}

/// Of what a form sent; `None` for what is no period.
fn read(text: &str) -> Option<Period> {
    let (from, to) = text.split_once('/')?;
    let moment = |text| NaiveDateTime::parse_from_str(text, MOMENT).ok();
    Period::new(moment(from)?, moment(to)?).ok()
}

/// As forms hold it.
pub(super) fn fields(taught: &Taught) -> [(String, String); 2] {
    let teacher = taught.teacher.map_or(String::new(), |id| id.to_string());
    let subject = taught.subject.clone().unwrap_or_default();
    [
        ("enseignant".to_owned(), teacher),
        ("discipline".to_owned(), subject),
    ]
}

impl Known {
    /// Fills in what the timetable says of the hours that were typed, where nobody chose otherwise.
    pub(super) fn propose(&self, input: &mut Input, terms: Option<&Terms>, today: NaiveDate) {
        if terms.is_some_and(|terms| terms.scope != Scope::Lessons) {
            return;
        }
        let bells = self.week.bells();
        let typed = || typed::period(&mut Invalid::default(), input, bells, today);
        let Some(period) = terms.map(|terms| terms.period).or_else(typed) else {
            return;
        };
        let before = read(input.text(PROPOSED_FOR));
        let before = before.map_or_else(Taught::default, |before| self.teaching.during(before));
        let held = Taught {
            teacher: input.text("enseignant").parse().ok(),
            subject: Some(input.text("discipline").to_owned()).filter(|text| !text.is_empty()),
        };
        // What is neither a person nor nothing is for the judge.
        if held.teacher.is_none() && !input.text("enseignant").is_empty() {
            return;
        }
        let after = held.following(&before, &self.teaching.during(period));
        for (name, value) in fields(&after) {
            input.set(&name, &value);
        }
        input.set(PROPOSED_FOR, &written(period));
    }

    /// The hours for which what an entry says is its own.
    pub(super) fn proposed_for(terms: &Terms) -> (String, String) {
        (PROPOSED_FOR.to_owned(), written(terms.period))
    }

    /// Reads both; `was`, what the entry said until now.
    pub(super) fn taught(
        &self,
        invalid: &mut Invalid,
        input: &Input,
        terms: Option<&Terms>,
        was: Option<&Taught>,
    ) -> Taught {
        const LINE: &str = "Choisissez une ligne de la liste.";
        // Nobody teaches a meal or a night.
        if terms.is_some_and(|terms| terms.scope != Scope::Lessons) {
            return Taught::default();
        }
        let teacher = match input.text("enseignant") {
            "" => None,
            id => {
                let id = id.parse::<Id<Staff>>().ok();
                let mut offered = self.teaching.teachers.iter().map(|(id, _)| *id);
                let known = id.filter(|id| {
                    offered.any(|one| one == *id) || was.is_some_and(|was| was.teacher == Some(*id))
                });
                invalid.check("enseignant", known.ok_or(LINE))
            }
        };
        let subject = match input.text("discipline") {
            "" => None,
            text => {
                let text = text.to_owned();
                let known = self.teaching.subjects.contains(&text)
                    || was.is_some_and(|was| was.subject.as_ref() == Some(&text));
                invalid.check("discipline", known.then_some(text).ok_or(LINE))
            }
        };
        Taught { teacher, subject }
    }

    /// Both lists: those of the pupil's lessons on the day that is typed come first.
    pub(super) fn lesson_fields(
        &self,
        input: &Input,
        invalid: &Invalid,
        was: Option<&Taught>,
    ) -> Markup {
        let day = input.text("du").parse::<NaiveDate>().ok();
        let lessons = day.map_or_else(Vec::new, |day| self.teaching.on(day));
        let title = day.map_or(String::new(), |day| {
            format!("Ses cours du {}", fr::date_long(day))
        });
        let mut teachers: Vec<Id<Staff>> = Vec::new();
        let mut subjects: Vec<String> = Vec::new();
        for lesson in lessons {
            for teacher in &lesson.terms.teachers {
                if !teachers.contains(teacher) {
                    teachers.push(*teacher);
                }
            }
            if !subjects.contains(&lesson.terms.subject) {
                subjects.push(lesson.terms.subject.clone());
            }
        }
        // Who taught it may have left since.
        let gone = was.and_then(|was| was.teacher);
        let gone = gone.filter(|id| self.teaching.teachers.iter().all(|(known, _)| known != id));
        let others = self.teaching.teachers.iter().map(|(id, _)| *id).chain(gone);
        let others: Vec<Id<Staff>> = others.filter(|id| !teachers.contains(id)).collect();
        let person = |id: Id<Staff>| (id.to_string(), self.teacher_name(id));
        let held = was.and_then(|was| was.subject.clone());
        let held = held.filter(|text| !self.teaching.subjects.contains(text));
        let more = self.teaching.subjects.iter().cloned().chain(held);
        let more = more.filter(|text| !subjects.contains(text));
        let more = written_once(&subjects, more, input.text("discipline"));
        let words = |text: String| (text.clone(), text);
        columns([
            html! { (Select::new("enseignant", "Enseignant").option("", "AUCUN")
            .group(&title, teachers.into_iter().map(person))
            .group("Autres enseignants", others.into_iter().map(person))
            .selected(input.text("enseignant")).error(invalid.on("enseignant"))) },
            html! { (Select::new("discipline", "Discipline").option("", "AUCUN")
            .group(&title, subjects.into_iter().map(words))
            .group("Autres disciplines", more.into_iter().map(words))
            .selected(input.text("discipline")).error(invalid.on("discipline"))) },
        ])
    }

    /// « PERRIN Claire ».
    pub(super) fn teacher_name(&self, id: Id<Staff>) -> String {
        let name = self.teaching.name(id);
        name.unwrap_or("quelqu'un qui n'est plus à l'établissement")
            .to_owned()
    }
}

/// Subjects that are not among the `first`, each once, however the register and the timetable write it:
/// « MATHEMATIQUES » gives way to « Mathématiques ». What is `chosen` stays.
fn written_once(first: &[String], more: impl Iterator<Item = String>, chosen: &str) -> Vec<String> {
    let first: HashSet<String> = first.iter().map(|text| search_key(text)).collect();
    let mut once: Vec<(String, String)> = Vec::new();
    for text in more {
        let key = search_key(&text);
        if text != chosen && first.contains(&key) {
            continue;
        }
        match once.last_mut() {
            Some((last, before)) if *last == key && before != chosen => *before = text,
            Some((last, _)) if *last == key => {}
            // They come in order, capitals first.
            _ => once.push((key, text)),
        }
    }
    once.into_iter().map(|(_, text)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: one subject that is written in several ways is offered once, as people write it, and
    /// what an entry says of it is never lost.
    #[test]
    fn a_subject_is_offered_once() {
        let all = [
            "ANGLAIS LV1",
            "Anglais LV1",
            "LATIN",
            "MATHEMATIQUES",
            "Mathématiques",
        ];
        let more = |first: &[&str], chosen: &str| {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            let more = all.iter().map(ToString::to_string);
            written_once(&first, more.filter(|text| !first.contains(text)), chosen)
        };
        assert_eq!(more(&[], ""), ["Anglais LV1", "LATIN", "Mathématiques"]);
        assert_eq!(more(&["Mathématiques"], ""), ["Anglais LV1", "LATIN"]);
        let kept = ["Anglais LV1", "LATIN", "MATHEMATIQUES"];
        assert_eq!(more(&["Mathématiques"], "MATHEMATIQUES"), kept);
        let both = ["ANGLAIS LV1", "LATIN", "Mathématiques"];
        assert_eq!(more(&[], "ANGLAIS LV1"), both);
        assert_eq!(more(&[], "Anglais LV1"), more(&[], ""));
    }
}
