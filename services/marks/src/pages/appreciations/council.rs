//! « Appréciations du conseil »: what the council says of each pupil of a class, by its principal
//! teachers or who leads the school.

use super::Desk;
use crate::{
    model::Topic,
    pages::classes::{self, council, period::Council},
};
use axum::{extract::State, response::Response};
use identity::{At, Marks};
use web::{Context, Error, Input, Result, see_other};

pub(crate) const HREF: &str = "/notes/conseil/appreciations";

pub(crate) async fn show(
    at: At<Marks>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    if input.text("classe").is_empty() {
        return Ok(see_other(council::HREF));
    }
    desk(&at, &context, &input)
        .await?
        .show(&at, &context, &input)
        .await
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
    let today = at.today(context.clock.now());
    let classes = classes::visible(&mut context.db.read().await?, at, today).await?;
    let mut classes = classes.into_iter();
    let class = classes.find(|class| class.code == input.text("classe"));
    let class = class.ok_or(Error::NotFound)?;
    // Who teaches the class reads its averages; they speak of their own subject alone.
    if !class.answers {
        return Err(Error::Forbidden);
    }
    let known = Council::of(at, context, input, class).await?;
    let about = known.pupils.iter().map(|pupil| {
        let average = known.rules.shown(known.averages.overall(pupil.id));
        let about = match average.as_str() {
            "" => "Pas de moyenne générale".to_owned(),
            average => format!("Moyenne générale : {average}"),
        };
        (pupil.id, about)
    });
    Ok(Desk {
        about: about.collect(),
        more: |desk, pupil| {
            (
                format!("/notes/bulletins/{pupil}?{}", desk.asked()),
                "Son bulletin",
            )
        },
        action: HREF,
        of: ("classe", known.class.code.clone()),
        title: format!("Appréciations du conseil : {}", known.class.code),
        under: (council::HREF, "Conseils de classe"),
        topic: Topic {
            subject: Topic::COUNCIL.to_owned(),
            period: known.period.code(),
        },
        period: known.period,
        periods: known.periods,
        pupils: known.pupils,
    })
}
