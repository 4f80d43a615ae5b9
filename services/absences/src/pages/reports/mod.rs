//! « Statistiques → Bilans »: a model, a period, of whom; what it counts, seen before it is printed,
//! downloaded as a table, printed as a document that « Documents » keeps.

mod asked;
mod counted;
mod paper;

use crate::{
    model::{document::DocumentKind, report_model::ModelRow},
    pages::{documents as kept, report_models},
    store::{
        documents::{self, NewDocument},
        report_model,
    },
};
use admission::Audience;
use asked::Asked;
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use counted::Counted;
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, SchoolLife};
use manifest::Routes;
use maud::{Markup, html};
use ui::{
    Alert, Button, Column, Empty, ErrorSummary, Filters, Form, Icon, Link, Table, button_bar, fr,
    list as list_of, muted, p, section,
};
use web::{Context, Error, FileForm, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/bilans";

/// Lines that a document may have: those of a school of 1,200 pupils over a term, with their
/// absences. More would keep the typesetter busy for a minute.
const MOST_LINES: usize = 6_000;

/// Those of « Bilans » and of « Modèles de bilans ».
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/absences/bilans", list)
        .get("/absences/bilans/{report_model}", preview)
        .example("/absences/bilans/{report_model}?classe={division}&eleve={pupil}")
        .post("/absences/bilans/{report_model}", print)
        .form("periode=&classe={division}&eleve={pupil}")
        .get("/absences/bilans/{report_model}/fichier", file)
        .example("/absences/bilans/{report_model}/fichier?classe={division}&format=ods")
        .get("/absences/modeles-de-bilans", report_models::list)
        .get("/absences/modeles-de-bilans/nouveau", report_models::new)
        .post("/absences/modeles-de-bilans/nouveau", report_models::add)
        .form("nom={report_name}&lignes=classes&periode=month&colonnes=gross&ordre=name")
        .get(
            "/absences/modeles-de-bilans/{report_model}",
            report_models::edit,
        )
        .post(
            "/absences/modeles-de-bilans/{report_model}",
            report_models::change,
        )
        .form(
            "nom={report_name}&lignes=details&periode=term&colonnes=gross&ordre=name\
             &version={report_version}",
        )
        .post(
            "/absences/modeles-de-bilans/{report_model}/offre",
            report_models::offer,
        )
        .form("offert=oui")
}

fn href(id: Id<ModelRow>) -> String {
    format!("{HREF}/{id}")
}

/// The models.
pub(crate) async fn list(at: At<SchoolLife>, State(context): State<Context>) -> Result<Response> {
    let mut models = report_model::begun(&context, &at).await?;
    models.retain(|stored| !stored.withdrawn);
    let body = html! {
        (Table::new("Bilans à préparer")
            .columns([Column::new("Bilan"), Column::new("Lignes"), Column::new("Période")])
            .empty(Empty::new("Aucun modèle de bilan").icon(Icon::FileText)
                .why("Tous sont retirés. La direction ou le CPE en remet dans « Modèles de bilans »."))
            .rows(&models, |row, stored| {
                row.head(Link::new(&href(stored.id), &stored.model.name));
                row.cell(stored.model.rows.label());
                row.cell(stored.model.span.label());
            }))
        @if at.also(Audience::SchoolLifeSettings) {
            (button_bar(Button::secondary("Modifier les modèles").href(report_models::HREF)))
        }
        (muted("Chaque bilan imprimé reste dans « Documents »."))
    };
    Page::new(&at, "Bilans")
        .under("absences", HREF)
        .intro("Choisissez un modèle, puis la période et la classe. Vous voyez le bilan avant de l'imprimer.")
        .show(&context, body)
        .await
}

/// What a bilan says, before it is printed.
pub(crate) async fn preview(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<ModelRow>>,
    input: Input,
) -> Result<Response> {
    let asked = Asked::of(&at, &context, id, &input).await?;
    let line = Line::new(at.actor(), "report.seen").on("report_model", id);
    shown(&at, &context, asked, line, StatusCode::OK).await
}

