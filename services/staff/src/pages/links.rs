//! « Nouveaux liens »: for those who have no password yet; from somebody's own page, for who has
//! forgotten theirs too.

use super::{
    acting, list,
    slips::{self, Made},
};
use crate::{
    model::{
        opening::{self, PERSON},
        rights::{linkable, may_link},
    },
    store::{
        self,
        access::{self, Slip},
        batch,
    },
};
use axum::{extract::State, response::Response};
use db::in_write;
use identity::{At, StaffAccounts};
use uuid::Uuid;
use web::{Context, Error, FormId, Input, Result};

/// « Même si la personne a déjà un mot de passe »: asked from her own page.
pub(super) const REPLACES: &str = "remplacer";

pub(crate) async fn submit(
    at: At<StaffAccounts>,
    State(context): State<Context>,
    input: Input,
) -> Result<Response> {
    let now = context.clock.now();
    let replaces = input.is_ticked(REPLACES) && input.all(PERSON).count() == 1;
    let (people, made) = in_write!(context.db, Error, |tx| {
        let people = store::people(tx, &at, now).await?;
        let ticked = opening::ticked(&people, &input).ok_or(Error::NotFound)?;
        let mut form = FormId::of(&input);
        if let Some(before) = batch::made(tx, &at, form).await? {
            if ticked.iter().all(|person| before.contains(&person.id())) {
                return Ok((people, Ok(Made::Before(before))));
            }
            form = FormId::new();
        }
        let mut made = Vec::new();
        let mut ids: Vec<Uuid> = Vec::new();
        for person in &ticked {
            let account = linkable(acting(&at), person);
            let account = account.filter(|account| replaces || !account.has_password);
            if let Some(account) = account {
                made.push(Slip {
                    name: person.list_name(),
                    login: account.login.clone(),
                    link: Some(access::link(tx, &at, account.id, now).await?),
                });
                ids.push(person.id());
            }
        }
        if made.is_empty() {
            let only = ticked.first().and_then(|person| person.account.as_ref());
            let why = only.and_then(|account| may_link(acting(&at), account).err());
            let why = why.filter(|_| ticked.len() == 1).unwrap_or(
                "Cochez au moins une personne qui a un compte et n'a pas encore choisi de mot de \
                 passe.",
            );
            return Ok((people, Err(vec![(String::new(), why.to_owned())])));
        }
        batch::note(tx, &at, form, &ids, now).await?;
        Ok((people, Ok(Made::Slips(made))))
    })?;
    match made {
        Ok(Made::Slips(made)) => slips::show(&at, &context, &made).await,
        Ok(Made::Before(made_for)) => slips::shown_before(&at, &context, &people, &made_for).await,
        Err(problems) => list::page(&at, &context, &people, &input, &problems).await,
    }
}
