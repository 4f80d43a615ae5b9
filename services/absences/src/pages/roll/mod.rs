//! « Appel »: the lesson now, one touch for who is missing. Sent by a form, or by a script that keeps
//! what was touched while the network is away.

mod choice;
pub(crate) mod lesson;
mod sheet;
pub(crate) mod words;

use crate::store::roll_call::{self, Call};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use db::in_write;
use identity::{At, RollCall};
use lesson::{Asked, Day, Refused};
use serde_json::json;
use sheet::Sheet;
use uuid::Uuid;
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};

pub(crate) const HREF: &str = "/absences/appel";

pub(crate) async fn show(
    at: At<RollCall>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let day = Day::of(&at, &context, input.text("jour"), now).await?;
    let asked = match Asked::of(&input) {
        Some(asked) => Some(asked),
        // Another class than one's own is asked for.
        None if input.text("autre") == "oui" => None,
        None => day.under_way(),
    };
    let Some(asked) = asked else {
        return choice::page(&at, &context, &day, &input, None).await;
    };
    match lesson::find(&at, &context, &day, &asked).await? {
        Ok(found) => {
            let sheet = Sheet::of(&at, &context, found).await?;
            let line = audit::Line::new(at.actor(), "roll.seen");
            let line = line.detail(sheet.found.slot.label.clone());
            context.audit.look(now, line).await?;
            sheet.page(&at, &context, &day, &input, None).await
        }
        Err(refused) => choice::page(&at, &context, &day, &input, Some(refused)).await,
    }
}

/// Without a script: the form, then the page that shows what was kept.
pub(crate) async fn call(
    at: At<RollCall>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let day = Day::of(&at, &context, input.text("jour"), now).await?;
    let sheet = match sheet_of(&at, &context, &day, &input).await? {
        Ok(sheet) => sheet,
        Err(refused) => return choice::page(&at, &context, &day, &input, Some(refused)).await,
    };
    match keep(&at, &context, &day, &sheet, FormId::of(&input), &input).await? {
        Ok(()) => {
            let query = sheet.found.asked.query(day.date);
            Ok(see_other(format!("{HREF}?{query}&fait=oui")))
        }
        Err(refused) => sheet.page(&at, &context, &day, &input, Some(refused)).await,
    }
}

/// With a script: the same, under a number made where the roll was called.
pub(crate) async fn put(
    at: At<RollCall>,
    State(context): State<Context>,
    Path(id): Path<Uuid>,
    input: Input,
) -> Result<Response> {
    // A device that several people share: what one has called leaves under their own name.
    if input.text("pour") != at.person().account.to_string() {
        return Err(Error::Forbidden);
    }
    let now = context.clock.now();
    let day = Day::of(&at, &context, input.text("jour"), now).await?;
    let sheet = match sheet_of(&at, &context, &day, &input).await? {
        Ok(sheet) => sheet,
        Err(refused) => return Ok(refusal(&refused)),
    };
    if let Err(refused) = keep(&at, &context, &day, &sheet, FormId(id), &input).await? {
        return Ok(refusal(&refused));
    }
    let kept = Sheet::of(&at, &context, sheet.found).await?;
    let answer = json!({ "fait": kept.done(&at), "avis": kept.contradictions() });
    Ok((StatusCode::OK, Json(answer)).into_response())
}

/// The sheet that a form was filled on, as it stands now.
async fn sheet_of(
    at: &At<RollCall>,
    context: &Context,
    day: &Day,
    input: &Input,
) -> Result<std::result::Result<Sheet, Refused>> {
    // Never of another day in its place.
    if !day.is(input.text("jour")) {
        return Ok(Err(Refused::TooLate));
    }
    let Some(asked) = Asked::of(input) else {
        return Ok(Err(Refused::Unknown));
    };
    Ok(match lesson::find(at, context, day, &asked).await? {
        Ok(found) => Ok(Sheet::of(at, context, found).await?),
        Err(refused) => Err(refused),
    })
}

/// Keeps what was sent, under a number that counts once.
async fn keep(
    at: &At<RollCall>,
    context: &Context,
    day: &Day,
    sheet: &Sheet,
    id: FormId,
    input: &Input,
) -> Result<std::result::Result<(), Refused>> {
    let said = match sheet.said(input) {
        Ok(said) => said,
        Err(refused) => return Ok(Err(refused)),
    };
    let now = context.clock.now();
    let call = Call {
        id,
        slot: &sheet.found.slot,
        said,
        week: &day.calendar.week,
    };
    in_write!(context.db, Error, |tx| {
        roll_call::call(tx, at, &call, now).await
    })?;
    Ok(Ok(()))
}

fn refusal(refused: &Refused) -> Response {
    let answer = json!({ "refus": refused.to_string() });
    (Invalid::STATUS, Json(answer)).into_response()
}
