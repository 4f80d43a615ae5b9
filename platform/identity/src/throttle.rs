//! After failures, a wait: for whoever signs in, and for whoever guesses the present password of
//! a session left open.

use chrono::{DateTime, Duration, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use secrets::token_digest;
use uuid::Uuid;

/// After so many failures, a wait: (failures, minutes during which they count).
const THROTTLES: [(i64, i64); 2] = [(5, 1), (15, 30)];

/// What is tried. Only a digest is kept: what is typed as a login may be a password.
pub(crate) struct Tried(Vec<u8>);

impl Tried {
    /// Signing in with this login, as it was typed.
    pub(crate) fn login(typed: &str) -> Self {
        Self(token_digest(&typed.trim().to_lowercase()))
    }

    /// An activation code, by who is known by these octets.
    pub(crate) fn code(who: &[u8]) -> Self {
        let who: String = who.iter().map(|octet| format!("{octet:02x}")).collect();
        Self(token_digest(&format!("Code {who}")))
    }

    /// The present password, typed in « Mon compte ».
    pub(crate) fn present_password(account: Id<Account>) -> Self {
        // What is typed as a login is put in lower case: the two never meet.
        Self(token_digest(&format!("Mon compte {account}")))
    }
}

/// The minutes to wait before this is tried again; `None`: now.
pub(crate) async fn must_wait(
    read: &mut Read,
    tried: &Tried,
    now: DateTime<Utc>,
) -> db::Result<Option<i64>> {
    for (failures, minutes) in THROTTLES {
        let (count,) = sql!("SELECT COUNT(*) FROM sign_in_failure WHERE login = $1 AND at > $2")
            .bind(&tried.0[..])
            .bind(now - Duration::minutes(minutes))
            .one::<(i64,)>(read)
            .await?;
        if count >= failures {
            return Ok(Some(minutes));
        }
    }
    Ok(None)
}

pub(crate) async fn failed(write: &mut Write, tried: &Tried, now: DateTime<Utc>) -> db::Result<()> {
    sql!("INSERT INTO sign_in_failure (id, login, at) VALUES ($1, $2, $3)")
        .bind(Uuid::now_v7())
        .bind(&tried.0[..])
        .bind(now)
        .run(write)
        .await?;
    Ok(())
}

pub(crate) async fn succeeded(write: &mut Write, tried: &Tried) -> db::Result<()> {
    sql!("DELETE FROM sign_in_failure WHERE login = $1")
        .bind(&tried.0[..])
        .run(write)
        .await?;
    Ok(())
}

/// What the person who must wait is told.
pub(crate) fn wait_words(minutes: i64) -> String {
    if minutes == 1 {
        "Trop d'essais : réessayez dans une minute.".to_owned()
    } else {
        format!("Trop d'essais : réessayez dans {minutes} minutes.")
    }
}
