//! Sessions: a random token in a cookie, kept as a digest.

use crate::admission::Person;
use axum::http::{HeaderMap, header};
use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, in_write, sql};
use education::{Account, Id, School};
use secrets::{Token, token_digest};
use uuid::Uuid;
use web::{Context, Error, Result};

/// The name of the cookie.
pub const COOKIE: &str = "preau_session";

/// A day of work; then the person signs in again.
const LONGEST: Duration = Duration::hours(14);
/// Without a gesture for so long, the session ends.
const IDLE: Duration = Duration::hours(3);
/// « Last seen » is not worth a write more often.
const TOUCH_EVERY: Duration = Duration::minutes(5);

/// The session by which a request came.
#[derive(Debug, Clone)]
pub struct SignedInSession {
    /// Which one.
    pub id: Uuid,
    last_seen_at: DateTime<Utc>,
}

impl SignedInSession {
    pub(crate) async fn touch(&self, context: &Context, now: DateTime<Utc>) -> Result<()> {
        if now - self.last_seen_at < TOUCH_EVERY {
            return Ok(());
        }
        in_write!(context.db, Error, |tx| {
            sql!("UPDATE session SET last_seen_at = $2 WHERE id = $1")
                .bind(self.id)
                .bind(now)
                .run(tx)
                .await?;
            Ok(())
        })
    }
}

/// Opens a session at a school; gives the `Set-Cookie` value.
pub async fn open_session(
    write: &mut Write,
    account: Id<Account>,
    school: Option<Id<School>>,
    agent: &str,
    now: DateTime<Utc>,
    secure: bool,
) -> db::Result<String> {
    let token = Token::generate();
    sql!(
        "INSERT INTO session (id, token, account, school, agent, created_at, last_seen_at, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)"
    )
    .bind(Uuid::now_v7())
    .bind(token.digest())
    .bind(account)
    .bind(school)
    .bind(agent)
    .bind(now)
    .bind(now + LONGEST)
    .run(write)
    .await?;
    sql!("UPDATE account SET last_visit_at = signed_in_at, signed_in_at = $2 WHERE id = $1")
        .bind(account)
        .bind(now)
        .run(write)
        .await?;
    Ok(cookie(token.as_str(), secure))
}

/// When somebody had signed in before the last time; `None` for who had not.
pub async fn last_visit(
    read: &mut Read,
    account: Id<Account>,
) -> db::Result<Option<DateTime<Utc>>> {
    let found = sql!("SELECT last_visit_at FROM account WHERE id = $1")
        .bind(account)
        .optional::<(Option<DateTime<Utc>>,)>(read)
        .await?;
    Ok(found.and_then(|(at,)| at))
}

pub(crate) fn cookie(token: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let gone = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{gone}")
}

pub(crate) fn token_in(headers: &HeaderMap) -> Option<&str> {
    cookie_in(headers, COOKIE)
}

/// The value of a cookie of a request.
pub(crate) fn cookie_in<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token)
}

type Current = (SignedInSession, Person, Option<Id<School>>);

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    school: Option<Id<School>>,
    last_seen_at: DateTime<Utc>,
    account: Id<Account>,
    surname: String,
    first_name: String,
}

/// The session of a request, if it has one that is still open.
pub(crate) async fn current(
    read: &mut Read,
    headers: &HeaderMap,
    now: DateTime<Utc>,
) -> db::Result<Option<Current>> {
    let Some(token) = token_in(headers) else {
        return Ok(None);
    };
    let row = sql!(
        "SELECT s.id, s.school, s.last_seen_at, s.account, a.surname, a.first_name \
         FROM session s JOIN account a ON a.id = s.account \
         WHERE s.token = $1 AND s.ended_at IS NULL AND s.expires_at > $2 \
         AND s.last_seen_at > $3 AND a.ended_on IS NULL"
    )
    .bind(token_digest(token))
    .bind(now)
    .bind(now - IDLE)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(|row| {
        let session = SignedInSession {
            id: row.id,
            last_seen_at: row.last_seen_at,
        };
        let Row {
            account,
            surname,
            first_name,
            ..
        } = row;
        (
            session,
            Person {
                account,
                surname,
                first_name,
            },
            row.school,
        )
    }))
}

