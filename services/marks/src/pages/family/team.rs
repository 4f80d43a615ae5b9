//! « Équipe pédagogique »: who teaches the child, and who answers for the class.

use super::{TEAM, look, name_of, page, tabs};
use axum::{extract::State, response::Response};
use identity::{At, OfFamily};
use maud::html;
use ui::{Column, Empty, Icon, Table, definitions, section};
use web::{Context, Result};

pub(crate) async fn show<A: OfFamily>(
    at: At<A>,
    State(context): State<Context>,
) -> Result<Response> {
    let child = at.child();
    let name = name_of(&context, child).await?;
    let now = look(&at, &context, "marks.family_read", "equipe".to_owned()).await?;
    let mut read = context.db.read().await?;
    let class = records::child_class(&mut read, child, at.today(now)).await?;
    drop(read);
    let empty = Empty::new("L'équipe pédagogique n'est pas encore connue")
        .icon(Icon::NotebookPen)
        .why("L'établissement la publie avec les emplois du temps de l'année. Le secrétariat peut vous renseigner.");
    let who = match class.principals.len() {
        0 | 1 => "Professeur principal",
        _ => "Professeurs principaux",
    };
    let principals = match class.principals.is_empty() {
        true => "personne n'est désigné".to_owned(),
        false => class.principals.join(", "),
    };
    let body = html! {
        (tabs(child, TEAM))
        (section("Équipe pédagogique", html! {
            @if !class.courses.is_empty() { (definitions([(who, principals)])) }
            (Table::new("Disciplines et enseignants")
                .columns([Column::new("Discipline"), Column::new("Enseignant"), Column::new("À qui")])
                .empty(empty)
                .rows(&class.courses, |row, course| {
                    row.head(course.label.as_str());
                    row.cell(course.teachers.join(", "));
                    row.cell(match &course.group {
                        Some(group) => format!("Groupe {group}"),
                        None => "Toute la classe".to_owned(),
                    });
                }))
        }))
    };
    page(&at, &name, "Équipe pédagogique")
        .from("Notes", child.href(super::HOME))
        .show(&context, body)
        .await
}