async fn shown(
    at: &At<SchoolLife>,
    context: &Context,
    asked: Asked,
    look: Line,
    status: StatusCode,
) -> Result<Response> {
    let invalid = asked.invalid.clone();
    let status = match invalid.is_empty() {
        true => status,
        false => Invalid::STATUS,
    };
    let counted = match invalid.is_empty() {
        true => {
            let counted = Counted::of(at, context, &asked).await?;
            context.audit.look(context.clock.now(), look).await?;
            Some(counted)
        }
        false => None,
    };
    let own = href(asked.model.id);
    let too_long = counted.as_ref().is_some_and(is_too_long);
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Filters::new(&own, asked.fields()))
        @if let Some(counted) = &counted {
            @if too_long {
                (Alert::warning("Ce bilan est trop long pour être imprimé").body(p(format!(
                    "Il aurait {}, au lieu de {} au plus. Choisissez une classe, un groupe ou une \
                     période plus courte ; le tableau peut être téléchargé entier.",
                    fr::plural(counted.lines() as u64, "ligne", "lignes"),
                    fr::number(MOST_LINES as u64)
                ))))
            }
            (counted.table(&asked))
            @if too_long {
                (button_bar(downloads(&asked)))
            } @else {
                (Form::post(&own, button_bar(html! {
                    (Button::primary("Imprimer (PDF)").icon(Icon::FileText))
                    (downloads(&asked))
                })).hidden(FormId::FIELD, &FormId::new().0.to_string())
                    .hidden("periode", &asked.period).hidden("du", &asked.from)
                    .hidden("au", &asked.to).hidden("classe", &asked.class)
                    .hidden("eleve", &asked.pupil_code()))
            }
            (section(paper::RULES, list_of(paper::rules(&asked))))
        }
    };
    Page::new(at, asked.model.model.name.clone())
        .under("absences", HREF)
        .from("Bilans", HREF)
        .intro(asked.said())
        .status(status)
        .show(context, body)
        .await
}

fn downloads(asked: &Asked) -> Markup {
    let (own, query) = (href(asked.model.id), asked.query());
    html! {
        @for form in FileForm::ALL {
            (Button::secondary(form.label()).icon(Icon::Download).download()
                .href(&format!("{own}/fichier?{query}&{}={}", FileForm::FIELD, form.code())))
        }
    }
}

fn is_too_long(counted: &Counted) -> bool {
    counted.lines() > MOST_LINES
}

/// The same table, for a spreadsheet.
pub(crate) async fn file(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<ModelRow>>,
    input: Input,
) -> Result<Response> {
    let asked = Asked::of(&at, &context, id, &input).await?;
    let line = Line::new(at.actor(), "report.exported").on("report_model", id);
    if !asked.invalid.is_empty() {
        return shown(&at, &context, asked, line, Invalid::STATUS).await;
    }
    let counted = Counted::of(&at, &context, &asked).await?;
    let now = context.clock.now();
    context.audit.look(now, line).await?;
    let form = FileForm::of(input.text(FileForm::FIELD));
    counted
        .file(form, &asked)?
        .answer(&format!("bilan-{}", at.today(now)))
}

/// Prints: the document is kept, and its page opens; it gives the PDF.
pub(crate) async fn print(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<ModelRow>>,
    input: Input,
) -> Result<Response> {
    let asked = Asked::of(&at, &context, id, &input).await?;
    let line = Line::new(at.actor(), "report.seen").on("report_model", id);
    if !asked.invalid.is_empty() {
        return shown(&at, &context, asked, line, Invalid::STATUS).await;
    }
    let counted = Counted::of(&at, &context, &asked).await?;
    if is_too_long(&counted) {
        return shown(&at, &context, asked, line, Invalid::STATUS).await;
    }
    let now = context.clock.now();
    let document = paper::document(&at, &asked, &counted, at.today(now));
    let new = NewDocument {
        kind: DocumentKind::Report,
        title: &document.title,
        pieces: counted.rows.len() as u64,
        document: &document,
    };
    let form = FormId::of(&input);
    let kept = in_write!(context.db, Error, |tx| {
        documents::keep_once(tx, &at, form, new, now).await
    })?;
    Ok(see_other(kept::ready_href(kept)))
}
