//! « Imports → Photographies »: archives of pictures named by the pupils' numbers are given; the
//! pictures are placed behind the page, which can be left, and can be taken back.

use super::import_draft::{lasts, waiting};
use audit::Line;
use axum::{
    extract::{Multipart, Path, State as Ctx},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use db::in_write;
use education::Id;
use frame::Page;
use identity::{At, RegisterImport};
use maud::{Markup, html};
use records::{
    draft::Draft,
    photo::{self, Deposit, Report, State, Withdrawn},
};
use ui::{
    Alert, Button, Column, Confirm, ErrorSummary, Field, Form, Icon, Notice, Table, button_bar,
    definitions, details, fr, list, p, section,
};
use web::{Context, Csv, Error, Input, Invalid, Result, Upload, attachment, see_other};

pub(crate) const HREF: &str = "/eleves/photographies";
/// The field of the archives.
pub(crate) const FILES: &str = "archives";
const UPLOAD: Upload = Upload {
    field: FILES,
    most: 20,
    too_large: "Ces archives dépassent 256 Mo : déposez-les en plusieurs fois, classe par classe.",
};
/// Rows of files left aside that the page shows; the CSV has them all.
const SHOWN: usize = 50;

pub(crate) async fn form(at: At<RegisterImport>, Ctx(context): Ctx<Context>) -> Result<Response> {
    page(&at, &context, &Invalid::default(), StatusCode::OK).await
}

async fn page(
    at: &At<RegisterImport>,
    context: &Context,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let today = at.today(context.clock.now());
    let named = photo::can_be_named(&mut context.db.read().await?, at, today).await?;
    let body = html! {
        @if !named {
            (Alert::info("Aucun élève d'ici n'a de numéro").body(p("Une archive ne peut pas dire à \
                qui sont ses images. SIECLE donne des numéros, ONDE n'en donne pas : mettez chaque \
                photographie sur la fiche de l'élève, onglet « Photo ».")))
            (button_bar(Button::secondary("Fiches individuelles").href(super::list::HREF)))
        }
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(HREF, html! {
            (Field::file(FILES, "Archives de photographies").required().multiple().accept(".zip")
                .description("Des archives ZIP d'images JPEG, PNG ou WebP, chacune nommée par le \
                              numéro de l'élève dans l'établissement (ELENOET) : 1234.jpg.")
                .error(invalid.on(FILES)))
            (button_bar(Button::primary("Placer les photographies").icon(Icon::Upload)))
        }).multipart())
        (details("D'où vient ce numéro ?", list([
            "C'est le « numéro élève établissement » de SIECLE, que les exports contiennent : \
             importez d'abord les exports.",
            "Les photographes scolaires et les logiciels d'emploi du temps savent nommer leurs \
             images ainsi.",
            "La photographie d'un seul élève se met sur sa fiche, onglet « Photo ».",
        ])))
    };
    Page::new(at, "Photographies")
        .under("pupils", HREF)
        .intro(
            "Celles qui sont déjà là sont remplacées ; celles des élèves qui ne sont pas dans les \
             archives restent.",
        )
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn submit(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    upload: Multipart,
) -> Result<Response> {
    let mut archives = match UPLOAD.receive(upload).await? {
        Ok(archives) => archives,
        Err(invalid) => return page(&at, &context, &invalid, Invalid::STATUS).await,
    };
    let now = context.clock.now();
    let kept = in_write!(context.db, Error, |tx| {
        photo::keep(tx, &at, now, &mut archives).await
    })?;
    Ok(see_other(href(kept)))
}

fn href(id: Id<Draft>) -> String {
    format!("{HREF}/{id}")
}

async fn find(
    context: &Context,
    at: &At<RegisterImport>,
    deposit: &str,
) -> Result<(Id<Draft>, Deposit)> {
    let id: Id<Draft> = deposit.parse().map_err(|_| Error::NotFound)?;
    let mut read = context.db.read().await?;
    let found = photo::find(&mut read, at, id).await?;
    Ok((id, found.ok_or(Error::NotFound)?))
}

pub(crate) async fn show(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(deposit): Path<String>,
    input: Input,
) -> Result<Response> {
    let (id, found) = find(&context, &at, &deposit).await?;
    let notice = input
        .is_ticked("deja")
        .then(|| Notice::info("Ces photographies avaient déjà été retirées."));
    let lasts = lasts(found.created_at, context.clock.now());
    let (title, body) = match &found.state {
        State::Reading(step, files) => (
            "Photographies en cours",
            waiting(&href(id), step, (*files, "fichier", "fichiers"), lasts),
        ),
        State::Refused(why) => (
            "Archive refusée",
            html! {
                (Alert::danger("Rien n'a été changé").body(p(why)))
                (button_bar(Button::primary("Déposer une autre archive").href(HREF)))
            },
        ),
        State::Done(report) => ("Photographies placées", done(id, report)),
    };
    Page::new(&at, title)
        .under("pupils", HREF)
        .from("Photographies", HREF)
        .notice(notice)
        .show(&context, body)
        .await
}

/// The region alone, while there is something to wait for; then the page whole.
pub(crate) async fn progress(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(deposit): Path<String>,
) -> Result<Response> {
    let (id, found) = find(&context, &at, &deposit).await?;
    Ok(match &found.state {
        State::Reading(step, files) => {
            let lasts = lasts(found.created_at, context.clock.now());
            waiting(&href(id), step, (*files, "fichier", "fichiers"), lasts).into_response()
        }
        _ => (StatusCode::OK, [("HX-Redirect", href(id))]).into_response(),
    })
}

fn done(id: Id<Draft>, report: &Report) -> Markup {
    let placed = report.added + report.replaced;
    html! {
        @match report.withdrawn {
            Some(removed) => (Alert::info("Ces photographies ont été retirées").body(p(format!(
                "{}. Celles qu'elles avaient remplacées ne reviennent pas.",
                fr::plural(removed, "photographie effacée", "photographies effacées"),
            )))),
            None if placed > 0 => (Alert::success("C'est fait").body(p(format!(
                "{}. Ouvrez quelques fiches pour vérifier que chaque visage est sur la bonne.",
                fr::plural(placed, "photographie placée", "photographies placées"),
            )))),
            None => (Alert::warning("Aucune photographie n'a été placée").body(p("Les raisons sont \
                ci-dessous, fichier par fichier."))),
        }
        (section("Comptes", definitions([
            ("Photographies ajoutées", fr::number(report.added)),
            ("Photographies remplacées", fr::number(report.replaced)),
            ("Fichiers laissés de côté", fr::number(report.left_aside.len() as u64)),
            ("Élèves présents encore sans photographie", fr::number(report.without)),
        ])))
        @if !report.left_aside.is_empty() {
            (section("Fichiers laissés de côté", left_aside(id, report)))
        }
        (button_bar(html! {
            (Button::secondary("Déposer une autre archive").href(HREF))
            @if placed > 0 && report.withdrawn.is_none() {
                (Button::danger("Retirer ces photographies").icon(Icon::Trash2)
                    .href(&format!("{}/retrait", href(id))))
            }
        }))
    }
}

fn left_aside(id: Id<Draft>, report: &Report) -> Markup {
    let shown: Vec<_> = report.left_aside.iter().take(SHOWN).collect();
    html! {
        (button_bar(Button::secondary("Télécharger la liste (CSV)").icon(Icon::Download)
            .href(&format!("{}/laisses-de-cote", href(id)))))
        (Table::new("Fichiers laissés de côté")
            .columns([Column::new("Fichier"), Column::new("Pourquoi")])
            .rows(&shown, |row, left| {
                row.head(&left.file);
                row.cell(&left.why);
            }))
        @if report.left_aside.len() > SHOWN {
            (p(format!("Seuls les {SHOWN} premiers sont affichés ; le fichier CSV les a tous.")))
        }
    }
}

pub(crate) async fn download(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(deposit): Path<String>,
) -> Result<Response> {
    let (id, found) = find(&context, &at, &deposit).await?;
    let State::Done(report) = found.state else {
        return Ok(see_other(href(id)));
    };
    let mut csv = Csv::new(Vec::new());
    csv.row(["Fichier", "Pourquoi"]).map_err(Error::internal)?;
    for left in &report.left_aside {
        csv.row([&left.file, &left.why]).map_err(Error::internal)?;
    }
    let now = context.clock.now();
    let line = Line::new(at.actor(), "import.exported").on("import", id);
    context.audit.look(now, line).await?;
    Ok(attachment(
        &format!("photographies-laissees-de-cote-{}.csv", at.today(now)),
        "text/csv; charset=utf-8",
        csv.finish().map_err(Error::internal)?,
    ))
}

pub(crate) async fn ask(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(deposit): Path<String>,
) -> Result<Response> {
    let (id, found) = find(&context, &at, &deposit).await?;
    let State::Done(report) = found.state else {
        return Ok(see_other(href(id)));
    };
    let loss = format!(
        "Jusqu'à {} de ce dépôt seront effacées.",
        fr::plural(
            report.added + report.replaced,
            "photographie",
            "photographies"
        ),
    );
    let (act, back) = (format!("{}/retrait", href(id)), href(id));
    let confirm = Confirm::new(&loss, "Retirer ces photographies", &act, &back).body(list([
        "Celles qui ont été changées depuis sur une fiche restent.",
        "Celles que ce dépôt avait remplacées ne reviennent pas : déposez de nouveau leur archive.",
    ]));
    Page::new(&at, "Retirer les photographies d'un dépôt")
        .under("pupils", HREF)
        .from("Photographies", HREF)
        .from("Photographies placées", back.clone())
        .show(&context, html! { (confirm) })
        .await
}

pub(crate) async fn withdraw(
    at: At<RegisterImport>,
    Ctx(context): Ctx<Context>,
    Path(deposit): Path<String>,
) -> Result<Response> {
    let (id, found) = find(&context, &at, &deposit).await?;
    let State::Done(_) = found.state else {
        return Ok(see_other(href(id)));
    };
    let now = context.clock.now();
    let withdrawn = in_write!(context.db, Error, |tx| {
        photo::withdraw(tx, &at, id, now).await
    })?;
    Ok(see_other(match withdrawn.ok_or(Error::NotFound)? {
        Withdrawn::Now(_) => href(id),
        Withdrawn::Before => format!("{}?deja=1", href(id)),
    }))
}
