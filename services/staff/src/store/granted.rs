//! Rights that were given and withdrawn, as identity keeps them.

use db::Read;
use education::{Account, Id};
use identity::{At, RightException, StaffAccounts};
use std::collections::HashMap;

/// All that was decided at the school, and the names of those who did.
pub(crate) async fn decided(
    read: &mut Read,
    at: &At<StaffAccounts>,
) -> db::Result<(Vec<RightException>, HashMap<Id<Account>, String>)> {
    let decided = identity::exceptions_here(read, at).await?;
    let by: Vec<Id<Account>> = decided.iter().map(|one| one.by).collect();
    let names = identity::names_of(read, &by).await?;
    Ok((decided, names))
}
