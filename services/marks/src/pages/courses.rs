//! « Mes classes »: the subjects that one teaches, each with its sheet.

use crate::{
    model::{Assessment, CourseKey},
    store::assessment,
};
use admission::Audience;
use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use db::Read;
use education::{Id, search_key};
use frame::Page;
use identity::{At, Marks};
use maud::html;
use records::{Course, Staff};
use std::collections::HashMap;
use timetable::Class;
use ui::{Column, Empty, Field, Filters, Icon, Link, Table, fr};
use web::{Context, Input, Result, see_other};

pub(crate) const HREF: &str = "/notes";

/// A course that a person may see.
pub(crate) struct Shown {
    pub(crate) key: CourseKey,
    /// « Mathématiques ».
    pub(crate) subject: String,
    /// Who teaches it, by name.
    pub(crate) teachers: String,
}

impl Shown {
    /// « 5B », « Groupe 5ALL2G1 ».
    pub(crate) fn class(&self) -> String {
        match &self.key.class {
            Class::Division(code) => code.clone(),
            Class::Group(code) => format!("Groupe {code}"),
        }
    }

    /// « 5B – Mathématiques ».
    pub(crate) fn title(&self) -> String {
        format!("{} – {}", self.class(), self.subject)
    }

    /// Where its sheet is.
    pub(crate) fn href(&self) -> String {
        let asked = Input::of([("cours", self.key.value())]).encoded();
        format!("/notes/carnet?{asked}")
    }

    /// Where the part of the year of an assessment is, and what was just done to it.
    pub(crate) fn href_of(&self, assessment: &Assessment, done: &str) -> String {
        let place = [
            ("jour", assessment.on.to_string()),
            ("periode", assessment.period.clone().unwrap_or_default()),
            ("fait", done.to_owned()),
        ];
        format!("{}&{}", self.href(), Input::of(place).encoded())
    }
}

/// The courses that a person may see: their own, or all for who leads the school.
pub(crate) async fn visible(
    read: &mut Read,
    at: &At<Marks>,
    today: NaiveDate,
) -> db::Result<Vec<Shown>> {
    let all = records::courses(read, at, today).await?;
    let names = records::staff_names(read, at).await?;
    let own = records::staff_of_account(read, at, at.person().account, today).await?;
    let every = at.also(Audience::AllMarks);
    let mine = |course: &Course| every || own.is_some_and(|own| course.teachers.contains(&own));
    let shown = all.into_iter().filter(mine).filter_map(|course| {
        let class = match (course.division, course.group) {
            (Some(code), _) => Class::Division(code),
            (None, code) => Class::Group(code?),
        };
        Some(Shown {
            teachers: named(&course.teachers, &names),
            key: CourseKey {
                class,
                subject: course.subject,
            },
            subject: course.label,
        })
    });
    Ok(shown.collect())
}

fn named(teachers: &[Id<Staff>], names: &HashMap<Id<Staff>, String>) -> String {
    let mut names: Vec<&str> = teachers
        .iter()
        .filter_map(|id| names.get(id).map(String::as_str))
        .collect();
    names.sort_by_cached_key(|name| search_key(name));
    names.join(", ")
}

/// Where somebody chooses a class, who asked for the page of one without saying which.
pub(crate) fn to_choose(input: &Input) -> Option<Response> {
    input.text("cours").is_empty().then(|| see_other(HREF))
}

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let mut read = context.db.read().await?;
    let mut shown = visible(&mut read, &at, today).await?;
    let counts = assessment::counts(&mut read, &at, today).await?;
    drop(read);
    let all = !shown.is_empty();
    let wanted = search_key(input.text("cherche"));
    shown.retain(|course| {
        let words = format!("{} {} {}", course.class(), course.subject, course.teachers);
        search_key(&words).contains(&wanted)
    });
    let counts: HashMap<CourseKey, (u64, NaiveDate)> = counts
        .into_iter()
        .map(|(key, count, last)| (key, (count, last)))
        .collect();
    let empty = match (all, at.also(Audience::AllMarks)) {
        (true, _) => Empty::new("Aucune classe ne correspond").why("Cherchez une autre classe ou une autre discipline."),
        (false, true) => Empty::new("Aucun enseignement n'est connu")
            .why("Importez le fichier de STS dans « Base élèves » : il dit qui enseigne quoi à quelle classe."),
        (false, false) => Empty::new("Aucune classe ne vous est confiée")
            .why("Le fichier de STS dit qui enseigne quoi. Si c'est une erreur, prévenez le secrétariat."),
    };
    let body = html! {
        @if all {
            (Filters::new(HREF, html! {
                (Field::search("cherche", "Classe, discipline ou enseignant").value(input.text("cherche")))
            }).search("Chercher").clear((!wanted.is_empty()).then_some(HREF)))
        }
        (Table::new("Classes et disciplines")
            .columns([
                Column::new("Classe"),
                Column::new("Discipline"),
                Column::new("Enseignant"),
                Column::number("Évaluations"),
                Column::new("Dernière"),
            ])
            .empty(empty.icon(Icon::NotebookPen))
            .rows(&shown, |row, course| {
                let counted = counts.get(&course.key);
                row.head(Link::new(&course.href(), &course.title()));
                row.cell(course.subject.as_str());
                row.cell(course.teachers.as_str());
                row.cell(fr::number(counted.map_or(0, |(count, _)| *count)));
                row.cell(counted.map_or(String::new(), |(_, last)| fr::date_long(*last)));
            }))
    };
    Page::new(&at, "Mes classes")
        .under("marks", HREF)
        .intro("Choisissez une classe pour créer une évaluation et saisir les notes.")
        .show(&context, body)
        .await
}
