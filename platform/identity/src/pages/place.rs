//! Changing place, for people who work in several.

use crate::{admission::At, audience::SignedIn, session};
use axum::{extract::State, response::Response};
use db::in_write;
use education::{Id, School};
use web::{Context, Error, Input, Result, see_other};

pub(crate) async fn change(
    at: At<SignedIn>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let wanted: Option<Id<School>> = input.text(frame::PLACE_FIELD).parse().ok();
    let here = at.place().school().map(|school| school.id);
    let mut places = at
        .elsewhere()
        .iter()
        .map(|place| place.school().map(|school| school.id));
    if wanted != here && !places.any(|place| place == wanted) {
        return Err(Error::NotFound);
    }
    if let Some(current) = at.session() {
        in_write!(context.db, Error, |tx| {
            Ok(session::move_to(tx, current.id, wanted).await?)
        })?;
    }
    // The page where the person was may not exist for them at the other place.
    Ok(see_other("/"))
}
