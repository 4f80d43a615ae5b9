//! « C'est la même personne »: the account of somebody of the same name, opened before the register
//! named them, becomes theirs.

use super::href;
use crate::{model::person::namesake, store};
use audit::Line;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use identity::{At, StaffAccounts};
use web::{Context, Error, Input, Result, see_other};

/// The field of the account.
pub(super) const ACCOUNT: &str = "compte";

pub(crate) async fn submit(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let address = in_write!(context.db, Error, |tx| {
        let people = store::people(tx, &at, now).await?;
        let person = super::one(&people, &person)?;
        let staff = person.staff.as_ref().ok_or(Error::NotFound)?;
        // Already done: a double click.
        if person.account.is_none() {
            let twin = namesake(&people, person).ok_or(Error::NotFound)?;
            if twin.id.to_string() != input.text(ACCOUNT) {
                return Err(Error::NotFound);
            }
            if records::attach_account(tx, &at, staff.id, twin.id).await? {
                let line = Line::new(at.actor(), "staff.attached").on("account", twin.id);
                audit::note(tx, now, &line).await?;
            }
        }
        Ok(href(person))
    })?;
    Ok(see_other(format!("{address}?fait=rattachement")))
}
