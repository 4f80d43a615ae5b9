//! « Équipes pédagogiques »: who teaches a class what, and who answers for it.

use super::{asked, choice, nobody, visible};
use axum::{extract::State, response::Response};
use frame::Page;
use identity::{At, Marks};
use maud::html;
use ui::{Column, Empty, Filters, Table, definitions, section};
use web::{Context, Input, Result};

pub(crate) const HREF: &str = "/notes/equipe";

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let classes = visible(&mut context.db.read().await?, &at, today).await?;
    let codes: Vec<String> = classes.iter().map(|class| class.code.clone()).collect();
    let class = asked(classes, input.text("classe"))?;
    let body = html! {
        @if let Some(class) = &class {
            (Filters::new(HREF, choice(&codes, &class.code)).search("Afficher"))
            (section(&format!("Équipe de la {}", class.code), html! {
                (definitions([(
                    if class.principals.len() > 1 { "Professeurs principaux" } else { "Professeur principal" },
                    if class.principals.is_empty() { "personne n'est désigné".to_owned() } else { class.principals.join(", ") },
                )]))
                (Table::new("Disciplines et enseignants")
                    .columns([Column::new("Discipline"), Column::new("Enseignant"), Column::new("À qui")])
                    .empty(Empty::new("Aucun enseignement n'est connu")
                        .why("Importez le fichier de STS dans « Base élèves » : il dit qui enseigne quoi."))
                    .rows(&class.courses, |row, course| {
                        row.head(course.label.as_str());
                        row.cell(class.named(&course.teachers));
                        row.cell(match &course.group {
                            Some(group) => format!("Groupe {group}"),
                            None => "Toute la classe".to_owned(),
                        });
                    }))
            }))
        } @else { (nobody()) }
    };
    Page::new(&at, "Équipes pédagogiques")
        .under("marks", HREF)
        .intro("D'après le fichier de STS, importé par le secrétariat.")
        .show(&context, body)
        .await
}
