//! Daily work: a row a day, whichever instance writes it.

use crate::{Kind, enqueue};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Paris;
use db::{Db, in_write, sql};
use serde_json::Value;
use uuid::Uuid;

/// Asks for today's daily work whose hour has come; returns how much of it is new.
pub async fn schedule(db: &Db, kinds: &[Kind], now: DateTime<Utc>) -> db::Result<usize> {
    let here = now.with_timezone(&Paris).naive_local();
    let slot = here.date().to_string();
    let mut added = 0;
    for kind in kinds {
        if kind.daily_at.is_none_or(|hour| here.time() < hour) {
            continue;
        }
        let known = sql!("SELECT id FROM job WHERE kind = $1 AND slot = $2")
            .bind(kind.name)
            .bind(slot.as_str())
            .optional::<(Uuid,)>(&mut db.read().await?)
            .await?;
        if known.is_some() {
            continue;
        }
        let new = in_write!(db, db::Error, |tx| {
            enqueue(tx, kind.name, Some(&slot), Value::Null, now).await
        })?;
        added += usize::from(new);
    }
    Ok(added)
}
