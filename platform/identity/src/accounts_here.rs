//! Accounts as a school sees them: who may work there, with which login, and whether they can
//! sign in yet.

use crate::{
    account::{Login, find_login},
    admission::At,
    audience::AtSchool,
};
use ::admission::Function;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, sql};
use education::{Account, Id};
use uuid::Uuid;

/// An account, seen from a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountHere {
    /// Which one.
    pub id: Id<Account>,
    /// What the person types.
    pub login: String,
    /// Surname.
    pub surname: String,
    /// First name.
    pub first_name: String,
    /// Whether the person has chosen a password.
    pub has_password: bool,
    /// Until when the last link to choose one works, if none was used.
    pub link_until: Option<DateTime<Utc>>,
    /// Whether the account opens nothing anywhere.
    pub closed: bool,
    /// The functions held at this school today, or announced.
    pub here: Vec<Function>,
    /// When none is held any more: those that ended last.
    pub before: Vec<Function>,
    /// The functions held elsewhere today, or announced: other schools, the académie.
    pub elsewhere: Vec<Function>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Account>,
    login: String,
    surname: String,
    first_name: String,
    has_password: bool,
    ended_on: Option<NaiveDate>,
}

/// These accounts, and all that hold or held a function at the school.
pub async fn accounts_here<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    accounts: &[Id<Account>],
    now: DateTime<Utc>,
) -> db::Result<Vec<AccountHere>> {
    let rows = sql!(
        sqlite: "SELECT id, login, surname, first_name, password_hash IS NOT NULL AS has_password, \
                 ended_on FROM account WHERE id IN (SELECT unhex(value) FROM json_each($1)) \
                 OR id IN (SELECT account FROM tenure WHERE school = $2)",
        postgres: "SELECT id, login, surname, first_name, password_hash IS NOT NULL AS has_password, \
                   ended_on FROM account WHERE id = ANY($1) \
                   OR id IN (SELECT account FROM tenure WHERE school = $2)",
    )
    .bind(accounts)
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    let today = at.today(now);
    let mut found: Vec<AccountHere> = rows.into_iter().map(|row| row.without(today)).collect();
    found.sort_by_key(|account| account.id.uuid());
    let ids: Vec<Id<Account>> = found.iter().map(|account| account.id).collect();
    tenures(read, at, &ids, today, &mut found).await?;
    links(read, &ids, &mut found).await?;
    Ok(found)
}

impl Row {
    fn without(self, today: NaiveDate) -> AccountHere {
        AccountHere {
            id: self.id,
            login: self.login,
            surname: self.surname,
            first_name: self.first_name,
            has_password: self.has_password,
            link_until: None,
            closed: self.ended_on.is_some_and(|day| day <= today),
            here: Vec::new(),
            before: Vec::new(),
            elsewhere: Vec::new(),
        }
    }
}

fn of(found: &mut [AccountHere], id: Id<Account>) -> Option<&mut AccountHere> {
    let at = found.binary_search_by_key(&id.uuid(), |account| account.id.uuid());
    at.ok().and_then(|at| found.get_mut(at))
}

async fn tenures<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    ids: &[Id<Account>],
    today: NaiveDate,
    found: &mut [AccountHere],
) -> db::Result<()> {
    // The last to end comes first, so that what ended with it is known when the others come.
    let rows = sql!(
        sqlite: "SELECT account, function, school, ends_on FROM tenure \
                 WHERE account IN (SELECT unhex(value) FROM json_each($1)) ORDER BY ends_on DESC, id",
        postgres: "SELECT account, function, school, ends_on FROM tenure \
                   WHERE account = ANY($1) ORDER BY ends_on DESC, id",
    )
    .bind(ids)
    .all::<(Id<Account>, String, Option<Uuid>, Option<NaiveDate>)>(read)
    .await?;
    let mut last: std::collections::HashMap<Id<Account>, NaiveDate> = Default::default();
    for (account, function, school, ends_on) in rows {
        let Some(function) = Function::from_code(&function) else {
            continue;
        };
        let (Some(account), id) = (of(found, account), account) else {
            continue;
        };
        let over = ends_on.filter(|day| *day < today);
        let list = match (school == Some(at.school().uuid()), over) {
            (true, None) => &mut account.here,
            (true, Some(day)) if *last.entry(id).or_insert(day) == day => &mut account.before,
            (false, None) => &mut account.elsewhere,
            (_, Some(_)) => continue,
        };
        if !list.contains(&function) {
            list.push(function);
        }
    }
    for account in found.iter_mut().filter(|account| !account.here.is_empty()) {
        account.before.clear();
    }
    Ok(())
}

async fn links(read: &mut Read, ids: &[Id<Account>], found: &mut [AccountHere]) -> db::Result<()> {
    let rows = sql!(
        sqlite: "SELECT account, expires_at FROM password_link WHERE used_at IS NULL \
                 AND account IN (SELECT unhex(value) FROM json_each($1))",
        postgres: "SELECT account, expires_at FROM password_link WHERE used_at IS NULL \
                   AND account = ANY($1)",
    )
    .bind(ids)
    .all::<(Id<Account>, DateTime<Utc>)>(read)
    .await?;
    for (account, until) in rows {
        if let Some(account) = of(found, account) {
            account.link_until = account.link_until.max(Some(until));
        }
    }
    Ok(())
}

/// The login of the house's rule: the initial of the first name, then the surname, without
/// accents; a digit for who comes after somebody of the same name. A login is never given
/// twice, nor changed.
pub async fn free_login(read: &mut Read, surname: &str, first_name: &str) -> db::Result<Login> {
    let mut number = 1;
    loop {
        let login = Login::of_name(surname, first_name, number);
        if find_login(read, &login).await?.is_none() {
            return Ok(login);
        }
        number += 1;
    }
}
