//! Links by which a person chooses a password, once, within a week.

use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use secrets::{Token, token_digest};

const VALID_DAYS: i64 = 7;

/// Makes a link for an account; earlier ones stop working. Gives the path to hand over, which
/// is kept nowhere.
pub async fn issue_password_link(
    write: &mut Write,
    account: Id<Account>,
    now: DateTime<Utc>,
) -> db::Result<String> {
    close_all(write, account, now).await?;
    let token = Token::generate();
    sql!("INSERT INTO password_link (token, account, expires_at) VALUES ($1, $2, $3)")
        .bind(token.digest())
        .bind(account)
        .bind(now + Duration::days(VALID_DAYS))
        .run(write)
        .await?;
    Ok(format!("/mot-de-passe/{}", token.as_str()))
}

/// Ends the links of an account that still work.
pub(crate) async fn close_all(
    write: &mut Write,
    account: Id<Account>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!("UPDATE password_link SET used_at = $2 WHERE account = $1 AND used_at IS NULL")
        .bind(account)
        .bind(now)
        .run(write)
        .await?;
    Ok(())
}

/// The account of a link that still works, with its login.
pub(crate) async fn account_of(
    read: &mut Read,
    token: &str,
    now: DateTime<Utc>,
) -> db::Result<Option<(Id<Account>, String)>> {
    sql!(
        "SELECT a.id, a.login FROM password_link l JOIN account a ON a.id = l.account \
         WHERE l.token = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND a.ended_on IS NULL"
    )
    .bind(token_digest(token))
    .bind(now)
    .optional(read)
    .await
}

/// Uses the link: false when somebody was faster.
pub(crate) async fn consume(
    write: &mut Write,
    token: &str,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let used = sql!("UPDATE password_link SET used_at = $2 WHERE token = $1 AND used_at IS NULL")
        .bind(token_digest(token))
        .bind(now)
        .run(write)
        .await?;
    Ok(used == 1)
}
