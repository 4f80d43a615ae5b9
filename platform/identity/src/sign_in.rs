//! Signing in: throttled, and as long for an unknown login as for a wrong password.

use crate::{
    account::{Login, find_login},
    password, tenure,
};
use audit::{Actor, Line};
use axum::http::HeaderMap;
use chrono::Duration;
use db::{Read, in_write, sql};
use education::{Account, Id};
use secrets::token_digest;
use uuid::Uuid;
use web::{Context, Error, Result};

/// After so many failures, a wait: (failures, minutes during which they count).
const THROTTLES: [(i64, i64); 2] = [(5, 1), (15, 30)];

/// What trying to sign in gave.
pub(crate) enum Outcome {
    /// The value of `Set-Cookie`.
    SignedIn(String),
    /// Wrong login or password; which of the two is not said.
    Refused,
    /// Too many failures: wait this many minutes.
    Wait(i64),
}

async fn must_wait(read: &mut Read, key: &[u8], context: &Context) -> Result<Option<i64>> {
    for (failures, minutes) in THROTTLES {
        let since = context.clock.now() - Duration::minutes(minutes);
        let (count,) = sql!("SELECT COUNT(*) FROM sign_in_failure WHERE login = $1 AND at > $2")
            .bind(key)
            .bind(since)
            .one::<(i64,)>(read)
            .await?;
        if count >= failures {
            return Ok(Some(minutes));
        }
    }
    Ok(None)
}

pub(crate) async fn attempt(
    context: &Context,
    typed: &str,
    typed_password: &str,
    headers: &HeaderMap,
) -> Result<Outcome> {
    let now = context.clock.now();
    // What is typed as a login may be a password: only its digest is kept.
    let key = token_digest(&typed.trim().to_lowercase());
    let mut read = context.db.read().await?;
    if let Some(minutes) = must_wait(&mut read, &key, context).await? {
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
        if let Some(minutes) = must_wait(tx, &key, context).await? {
            return Ok(Outcome::Wait(minutes));
        }
        let person = match account.filter(|_| right) {
            Some(account) => crate::account::person(tx, account).await?,
            None => None,
        };
        let Some(person) = person else {
            sql!("INSERT INTO sign_in_failure (id, login, at) VALUES ($1, $2, $3)")
                .bind(Uuid::now_v7())
                .bind(&key[..])
                .bind(now)
                .run(tx)
                .await?;
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
        sql!("DELETE FROM sign_in_failure WHERE login = $1")
            .bind(&key[..])
            .run(tx)
            .await?;
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
