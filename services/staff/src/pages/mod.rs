//! One file per screen.

pub(crate) mod access;
pub(crate) mod add;
pub(crate) mod attach;
pub(crate) mod export;
pub(crate) mod links;
pub(crate) mod list;
pub(crate) mod mail_link;
pub(crate) mod open;
pub(crate) mod person;
pub(crate) mod rights;
pub(crate) mod slips;

use crate::{
    model::{person::Person, rights::Acting},
    store,
};
use identity::{At, StaffAccounts};
use uuid::Uuid;
use web::{Context, Error, Result};

/// Who acts.
fn acting(at: &At<StaffAccounts>) -> Acting<'_> {
    Acting {
        account: at.person().account,
        held: at.functions(),
    }
}

/// Everybody of the school, read for a page.
async fn everybody(context: &Context, at: &At<StaffAccounts>) -> Result<Vec<Person>> {
    let mut read = context.db.read().await?;
    Ok(store::people(&mut read, at, context.clock.now()).await?)
}

/// Somebody of the school, by the identifier of an address.
fn one<'p>(people: &'p [Person], id: &str) -> Result<&'p Person> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let mut people = people.iter();
    people.find(|p| p.id() == id).ok_or(Error::NotFound)
}

/// The address of somebody's page.
fn href(person: &Person) -> String {
    format!("{}/{}", list::HREF, person.id())
}
