//! « Paramétrages → Coefficients »: what each subject weighs in the overall average of a programme.

use super::{conflict, saved};
use crate::{
    model::{Weights, weights::field_of},
    store::settings,
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use education::sort_key;
use frame::Page;
use identity::{At, MarksSettings};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};
use ui::{
    Button, Column, Empty, ErrorSummary, Field, Filters, Form, Select, Table, Width, button_bar,
    section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/notes/coefficients";

/// A programme and the subjects that are taught at the school.
struct Known {
    programs: Vec<(String, String)>,
    /// The one that is shown; none where no pupil has one.
    program: Option<(String, String)>,
    /// Code, words: by their words.
    subjects: Vec<(String, String)>,
    weights: Weights,
}

impl Known {
    async fn of(at: &At<MarksSettings>, context: &Context, asked: &str) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let programs = records::programs(&mut read, at, today).await?;
        let courses = records::courses(&mut read, at, today).await?;
        let weights = settings::weights(&mut read, at, today).await?;
        let program = match asked {
            "" => programs.first().cloned(),
            asked => {
                let found = programs.iter().find(|(mef, _)| mef == asked);
                Some(found.cloned().ok_or(Error::NotFound)?)
            }
        };
        let subjects: BTreeMap<_, _> = courses
            .into_iter()
            .map(|course| ((sort_key(&course.label), course.subject), course.label))
            .collect();
        let subjects = subjects.into_iter().map(|((_, code), label)| (code, label));
        let mut weights: HashMap<String, Weights> = weights;
        Ok(Self {
            weights: program
                .as_ref()
                .and_then(|(mef, _)| weights.remove(mef))
                .unwrap_or_default(),
            subjects: subjects.collect(),
            programs,
            program,
        })
    }

    fn filled(&self) -> Input {
        let fields = self.subjects.iter().map(|(code, _)| {
            let weight = self.weights.of(code);
            (field_of(code), weight.to_string())
        });
        let version = ("version".to_owned(), self.weights.version.to_string());
        Input::of(fields.chain([version]))
    }

    fn href(&self) -> String {
        let mef = self.program.as_ref().map_or("", |(mef, _)| mef.as_str());
        format!("{HREF}?{}", Input::of([("formation", mef)]).encoded())
    }

    async fn page(
        &self,
        at: &At<MarksSettings>,
        context: &Context,
        (input, query): (&Input, &Input),
        wrong: &[(String, String)],
        status: StatusCode,
    ) -> Result<Response> {
        let errors: Vec<(&str, String)> = wrong
            .iter()
            .map(|(field, why)| (field.as_str(), format!("{} : {why}", self.label(field))))
            .collect();
        let body = html! {
            @if status == StatusCode::CONFLICT { (conflict(self.told())) }
            (ErrorSummary::new(errors.iter().map(|(field, text)| (*field, text.as_str()))))
            @if let Some((mef, label)) = &self.program {
                (Filters::new(HREF, html! {
                    (Select::new("formation", "Formation").selected(mef.as_str())
                        .options(self.programs.iter().map(|(mef, label)| (mef.as_str(), label.as_str()))))
                }).search("Afficher"))
                (section(label, self.form(mef, input, wrong)))
            } @else {
                (Empty::new("Aucun élève n'a de formation").why("Elles viennent de la base élèves."))
            }
        };
        Page::new(at, "Coefficients")
            .under("marks", HREF)
            .intro(
                "Ce que pèse chaque discipline dans la moyenne générale. 0 : elle n'y compte pas.",
            )
            .notice(saved(query, "Les coefficients sont enregistrés."))
            .status(status)
            .show(context, body)
            .await
    }

    fn label(&self, field: &str) -> &str {
        let found = self
            .subjects
            .iter()
            .find(|(code, _)| field_of(code) == field);
        found.map_or("", |(_, label)| label)
    }

    fn told(&self) -> Vec<(&'static str, String)> {
        let weights = self.subjects.iter().map(|(code, label)| {
            let weight = self.weights.of(code);
            format!("{label} {weight}")
        });
        vec![("Coefficients", weights.collect::<Vec<_>>().join(" ; "))]
    }

    fn form(&self, mef: &str, input: &Input, wrong: &[(String, String)]) -> Markup {
        html! {
            (Form::post(HREF, html! {
                (Table::new("Disciplines")
                    .columns([Column::new("Discipline"), Column::new("Coefficient")])
                    .empty(Empty::new("Aucun enseignement n'est connu")
                        .why("Importez le fichier de STS dans « Base élèves » : il dit ce qui est enseigné."))
                    .rows(&self.subjects, |row, (code, label)| {
                        let field = field_of(code);
                        let why = wrong.iter().find(|(wrong, _)| *wrong == field).map(|(_, why)| why.as_str());
                        row.head(label.as_str());
                        row.cell(html! {
                            (Field::text(&field, &format!("Coefficient de {label}")).label_hidden()
                                .width(Width::Short).value(input.text(&field)).error(why))
                        });
                    }))
                @if !self.subjects.is_empty() { (button_bar(html! { (Button::primary("Valider")) })) }
            }).hidden("formation", mef).hidden("version", input.text("version")))
        }
    }
}

pub(crate) async fn show(
    at: At<MarksSettings>,
    State(context): State<Context>,
    query: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, query.text("formation")).await?;
    let filled = known.filled();
    known
        .page(&at, &context, (&filled, &query), &[], StatusCode::OK)
        .await
}

pub(crate) async fn save(
    at: At<MarksSettings>,
    State(context): State<Context>,
    mut input: Input,
) -> Result<Response> {
    let mef = input.text("formation").to_owned();
    let known = Known::of(&at, &context, &mef).await?;
    let (Some((mef, _)), none) = (&known.program, Input::default()) else {
        return Err(Error::NotFound);
    };
    let subjects: Vec<&str> = known
        .subjects
        .iter()
        .map(|(code, _)| code.as_str())
        .collect();
    let wanted = match known.weights.parse(&input, &subjects) {
        Ok(wanted) => wanted,
        Err(wrong) => {
            return known
                .page(&at, &context, (&input, &none), &wrong, Invalid::STATUS)
                .await;
        }
    };
    let (now, mef) = (context.clock.now(), mef.as_str());
    let today = at.today(now);
    let saved = in_write!(context.db, Error, |tx| {
        Ok(settings::save_weights(tx, &at, (mef, today), &wanted, now).await?)
    })?;
    let known = Known::of(&at, &context, mef).await?;
    // Whoever wrote the same has no quarrel, this form sent twice for one.
    if saved || known.weights.kept() == wanted.kept() {
        return Ok(see_other(format!("{}&fait=oui", known.href())));
    }
    input.set("version", &known.weights.version.to_string());
    known
        .page(&at, &context, (&input, &none), &[], StatusCode::CONFLICT)
        .await
}
