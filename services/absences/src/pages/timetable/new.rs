//! « Ajouter un cours ».

use super::{
    HREF,
    form::{Around, LessonForm, parse},
};
use axum::{extract::State, http::StatusCode, response::Response};
use db::in_write;
use identity::{At, SchoolLifeSettings};
use maud::html;
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const NEW: &str = "/absences/emplois-du-temps/nouveau";

fn around() -> Around {
    Around {
        title: "Ajouter un cours",
        notice: None,
        above: html! {},
        below: html! {},
    }
}

pub(crate) async fn show(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let today = at.today(context.clock.now()).to_string();
    let own = [("classes", input.text("de").to_owned()), ("du", today)];
    let filled = Input::of(own);
    let form = LessonForm::of(&at, &context, NEW).await?;
    form.page(
        &at,
        &context,
        &filled,
        &Invalid::default(),
        StatusCode::OK,
        around(),
    )
    .await
}

pub(crate) async fn add(
    at: At<SchoolLifeSettings>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let form = LessonForm::of(&at, &context, NEW).await?;
    let now = context.clock.now();
    match parse(&form, &input, at.today(now)) {
        Err(invalid) => {
            form.page(&at, &context, &input, &invalid, Invalid::STATUS, around())
                .await
        }
        Ok((terms, since)) => {
            let id = FormId::of(&input);
            let added = in_write!(context.db, Error, |tx| {
                Ok(timetable::add_lesson(tx, &at, id, &terms, since, now).await?)
            })?;
            Ok(match added {
                Some(lesson) => see_other(format!("{HREF}/{lesson}?fait=ajout")),
                // The form sent twice.
                None => see_other(HREF),
            })
        }
    }
}
