//! Somebody fictitious, for the examples of routes.

use crate::{Login, NewAccount, find_login, grant, open_account};
use admission::Function;
use db::in_write;
use education::{Account, Id, School};
use web::{Context, Error, Result};

/// Somebody who holds a function at a school, made once for each name: they make the examples of a
/// service. They have no password, so that nobody signs in as them.
pub async fn example_account(
    context: &Context,
    name: &str,
    function: Function,
    school: Id<School>,
) -> Result<Id<Account>> {
    let now = context.clock.now();
    let code = &school.uuid().simple().to_string()[20..];
    let login = Login::parse(&format!("exemple-{name}-{code}")).map_err(Error::internal)?;
    let new = NewAccount {
        login,
        surname: "Exemple".into(),
        first_name: "Camille".into(),
    };
    in_write!(context.db, Error, |tx| {
        if let Some(known) = find_login(tx, &new.login).await? {
            return Ok(known);
        }
        let opened = open_account(tx, &new, now).await?;
        let account = opened.map_err(Error::internal)?;
        let from = now.date_naive() - chrono::Days::new(1);
        grant(tx, account, function, Some(school), from).await?;
        Ok(account)
    })
}
