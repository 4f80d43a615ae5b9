//! One of each thing that the routes name, for the access matrix.

use admission::{Audience, Function, Standing};
use chrono::{DateTime, Utc};
use db::{Write, in_write};
use education::{Account, Id, School};
use identity::{At, NewAccount, StaffAccounts};
use manifest::Examples;
use records::{NewStaff, Staff};
use std::pin::Pin;
use web::{Context, Error, Result};

/// See [`manifest::Manifest::examples`].
pub(crate) fn examples(
    context: Context,
    school: Id<School>,
) -> Pin<Box<dyn Future<Output = Result<Examples>> + Send>> {
    Box::pin(async move {
        let now = context.clock.now();
        let head = identity::example_account(&context, "chef", Function::Head, school).await?;
        let mut read = context.db.read().await?;
        let at = At::<StaffAccounts>::admit(&mut read, head, Some(school), now).await?;
        drop(read);
        in_write!(context.db, Error, |tx| {
            let staff = somebody(tx, &at, "Sanscompte", now).await?;
            let colleague = somebody(tx, &at, "Collegue", now).await?;
            let theirs = account(tx, school, "Collegue", now).await?;
            records::attach_account(tx, &at, colleague, theirs).await?;
            let given = [(Audience::SchoolLife, Standing::Given)];
            identity::set_rights(tx, &at, theirs, 0, &given, now).await?;
            // Each time another name, so that the two are the only ones to bear it.
            let name = format!("Homonyme {}", Id::<Staff>::new());
            let homonym = somebody(tx, &at, &name, now).await?;
            let twin = account(tx, school, &name, now).await?;
            Ok(vec![
                ("staff", staff.to_string()),
                ("colleague", colleague.to_string()),
                ("homonym", homonym.to_string()),
                ("twin", twin.to_string()),
                ("rights_version", "1".to_owned()),
            ])
        })
    })
}

async fn somebody(
    write: &mut Write,
    at: &At<StaffAccounts>,
    surname: &str,
    now: DateTime<Utc>,
) -> Result<Id<Staff>> {
    let new = NewStaff {
        civility: None,
        surname: surname.to_owned(),
        first_name: "Dominique".into(),
        function: "ENS".into(),
    };
    Ok(records::add_staff(write, at, &new, now).await?)
}

/// An account that teaches at the school, without a password.
async fn account(
    write: &mut Write,
    school: Id<School>,
    surname: &str,
    now: DateTime<Utc>,
) -> Result<Id<Account>> {
    let new = NewAccount {
        login: identity::free_login(write, surname, "Dominique").await?,
        surname: surname.to_owned(),
        first_name: "Dominique".into(),
    };
    let opened = identity::open_account(write, &new, now).await?;
    let account = opened.map_err(Error::internal)?;
    let from = now.date_naive() - chrono::Days::new(1);
    identity::grant(write, account, Function::Teacher, Some(school), from).await?;
    Ok(account)
}