/// A session, as « Mon compte » lists it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) agent: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_seen_at: DateTime<Utc>,
}

pub(crate) async fn open_ones(
    read: &mut Read,
    account: Id<Account>,
    now: DateTime<Utc>,
) -> db::Result<Vec<Listed>> {
    sql!(
        "SELECT id, agent, created_at, last_seen_at FROM session \
         WHERE account = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3 \
         ORDER BY last_seen_at DESC"
    )
    .bind(account)
    .bind(now)
    .bind(now - IDLE)
    .all(read)
    .await
}

/// Ends a session of an account; false when there is none such.
pub(crate) async fn end(
    write: &mut Write,
    account: Id<Account>,
    session: Uuid,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let ended = sql!(
        "UPDATE session SET ended_at = $3 WHERE id = $1 AND account = $2 AND ended_at IS NULL"
    )
    .bind(session)
    .bind(account)
    .bind(now)
    .run(write)
    .await?;
    Ok(ended == 1)
}

/// Where the person of a session works from now on.
pub(crate) async fn move_to(
    write: &mut Write,
    session: Uuid,
    school: Option<Id<School>>,
) -> db::Result<()> {
    sql!("UPDATE session SET school = $2 WHERE id = $1")
        .bind(session)
        .bind(school)
        .run(write)
        .await?;
    Ok(())
}

/// Ends the sessions of an account, but one: how many were open.
pub(crate) async fn end_others(
    write: &mut Write,
    account: Id<Account>,
    but: Option<Uuid>,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    sql!(
        "UPDATE session SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL AND expires_at > $2 \
         AND id <> $3"
    )
    .bind(account)
    .bind(now)
    .bind(but.unwrap_or_default())
    .run(write)
    .await
}

/// The kind of browser, in words that a person recognises: « Firefox, téléphone ».
pub(crate) fn agent_words(headers: &HeaderMap) -> String {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    // The order counts: each of these names itself as the next ones too.
    let browser = [
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
    ]
    .into_iter()
    .find(|(mark, _)| agent.contains(mark))
    .map_or("Navigateur", |(_, name)| name);
    let phone = ["Mobile", "Android", "iPhone"]
        .iter()
        .any(|mark| agent.contains(mark));
    format!(
        "{browser}, {}",
        if phone { "téléphone" } else { "ordinateur" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=b; preau_session=xyz".parse().unwrap());
        assert_eq!(token_in(&headers), Some("xyz"));
        assert_eq!(token_in(&HeaderMap::new()), None);
        // Neither a name that ends or begins as ours, nor a second header, leads astray.
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            "x_preau_session=a; preau_session2=b".parse().unwrap(),
        );
        assert_eq!(token_in(&headers), None);
        headers.append(header::COOKIE, "preau_session=xyz=".parse().unwrap());
        assert_eq!(token_in(&headers), Some("xyz="));
    }

    /// Invariant: a person recognises the browser by which they are signed in.
    #[test]
    fn a_browser_is_told_in_words() {
        const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                              Chrome/130.0.0.0 Safari/537.36";
        for (agent, words) in [
            (CHROME.to_owned(), "Chrome, ordinateur"),
            (format!("{CHROME} Edg/130.0.0.0"), "Edge, ordinateur"),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned(),
                "Firefox, ordinateur",
            ),
            (
                "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0".to_owned(),
                "Firefox, téléphone",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
                    .to_owned(),
                "Safari, téléphone",
            ),
            (String::new(), "Navigateur, ordinateur"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            assert_eq!(agent_words(&headers), words, "{agent}");
        }
        assert_eq!(agent_words(&HeaderMap::new()), "Navigateur, ordinateur");
    }
}
