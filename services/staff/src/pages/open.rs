//! « Ouvrir les comptes sélectionnés ».

use super::{
    list,
    slips::{self, Made},
};
use crate::{
    model::opening::{self, Problems},
    store::{self, access, batch},
};
use axum::{extract::State, response::Response};
use db::in_write;
use identity::{At, StaffAccounts};
use uuid::Uuid;
use web::{Context, Error, FormId, Input, Result};

pub(crate) async fn submit(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let (people, made) = in_write!(context.db, Error, |tx| {
        let people = store::people(tx, &at, now).await?;
        let ticked = opening::ticked(&people, &input).ok_or(Error::NotFound)?;
        let mut form = FormId::of(&input);
        if let Some(before) = batch::made(tx, &at, form).await? {
            let done = |id: &Uuid| before.contains(id);
            if ticked.iter().all(|person| done(&person.id())) {
                return Ok((people, Ok(Made::Before(before))));
            }
            // The page was kept, and others were ticked in it.
            form = FormId::new();
        }
        let chosen = match opening::judge(&people, &ticked, &input, at.functions(), now) {
            Ok(chosen) => chosen,
            Err(problems) => return Ok((people, Err::<_, Problems>(problems))),
        };
        let ids: Vec<Uuid> = chosen.iter().map(|(person, _)| person.id()).collect();
        batch::note(tx, &at, form, &ids, now).await?;
        let mut made = Vec::new();
        for (person, function) in chosen {
            made.push(access::open(tx, &at, person, function, now).await?);
        }
        Ok((people, Ok(Made::Slips(made))))
    })?;
    match made {
        Ok(Made::Slips(made)) => slips::show(&at, &context, &made).await,
        Ok(Made::Before(made_for)) => slips::shown_before(&at, &context, &people, &made_for).await,
        Err(problems) => list::page(&at, &context, &people, &input, &problems).await,
    }
}
