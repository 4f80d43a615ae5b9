//! « Imports → Import des registres », first step: the files are given, read and compared; nothing is
//! changed yet.

use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use frame::Page;
use identity::{At, RegisterImport};
use maud::html;
use records::draft;
use ui::{Button, ErrorSummary, Field, Form, Icon, Notice, button_bar, details, list};
use web::{Context, Error, Input, Invalid, Result, Upload, see_other};

pub(crate) const HREF: &str = "/eleves/import";
/// The field of the files.
pub(crate) const FILES: &str = "fichiers";

/// An export is four files; a few more do no harm.
const UPLOAD: Upload = Upload {
    field: FILES,
    most: 20,
    too_large: "Ces fichiers dépassent 256 Mo : déposez les archives ZIP telles que SIECLE les donne.",
};

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
    let mut files = match UPLOAD.receive(upload).await? {
        Ok(files) => files,
        Err(invalid) => return page(&at, &context, None, &invalid, Invalid::STATUS).await,
    };
    let now = context.clock.now();
    let kept = in_write!(context.db, Error, |tx| {
        draft::keep(tx, &at, now, &mut files).await
    })?;
    Ok(see_other(format!("{HREF}/{kept}")))
}
