//! Opening an account of a family: what was typed waits for a code, and no account exists until one
//! is accepted (Télé-services, guide: « si NOK, refus de création du compte »).

use crate::{
    account::{AccountError, Login, NewAccount, find_login, open_account},
    password, session,
    throttle::{self, Tried},
};
use audit::{Actor, Line};
use axum::http::HeaderMap;
use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, in_write, sql};
use education::{Account, Id};
use secrets::{Token, token_digest};
use web::{Context, Error, Result};

/// The cookie of who is opening an account.
const COOKIE: &str = "preau_acces";
/// How long what was typed waits for a code.
pub const FIRST_ACCESS_MINUTES: i64 = 30;

/// An account that waits for a code.
#[derive(Debug, Clone)]
pub struct FirstAccess {
    token: Vec<u8>,
    /// The login that was chosen.
    pub login: String,
    password_hash: String,
}

/// What opening an account gives.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The account.
    pub account: Id<Account>,
    /// The `Set-Cookie` values: signed in, and nothing waits any more.
    pub cookies: [String; 2],
}

fn secure(context: &Context) -> bool {
    context.settings.public_url.starts_with("https:")
}

fn cookie(token: &str, secure: bool) -> String {
    let age = match token {
        "" => 0,
        _ => FIRST_ACCESS_MINUTES * 60,
    };
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={token}; Path=/premier-acces; Max-Age={age}; HttpOnly; SameSite=Lax{secure}")
}

/// Whether nobody has this login.
pub async fn is_login_free(read: &mut Read, login: &Login) -> db::Result<bool> {
    Ok(find_login(read, login).await?.is_none())
}

/// Keeps a login and a password, which `judge_password` found good, until a code is typed; gives the
/// `Set-Cookie` value by which the browser is known. A login that somebody has is refused.
pub async fn begin_first_access(
    context: &Context,
    login: &Login,
    password: &str,
) -> Result<std::result::Result<String, AccountError>> {
    let hash = password::hash(password.to_owned()).await?;
    let (now, token) = (context.clock.now(), Token::generate());
    in_write!(context.db, Error, |tx| {
        sql!("DELETE FROM first_access WHERE expires_at <= $1")
            .bind(now)
            .run(tx)
            .await?;
        if find_login(tx, login).await?.is_some() {
            return Ok(Err(AccountError::Taken(login.to_string())));
        }
        sql!(
            "INSERT INTO first_access (token, login, password_hash, begun_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5)"
        )
        .bind(token.digest())
        .bind(login.as_str())
        .bind(hash.as_str())
        .bind(now)
        .bind(now + Duration::minutes(FIRST_ACCESS_MINUTES))
        .run(tx)
        .await?;
        Ok(Ok(cookie(token.as_str(), secure(context))))
    })
}

/// What waits for this browser; `None` when nothing does, or not any more.
pub async fn first_access(
    read: &mut Read,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> db::Result<Option<FirstAccess>> {
    let Some(token) = session::cookie_in(headers, COOKIE) else {
        return Ok(None);
    };
    let token = token_digest(token);
    let row =
        sql!("SELECT login, password_hash FROM first_access WHERE token = $1 AND expires_at > $2")
            .bind(&token[..])
            .bind(now)
            .optional::<(String, String)>(read)
            .await?;
    Ok(row.map(|(login, password_hash)| FirstAccess {
        token,
        login,
        password_hash,
    }))
}

impl FirstAccess {
    /// What is tried with it: codes, one after the other.
    pub fn tries(&self) -> Tries {
        Tries(Tried::code(&self.token))
    }

    /// Opens the account, in the transaction where a code was accepted, and signs in. The login may
    /// have been taken meanwhile.
    pub async fn open(
        &self,
        write: &mut Write,
        context: &Context,
        headers: &HeaderMap,
        (surname, first_name): (String, String),
    ) -> Result<std::result::Result<Opened, AccountError>> {
        let now = context.clock.now();
        let new = NewAccount {
            login: Login::parse(&self.login).map_err(Error::internal)?,
            surname,
            first_name,
        };
        let account = match open_account(write, &new, now).await? {
            Ok(account) => account,
            Err(refused) => return Ok(Err(refused)),
        };
        password::store(write, account, &self.password_hash, now, None).await?;
        sql!("DELETE FROM first_access WHERE token = $1")
            .bind(&self.token[..])
            .run(write)
            .await?;
        let (agent, secure) = (session::agent_words(headers), secure(context));
        let signed_in = session::open_session(write, account, None, &agent, now, secure).await?;
        let actor = Actor {
            account: Some(account),
            school: None,
        };
        let line = Line::new(actor, "account.opened_by_code").on("account", account);
        audit::note(write, now, &line).await?;
        Ok(Ok(Opened {
            account,
            cookies: [signed_in, cookie("", secure)],
        }))
    }
}

/// Codes tried by one person: after failures, a wait.
pub struct Tries(Tried);

impl Tries {
    /// Those of who is signed in and attaches another child.
    pub fn of(account: Id<Account>) -> Self {
        Self(Tried::code(account.uuid().as_bytes()))
    }

    /// What the person is told who must wait; `None`: they may try.
    pub async fn must_wait(
        &self,
        read: &mut Read,
        now: DateTime<Utc>,
    ) -> db::Result<Option<String>> {
        let minutes = throttle::must_wait(read, &self.0, now).await?;
        Ok(minutes.map(throttle::wait_words))
    }

    /// Counts a failure.
    pub async fn failed(&self, write: &mut Write, now: DateTime<Utc>) -> db::Result<()> {
        throttle::failed(write, &self.0, now).await
    }
}
