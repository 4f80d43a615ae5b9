//! « Droits sur les applications »: people × applications, and what one person has, with why.

pub(crate) mod list;
pub(crate) mod person;

use crate::model::person::Person;
use chrono::{DateTime, Utc};
use education::{Account, Id};
use identity::{At, StaffAccounts};
use std::collections::HashMap;
use ui::fr;

/// The address of somebody's rights.
pub(super) fn href(person: &Person) -> String {
    format!("{}/droits", super::href(person))
}

/// « le 24/11/2026 par Hélène Lefort »; who has no account any more has no name.
fn signed(
    at: &At<StaffAccounts>,
    names: &HashMap<Id<Account>, String>,
    (instant, by): (DateTime<Utc>, Id<Account>),
) -> String {
    let day = instant.with_timezone(&at.place().zone().0).date_naive();
    let name = names.get(&by);
    let name = name.map_or("quelqu'un qui n'a plus de compte", String::as_str);
    format!("le {} par {name}", fr::date_short(day))
}
