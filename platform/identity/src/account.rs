//! Accounts: a login, a name, a password once chosen.

use crate::admission::Person;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, search_key};
use std::{collections::HashMap, fmt};
use thiserror::Error;
use uuid::Uuid;

/// Why an account is refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum AccountError {
    /// Not a login.
    #[error(
        "« {0} » n'est pas un identifiant : de 3 à 40 lettres sans accent, chiffres, points ou \
         tirets."
    )]
    Login(String),
    /// Somebody has it.
    #[error("L'identifiant « {0} » est déjà pris.")]
    Taken(String),
}

/// What a person types to sign in (*identifiant*): lower-case letters, digits, `.` and `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// Reads a login, in either case.
    pub fn parse(text: &str) -> Result<Self, AccountError> {
        let login = text.trim().to_lowercase();
        let right = (3..=40).contains(&login.len())
            && login
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
        if right {
            Ok(Self(login))
        } else {
            Err(AccountError::Login(text.trim().to_owned()))
        }
    }

    /// « cperrin », or « cperrin2 » for the second of that name: plain letters and digits only.
    pub(crate) fn of_name(surname: &str, first_name: &str, number: u32) -> Self {
        let plain = |text: &str| -> String {
            let key = search_key(text);
            key.chars().filter(char::is_ascii_alphanumeric).collect()
        };
        let first_name = plain(first_name);
        let initial: String = first_name.chars().take(1).collect();
        let mut login = initial + &plain(surname);
        // Names of one or two letters, or none that is ours: still a login.
        if login.len() < 3 {
            login = format!("{first_name}{}", plain(surname));
        }
        if login.len() < 3 {
            login.insert_str(0, "compte");
        }
        login.truncate(36);
        if number > 1 {
            login += &number.to_string();
        }
        Self(login)
    }

    /// The login.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account to open.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What the person will type.
    pub login: Login,
    /// Surname.
    pub surname: String,
    /// First name.
    pub first_name: String,
}

/// Opens an account, without a password yet.
pub async fn open_account(
    write: &mut Write,
    new: &NewAccount,
    now: DateTime<Utc>,
) -> db::Result<Result<Id<Account>, AccountError>> {
    if find_login(write, &new.login).await?.is_some() {
        return Ok(Err(AccountError::Taken(new.login.to_string())));
    }
    let id = Id::new();
    sql!(
        "INSERT INTO account (id, login, surname, first_name, created_at) \
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(new.login.as_str())
    .bind(new.surname.as_str())
    .bind(new.first_name.as_str())
    .bind(now)
    .run(write)
    .await?;
    Ok(Ok(id))
}

/// The account of a login.
pub async fn find_login(read: &mut Read, login: &Login) -> db::Result<Option<Id<Account>>> {
    let found = sql!("SELECT id FROM account WHERE login = $1")
        .bind(login.as_str())
        .optional::<(Id<Account>,)>(read)
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The login of an account.
pub(crate) async fn login_of(read: &mut Read, account: Id<Account>) -> db::Result<String> {
    let found = sql!("SELECT login FROM account WHERE id = $1")
        .bind(account)
        .optional::<(String,)>(read)
        .await?;
    Ok(found.map(|(login,)| login).unwrap_or_default())
}

/// Gives an account another login, if nobody has it.
pub(crate) async fn set_login(
    write: &mut Write,
    account: Id<Account>,
    login: &Login,
) -> db::Result<Result<(), AccountError>> {
    if find_login(write, login)
        .await?
        .is_some_and(|other| other != account)
    {
        return Ok(Err(AccountError::Taken(login.to_string())));
    }
    sql!("UPDATE account SET login = $2 WHERE id = $1")
        .bind(account)
        .bind(login.as_str())
        .run(write)
        .await?;
    Ok(Ok(()))
}

/// Ends an account: it opens nothing any more, and has no password.
pub(crate) async fn close(
    write: &mut Write,
    account: Id<Account>,
    day: NaiveDate,
) -> db::Result<()> {
    sql!("UPDATE account SET ended_on = $2, password_hash = NULL WHERE id = $1")
        .bind(account)
        .bind(day)
        .run(write)
        .await?;
    Ok(())
}

/// The person of an account that has not ended.
pub(crate) async fn person(read: &mut Read, account: Id<Account>) -> db::Result<Option<Person>> {
    let found = sql!("SELECT surname, first_name FROM account WHERE id = $1 AND ended_on IS NULL")
        .bind(account)
        .optional::<(String, String)>(read)
        .await?;
    Ok(found.map(|(surname, first_name)| Person {
        account,
        surname,
        first_name,
    }))
}

/// The names behind accounts, for pages that say who did what.
pub async fn names_of(
    read: &mut Read,
    accounts: &[Id<Account>],
) -> db::Result<HashMap<Id<Account>, String>> {
    let rows = sql!(
        sqlite: "SELECT id, surname, first_name FROM account \
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT id, surname, first_name FROM account WHERE id = ANY($1)",
    )
    .bind(accounts)
    .all::<(Uuid, String, String)>(read)
    .await?;
    let named = rows
        .into_iter()
        .map(|(id, surname, first)| (id.into(), format!("{first} {surname}")));
    Ok(named.collect())
}

/// Whether there is such an account, and it was not closed.
pub async fn is_open(read: &mut Read, id: Id<Account>) -> db::Result<bool> {
    let found = sql!("SELECT id FROM account WHERE id = $1 AND ended_on IS NULL")
        .bind(id)
        .optional::<(Id<Account>,)>(read)
        .await?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: a login has from 3 to 40 plain letters, digits, points or hyphens; what was
    /// typed is in the refusal, as it was typed.
    #[test]
    fn a_login_is_judged() {
        let longest = "a".repeat(40);
        for login in ["abc", "c.perrin-2", " C.Perrin ", longest.as_str()] {
            let expected = login.trim().to_lowercase();
            assert_eq!(Login::parse(login).unwrap().as_str(), expected, "{login}");
        }
        let too_long = "a".repeat(41);
        for login in [
            "ab",
            "",
            "c perrin",
            "c_perrin",
            "célia",
            "c@perrin",
            too_long.as_str(),
        ] {
            let refused = AccountError::Login(login.to_owned());
            assert_eq!(Login::parse(login), Err(refused), "{login}");
        }
    }

    /// Invariant: whatever the names, the rule gives a login that is one, and another one to each
    /// who bears the same name.
    #[test]
    fn every_name_has_a_login() {
        let of = |surname, first_name, number| Login::of_name(surname, first_name, number);
        assert_eq!(of("Perrin", "Claire", 1).as_str(), "cperrin");
        assert_eq!(of("Perrin", "Claude", 2).as_str(), "cperrin2");
        assert_eq!(of("d’ALMEÏDA-Lœb", "Zoé Ann", 1).as_str(), "zdalmeidaloeb");
        assert_eq!(of("Le Goff", "", 3).as_str(), "legoff3");
        assert_eq!(of("Ô", "Lê", 1).as_str(), "leo");
        assert_eq!(of("О", "", 1).as_str(), "compte");
        let long = "a".repeat(60);
        for (surname, first_name) in [("", ""), ("Y", "X"), (long.as_str(), "É"), ("李", "明")] {
            for number in [1, 2, 9_999] {
                let login = of(surname, first_name, number);
                assert_eq!(Login::parse(login.as_str()), Ok(login.clone()), "{surname}");
            }
        }
    }
}
