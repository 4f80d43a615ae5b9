//! How the average of a pupil comes about, step by step, and what their marks said before.

use super::known::{Known, headed, words};
use crate::{
    pages::{
        calculation,
        courses::{self, to_choose},
    },
    store::mark,
};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use education::{Id, Pupil};
use frame::Page;
use grading::{Counted, explained};
use identity::{At, Marks};
use maud::{Markup, html};
use std::collections::HashMap;
use ui::{Button, Column, Empty, Icon, Table, fr, section};
use web::{Context, Error, Input, Result};

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    Path(id): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    if let Some(choice) = to_choose(&input) {
        return Ok(choice);
    }
    let known = Known::of(&at, &context, &input).await?;
    let mut pupils = known.pupils.iter();
    let pupil = pupils.find(|pupil| pupil.id == id).ok_or(Error::NotFound)?;
    let line = Line::new(at.actor(), "marks.seen").on("pupil", id);
    let line = line.detail(known.course.key.value());
    context.audit.look(context.clock.now(), line).await?;
    let mut read = context.db.read().await?;
    let before = mark::history(&mut read, &at, id).await?;
    let people: Vec<_> = before.iter().map(|change| change.by).collect();
    let names = identity::names_of(&mut read, &people).await?;
    drop(read);
    let of_all = match known.period {
        Some(period) => period.label(),
        None => "Toute l'année".to_owned(),
    };
    let titles: HashMap<_, String> = known
        .assessments
        .iter()
        .map(|stored| (stored.id, headed(stored)))
        .collect();
    let before: Vec<_> = before
        .iter()
        .filter_map(|change| Some((titles.get(&change.assessment)?, change)))
        .collect();
    let zone = at.school_place().zone.0;
    let body = html! {
        (known.told(id))
        @if !before.is_empty() {
            (section("Ce que ces notes disaient avant", html! {
                (Table::new("Corrections")
                    .columns([Column::new("Évaluation"), Column::new("Disait"), Column::new("Écrit le"), Column::new("Par")])
                    .rows(&before, |row, (title, change)| {
                        row.head(title.as_str());
                        row.cell(match words(change.mark) { empty if empty.is_empty() => "rien".to_owned(), said => said });
                        row.cell(fr::moment(change.at.with_timezone(&zone).naive_local()));
                        row.cell(names.get(&change.by).cloned().unwrap_or_default());
                    }))
            }))
        }
    };
    Page::new(&at, pupil.list_name())
        .under("marks", courses::HREF)
        .from("Mes classes", courses::HREF)
        .intro(format!("{} · {of_all}", known.course.title()))
        .actions(html! { (Button::secondary("Revenir au carnet").href(&known.href())) })
        .show(&context, body)
        .await
}

impl Known {
    /// The marks of a pupil and the average that they make.
    fn told(&self, pupil: Id<Pupil>) -> Markup {
        let weighing = self.sheet.rules.weighing;
        let marks = self.assessments.iter().map(|stored| {
            let mark = self.sheet.marks.get(&(stored.id, pupil)).copied();
            let points = mark.and_then(|mark| mark.points());
            let counted = points.map(|points| Counted {
                points,
                out_of: stored.assessment.out_of,
                coefficient: stored.assessment.coefficient,
            });
            (stored, mark, counted)
        });
        let marks: Vec<_> = marks.collect();
        let counted: Vec<Counted> = marks.iter().filter_map(|(.., counted)| *counted).collect();
        let explained = explained(&counted, weighing);
        let mut terms = explained.iter().flat_map(|explained| &explained.terms);
        let empty = Empty::new("Aucune évaluation").icon(Icon::NotebookPen);
        html! {
            (section("Ses notes", html! {
                (Table::new("Notes")
                    .columns([Column::new("Évaluation"), Column::new("Note"), Column::number("Sur 20"),
                        Column::number("Pèse"), Column::number("Note × poids")])
                    .empty(empty)
                    .rows(&marks, |row, (stored, mark, counted)| {
                        row.head(headed(stored));
                        let term = counted.and_then(|_| terms.next());
                        match (term, mark) {
                            (Some(term), _) => {
                                row.cell(format!("{} / {}", term.points, term.out_of));
                                row.cell(term.over_twenty.to_string());
                                row.cell(term.weight.to_string());
                                row.cell(term.product.to_string());
                            }
                            (None, mark) => {
                                row.cell(match words(*mark) {
                                    empty if empty.is_empty() => "pas de note".to_owned(),
                                    said => format!("{said} : ne compte pas"),
                                });
                                for _ in 0..3 { row.cell(""); }
                            }
                        }
                    }))
            }))
            @if let Some(explained) = &explained { (section("Sa moyenne", calculation::sum(&self.sheet.rules, explained))) }
        }
    }
}
