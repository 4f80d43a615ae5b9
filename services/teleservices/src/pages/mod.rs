//! One file per screen.

pub(crate) mod codes;
pub(crate) mod family;
pub(crate) mod history;
pub(crate) mod opening;
pub(crate) mod stop;

use chrono::{DateTime, Utc};
use db::Read;
use education::{Account, Id};
use identity::{At, FamilyOpening};
use std::collections::HashMap;
use ui::fr;
use web::{Context, Result};

/// Who did things: « Hélène Lefort ».
struct Names(HashMap<Id<Account>, String>);

impl Names {
    async fn read(read: &mut Read, accounts: impl Iterator<Item = Id<Account>>) -> Result<Self> {
        let accounts: Vec<Id<Account>> = accounts.collect();
        Ok(Self(identity::names_of(read, &accounts).await?))
    }

    /// The name; for an account that is gone, that it is.
    fn of(&self, account: Id<Account>) -> &str {
        let known = self.0.get(&account);
        known.map_or("quelqu'un qui n'a plus de compte", String::as_str)
    }
}

/// « mardi 24 novembre, 8 h 40 », at the school.
fn moment(at: &At<FamilyOpening>, instant: DateTime<Utc>) -> String {
    fr::moment(instant.with_timezone(&at.place().zone().0).naive_local())
}

/// « 24/11/2026 », at the school.
fn day(at: &At<FamilyOpening>, instant: DateTime<Utc>) -> String {
    fr::date_short(instant.with_timezone(&at.place().zone().0).date_naive())
}

/// The name of a service; `None` when the program has none of this word any more.
fn service_name(context: &Context, id: &str) -> Option<&'static str> {
    let mut services = context.family.iter();
    services
        .find(|service| service.id == id)
        .map(|service| service.name)
}
