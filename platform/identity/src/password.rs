//! Passwords: Argon2id, one at a time, at the library's recommended cost.

use crate::password_link;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use std::sync::LazyLock;
use thiserror::Error;
use uuid::Uuid;
use web::{Error as WebError, Result, heavy};

/// Why a password is refused.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// Too short. (ANSSI, *Recommandations relatives à l'authentification*: 12 at least.)
    #[error("Le mot de passe doit avoir au moins 12 caractères : une phrase convient très bien.")]
    TooShort,
    /// Longer than anybody types; a bound on the work of hashing.
    #[error("Le mot de passe ne peut pas dépasser 200 caractères.")]
    TooLong,
    /// One character over and over.
    #[error("Ce mot de passe est trop simple : choisissez par exemple une phrase.")]
    TooSimple,
    /// One of those that guessers try before any other.
    #[error(
        "Ce mot de passe est de ceux qu'on essaie en premier : choisissez par exemple une phrase."
    )]
    TriedFirst,
}

/// Whether a password is good enough.
///
/// # Errors
/// Too short, too long, too simple, or one that everybody tries first.
pub fn judge(password: &str) -> std::result::Result<(), PasswordError> {
    let mut characters: Vec<char> = password.chars().collect();
    if characters.len() < 12 {
        return Err(PasswordError::TooShort);
    }
    if characters.len() > 200 {
        return Err(PasswordError::TooLong);
    }
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < 5 {
        return Err(PasswordError::TooSimple);
    }
    if is_tried_first(password) {
        return Err(PasswordError::TriedFirst);
    }
    Ok(())
}

/// What guessers try first, without the digits and signs that people put around it.
const TRIED_FIRST: [&str; 16] = [
    "",
    "abcdefghijkl",
    "azerty",
    "azertyuiop",
    "azertyuiopqs",
    "bonjour",
    "doudou",
    "iloveyou",
    "jetaime",
    "loulou",
    "marseille",
    "motdepasse",
    "password",
    "qwerty",
    "qwertyuiop",
    "soleil",
];

fn is_tried_first(password: &str) -> bool {
    let letters: String = password
        .to_lowercase()
        .chars()
        .filter(|character| character.is_alphabetic())
        .collect();
    // Once, or over and over.
    TRIED_FIRST.iter().any(|known| match known.len() {
        0 => letters.is_empty(),
        length => {
            letters.len().is_multiple_of(length)
                && letters == known.repeat(letters.len() / length)
                && !letters.is_empty()
        }
    })
}

/// Verified when the login is unknown, so that the answer takes as long as for a known one.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    Argon2::default()
        .hash_password(b"personne")
        .map(|hash| hash.to_string())
        .unwrap_or_default()
});

pub(crate) async fn hash(password: String) -> Result<String> {
    // 19 MiB and some 20 ms of a processor.
    heavy(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await?
    .map_err(WebError::internal)
}

pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    heavy(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        known && right
    })
    .await
}

pub(crate) async fn hash_of(read: &mut Read, account: Id<Account>) -> db::Result<Option<String>> {
    let row = sql!("SELECT password_hash FROM account WHERE id = $1")
        .bind(account)
        .optional::<(Option<String>,)>(read)
        .await?;
    Ok(row.and_then(|(hash,)| hash))
}

pub(crate) async fn store(
    write: &mut Write,
    account: Id<Account>,
    hash: &str,
    now: DateTime<Utc>,
    kept: Option<Uuid>,
) -> db::Result<()> {
    sql!("UPDATE account SET password_hash = $2 WHERE id = $1")
        .bind(account)
        .bind(hash)
        .run(write)
        .await?;
    // Whoever held the old password is out, but for the session that changed it.
    sql!("UPDATE session SET ended_at = $2 WHERE account = $1 AND ended_at IS NULL AND id <> $3")
        .bind(account)
        .bind(now)
        .bind(kept.unwrap_or_default())
        .run(write)
        .await?;
    // And so is whoever found a link that was handed over before.
    password_link::close_all(write, account, now).await
}

/// Gives an account a password: the demo's, or the command line's.
pub async fn choose_password(
    context: &web::Context,
    account: Id<Account>,
    password: &str,
) -> Result<std::result::Result<(), PasswordError>> {
    if let Err(refused) = judge(password) {
        return Ok(Err(refused));
    }
    let hash = hash(password.to_owned()).await?;
    let now = context.clock.now();
    db::in_write!(context.db, WebError, |tx| {
        Ok(store(tx, account, &hash, now, None).await?)
    })?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_a_good_password() {
        assert_eq!(judge("le préau de l'école"), Ok(()));
        assert_eq!(judge("court"), Err(PasswordError::TooShort));
        assert_eq!(judge("aaaaaaaaaaaaaaaa"), Err(PasswordError::TooSimple));
    }

    /// Invariant: 12 characters, and not octets, are the least, 200 the most, five of them
    /// different.
    #[test]
    fn a_password_is_judged_at_its_bounds() {
        assert_eq!(judge("éèàùçéèàùçé"), Err(PasswordError::TooShort));
        assert_eq!(judge("éèàùçéèàùçéè"), Ok(()));
        assert_eq!(judge("abcdabcdabcd"), Err(PasswordError::TooSimple));
        assert_eq!(judge("abcdabcdabce"), Ok(()));
        assert_eq!(judge(&"abcdé".repeat(40)), Ok(()));
        let longer = "abcdé".repeat(40) + "a";
        assert_eq!(judge(&longer), Err(PasswordError::TooLong));
    }

    /// Invariant: what everybody tries first is refused, whatever digits and signs stand around it.
    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in [
            "Motdepasse123!",
            "azertyuiop2026",
            "123456789012",
            "soleil-soleil-12",
        ] {
            assert_eq!(
                judge(password),
                Err(PasswordError::TriedFirst),
                "{password}"
            );
        }
        assert_eq!(judge("le soleil sur le préau"), Ok(()));
    }

    /// Invariant: a login that nobody has takes as long as a wrong password: the time of the
    /// answer does not say which logins exist. The least of a few times, because others work too.
    #[tokio::test]
    async fn nobody_takes_as_long_as_somebody() {
        let known = hash("une phrase bien longue".into()).await.unwrap();
        let mut least = [std::time::Duration::MAX; 2];
        for _ in 0..4 {
            for (of, hash) in [None, Some(known.clone())].into_iter().enumerate() {
                let started = std::time::Instant::now();
                assert!(!verify("personne".into(), hash).await.unwrap());
                least[of] = least[of].min(started.elapsed());
            }
        }
        let [nobody, somebody] = least;
        assert!(
            nobody * 3 > somebody,
            "{nobody:?} for nobody, {somebody:?} for somebody"
        );
    }
}
