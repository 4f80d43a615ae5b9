//! Signing in: throttled, and as long for an unknown login as for a wrong password.

use crate::{
    account::{Login, find_login},
    password, tenure,
    throttle::{self, Tried},
};
use audit::{Actor, Line};
use axum::http::HeaderMap;
use db::in_write;
use education::{Account, Id};
use web::{Context, Error, Result};

/// What trying to sign in gave.
pub(crate) enum Outcome {
    /// The value of `Set-Cookie`.
    SignedIn(String),
    /// Wrong login or password; which of the two is not said.
    Refused,
    /// Too many failures: wait this many minutes.
    Wait(i64),
}

pub(crate) async fn attempt(
    context: &Context,
    typed: &str,
    typed_password: &str,
    headers: &HeaderMap,
) -> Result<Outcome> {
    let now = context.clock.now();
    let tried = Tried::login(typed);
    let mut read = context.db.read().await?;
    if let Some(minutes) = throttle::must_wait(&mut read, &tried, now).await? {
        return Ok(Outcome::Wait(minutes));
    }
    let account: Option<Id<Account>> = match Login::parse(typed) {
        Ok(login) => find_login(&mut read, &login).await?,
        Err(_) => None,
    };
    let hash = match account {
        Some(account) => password::hash_of(&mut read, account).await?,
        None => None,
    };
    drop(read);
    let right = password::verify(typed_password.to_owned(), hash).await?;
    in_write!(context.db, Error, |tx| {
        // Asked again where the failure is written: tries sent at once all passed the first.
        if let Some(minutes) = throttle::must_wait(tx, &tried, now).await? {
            return Ok(Outcome::Wait(minutes));
        }
        let person = match account.filter(|_| right) {
            Some(account) => crate::account::person(tx, account).await?,
            None => None,
        };
        let Some(person) = person else {
            throttle::failed(tx, &tried, now).await?;
            let line = Line::new(
                Actor {
                    account,
                    school: None,
                },
                "session.refused",
            );
            audit::note(tx, now, &line).await?;
            return Ok(Outcome::Refused);
        };
        throttle::succeeded(tx, &tried).await?;
        let held = tenure::held(tx, person.account, now).await?;
        let school = held
            .first()
            .and_then(|held| held.place.school())
            .map(|school| school.id);
        let agent = crate::session::agent_words(headers);
        let secure = context.settings.public_url.starts_with("https:");
        let cookie =
            crate::session::open_session(tx, person.account, school, &agent, now, secure).await?;
        let actor = Actor {
            account: Some(person.account),
            school,
        };
        audit::note(tx, now, &Line::new(actor, "session.opened")).await?;
        Ok(Outcome::SignedIn(cookie))
    })
}
