//! What accounts open at the school: opened, given, taken back, each with its line.

use crate::model::person::Person;
use admission::Function;
use audit::Line;
use chrono::{DateTime, Utc};
use db::Write;
use education::{Account, Id};
use identity::{AccountHere, At, NewAccount, StaffAccounts};
use web::{Error, Result};

/// What somebody is handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slip {
    /// « PERRIN Claire ».
    pub(crate) name: String,
    /// What they type.
    pub(crate) login: String,
    /// The path by which they choose a password; `None`: they have one already, from another
    /// school.
    pub(crate) link: Option<String>,
}

/// Opens somebody's account with this function, or opens this school to the one they have.
pub(crate) async fn open(
    write: &mut Write,
    at: &At<StaffAccounts>,
    person: &Person,
    function: Function,
    now: DateTime<Utc>,
) -> Result<Slip> {
    let name = person.list_name();
    if let Some(account) = &person.account {
        give(write, at, account, &[function], now).await?;
        return Ok(Slip {
            name,
            login: account.login.clone(),
            link: None,
        });
    }
    let (surname, first_name) = person.names();
    let new = NewAccount {
        login: identity::free_login(write, surname, first_name).await?,
        surname: surname.to_owned(),
        first_name: first_name.to_owned(),
    };
    let opened = identity::open_account(write, &new, now).await?;
    let account = opened.map_err(Error::internal)?;
    if let Some(staff) = &person.staff {
        let attached = records::attach_account(write, at, staff.id, account).await?;
        if !attached {
            return Err(Error::Conflict(
                "Un compte a été ouvert entre-temps pour cette personne.".into(),
            ));
        }
    }
    let line = Line::new(at.actor(), "account.opened").on("account", account);
    audit::note(write, now, &line).await?;
    grant(write, at, account, function, now).await?;
    Ok(Slip {
        name,
        login: new.login.to_string(),
        link: Some(link(write, at, account, now).await?),
    })
}

/// Makes a link to choose a password; those before it stop working.
pub(crate) async fn link(
    write: &mut Write,
    at: &At<StaffAccounts>,
    account: Id<Account>,
    now: DateTime<Utc>,
) -> Result<String> {
    let line = Line::new(at.actor(), "password.link").on("account", account);
    audit::note(write, now, &line).await?;
    Ok(identity::issue_password_link(write, account, now).await?)
}

async fn grant(
    write: &mut Write,
    at: &At<StaffAccounts>,
    account: Id<Account>,
    function: Function,
    now: DateTime<Utc>,
) -> Result<()> {
    identity::grant(write, account, function, Some(at.school()), at.today(now)).await?;
    let line = Line::new(at.actor(), "access.granted").on("account", account);
    audit::note(write, now, &line.detail(function.code())).await?;
    Ok(())
}

/// Gives functions at the school, from today; those that are held already stay as they are.
pub(crate) async fn give(
    write: &mut Write,
    at: &At<StaffAccounts>,
    account: &AccountHere,
    functions: &[Function],
    now: DateTime<Utc>,
) -> Result<()> {
    for function in functions {
        if !account.here.contains(function) {
            grant(write, at, account.id, *function, now).await?;
        }
    }
    Ok(())
}

/// Ends all that an account opens at the school: today already opens nothing.
pub(crate) async fn remove(
    write: &mut Write,
    at: &At<StaffAccounts>,
    account: &AccountHere,
    now: DateTime<Utc>,
) -> Result<()> {
    if account.here.is_empty() {
        return Ok(());
    }
    let today = at.today(now);
    let last_day = today.pred_opt().unwrap_or(today);
    identity::end_tenures(write, account.id, at.school(), last_day).await?;
    let codes: Vec<&str> = account.here.iter().map(|f| f.code()).collect();
    let line = Line::new(at.actor(), "access.removed").on("account", account.id);
    audit::note(write, now, &line.detail(codes.join(" "))).await?;
    Ok(())
}
