//! A guardian's record: « Ajouter un responsable », « Modifier ».

use super::guardian_form::{Around, Shown};
use crate::model::guardian;
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use db::in_write;
use education::{Guardian, Id, Pupil};
use identity::{At, PupilFilesWriting};
use records::{Saved, Stamp};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) async fn new(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
) -> Result<Response> {
    let around = Around::load(&mut context.db.read().await?, &at, &context, pupil).await?;
    let form = Shown::adding(&around);
    form.show(
        &at,
        &context,
        &Input::default(),
        &Invalid::default(),
        StatusCode::OK,
    )
    .await
}

pub(crate) async fn add(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path(pupil): Path<Id<Pupil>>,
    input: Input,
) -> Result<Response> {
    let around = Around::load(&mut context.db.read().await?, &at, &context, pupil).await?;
    let shown = Shown::adding(&around);
    if let Some(filled) = around.fetched(&input) {
        return shown
            .show(&at, &context, &filled, &Invalid::default(), StatusCode::OK)
            .await;
    }
    let form = match guardian::parse(&input, None, &around.asked, context.mode().numbers()) {
        Ok(form) => form,
        Err(invalid) => {
            return shown
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let (form_id, now) = (FormId::of(&input), context.clock.now());
    let added = in_write!(context.db, Error, |tx| {
        Ok(records::add_guardian(tx, &at, form_id, pupil, &form, now).await?)
    })?;
    added.ok_or(Error::NotFound)?;
    Ok(see_other(around.tab("ajout")))
}

pub(crate) async fn edit(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path((pupil, id)): Path<(Id<Pupil>, Id<Guardian>)>,
) -> Result<Response> {
    let around = Around::load(&mut context.db.read().await?, &at, &context, pupil).await?;
    let file = around.guardian(id)?;
    let line = Line::new(at.actor(), "guardian.seen").on("guardian", id);
    let line = line.detail(format!("élève {pupil}"));
    context.audit.look(context.clock.now(), line).await?;
    let input = guardian::filled(file);
    let form = Shown::changing(&around, file);
    form.show(&at, &context, &input, &Invalid::default(), StatusCode::OK)
        .await
}

pub(crate) async fn change(
    at: At<PupilFilesWriting>,
    State(context): State<Context>,
    Path((pupil, id)): Path<(Id<Pupil>, Id<Guardian>)>,
    input: Input,
) -> Result<Response> {
    let around = Around::load(&mut context.db.read().await?, &at, &context, pupil).await?;
    let file = around.guardian(id)?;
    let shown = Shown::changing(&around, file);
    if let Some(filled) = around.fetched(&input) {
        return shown
            .show(&at, &context, &filled, &Invalid::default(), StatusCode::OK)
            .await;
    }
    let numbers = context.mode().numbers();
    let form = match guardian::parse(&input, Some(file), &around.asked, numbers) {
        Ok(form) => form,
        Err(invalid) => {
            return shown
                .show(&at, &context, &input, &invalid, Invalid::STATUS)
                .await;
        }
    };
    let now = context.clock.now();
    let saved = match Stamp::parse(input.text("version")) {
        None => Saved::Stale,
        Some(stamp) => in_write!(context.db, Error, |tx| {
            Ok(records::change_guardian(tx, &at, pupil, id, stamp, &form, now).await?)
        })?,
    };
    match saved {
        Saved::Done => Ok(see_other(around.tab("modification"))),
        Saved::Gone => Err(Error::NotFound),
        Saved::Stale => {
            let latest = Around::load(&mut context.db.read().await?, &at, &context, pupil).await?;
            let latest_file = latest.guardian(id)?;
            let mut input = input;
            input.set("version", &latest_file.stamp.to_string());
            Shown::changing(&latest, latest_file)
                .conflict(&at, &context, &input, latest_file)
                .await
        }
    }
}
