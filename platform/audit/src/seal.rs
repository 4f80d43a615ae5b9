//! The chain: each batch of lines is bound to the one before by a digest, and to the key by a
//! code. Whoever changes a line, or takes one away, breaks it.

use chrono::{DateTime, Utc};
use db::{Db, Read, Write, in_write, sql};
use secrets::{KeyRing, Purpose};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Lines in a batch, at most.
const BATCH: i64 = 5_000;

/// The end of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last batch; 0 before the first.
    pub number: i64,
    /// Its digest.
    pub digest: Vec<u8>,
}

/// What following the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Whole: so many batches, so many lines read again, so many lines not sealed yet.
    Whole {
        /// Batches.
        batches: i64,
        /// Lines whose digest was computed again.
        lines: i64,
        /// Lines written since the last seal.
        unsealed: i64,
    },
    /// Broken at this batch; the sentence says how.
    Broken {
        /// The first batch that does not hold.
        number: i64,
        /// What is wrong with it.
        how: String,
    },
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: Uuid,
    at: DateTime<Utc>,
    account: Option<Uuid>,
    school: Option<Uuid>,
    act: String,
    object_kind: String,
    object: Option<Uuid>,
    detail: String,
}

#[derive(sqlx::FromRow)]
struct SealRow {
    number: i64,
    lines: i64,
    digest: Vec<u8>,
    key_id: String,
    code: Vec<u8>,
    purged_at: Option<DateTime<Utc>>,
}

fn digest(previous: &[u8], number: i64, lines: &[Stored]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(number.to_be_bytes());
    hash.update((lines.len() as u64).to_be_bytes());
    for line in lines {
        hash.update(line.id.as_bytes());
        hash.update(line.at.timestamp_micros().to_be_bytes());
        for id in [line.account, line.school, line.object] {
            hash.update(id.unwrap_or_default().as_bytes());
        }
        for text in [&line.act, &line.object_kind, &line.detail] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
    }
    hash.finalize().to_vec()
}

/// The end of the chain, as the operator should keep it somewhere else too.
pub async fn head(read: &mut Read) -> db::Result<Head> {
    let last = sql!("SELECT number, digest FROM audit_seal ORDER BY number DESC LIMIT 1")
        .optional::<(i64, Vec<u8>)>(read)
        .await?;
    let (number, digest) = last.unwrap_or((0, vec![0; 32]));
    Ok(Head { number, digest })
}

/// Seals the lines that are not yet; returns how many. Two sealers at once do no harm: the
/// number of a batch is a key.
pub async fn seal_pending(db: &Db, keys: &KeyRing, now: DateTime<Utc>) -> db::Result<i64> {
    let pending = sql!("SELECT id FROM audit_line WHERE seal IS NULL LIMIT 1")
        .optional::<(Uuid,)>(&mut db.read().await?)
        .await?;
    if pending.is_none() {
        return Ok(0);
    }
    in_write!(db, db::Error, |tx| {
        let lines = sql!(
            "SELECT id, at, account, school, act, object_kind, object, detail \
             FROM audit_line WHERE seal IS NULL ORDER BY id LIMIT $1"
        )
        .bind(BATCH)
        .all::<Stored>(tx)
        .await?;
        if lines.is_empty() {
            return Ok(0);
        }
        let previous = head(tx).await?;
        let number = previous.number + 1;
        let digest = digest(&previous.digest, number, &lines);
        let (key_id, code) = keys.code(Purpose::AuditChain, &digest);
        sql!(
            "INSERT INTO audit_seal (number, lines, digest, key_id, code, sealed_at) \
             VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(number)
        .bind(lines.len() as i64)
        .bind(digest)
        .bind(key_id)
        .bind(&code[..])
        .bind(now)
        .run(tx)
        .await?;
        for line in &lines {
            sql!("UPDATE audit_line SET seal = $1 WHERE id = $2")
                .bind(number)
                .bind(line.id)
                .run(tx)
                .await?;
        }
        Ok(lines.len() as i64)
    })
}

/// Follows the chain from its beginning.
pub async fn verify(read: &mut Read, keys: &KeyRing) -> db::Result<Verdict> {
    let seals = sql!(
        "SELECT number, lines, digest, key_id, code, purged_at FROM audit_seal ORDER BY number"
    )
    .all::<SealRow>(read)
    .await?;
    let mut previous = vec![0; 32];
    let mut read_again = 0;
    let mut kept_one = false;
    let batches = seals.len() as i64;
    for (expected, seal) in (1..).zip(seals) {
        let broken = |how: &str| {
            Ok(Verdict::Broken {
                number: expected,
                how: how.to_owned(),
            })
        };
        if seal.number != expected {
            return broken("le lot manque");
        }
        if !keys.verify(Purpose::AuditChain, &seal.key_id, &seal.digest, &seal.code) {
            return broken("le code du lot n'est pas celui de la clé");
        }
        if seal.purged_at.is_some() {
            // Otherwise calling a batch purged would hide what was done to it.
            let left = sql!("SELECT id FROM audit_line WHERE seal = $1 LIMIT 1")
                .bind(seal.number)
                .optional::<(Uuid,)>(read)
                .await?;
            if left.is_some() {
                return broken("le lot est dit purgé, et il a encore des lignes");
            }
            if kept_one {
                return broken("le lot est dit purgé, et un plus ancien ne l'est pas");
            }
        } else {
            kept_one = true;
            let lines = sql!(
                "SELECT id, at, account, school, act, object_kind, object, detail \
                 FROM audit_line WHERE seal = $1 ORDER BY id"
            )
            .bind(seal.number)
            .all::<Stored>(read)
            .await?;
            if lines.len() as i64 != seal.lines {
                return broken("des lignes ont été ajoutées ou ôtées");
            }
            if digest(&previous, seal.number, &lines) != seal.digest {
                return broken("une ligne a été modifiée");
            }
            read_again += seal.lines;
        }
        previous = seal.digest;
    }
    let (unsealed,) = sql!("SELECT COUNT(*) FROM audit_line WHERE seal IS NULL")
        .one::<(i64,)>(read)
        .await?;
    Ok(Verdict::Whole {
        batches,
        lines: read_again,
        unsealed,
    })
}

/// Takes away the lines of the oldest batches, up to the first that holds a line younger than
/// `before`, and keeps their digests. Returns how many lines went. In order, without leaving
/// one behind: [`verify`] finds a batch that is said to be purged after one that is not.
pub async fn purge_before(write: &mut Write, before: DateTime<Utc>) -> db::Result<u64> {
    let oldest = sql!(
        "SELECT number, sealed_at < $1 AND NOT EXISTS \
         (SELECT 1 FROM audit_line WHERE seal = number AND at >= $1) \
         FROM audit_seal WHERE purged_at IS NULL ORDER BY number LIMIT 50"
    )
    .bind(before)
    .all::<(i64, bool)>(write)
    .await?;
    let mut gone = 0;
    for (number, _) in oldest.into_iter().take_while(|(_, old)| *old) {
        gone += sql!("DELETE FROM audit_line WHERE seal = $1")
            .bind(number)
            .run(write)
            .await?;
        sql!("UPDATE audit_seal SET purged_at = $2 WHERE number = $1")
            .bind(number)
            .bind(before)
            .run(write)
            .await?;
    }
    Ok(gone)
}
