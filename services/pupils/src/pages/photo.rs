//! The pupil's photograph: seen, put, removed. Each look leaves a line.

use super::{list, record, record::Shown};
use audit::Line;
use axum::{
    extract::{Multipart, Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use db::in_write;
use education::{Id, Pupil};
use frame::Page;
use identity::{At, PupilFiles, PupilFilesWriting};
use maud::{Markup, html};
use records::{
    PupilFile,
    photo::{self, Kept, Picture},
};
use std::io::{Read as _, Seek as _};
use ui::{
    Button, Confirm, Empty, ErrorSummary, Field, Form, Icon, button_bar, definitions,
    list as bullets, picture, section,
};
use web::{Context, Error, Invalid, Result, Upload, see_other};

/// The field of the file.
pub(crate) const FILE: &str = "photographie";
pub(crate) const UPLOAD: Upload = Upload {
    field: FILE,
    most: 1,
    too_large: "Cette image dépasse 20 Mo : choisissez-en une plus légère.",
};

fn href(pupil: Id<Pupil>) -> String {
    format!("{}/photo", record::href(pupil))
}

fn tab_href(pupil: Id<Pupil>) -> String {
    format!("{}?onglet=photo", record::href(pupil))
}

/// The tab « Photo ».
pub(super) fn tab(shown: &Shown, kept: Option<Kept>) -> Markup {
    let (pupil, name) = (shown.file.id, shown.file.list_name());
    html! {
        @match kept {
            None => (Empty::new("Aucune photographie").icon(Icon::User).why(if shown.writable {
                "Mettez-en une ci-dessous, ou celles de tous les élèves ensemble depuis \
                 « Imports → Photographies »."
            } else {
                "Il n'y a pas de photographie de cet élève."
            })),
            Some(kept) => (section("Photographie", html! {
                // Its own address for each picture: a browser never shows the one before.
                (picture(&format!("{}?{}", href(pupil), kept.put_at.timestamp_millis()),
                    &format!("Photographie de {name}")))
                (definitions([("Mise le", shown.day(kept.put_at))]))
                @if shown.writable {
                    (button_bar(Button::danger("Retirer la photographie").icon(Icon::Trash2)
                        .href(&format!("{}/retrait", href(pupil)))))
                }
            })),
        }
        @if shown.writable {
            (section(if kept.is_some() { "Remplacer" } else { "Mettre une photographie" },
                form(pupil, &Invalid::default())))
        }
    }
}

fn form(pupil: Id<Pupil>, invalid: &Invalid) -> Markup {
    html! {
        (Form::post(&href(pupil), html! {
            (Field::file(FILE, "Photographie").required().accept("image/jpeg,image/png,image/webp")
                .description("Une image JPEG, PNG ou WebP, 20 Mo au plus. Elle est réduite, et ce \
                              que l'appareil y a noté (lieu, date) est effacé.")
                .error(invalid.on(FILE)))
            (button_bar(Button::primary("Enregistrer la photographie").icon(Icon::Upload)))
        }).multipart())
    }
}

/// The picture itself.
pub(crate) async fn show(
    at: At<PupilFiles>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let found = photo::picture(&mut read, &at, pupil).await?;
    drop(read);
    let jpeg = found.ok_or(Error::NotFound)?;
    let line = Line::new(at.actor(), "photo.seen").on("pupil", pupil);
    context.audit.look(context.clock.now(), line).await?;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}

/// A pupil who is at the school: others are read, not written.
async fn present(
    context: &Context,
    at: &At<PupilFilesWriting>,
    pupil: Id<Pupil>,
) -> Result<PupilFile> {
    let mut read = context.db.read().await?;
    let today = at.today(context.clock.now());
    let file = records::pupil(&mut read, at, today, pupil).await?;
    file.filter(|file| file.present).ok_or(Error::NotFound)
}

pub(crate) async fn put(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
    upload: Multipart,
) -> Result<Response> {
    let file = present(&context, &at, pupil).await?;
    let read = match UPLOAD.receive(upload).await? {
        Ok(files) => small(files).await?,
        Err(invalid) => Err(invalid),
    };
    let picture = match read {
        Ok(picture) => picture,
        Err(invalid) => return again(&at, &context, &file, &invalid).await,
    };
    let now = context.clock.now();
    let saved = in_write!(context.db, Error, |tx| {
        Ok(photo::save(tx, &at, pupil, &picture, now).await?)
    })?;
    if !saved {
        return Err(Error::NotFound);
    }
    Ok(see_other(format!("{}&fait=photo", tab_href(pupil))))
}

async fn small(
    files: Vec<(String, std::fs::File)>,
) -> Result<std::result::Result<Picture, Invalid>> {
    web::heavy(move || {
        let mut bytes = Vec::new();
        for (_, mut file) in files {
            file.rewind().map_err(Error::internal)?;
            file.read_to_end(&mut bytes).map_err(Error::internal)?;
        }
        let mut invalid = Invalid::default();
        let picture = invalid.check(FILE, Picture::read(&bytes));
        Ok(picture.ok_or(invalid))
    })
    .await?
}

async fn again(
    at: &At<PupilFilesWriting>,
    context: &Context,
    file: &PupilFile,
    invalid: &Invalid,
) -> Result<Response> {
    let name = file.list_name();
    let body = html! {
        (ErrorSummary::new(invalid.all().iter().map(|(field, text)| (*field, text.as_str()))))
        (form(file.id, invalid))
    };
    Page::new(at, format!("Photographie de {name}"))
        .under("pupils", list::HREF)
        .from("Fiches individuelles", list::HREF)
        .from(name, tab_href(file.id))
        .status(Invalid::STATUS)
        .show(context, body)
        .await
}

pub(crate) async fn ask(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
) -> Result<Response> {
    let file = present(&context, &at, pupil).await?;
    let mut read = context.db.read().await?;
    photo::has(&mut read, &at, pupil)
        .await?
        .ok_or(Error::NotFound)?;
    drop(read);
    let name = file.list_name();
    let (act, back) = (format!("{}/retrait", href(pupil)), tab_href(pupil));
    let loss = format!("La photographie de {name} sera effacée.");
    let confirm = Confirm::new(&loss, "Retirer la photographie", &act, &back).body(bullets([
        "Elle n'est gardée nulle part ailleurs dans Préau, sauf dans les sauvegardes.",
        "Vous pourrez en mettre une autre.",
    ]));
    Page::new(&at, "Retirer une photographie")
        .under("pupils", list::HREF)
        .from("Fiches individuelles", list::HREF)
        .from(name, back.clone())
        .show(&context, html! { (confirm) })
        .await
}

pub(crate) async fn remove(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
) -> Result<Response> {
    present(&context, &at, pupil).await?;
    let now = context.clock.now();
    // A double click finds nothing more to remove: it is done all the same.
    in_write!(context.db, Error, |tx| {
        Ok(photo::remove(tx, &at, pupil, now).await?)
    })?;
    Ok(see_other(format!("{}&fait=photo-retiree", tab_href(pupil))))
}
