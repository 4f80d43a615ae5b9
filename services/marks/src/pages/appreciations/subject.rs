//! « Appréciations » of a subject, by who teaches it.

use super::Desk;
use crate::{
    model::Topic,
    pages::{
        courses::{self, to_choose},
        sheet::{Known, YEAR},
    },
};
use axum::{extract::State, response::Response};
use identity::{At, Marks};
use web::{Context, Error, Input, Result};

pub(crate) const HREF: &str = "/notes/appreciations";

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    match to_choose(&input) {
        Some(choice) => Ok(choice),
        None => {
            desk(&at, &context, &input)
                .await?
                .show(&at, &context, &input)
                .await
        }
    }
}

pub(crate) async fn save(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    desk(&at, &context, &input)
        .await?
        .save(&at, &context, input)
        .await
}

pub(crate) async fn put(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    desk(&at, &context, &input)
        .await?
        .put(&at, &context, &input)
        .await
}

async fn desk(at: &At<Marks>, context: &Context, input: &Input) -> Result<Desk> {
    // The whole year has no appreciation, nor has an assessment: what is asked for is the part of the year
    // that an address names, else that of today.
    let mut asked = input.clone();
    asked.set("evaluation", "");
    if input.text("periode") == YEAR {
        asked.set("periode", "");
    }
    let mut known = Known::of(at, context, &asked).await?;
    let period = known.period.ok_or(Error::NotFound)?;
    // Who is cut otherwise is spoken of at other times.
    let cuts = &known.cuts;
    known
        .pupils
        .retain(|pupil| cuts.get(&pupil.id) == Some(&period.cut));
    let about = known.pupils.iter().map(|pupil| {
        let average = known.shown(known.sheet.of_pupil(pupil.id));
        let about = match average.as_str() {
            "" => "Pas de moyenne".to_owned(),
            average => format!("Moyenne : {average}"),
        };
        (pupil.id, about)
    });
    Ok(Desk {
        about: about.collect(),
        more: |desk, pupil| {
            (
                format!("/notes/carnet/{pupil}?{}", desk.asked()),
                "Ses notes",
            )
        },
        action: HREF,
        of: ("cours", known.course.key.value()),
        title: format!("Appréciations : {}", known.course.title()),
        under: (courses::HREF, "Mes classes"),
        periods: known.periods.clone(),
        period,
        topic: Topic {
            subject: known.course.key.subject.clone(),
            period: period.code(),
        },
        pupils: known.pupils,
    })
}
