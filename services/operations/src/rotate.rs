//! `secret rotate`: what is sealed in the database is sealed again under the current key.

use audit::{Actor, Line};
use chrono::{DateTime, Utc};
use db::{Db, in_write};
use manifest::Manifest;
use secrets::KeyRing;
use web::{Error, Result};

/// What was sealed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// Passwords of schools at their providers, messages and codes that wait.
    pub values: u64,
}

/// Seals everything again under the first key of the ring, all or nothing. To be called once
/// the ring, with its new key first and the old ones behind, is safe on the disk.
///
/// The old keys stay in the ring: the codes of the audit's batches sealed before this day are
/// verified by them.
pub async fn rotate_secrets(
    db: &Db,
    manifests: &[Manifest],
    keys: &KeyRing,
    now: DateTime<Utc>,
) -> Result<Rotated> {
    in_write!(db, Error, |tx| {
        let values = manifest::reseal(tx, manifests, keys).await?;
        let detail = format!("clé {}", keys.current_id());
        let line = Line::new(Actor::PROGRAM, "secret.rotated").detail(detail);
        audit::note(tx, now, &line).await?;
        Ok(Rotated { values })
    })
}
