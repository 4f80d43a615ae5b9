//! « Retirer l'accès », asked once and undone by « Rendre l'accès »; « Donner une fonction ».

use super::{acting, everybody, href, list};
use crate::{
    model::{
        function::chosen,
        person::opened,
        rights::{Acting, may_end, may_receive},
    },
    store::{self, access},
};
use admission::Function;
use axum::{
    extract::{Path, State},
    response::Response,
};
use db::in_write;
use frame::Page;
use identity::{AccountHere, At, StaffAccounts};
use maud::html;
use ui::Confirm;
use web::{Context, Error, Input, Result, see_other};

/// The field of the functions that are given.
pub(super) const FUNCTION: &str = "fonction";

fn allowed(acting: Acting<'_>, account: &AccountHere) -> Result<()> {
    may_end(acting, account).map_err(|sentence| Error::Conflict(sentence.to_owned()))
}

pub(crate) async fn ask(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
) -> Result<Response> {
    let people = everybody(&context, &at).await?;
    let person = super::one(&people, &person)?;
    let account = person.account.as_ref().ok_or(Error::NotFound)?;
    allowed(acting(&at), account)?;
    let back = href(person);
    if account.here.is_empty() {
        return Ok(see_other(&back));
    }
    let loss = format!(
        "{} n'ouvrira plus rien ici ({}), dès maintenant. Le compte, ses accès ailleurs et ce que la \
         personne a saisi restent. Vous pourrez rendre l'accès.",
        person.list_name(),
        opened(&account.here)
    );
    let action = format!("{back}/retrait");
    let body = html! { (Confirm::new(&loss, "Retirer l'accès", &action, &back)) };
    Page::new(&at, "Retirer l'accès")
        .under("staff", list::HREF)
        .from("Personnels et comptes", list::HREF)
        .from(person.list_name(), back.clone())
        .show(&context, body)
        .await
}

pub(crate) async fn remove(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
) -> Result<Response> {
    let now = context.clock.now();
    let back = in_write!(context.db, Error, |tx| {
        let people = store::people(tx, &at, now).await?;
        let person = super::one(&people, &person)?;
        let account = person.account.as_ref().ok_or(Error::NotFound)?;
        allowed(acting(&at), account)?;
        access::remove(tx, &at, account, now).await?;
        Ok(href(person))
    })?;
    Ok(see_other(format!("{back}?fait=retrait")))
}

pub(crate) async fn give(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    Path(person): Path<String>,
    input: Input,
) -> Result<Response> {
    let functions: Option<Vec<Function>> = input
        .all(FUNCTION)
        .map(|code| chosen(at.functions(), code))
        .collect();
    let functions = functions.filter(|all| !all.is_empty()).ok_or_else(|| {
        Error::BadRequest("Revenez en arrière et choisissez une fonction de la liste.".into())
    })?;
    let now = context.clock.now();
    let back = in_write!(context.db, Error, |tx| {
        let people = store::people(tx, &at, now).await?;
        let person = super::one(&people, &person)?;
        let account = person.account.as_ref().ok_or(Error::NotFound)?;
        if account.closed {
            return Err(Error::Conflict(
                "Ce compte est fermé partout : demandez à l'assistance de l'académie.".into(),
            ));
        }
        may_receive(acting(&at), account)
            .map_err(|sentence| Error::Conflict(sentence.to_owned()))?;
        access::give(tx, &at, account, &functions, now).await?;
        Ok(href(person))
    })?;
    Ok(see_other(format!("{back}?fait=acces")))
}
