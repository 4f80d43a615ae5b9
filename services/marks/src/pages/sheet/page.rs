//! The sheet, drawn: with what was typed and is not written yet.

use super::{
    exchange::brought,
    known::{Known, YEAR, headed, words},
};
use crate::{
    model::{Cell, Judgement, Read, name_of, shown_name_of},
    pages::{appreciations, courses},
    store::mark::Conflict,
};
use axum::{http::StatusCode, response::Response};
use frame::Page;
use grading::Mark;
use identity::{At, Marks};
use maud::{Markup, html};
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Filters, Icon, Link, MarkCell, MarkColumn, MarkRow,
    MarkSheet, Notice, Select, Table, button_bar, fr, list, p, section,
};
use web::{Context, Input, Invalid, Result};

/// Why a cell of a sheet is none any more.
pub(super) const GONE: &str =
    "Cette évaluation a été retirée, ou cet élève n'est plus dans la classe.";

/// What was typed and is not written yet.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) input: Input,
    pub(super) judgement: Judgement,
    pub(super) conflicts: Vec<Conflict>,
    /// What a table said, and how many cells it would change.
    pub(super) brought: Option<(u64, Read)>,
    /// Why a table is refused.
    pub(super) invalid: Invalid,
}

impl Known {
    pub(super) async fn page(
        &self,
        at: &At<Marks>,
        context: &Context,
        typed: &Typed,
        status: StatusCode,
        query: &Input,
    ) -> Result<Response> {
        let course = [("cours", self.course.key.value())];
        let new = format!(
            "/notes/evaluations/nouvelle?{}",
            Input::of(course).encoded()
        );
        let texts = format!("{}?{}", appreciations::subject::HREF, self.asked());
        let errors: Vec<(String, String)> = typed
            .judgement
            .wrong
            .iter()
            .map(|wrong| {
                let text = format!("{} : {}", self.about(wrong.cell), wrong.why);
                (name_of(wrong.cell), text)
            })
            .collect();
        let refused = typed.invalid.all().iter();
        let refused = refused.map(|(field, text)| (*field, text.as_str()));
        let errors = errors
            .iter()
            .map(|(field, text)| (field.as_str(), text.as_str()));
        let body = html! {
            (ErrorSummary::new(refused.chain(errors)))
            @if let Some((changed, read)) = &typed.brought { (brought(*changed, read)) }
            @if !typed.conflicts.is_empty() { (self.conflicts(&typed.conflicts)) }
            @if !typed.judgement.strays.is_empty() { (strays(&typed.judgement.strays)) }
            (button_bar(html! {
                (Button::primary("Ajouter une évaluation").icon(Icon::Plus).href(&new))
                @if !self.pupils.is_empty() { (appreciations::button(&texts)) }
            }))
            @if self.pupils.is_empty() {
                (Empty::new("Cette classe n'a pas d'élève"))
            } @else {
                (self.periods())
                @if self.assessments.is_empty() {
                    (Empty::new("Aucune évaluation").icon(Icon::NotebookPen).why(&self.why_empty()))
                } @else {
                    (section("Notes", self.form(at, typed)))
                    (self.exchange(&typed.invalid))
                }
            }
        };
        Page::new(at, self.course.title())
            .under("marks", courses::HREF)
            .from("Mes classes", courses::HREF)
            .intro("Une note, ou « abs », « disp », « N.not ». La virgule et le point conviennent.")
            .notice(done(query))
            .status(status)
            .show(context, body)
            .await
    }

    fn why_empty(&self) -> String {
        match self.period.filter(|_| !self.all.is_empty()) {
            Some(period) => format!(
                "Il n'y en a pas encore au {}. Choisissez une autre période, ou ajoutez-en une.",
                period.label()
            ),
            None => "Ajoutez-en une : une colonne s'ouvrira pour ses notes.".to_owned(),
        }
    }

    fn periods(&self) -> Markup {
        let choices = self
            .periods
            .iter()
            .map(|period| (period.code(), period.label()));
        let all = [(YEAR.to_owned(), "Toute l'année".to_owned())];
        html! {
            (Filters::new("/notes/carnet", html! {
                (ui::hidden("cours", &self.course.key.value()))
                (Select::new("periode", "Période").options(choices.chain(all)).selected(self.period_code()))
                @if self.of_period.len() > 1 {
                    (Select::new("evaluation", "Évaluation").option("", "Toutes").selected(self.alone())
                        .options(self.of_period.iter().map(|stored| (stored.id.to_string(), headed(stored)))))
                }
            }).search("Afficher"))
        }
    }

