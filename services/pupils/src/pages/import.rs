//! « Imports → Import des registres », first step: the files are given, read and compared; nothing is
//! changed yet.

use axum::{
    extract::{Multipart, State, multipart::MultipartError},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use frame::Page;
use identity::{At, RegisterImport};
use maud::html;
use records::draft;
use std::fs::File;
use tokio::io::AsyncWriteExt as _;
use ui::{Button, ErrorSummary, Field, Form, Icon, Notice, button_bar, details, list};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/eleves/import";
/// The field of the files.
pub(crate) const FILES: &str = "fichiers";
/// An export is four files; a few more do no harm.
const MOST_FILES: usize = 20;

pub(crate) async fn show(
    at: At<RegisterImport>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let late = input.is_ticked("perdu").then(|| {
        Notice::warning(
            "Ces fichiers ont été déposés il y a plus d'une heure : déposez-les de nouveau.",
        )
    });
    page(&at, &context, late, &Invalid::default(), StatusCode::OK).await
}

async fn page(
    at: &At<RegisterImport>,
    context: &Context,
    notice: Option<Notice>,
    invalid: &Invalid,
    status: StatusCode,
) -> Result<Response> {
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (Form::post(HREF, html! {
            (Field::file(FILES, "Exports des registres").required().multiple().accept(".zip,.xml,.csv")
                .description("De SIECLE : élèves, responsables, structures, nomenclature, communs ; \
                              le fichier de STS ; d'ONDE : élèves et responsables. Ensemble, \
                              zippés ou non, dans n'importe quel ordre.")
                .error(invalid.on(FILES)))
            (button_bar(Button::primary("Comparer").icon(Icon::Upload)))
        }).multipart())
        (details("Où trouver ces fichiers ?", list([
            "Dans SIECLE, Base élèves : Exploitation, puis Exports standard, puis Exports XML \
             génériques.",
            "Téléchargez « Élèves avec adresses », « Responsables avec adresses », « Structures », \
             « Nomenclature » et « Communs ».",
            "Dans STS-web : Exports, puis Emplois du temps : le fichier « sts_emp_… ».",
            "Dans ONDE : Listes et documents, puis Extractions : « élèves » et « responsables ».",
            "Une affectation saisie dans SIECLE n'est dans l'export que le lendemain.",
        ])))
    };
    Page::new(at, "Import des registres")
        .under("pupils", HREF)
        .intro("Rien ne change avant que vous n'ayez vu les différences et accepté.")
        .notice(notice)
        .status(status)
        .show(context, body)
        .await
}

pub(crate) async fn submit(
    at: At<RegisterImport>,
    State(context): State<Context>,
    upload: Multipart,
) -> Result<Response> {
    let mut files = match receive(upload).await? {
        Ok(files) => files,
        Err(sentence) => return refused(&at, &context, sentence).await,
    };
    let now = context.clock.now();
    let kept = in_write!(context.db, Error, |tx| {
        draft::keep(tx, &at, now, &mut files).await
    })?;
    Ok(see_other(format!("{HREF}/{kept}")))
}

async fn refused(at: &At<RegisterImport>, context: &Context, sentence: String) -> Result<Response> {
    let mut invalid = Invalid::default();
    invalid.add(FILES, sentence);
    page(at, context, None, &invalid, Invalid::STATUS).await
}

type Received = std::result::Result<Vec<(String, File)>, String>;

/// Streams the files to the disk; a sentence for the person when they cannot be taken.
async fn receive(mut upload: Multipart) -> Result<Received> {
    let mut files = Vec::new();
    loop {
        let mut field = match upload.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return Ok(Err(cut(&error))),
        };
        let name = field.file_name().unwrap_or_default().to_owned();
        if field.name() != Some(FILES) || name.is_empty() {
            continue;
        }
        if files.len() == MOST_FILES {
            return Ok(Err(format!(
                "Déposez au plus {MOST_FILES} fichiers à la fois."
            )));
        }
        let file = tempfile::tempfile().map_err(Error::internal)?;
        let mut file = tokio::fs::File::from_std(file);
        loop {
            match field.chunk().await {
                Ok(Some(bytes)) => file.write_all(&bytes).await.map_err(Error::internal)?,
                Ok(None) => break,
                Err(error) => return Ok(Err(cut(&error))),
            }
        }
        file.flush().await.map_err(Error::internal)?;
        files.push((name, file.into_std().await));
    }
    if files.is_empty() {
        return Ok(Err("Choisissez au moins un fichier.".into()));
    }
    Ok(Ok(files))
}

fn cut(error: &MultipartError) -> String {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        "Ces fichiers dépassent 256 Mo : déposez les archives ZIP telles que SIECLE les donne."
            .into()
    } else {
        "L'envoi a été coupé avant la fin : recommencez.".into()
    }
}
