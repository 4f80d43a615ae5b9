//! Every query of this service, and nothing else.

pub(crate) mod access;
pub(crate) mod batch;
pub(crate) mod granted;

use crate::model::person::{Person, gather};
use chrono::{DateTime, Utc};
use db::Read;
use education::{Account, Id};
use identity::{At, StaffAccounts};

/// Everybody of the school: who works there this year, and whose account opens or opened
/// something there.
pub(crate) async fn people(
    read: &mut Read,
    at: &At<StaffAccounts>,
    now: DateTime<Utc>,
) -> db::Result<Vec<Person>> {
    let staff = records::staff(read, at, at.today(now)).await?;
    let ids: Vec<Id<Account>> = staff.iter().filter_map(|one| one.account).collect();
    let accounts = identity::accounts_here(read, at, &ids, now).await?;
    Ok(gather(staff, accounts))
}