    fn conflicts(&self, conflicts: &[Conflict]) -> Markup {
        let lines = conflicts.iter().map(|conflict| {
            format!(
                "{} : enregistré {}, vous avez saisi {}.",
                self.about(conflict.cell),
                quoted(conflict.now),
                quoted(conflict.wanted)
            )
        });
        html! {
            (Alert::warning("Ces notes ont été modifiées entre-temps : rien n'est encore enregistré").body(html! {
                (p("Vos saisies sont conservées ci-dessous : validez pour remplacer ce qui est enregistré."))
                (list(lines))
            }))
        }
    }

    fn form(&self, at: &At<Marks>, typed: &Typed) -> Markup {
        let pupils = self.ids();
        let columns = self.assessments.iter().zip(&self.sheet.columns);
        let heads = columns.map(|(stored, column)| {
            let average = self.shown(self.sheet.of_column(column, &pupils));
            MarkColumn::new(stored.id.to_string(), headed(stored), average)
        });
        let rows = self.pupils.iter().map(|pupil| {
            let average = self.shown(self.sheet.of_pupil(pupil.id));
            let (id, explained) = (pupil.id.to_string(), self.explained(pupil.id));
            let row = MarkRow::new(id, pupil.list_name(), explained, average);
            let cells = self.assessments.iter().map(|stored| (stored.id, pupil.id));
            cells.fold(row, |row, cell| row.cell(self.cell(cell, typed)))
        });
        html! {
            (self.fields().into_iter()
                .fold(MarkSheet::new("/notes/carnet", "/notes/carnet", "Notes de la classe"),
                    |sheet, (name, value)| sheet.hidden(name, value))
                .hidden("pour", at.person().account.to_string())
                .columns(heads)
                .rows(rows)
                .average(self.shown(self.sheet.of_class(&pupils))))
            (Table::new("Évaluations").caption_shown()
                .columns([Column::new("Évaluation"), Column::new("Publication"), Column::new("Pour les familles"), Column::number("Coefficient")])
                .rows(&self.assessments, |row, stored| {
                    row.head(Link::new(&format!("/notes/evaluations/{}", stored.id), &headed(stored)));
                    row.cell(fr::date_long(stored.assessment.publication));
                    row.cell(self.seen.get(&stored.id).cloned().unwrap_or_default());
                    row.cell(stored.assessment.coefficient.to_string());
                }))
        }
    }

    fn cell(&self, cell: Cell, typed: &Typed) -> MarkCell<'static> {
        let (name, said) = (name_of(cell), self.said(cell));
        let mut fields = typed.input.fields().iter().rev();
        let mine = fields.find(|(field, _)| *field == name);
        let value = mine.map_or(said.clone(), |(_, value)| value.clone());
        let wrong = typed
            .judgement
            .wrong
            .iter()
            .find(|wrong| wrong.cell == cell);
        MarkCell::new(name, shown_name_of(cell), self.about(cell))
            .said(said, value)
            .error(wrong.map(|wrong| wrong.why.to_string()))
    }
}

/// « 12 » between its marks, or « rien ».
pub(super) fn quoted(mark: Option<Mark>) -> String {
    match words(mark) {
        empty if empty.is_empty() => "rien".to_owned(),
        words => format!("« {words} »"),
    }
}

/// What was typed for cells that are no more.
fn strays(strays: &[(String, String)]) -> Markup {
    let typed = strays.iter().map(|(_, text)| match text.as_str() {
        "" => "une case vidée".to_owned(),
        text => format!("« {text} »"),
    });
    html! {
        (Alert::warning("Des cases ont disparu entre-temps : rien n'est encore enregistré").body(html! {
            (p(GONE))
            (p("Ce que vous y aviez saisi ne peut pas être enregistré ; le reste est conservé ci-dessous : validez-le."))
            (list(typed))
        }))
    }
}

fn done(query: &Input) -> Option<Notice> {
    match query.text("fait") {
        "ajout" => Some(Notice::success(
            "L'évaluation est ajoutée : saisissez les notes.",
        )),
        "modification" => Some(Notice::success("L'évaluation est modifiée.")),
        "retrait" => Some(Notice::success(
            "L'évaluation est retirée ; ses notes sont gardées.",
        )),
        "retour" => Some(Notice::success("L'évaluation est remise.")),
        count => Some(match count.parse::<u64>().ok()? {
            0 => Notice::info(kept(0)),
            n => Notice::success(kept(n)),
        }),
    }
}

pub(super) fn kept(count: u64) -> String {
    match count {
        0 => "Rien n'avait changé.".to_owned(),
        n => format!(
            "{}.",
            fr::plural(n, "note est enregistrée", "notes sont enregistrées")
        ),
    }
}
