//! « Carnet »: the pupils of a class and their marks, typed like in a spreadsheet.

use super::courses::{self, Shown, visible};
use crate::{
    model::{Column as Counted, Judged, Sheet, Wrong, judge, name_of, shown_name_of},
    store::{
        assessment::{self, Stored},
        mark::{self, Conflict},
    },
};
use audit::Line;
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use education::{Id, Pupil};
use frame::Page;
use grading::{Average, Mark, Rounding};
use identity::{At, Marks};
use maud::{Markup, html};
use records::PupilRow;
use timetable::Class;
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Field, Form, Icon, Link, Notice, Table, Width,
    button_bar, fr, p, section,
};
use web::{Context, Error, Input, Invalid, Result, see_other};

/// What a page of a class knows.
pub(crate) struct Known {
    course: Shown,
    pupils: Vec<PupilRow>,
    assessments: Vec<Stored>,
    sheet: Sheet,
}

impl Known {
    async fn of(at: &At<Marks>, context: &Context, input: &Input) -> Result<Self> {
        let today = at.today(context.clock.now());
        let mut read = context.db.read().await?;
        let course = visible(&mut read, at, today).await?.into_iter();
        let mut course = course.filter(|course| course.key.value() == input.text("cours"));
        let course = course.next().ok_or(Error::NotFound)?;
        let pupils = match &course.key.class {
            Class::Division(code) => {
                records::pupils_in_division(&mut read, at, today, code).await?
            }
            Class::Group(code) => records::pupils_in_group(&mut read, at, today, code).await?,
        };
        let mut assessments = assessment::of_course(&mut read, at, &course.key, today).await?;
        assessments.retain(|stored| !stored.withdrawn);
        let ids: Vec<_> = assessments.iter().map(|stored| stored.id).collect();
        let marks = mark::of_assessments(&mut read, at, &ids).await?;
        let columns = assessments.iter().map(|stored| Counted {
            id: stored.id,
            out_of: stored.assessment.out_of,
            coefficient: stored.assessment.coefficient,
        });
        Ok(Self {
            sheet: Sheet {
                columns: columns.collect(),
                marks,
            },
            course,
            pupils,
            assessments,
        })
    }

    fn pupils(&self) -> Vec<Id<Pupil>> {
        self.pupils.iter().map(|pupil| pupil.id).collect()
    }

    /// « ABADIE Clara, Contrôle du 20 novembre ».
    fn about(&self, (assessment, pupil): crate::model::Cell) -> String {
        let pupil = self.pupils.iter().find(|row| row.id == pupil);
        let assessment = self
            .assessments
            .iter()
            .find(|stored| stored.id == assessment);
        let name = pupil.map_or(String::new(), PupilRow::list_name);
        match assessment {
            Some(stored) => format!("{name}, {}", headed(stored)),
            None => name,
        }
    }
}

/// « Contrôle, 20 novembre, sur 20 ».
fn headed(stored: &Stored) -> String {
    let of = &stored.assessment;
    format!(
        "{} ({}, sur {})",
        of.title,
        fr::date_short(of.on),
        of.out_of
    )
}

fn shown(average: Option<Average>) -> String {
    average.map_or(String::new(), |average| {
        average.rounded(Rounding::HUNDREDTH).to_string()
    })
}

fn words(mark: Option<Mark>) -> String {
    mark.map_or(String::new(), |mark| mark.to_string())
}

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, &input).await?;
    let line = Line::new(at.actor(), "marks.seen").detail(known.course.key.value());
    context.audit.look(context.clock.now(), line).await?;
    known
        .page(&at, &context, &Typed::default(), StatusCode::OK, &input)
        .await
}

/// Writes what was typed, all of it or nothing.
pub(crate) async fn save(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, &input).await?;
    let judged = match judge(&input, &known.sheet.columns, &known.pupils()) {
        Ok(judged) => judged,
        Err(wrong) => {
            let typed = Typed {
                input,
                wrong,
                ..Typed::default()
            };
            return known
                .page(&at, &context, &typed, Invalid::STATUS, &Input::default())
                .await;
        }
    };
    let now = context.clock.now();
    let cells: &[Judged] = &judged;
    let written = in_write!(context.db, Error, |tx| {
        Ok(mark::write(tx, &at, cells, now).await?)
    })?;
    match written {
        Ok(count) => Ok(see_other(format!("{}&fait={count}", known.course.href()))),
        Err(conflicts) => {
            // What was written meanwhile is what the cells show now: validating replaces it.
            let known = Known::of(&at, &context, &input).await?;
            let typed = Typed {
                input,
                conflicts,
                ..Typed::default()
            };
            known
                .page(
                    &at,
                    &context,
                    &typed,
                    StatusCode::CONFLICT,
                    &Input::default(),
                )
                .await
        }
    }
}

