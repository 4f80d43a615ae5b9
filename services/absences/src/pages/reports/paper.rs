//! A bilan on paper: the school, the period, the table with its total, the absences of each pupil
//! where the model asks for them, and what was counted how.

use super::{
    asked::Asked,
    counted::{Counted, class, titles},
};
use crate::{
    model::{
        report::Named,
        report_model::{Measure, Rows},
        terms::Terms,
    },
    pages::entry::terms_words,
};
use chrono::NaiveDate;
use identity::{At, SchoolLife};
use print::{Block, Body, Column, Document, Report, Table, words};
use ui::fr;

/// More columns of numbers than this lie on the long side of the page.
const UPRIGHT: usize = 5;

/// What stands above the rules.
pub(super) const RULES: &str = "Ce qui est compté";

/// The document, as it is printed and kept.
pub(super) fn document(
    at: &At<SchoolLife>,
    asked: &Asked,
    counted: &Counted,
    today: NaiveDate,
) -> Document {
    let (model, school) = (&asked.model.model, &at.school_place().label);
    let (whom, period) = (asked.of_whom(), &asked.period_label);
    let mut blocks = vec![Block::text(asked.said())];
    match counted.rows.is_empty() {
        true => blocks.push(Block::text(
            "Aucune saisie de cette période ne concerne ce bilan.",
        )),
        false => blocks.push(Block::Table(table(asked, counted))),
    }
    for (row, entries) in counted.detailed() {
        blocks.push(Block::Heading(format!("{} ({})", row.label, class(row))));
        blocks.push(Block::Table(detail(row, entries)));
    }
    blocks.push(Block::Heading(RULES.to_owned()));
    blocks.push(Block::List(
        rules(asked)
            .into_iter()
            .map(|rule| vec![words(rule)])
            .collect(),
    ));
    blocks.push(Block::text(format!("Fait le {}.", fr::date_full(today))));
    Document {
        title: format!("{}, {whom}, {period}", model.name),
        author: school.clone(),
        date: today,
        body: Body::Report(Report {
            title: model.name.clone(),
            subtitle: format!("{school} · {whom} · {period}"),
            wide: model.measures().len() > UPRIGHT,
            blocks,
        }),
    }
}

/// The rows, then their total.
fn table(asked: &Asked, counted: &Counted) -> Table {
    let model = &asked.model.model;
    let rows: Vec<Option<&Named>> = counted.rows.iter().map(Some).chain([None]).collect();
    let mut titles = titles(asked).into_iter();
    let mut columns = Vec::new();
    columns.extend(titles.next().map(|title| {
        Column::words(title, |row: &Option<&Named>| {
            row.map_or("Total".to_owned(), |row| row.label.clone())
        })
    }));
    if model.rows.are_pupils() {
        columns.extend(titles.next().map(|title| {
            Column::words(title, |row: &Option<&Named>| {
                row.map_or(String::new(), |row| class(row).to_owned())
            })
        }));
    }
    for measure in model.measures().iter().copied() {
        columns.push(Column::numbers(
            measure.label(),
            move |row: &Option<&Named>| {
                let values = row.map_or(&counted.total, |row| &row.values);
                fr::number(values.of(measure))
            },
        ));
    }
    Table::new(model.name.clone(), &columns, &rows)
}

fn detail(row: &Named, entries: &[(Terms, String)]) -> Table {
    let columns = [
        Column::words("Saisie", |entry: &(Terms, String)| terms_words(&entry.0)),
        Column::words("Motif", |entry: &(Terms, String)| entry.1.clone()),
        Column::words("Motif légitime", |entry: &(Terms, String)| {
            match entry.0.legitimate {
                true => "oui".to_owned(),
                false => "non".to_owned(),
            }
        }),
    ];
    Table::new(format!("Saisies de {}", row.label), &columns, entries)
}

/// How it was counted, a sentence each.
pub(super) fn rules(asked: &Asked) -> Vec<String> {
    let model = &asked.model.model;
    let measures = model.measures().iter();
    let mut rules: Vec<String> = measures
        .map(|measure| format!("{} : {}", measure.label(), lower(measure.description())))
        .collect();
    let half_days = [Measure::Gross, Measure::Computed, Measure::Unjustified];
    if model.measures().iter().any(|m| half_days.contains(m)) {
        rules.push(
            "Un retard ne compte jamais comme une demi-journée ; une demi-journée sans cours non plus."
                .to_owned(),
        );
    }
    rules.push("Ne comptent ni les repas et les nuits d'internat, ni les motifs « Sous la responsabilité de \
         l'établissement » (sorties, voyages)."
            .to_owned(),
    );
    match model.rows {
        Rows::School => {}
        Rows::Pupils | Rows::Details => {
            rules.push("Les élèves qui n'ont rien dans ces colonnes n'ont pas de ligne.".to_owned())
        }
        Rows::Classes | Rows::Levels => {
            rules.push("Ce qui n'a rien dans ces colonnes n'a pas de ligne.".to_owned())
        }
    }
    if model.rows == Rows::Details {
        rules
            .push("Les motifs confidentiels et les motifs de santé ne sont pas nommés.".to_owned());
    }
    rules
}

/// Inside a sentence, after a colon.
fn lower(sentence: &str) -> String {
    let mut rest = sentence.chars();
    match rest.next() {
        Some(first) => first.to_lowercase().chain(rest).collect(),
        None => String::new(),
    }
}
