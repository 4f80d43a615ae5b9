//! « Emplois du temps → Importer », first step: files are given and read; nothing changes yet.

use super::{HREF, reading::Files};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use frame::Page;
use identity::{At, SchoolLifeSettings};
use lessons::Limits;
use maud::html;
use std::{
    fs::File,
    io::{Read as _, Seek as _, SeekFrom},
};
use ui::{Button, ErrorSummary, Field, Form, Icon, Notice, button_bar, details, list};
use web::{Context, Error, Input, Invalid, Result, Upload, see_other};

pub(crate) const IMPORT: &str = "/absences/emplois-du-temps/import";
/// The field of the files.
pub(crate) const FILES: &str = "fichiers";
/// A calendar of 1 MB for each of sixty teachers.
pub(crate) const LARGEST_UPLOAD: usize = 64 << 20;

const UPLOAD: Upload = Upload {
    field: FILES,
    most: 150,
    too_large: "Ces fichiers dépassent 64 Mo : n'exportez que les cours de la semaine.",
};

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let lost = input.is_ticked("perdu").then(|| {
        Notice::warning("Ces fichiers ont déjà été repris : déposez-les de nouveau s'il le faut.")
    });
    page(&at, &context, lost, &Invalid::default(), StatusCode::OK).await
}

async fn page(
    at: &At<SchoolLifeSettings>,
    context: &Context,
    notice: Option<Notice>,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(IMPORT, html! {
            (Field::file(FILES, "Fichiers de l'emploi du temps").required().multiple()
                .accept(".txt,.csv,.xml,.ics")
                .description("L'export des cours d'EDT (texte ou XML) ou d'UnDeuxTEMPS (texte), des \
                              calendriers iCalendar, ou notre tableau CSV. Déposez ensemble tout ce \
                              qui fait l'emploi du temps de l'établissement.")
                .error(invalid.on(FILES)))
            (button_bar(Button::primary("Comparer").icon(Icon::Upload)))
        }).multipart())
        (details("Où trouver ces fichiers ?", list([
            "Dans EDT : Fichier, puis Import/Export, puis Exporter un fichier texte, données « Cours ». \
             Gardez la ligne des titres.",
            "Dans UnDeuxTEMPS : l'export en texte de la liste des cours, avec la colonne « Professeur ».",
            "Dans PRONOTE : le calendrier iCal de chaque enseignant.",
            "Sans ces logiciels : un tableau d'un cours par ligne, avec les titres Jour, Début, Fin, \
             Semaine, Matière, Enseignant, Classe, Groupe et Salle, enregistré en CSV.",
        ])))
    };
    Page::new(at, "Importer un emploi du temps")
        .under("absences", HREF)
        .from("Emplois du temps", HREF)
        .intro("Rien ne change avant que vous n'ayez vu les différences et accepté.")
        .notice(notice)
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn submit(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    upload: Multipart,
) -> Result<Response> {
    let mut given = match UPLOAD.receive(upload).await? {
        Ok(given) => given,
        Err(invalid) => return page(&at, &context, None, &invalid, Invalid::STATUS).await,
    };
    let mut files = Files::begin(&context, &at).await?;
    let mut invalid = Invalid::default();
    for (name, file) in &mut given {
        if let Err(refused) = files.add(name, bytes(file)?).await? {
            invalid.add(FILES, refused);
            return page(&at, &context, None, &invalid, Invalid::STATUS).await;
        }
    }
    if let Err(refused) = files.matched().await? {
        invalid.add(FILES, refused);
        return page(&at, &context, None, &invalid, Invalid::STATUS).await;
    }
    let now = context.clock.now();
    let kept = in_write!(context.db, Error, |tx| {
        timetable::keep_lesson_draft(tx, &at, now, &mut given).await
    })?;
    Ok(see_other(format!("{IMPORT}/{kept}")))
}

/// What a file holds, or the beginning of one that is too large to be read: it is refused then.
fn bytes(file: &mut File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(Error::of_file)?;
    file.take(Limits::default().bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(Error::of_file)?;
    Ok(bytes)
}
