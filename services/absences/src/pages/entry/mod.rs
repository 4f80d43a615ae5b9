//! « Saisie et modification → Absences et retards »: find the pupil, type the absence, say to
//! whom it is told.

mod form;
mod known;
mod search;
mod words;

use crate::{
    model::{
        action::ActionRow,
        period::{Period, bell, day},
    },
    store::{
        absence::{self, Absence, NewAbsence, Recorded},
        action::Stored,
    },
};
use audit::Line;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::NaiveDate;
use db::in_write;
use education::{Id, Pupil};
use identity::{At, SchoolLife};
use known::Known;
use records::GuardianOf;
use web::{Context, Error, FormId, Input, Invalid, Result, see_other};
use words::period_words;

const HREF: &str = "/absences/saisie";

pub(crate) async fn show(
    at: At<SchoolLife>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    match input.text("eleve").parse::<Id<Pupil>>() {
        Ok(pupil) => {
            let mut read = context.db.read().await?;
            let known = Known::of(&mut read, &at, &context, pupil).await?;
            drop(read);
            // The form shows how the guardians are reached.
            let line = Line::new(at.actor(), "pupil.seen")
                .on("pupil", pupil)
                .detail("saisie d'une absence");
            let now = context.clock.now();
            context.audit.look(now, line).await?;
            let first = known.first_showing(&at, &context, &input);
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
    input: Input,
) -> Result<Response> {
    let pupil: Id<Pupil> = input.text("eleve").parse().map_err(|_| Error::NotFound)?;
    let mut read = context.db.read().await?;
    let known = Known::of(&mut read, &at, &context, pupil).await?;
    drop(read);
    let now = context.clock.now();
    let mut invalid = Invalid::default();
    let period = period(&mut invalid, &input, at.today(now));
    let notify = recipients(&mut invalid, &input, &known);
    let (Some(period), true) = (period, invalid.is_empty()) else {
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
    let new = NewAbsence {
        form: FormId::of(&input),
        pupil: &known.pupil,
        period,
        notify,
    };
    let recorded = in_write!(context.db, Error, |tx| {
        absence::record(tx, &at, &new, now).await
    })?;
    match recorded {
        Recorded::Done { messages } => {
            Ok(see_other(format!("{HREF}?eleve={pupil}&fait={messages}")))
        }
        Recorded::Already => Ok(see_other(format!("{HREF}?eleve={pupil}"))),
        Recorded::Overlap(other) => {
            invalid.add(
                "du",
                format!(
                    "Une absence est déjà enregistrée pour cet élève : {}.",
                    period_words(other)
                ),
            );
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

fn period(invalid: &mut Invalid, input: &Input, today: NaiveDate) -> Option<Period> {
    let from = invalid.check("du", day(input.text("du"), today));
    let from_hour = invalid.check("du_heure", bell(input.text("du_heure")));
    let to = invalid.check("au", day(input.text("au"), today));
    let to_hour = invalid.check("au_heure", bell(input.text("au_heure")));
    let (from, to) = (from?.and_time(from_hour?), to?.and_time(to_hour?));
    invalid.check("au", Period::new(from, to))
}

type Notify<'k> = Option<(&'k Stored, Vec<&'k GuardianOf>)>;

fn recipients<'k>(invalid: &mut Invalid, input: &Input, known: &'k Known) -> Notify<'k> {
    let wanted = input.text("action");
    if wanted.is_empty() {
        return None;
    }
    let wanted = wanted.parse::<Id<ActionRow>>().ok();
    let Some(stored) = known
        .offered()
        .iter()
        .find(|stored| Some(stored.id) == wanted)
    else {
        invalid.add("action", "Choisissez une action de la liste.");
        return None;
    };
    let chosen: Vec<&GuardianOf> = known
        .guardians
        .iter()
        .filter(|guardian| guardian.reachable_by_sms())
        .filter(|guardian| {
            input
                .all("destinataires")
                .any(|id| id == guardian.guardian.to_string())
        })
        .collect();
    if chosen.is_empty() {
        invalid.add(
            "destinataires",
            "Choisissez au moins un destinataire, ou l'action « Aucune ».",
        );
    }
    Some((stored, chosen))
}

pub(crate) async fn cancel(
    at: At<SchoolLife>,
    State(context): State<Context>,
    Path(id): Path<Id<Absence>>,
) -> Result<Response> {
    let now = context.clock.now();
    let (cancelled, told) = in_write!(context.db, Error, |tx| {
        let cancelled = absence::cancel(tx, &at, id, now).await?;
        let told = messaging::subjects_sent(tx, at.school(), "absences", &[id.uuid()]).await?;
        Ok((cancelled, told > 0))
    })?;
    let (pupil, _) = cancelled.ok_or(Error::NotFound)?;
    let done = if told { "annulee-partie" } else { "annulee" };
    Ok(see_other(format!("{HREF}?eleve={pupil}&fait={done}")))
}