/// What was typed and is not written yet.
#[derive(Default)]
struct Typed {
    input: Input,
    wrong: Vec<Wrong>,
    conflicts: Vec<Conflict>,
}

impl Known {
    async fn page(
        &self,
        at: &At<Marks>,
        context: &Context,
        typed: &Typed,
        status: StatusCode,
        query: &Input,
    ) -> Result<Response> {
        let new = format!(
            "/notes/evaluations/nouvelle?{}",
            Input::of([("cours", self.course.key.value())]).encoded()
        );
        let errors: Vec<(String, String)> = typed
            .wrong
            .iter()
            .map(|wrong| {
                (
                    name_of(wrong.cell),
                    format!("{} : {}", self.about(wrong.cell), wrong.why),
                )
            })
            .collect();
        let body = html! {
            (ErrorSummary::new(errors.iter().map(|(field, text)| (field.as_str(), text.as_str()))))
            @if !typed.conflicts.is_empty() { (self.conflicts(&typed.conflicts)) }
            (button_bar(Button::primary("Ajouter une évaluation").icon(Icon::Plus).href(&new)))
            @if self.pupils.is_empty() {
                (Empty::new("Cette classe n'a pas d'élève"))
            } @else if self.assessments.is_empty() {
                (Empty::new("Aucune évaluation").icon(Icon::NotebookPen)
                    .why("Ajoutez-en une : une colonne s'ouvrira pour ses notes."))
            } @else {
                (section("Notes", self.form(typed)))
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

    fn conflicts(&self, conflicts: &[Conflict]) -> Markup {
        let said = |mark| match words(mark) {
            empty if empty.is_empty() => "rien".to_owned(),
            words => format!("« {words} »"),
        };
        html! {
            (Alert::warning("Ces notes ont été modifiées entre-temps : rien n'est encore enregistré").body(html! {
                (p("Vos saisies sont conservées ci-dessous : validez pour remplacer ce qui est enregistré."))
                ul.ds-list {
                    @for conflict in conflicts {
                        li {
                            (self.about(conflict.cell)) " : enregistré " (said(conflict.now))
                            ", vous avez saisi " (said(conflict.wanted)) "."
                        }
                    }
                }
            }))
        }
    }

    fn form(&self, typed: &Typed) -> Markup {
        let heads: Vec<String> = self.assessments.iter().map(headed).collect();
        let mut columns = vec![Column::new("Élève")];
        columns.extend(heads.iter().map(|head| Column::new(head)));
        columns.push(Column::number("Moyenne"));
        let table =
            Table::new("Notes de la classe")
                .columns(columns)
                .rows(&self.pupils, |row, pupil| {
                    row.head(pupil.list_name());
                    for stored in &self.assessments {
                        row.cell(self.cell((stored.id, pupil.id), typed));
                    }
                    row.cell(shown(self.sheet.of_pupil(pupil.id)));
                });
        let pupils = self.pupils();
        html! {
            (Form::post("/notes/carnet", html! {
                (table)
                (button_bar(html! {
                    (Button::primary("Enregistrer les notes"))
                    (Button::secondary("Annuler").href(&self.course.href()))
                }))
            }).hidden("cours", &self.course.key.value()))
            (Table::new("Évaluations").caption_shown()
                .columns([Column::new("Évaluation"), Column::new("Publication"), Column::number("Coefficient"),
                    Column::number("Moyenne sur 20")])
                .rows(self.assessments.iter().zip(&self.sheet.columns), |row, (stored, column)| {
                    row.head(Link::new(&format!("/notes/evaluations/{}", stored.id), &headed(stored)));
                    row.cell(fr::date_long(stored.assessment.publication));
                    row.cell(stored.assessment.coefficient.to_string());
                    row.cell(shown(self.sheet.of_column(column, &pupils)));
                }))
            @if let Some(average) = self.sheet.of_class(&pupils) {
                (p(format!("Moyenne de la classe : {}.", shown(Some(average)))))
            }
        }
    }

    fn cell(&self, cell: crate::model::Cell, typed: &Typed) -> Markup {
        let (name, said) = (name_of(cell), words(self.sheet.marks.get(&cell).copied()));
        let mine = typed
            .input
            .fields()
            .iter()
            .rev()
            .find(|(field, _)| *field == name);
        let value = mine.map_or(said.as_str(), |(_, value)| value.as_str());
        let wrong = typed.wrong.iter().find(|wrong| wrong.cell == cell);
        let label = self.about(cell);
        html! {
            (Field::text(&name, &label).label_hidden().width(Width::Short).value(value)
                .maxlength(12).error(wrong.map(|wrong| wrong.why.to_string())))
            (ui::hidden(&shown_name_of(cell), &said))
        }
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
            0 => Notice::info("Rien n'avait changé."),
            n => Notice::success(format!(
                "{}.",
                fr::plural(n, "note est enregistrée", "notes sont enregistrées")
            )),
        }),
    }
}
