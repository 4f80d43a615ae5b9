//! « Carnet »: the pupils of a class and their marks, typed like in a spreadsheet.

pub(crate) mod exchange;
pub(crate) mod explained;
mod known;
mod page;

use crate::{
    model::{Judgement, judge, name_of},
    pages::courses::to_choose,
    store::mark::{self, Conflict, Conflicting, Written},
};
use audit::Line;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use db::in_write;
use identity::{At, Marks};
use known::words;
pub(crate) use known::{Known, YEAR};
use page::{GONE, Typed, kept, quoted};
use serde_json::{Map, json};
use web::{Context, Error, Input, Invalid, Result, see_other};

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    if let Some(choice) = to_choose(&input) {
        return Ok(choice);
    }
    let known = Known::of(&at, &context, &input).await?;
    let line = Line::new(at.actor(), "marks.seen").detail(known.course.key.value());
    context.audit.look(context.clock.now(), line).await?;
    known
        .page(&at, &context, &Typed::default(), StatusCode::OK, &input)
        .await
}

/// Without a script: writes what was typed, all of it or nothing.
pub(crate) async fn save(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let known = Known::of(&at, &context, &input).await?;
    let judgement = judge(&input, &known.every_column(), &known.ids());
    if !judgement.wrong.is_empty() || !judgement.strays.is_empty() {
        let status = match judgement.wrong.is_empty() {
            true => StatusCode::CONFLICT,
            false => Invalid::STATUS,
        };
        let typed = Typed {
            input,
            judgement,
            ..Typed::default()
        };
        return known
            .page(&at, &context, &typed, status, &Input::default())
            .await;
    }
    let written = write(&at, &context, &judgement, Conflicting::StopAll).await?;
    if written.conflicts.is_empty() {
        let count = written.changed;
        return Ok(see_other(format!("{}&fait={count}", known.href())));
    }
    // What was written meanwhile is what the cells show now: validating replaces it.
    let known = Known::of(&at, &context, &input).await?;
    let typed = Typed {
        input,
        conflicts: written.conflicts,
        ..Typed::default()
    };
    let status = StatusCode::CONFLICT;
    known
        .page(&at, &context, &typed, status, &Input::default())
        .await
}

async fn write(
    at: &At<Marks>,
    context: &Context,
    judgement: &Judgement,
    conflicting: Conflicting,
) -> Result<Written> {
    let now = context.clock.now();
    in_write!(context.db, Error, |tx| {
        Ok(mark::write(tx, at, &judgement.judged, conflicting, now).await?)
    })
}

/// With a script: each cell by itself, as soon as it is left. Answers what each cell says now, or why
/// it was not written, and the averages.
pub(crate) async fn put(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    // A device that several people share: what one has typed leaves under their own name.
    if input.text("pour") != at.person().account.to_string() {
        return Err(Error::Forbidden);
    }
    let known = Known::of(&at, &context, &input).await?;
    let judgement = judge(&input, &known.every_column(), &known.ids());
    let written = write(&at, &context, &judgement, Conflicting::StopEach).await?;
    let known = Known::of(&at, &context, &input).await?;
    let mut refused = Map::new();
    for wrong in &judgement.wrong {
        refused.insert(name_of(wrong.cell), wrong.why.to_string().into());
    }
    for (name, _) in &judgement.strays {
        refused.insert(name.clone(), GONE.into());
    }
    let mut conflicts = Map::new();
    for conflict in &written.conflicts {
        let answer = json!({ "enregistre": words(conflict.now), "phrase": told(conflict) });
        conflicts.insert(name_of(conflict.cell), answer);
    }
    let mut marks = Map::new();
    for (column, pupil) in known.cells() {
        let (cell, name) = ((column, pupil), name_of((column, pupil)));
        let sent = input.fields().iter().any(|(field, _)| *field == name);
        if sent && !refused.contains_key(&name) && !conflicts.contains_key(&name) {
            marks.insert(name, known.said(cell).into());
        }
    }
    let answer = json!({
        "notes": marks, "refus": refused, "conflits": conflicts,
        "moyennes": known.averages(), "fait": kept(written.changed),
    });
    Ok((StatusCode::OK, Json(answer)).into_response())
}

/// « Modifiée entre-temps : enregistré « 12 ». »
fn told(conflict: &Conflict) -> String {
    format!(
        "Modifiée entre-temps : enregistré {}.",
        quoted(conflict.now)
    )
}
