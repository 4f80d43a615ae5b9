//! « Détacher ce responsable de l'élève », asked once, and « Rattacher ».

use super::{list, record};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::{Guardian, Id, Pupil};
use frame::Page;
use identity::{At, PupilFilesWriting};
use maud::html;
use ui::{Confirm, list as bullets};
use web::{Context, Error, Result, see_other};

pub(crate) async fn ask(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path((pupil, guardian)): Path<(Id<Pupil>, Id<Guardian>)>,
) -> Result<Response> {
    let mut read = context.db.read().await?;
    let today = at.today(context.clock.now());
    let file = records::pupil(&mut read, &at, today, pupil).await?;
    let file = file.filter(|file| file.present).ok_or(Error::NotFound)?;
    let found = records::guardian_file(&mut read, &at, pupil, guardian).await?;
    let found = found
        .filter(|found| found.detached.is_none())
        .ok_or(Error::NotFound)?;
    drop(read);
    let line = Line::new(at.actor(), "guardian.seen").on("guardian", guardian);
    let line = line.detail(format!("élève {pupil}"));
    context.audit.look(context.clock.now(), line).await?;
    let (name, child) = (found.of.list_name(), file.list_name());
    let back = format!("{}?onglet=responsables", record::href(pupil));
    let act = format!(
        "{}/responsables/{guardian}/detachement",
        record::href(pupil)
    );
    let loss = format!("{name} ne sera plus responsable de {child}.");
    let confirm = Confirm::new(&loss, "Détacher ce responsable", &act, &back).body(bullets([
        "Ses SMS en attente au sujet de l'élève sont supprimés.",
        "Son accès au dossier de l'élève prend fin.",
        "Aucun import ne le rattache ; vous pouvez le rattacher depuis la fiche.",
        "Sa fiche reste celle de ses autres enfants.",
    ]));
    Page::new(&at, "Détacher un responsable")
        .under("pupils", list::HREF)
        .from("Fiches individuelles", list::HREF)
        .from(child, back.clone())
        .show(&context, html! { (confirm) })
        .await
}

pub(crate) async fn detach(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path((pupil, guardian)): Path<(Id<Pupil>, Id<Guardian>)>,
) -> Result<Response> {
    let now = context.clock.now();
    let withdrawn = in_write!(context.db, Error, |tx| {
        records::detach(tx, &context, &at, pupil, guardian, now).await
    })?;
    let withdrawn = withdrawn.ok_or(Error::NotFound)?;
    let record = record::href(pupil);
    Ok(see_other(format!(
        "{record}?onglet=responsables&fait=detachement&sms={withdrawn}"
    )))
}

pub(crate) async fn attach(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path((pupil, guardian)): Path<(Id<Pupil>, Id<Guardian>)>,
) -> Result<Response> {
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        records::attach(tx, &at, pupil, guardian, now).await
    })?;
    let record = record::href(pupil);
    Ok(see_other(format!(
        "{record}?onglet=responsables&fait=rattachement"
    )))
}
