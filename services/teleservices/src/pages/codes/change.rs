//! What is done to the code of one pair: made anew, told, closed, opened again; what the family asks.

use super::{
    batch, notification,
    pair::{SEEN, find, href, page},
};
use crate::{
    model::codes::{CodeRow, Means, Pair, RequestKind},
    store::codes::{batch as batches, change, make, request},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use education::Id;
use identity::{ActivationCodes, At};
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

fn seen(input: &Input) -> Option<Id<CodeRow>> {
    input.text(SEEN).parse().ok()
}

fn back(pair: Pair, done: &str) -> Response {
    see_other(format!("{}?fait={done}", href(pair)))
}

pub(crate) async fn regenerate(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let (wanted, now) = ([(row.pair, seen(&input))], context.clock.now());
    let made = in_write!(context.db, Error, |tx| {
        let made = make::make(tx, &at, &context.keys, &wanted, now).await?;
        if made.contains_key(&row.pair) {
            let line = audit::Line::new(at.actor(), "codes.generated").on("pupil", row.pair.pupil);
            audit::note(tx, now, &line.detail("1")).await?;
        }
        Ok(made.contains_key(&row.pair))
    })?;
    Ok(back(row.pair, if made { "regeneration" } else { "change" }))
}

pub(crate) async fn disable(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let (now, seen) = (context.clock.now(), seen(&input));
    let done = in_write!(context.db, Error, |tx| {
        match seen {
            Some(seen) => change::disable(tx, &at, &context.keys, row.pair, seen, now).await,
            None => Ok(false),
        }
    })?;
    Ok(back(
        row.pair,
        if done { "desactivation" } else { "change" },
    ))
}

pub(crate) async fn enable(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let now = context.clock.now();
    let done = in_write!(context.db, Error, |tx| {
        change::enable(tx, &at, row.pair, now).await
    })?;
    Ok(back(row.pair, if done { "reactivation" } else { "change" }))
}

pub(crate) async fn request(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (_, row) = find(&context, &at, &pair).await?;
    let mut invalid = Invalid::default();
    let kind = invalid.check(
        "demande",
        RequestKind::try_from(input.text("demande").to_owned()),
    );
    let note = input.text("note");
    if note.chars().count() > 200 {
        invalid.add("note", "Écrivez au plus 200 caractères.");
    }
    let (Some(kind), true) = (kind, invalid.is_empty()) else {
        return page(&at, &context, &row, &input, &invalid).await;
    };
    let (form, now) = (FormId::of(&input), context.clock.now());
    let of = (row.pair, row.code.as_ref().map(|code| code.id));
    in_write!(context.db, Error, |tx| {
        request::add(tx, &at, &context.keys, form, of, (kind, note), now).await
    })?;
    Ok(back(row.pair, "demande"))
}

pub(crate) async fn notify(
    at: At<ActivationCodes>,
    State(context): State<Context>,
    Path(pair): Path<String>,
    input: Input,
) -> Result<Response> {
    let (rows, row) = find(&context, &at, &pair).await?;
    let means = Means::from_code(input.text("moyen")).unwrap_or_default();
    let found = notification::of_pair(&rows, row.pair, means);
    let mut invalid = Invalid::default();
    match found.first().map(|one| &one.way) {
        Some(Ok(_)) => {}
        Some(Err(why)) => invalid.add("moyen", format!("Choisissez un autre moyen : {why}.")),
        None => return Ok(back(row.pair, "change")),
    }
    if !invalid.is_empty() {
        return page(&at, &context, &row, &input, &invalid).await;
    }
    let chosen: Vec<_> = found.iter().collect();
    let (sendings, pupils) = notification::sendings(&chosen, means);
    let (form, now) = (FormId::of(&input), context.clock.now());
    let id = in_write!(context.db, Error, |tx| {
        let both = (sendings.as_slice(), pupils.as_slice());
        Ok(batches::notification(tx, &at, form, (means, false), both, now).await?)
    })?;
    Ok(see_other(batch::href(id)))
}
