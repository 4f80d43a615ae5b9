//! The sheet as a table: taken to a spreadsheet, and brought back from one. What comes back stands in the
//! cells, to be looked at; nothing is written before somebody validates.

use super::{
    known::{Known, headed},
    page::Typed,
};
use crate::{
    model::{Read, judge, name_of, read_table, shown_name_of},
    pages::courses::to_choose,
};
use audit::Line;
use axum::{
    extract::{Multipart, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use grading::Mark;
use identity::{At, Marks};
use maud::{Markup, html};
use std::io::{Read as _, Seek as _, SeekFrom};
use ui::{Button, Field, Form, Icon, button_bar, details, p};
use web::{Cell, Context, Error, FileForm, Input, Invalid, Result, TableFile, Upload};

const FILE: &str = "tableau";

/// A table of a class is some kilobytes; one of a whole school's may be given by mistake.
pub(crate) const LARGEST: usize = 4 << 20;

const UPLOAD: Upload = Upload {
    field: FILE,
    most: 1,
    too_large: "Ce fichier dépasse 4 Mo : ne gardez que le tableau de cette classe.",
};

pub(crate) const HREF: &str = "/notes/carnet/tableau";

/// The sheet as a file.
pub(crate) async fn export(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    if let Some(choice) = to_choose(&input) {
        return Ok(choice);
    }
    let known = Known::of(&at, &context, &input).await?;
    let heads = known.assessments.iter().map(headed);
    let titles = std::iter::once("Élève".to_owned()).chain(heads);
    let titles: Vec<String> = titles.chain(["Moyenne".to_owned()]).collect();
    let form = FileForm::of(input.text(FileForm::FIELD));
    let mut file = TableFile::new(form, "Notes", &titles)?;
    for pupil in &known.pupils {
        let marks = known.assessments.iter().map(|stored| {
            let mark = known.sheet.marks.get(&(stored.id, pupil.id)).copied();
            match mark {
                None => Cell::Empty,
                Some(Mark::Points(points)) => Cell::Hundredths(points.hundredths()),
                Some(word) => Cell::text(word.to_string()),
            }
        });
        let average = known.sheet.of_pupil(pupil.id);
        let average = average.map_or(Cell::Empty, |average| {
            let rounded = average.rounded(known.sheet.rules.rounding);
            Cell::Hundredths(rounded.hundredths())
        });
        let name = std::iter::once(Cell::text(pupil.list_name()));
        file.row(name.chain(marks).chain([average]))?;
    }
    let line = Line::new(at.actor(), "marks.exported").detail(known.course.key.value());
    context.audit.look(context.clock.now(), line).await?;
    let name = education::search_key(&known.course.title());
    file.answer(&format!("notes-{name}"))
}

/// A table is given: what it says stands in the cells.
pub(crate) async fn import(
    at: At<Marks>,
    State(context): State<Context>,
    RawQuery(query): RawQuery,
    upload: Multipart,
) -> Result<Response> {
    let asked = Input::parse(&query.unwrap_or_default());
    let known = Known::of(&at, &context, &asked).await?;
    let given = match UPLOAD.receive(upload).await? {
        Ok(mut given) => given.pop().ok_or(Error::NotFound)?,
        Err(invalid) => return known.refused(&at, &context, invalid).await,
    };
    let (name, mut file) = given;
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(Error::of_file)?;
    file.read_to_end(&mut bytes).map_err(Error::of_file)?;
    let reading =
        tokio::task::spawn_blocking(move || sheet::read(&bytes, &sheet::Limits::default()));
    let rows = match reading.await.map_err(Error::internal)? {
        Ok(rows) => rows.into_iter().map(|row| row.cells).collect::<Vec<_>>(),
        Err(why) => return known.refused(&at, &context, refusal(&name, why)).await,
    };
    let read = match read_table(&rows, &known.titles(), &known.named()) {
        Ok(read) => read,
        Err(why) => return known.refused(&at, &context, refusal(&name, why)).await,
    };
    let typed = read
        .typed
        .iter()
        .map(|(cell, text)| (name_of(*cell), text.clone()));
    let shown = read
        .typed
        .iter()
        .map(|(cell, _)| (shown_name_of(*cell), known.said(*cell)));
    let input = Input::of(typed.chain(shown));
    let judgement = judge(&input, &known.every_column(), &known.ids());
    let status = match judgement.wrong.is_empty() {
        true => StatusCode::OK,
        false => Invalid::STATUS,
    };
    let typed = Typed {
        brought: Some((judgement.judged.len() as u64, read)),
        input,
        judgement,
        ..Typed::default()
    };
    known
        .page(&at, &context, &typed, status, &Input::default())
        .await
}

fn refusal(name: &str, why: impl std::fmt::Display) -> Invalid {
    let mut invalid = Invalid::default();
    invalid.add(FILE, format!("« {name} » : {why}."));
    invalid
}

impl Known {
    /// What columns may be called.
    fn titles(&self) -> Vec<(education::Id<crate::model::AssessmentRow>, String, String)> {
        let titles = self
            .assessments
            .iter()
            .map(|stored| (stored.id, headed(stored), stored.assessment.title.clone()));
        titles.collect()
    }

    fn named(&self) -> Vec<(education::Id<education::Pupil>, String)> {
        let named = self
            .pupils
            .iter()
            .map(|pupil| (pupil.id, pupil.list_name()));
        named.collect()
    }

    async fn refused(
        &self,
        at: &At<Marks>,
        context: &Context,
        invalid: Invalid,
    ) -> Result<Response> {
        let typed = Typed {
            invalid,
            ..Typed::default()
        };
        self.page(at, context, &typed, Invalid::STATUS, &Input::default())
            .await
    }

    /// Both ways, under the sheet.
    pub(super) fn exchange(&self, invalid: &Invalid) -> Markup {
        let body = html! {
            (button_bar(html! {
                @for form in FileForm::ALL {
                    (Button::secondary(form.label()).icon(Icon::Download).download()
                        .href(&format!("{HREF}?{}&{}={}", self.asked(), FileForm::FIELD, form.code())))
                }
            }))
            (p("Le fichier nomme des élèves : ne l'envoyez pas par courriel, et effacez-le quand il a servi."))
            (Form::post(&format!("{HREF}?{}", self.asked()), html! {
                (Field::file(FILE, "Tableau de notes").required().accept(".csv,.txt,.tsv,.ods")
                    .description("Celui de cette page, rempli dans un tableur, ou un autre dont la première \
                        ligne a une colonne « Élève » et le titre des évaluations. Une case vide ne change rien. \
                        Rien n'est enregistré avant que vous n'ayez regardé.")
                    .error(invalid.on(FILE)))
                (button_bar(Button::secondary("Lire le tableau").icon(Icon::Upload)))
            }).multipart())
        };
        match invalid.is_empty() {
            true => details("Tableur : télécharger, importer", body),
            false => ui::details_open("Tableur : télécharger, importer", body),
        }
    }
}

/// What a table brought, and what it said of nobody.
pub(super) fn brought(changed: u64, read: &Read) -> Markup {
    let told = match changed {
        0 => "Ce tableau ne change rien".to_owned(),
        n => format!(
            "Tableau lu : {} à enregistrer",
            ui::fr::plural(n, "note", "notes")
        ),
    };
    let strange = |words: &str, names: &[String]| {
        (!names.is_empty()).then(|| format!("{words} : {}.", names.join(", ")))
    };
    let left = [
        strange(
            "Colonnes qui ne sont d'aucune évaluation affichée",
            &read.strange_columns,
        ),
        strange(
            "Noms qui ne sont d'aucun élève de la classe, ou de deux",
            &read.strange_names,
        ),
    ];
    let left: Vec<String> = left.into_iter().flatten().collect();
    let alert = match left.is_empty() {
        true => ui::Alert::info(&told),
        false => ui::Alert::warning(&told),
    };
    html! {
        (alert.body(html! {
            @if changed > 0 { (p("Elles sont dans les cases ci-dessous : regardez-les, puis enregistrez.")) }
            @if !left.is_empty() { (ui::list(left)) }
        }))
    }
}
