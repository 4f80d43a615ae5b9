//! « Saisie et modification → Absences et retards »: find the pupil, type the absence, say to
//! whom it is told.

mod beside;
mod cancel;
mod change;
pub(crate) mod collective;
mod fields;
mod form;
mod history;
mod known;
mod lesson;
mod own;
mod search;
mod typed;
mod week;
mod words;

use crate::{
    model::terms::Terms,
    store::absence::{self, NewAbsence, Recorded},
};
use audit::Line;
use axum::{extract::State, http::StatusCode, response::Response};
pub(crate) use beside::beside;
pub(crate) use cancel::cancel;
pub(crate) use change::{act, change, edit};
use db::in_write;
use education::{Id, Pupil};
pub(crate) use fields::lines;
use identity::{At, SchoolLife};
use known::Known;
use messaging::Medium;
pub(crate) use typed::chosen;
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};
pub(crate) use words::terms_words;

const HREF: &str = "/absences/saisie";

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    match input.text("eleve").parse::<Id<Pupil>>() {
        Ok(pupil) => {
            let known = Known::of(&at, &context, pupil).await?;
            // The form shows how the guardians are reached.
            let line = Line::new(at.actor(), "pupil.seen")
                .on("pupil", pupil)
                .detail("saisie d'une absence");
            let now = context.clock.now();
            context.audit.look(now, line).await?;
            let mut first = known.first_showing(&at, &context, &input);
            known.propose(&mut first, None, at.today(now));
            known
                .page(
                    &at,
                    &context,
                    &first,
                    &Invalid::default(),
                    StatusCode::OK,
                    &input,
                )
                .await
        }
        Err(_) => search::page(&at, &context, &input).await,
    }
}

pub(crate) async fn record(
    at: At<SchoolLife>,
    State(context): State<Context>,
    mut input: Input,
) -> Result<Response> {
    let pupil: Id<Pupil> = input.text("eleve").parse().map_err(|_| Error::NotFound)?;
    let known = Known::of(&at, &context, pupil).await?;
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    let terms = typed::terms(&mut invalid, &input, &known, None, at.today(now));
    known.propose(&mut input, terms.as_ref(), at.today(now));
    let taught = known.taught(&mut invalid, &input, terms.as_ref(), None);
    let notify = typed::recipients(&mut invalid, &input, &known, terms.as_ref(), at.today(now));
    let (Some(terms), true) = (terms, invalid.is_empty()) else {
        return known
            .page(
                &at,
                &context,
                &input,
                &invalid,
                Invalid::STATUS,
                &Input::default(),
            )
            .await;
    };
    let means = notify.as_ref().map(|(stored, ..)| stored.action.medium);
    let new = NewAbsence {
        form: FormId::of(&input),
        pupil: &known.pupil,
        terms,
        taught,
        notify,
    };
    let recorded = in_write!(context.db, Error, |tx| {
        absence::record(tx, &at, &new, now).await
    })?;
    match recorded {
        Recorded::Done { messages } => {
            let by = means.map_or("", Medium::code);
            // The week of what was typed: it is seen there.
            let week = terms.period.from().date();
            Ok(see_other(format!(
                "{HREF}?eleve={pupil}&fait={messages}&par={by}&semaine={week}"
            )))
        }
        Recorded::Already => Ok(see_other(format!("{HREF}?eleve={pupil}"))),
        Recorded::Overlap(other) => {
            invalid.add("du", already(&other));
            drop(new);
            known
                .page(
                    &at,
                    &context,
                    &input,
                    &invalid,
                    Invalid::STATUS,
                    &Input::default(),
                )
                .await
        }
    }
}

/// What is said when another entry covers part of this one.
fn already(other: &Terms) -> String {
    let other = terms_words(other);
    format!("Une autre saisie couvre une partie de cette période : {other}.")
}
