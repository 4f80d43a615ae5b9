//! What was asked for at once: codes to be made, or told; and how far it is.

use super::{hex, make::Wanted, sending::NewSending};
use crate::model::codes::{Means, Pair};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School};
use identity::{ActivationCodes, At};
use serde_json::{Value as Json, json};
use uuid::Uuid;
use web::FormId;

/// A batch, as the list shows it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Batch {
    pub(crate) id: Id<Batch>,
    means: String,
    pub(crate) asked_at: DateTime<Utc>,
    total: i64,
    done: i64,
    skipped: i64,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

impl Batch {
    /// How many there are, how many are done, and how many of these were left as they were.
    pub(crate) fn counts(&self) -> [u64; 3] {
        [self.total, self.done, self.skipped].map(|count| u64::try_from(count).unwrap_or(0))
    }

    /// By which means; none for one that makes codes.
    pub(crate) fn means(&self) -> Option<Means> {
        Means::from_code(&self.means)
    }
}

/// A batch, as its job reads it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Work {
    pub(crate) school: Id<School>,
    pub(crate) account: Id<Account>,
    means: String,
    pub(crate) again: bool,
    pairs: Json,
    done: i64,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

impl Work {
    pub(crate) fn means(&self) -> Means {
        Means::from_code(&self.means).unwrap_or_default()
    }

    /// The pairs of a generation that are not done yet.
    pub(crate) fn wanted(&self) -> Vec<Wanted> {
        let rows = self.pairs.as_array().into_iter().flatten();
        let id = |row: &Json, key: &str| row.get(key)?.as_str()?.parse::<Uuid>().ok();
        rows.skip(usize::try_from(self.done).unwrap_or(0))
            .filter_map(|row| {
                let pair = Pair {
                    pupil: id(row, "p")?.into(),
                    holder: id(row, "h")?,
                };
                Some((pair, id(row, "r").map(Id::from)))
            })
            .collect()
    }

    /// The pupils of sheets.
    pub(crate) fn pupils(&self) -> Vec<Uuid> {
        let rows = self.pairs.as_array().into_iter().flatten();
        rows.filter_map(|row| row.as_str()?.parse().ok()).collect()
    }
}

/// Asks for codes, once for a form; gives the batch, the first one when it was asked before.
pub(crate) async fn generation(
    write: &mut Write,
    at: &At<ActivationCodes>,
    form: FormId,
    wanted: &[Wanted],
    now: DateTime<Utc>,
) -> db::Result<Id<Batch>> {
    let pairs = wanted.iter().map(|(pair, replaced)| {
        let replaced = replaced.map(|code| hex(code.uuid()));
        json!({ "p": hex(pair.pupil.uuid()), "h": hex(pair.holder), "r": replaced })
    });
    let new = New {
        purpose: "generation",
        means: "",
        again: false,
        pairs: pairs.collect(),
        total: wanted.len(),
        done: 0,
        act: "codes.generated",
        job: crate::work::GENERATE,
    };
    let (id, _) = add(write, at, form, new, now).await?;
    Ok(id)
}

/// Asks for a notification, in the same way.
pub(crate) async fn notification(
    write: &mut Write,
    at: &At<ActivationCodes>,
    form: FormId,
    (means, again): (Means, bool),
    (sendings, pupils): (&[NewSending], &[Uuid]),
    now: DateTime<Utc>,
) -> db::Result<Id<Batch>> {
    let left = sendings.iter().filter(|one| one.left.is_some()).count();
    let new = New {
        purpose: "notification",
        means: means.code(),
        again,
        pairs: pupils.iter().map(|id| Json::from(hex(*id))).collect(),
        total: sendings.len(),
        done: left,
        act: "codes.notified",
        job: crate::work::NOTIFY,
    };
    let (id, added) = add(write, at, form, new, now).await?;
    if !added {
        return Ok(id);
    }
    let lines = sendings.iter().enumerate().map(|(n, one)| {
        json!({
            "i": hex(Uuid::now_v7()), "h": one.holder.map(hex), "l": one.label, "d": one.division,
            "n": n, "s": if one.left.is_some() { "left" } else { "waiting" },
            "r": one.left.as_deref().unwrap_or_default(),
        })
    });
    sql!(
        sqlite: "INSERT INTO code_sending (id, batch, school, holder, label, division, n, state, reason) \
                 SELECT unhex(value ->> 'i'), $2, $3, unhex(value ->> 'h'), value ->> 'l', value ->> 'd', \
                 value ->> 'n', value ->> 's', value ->> 'r' FROM json_each($1)",
        postgres: "INSERT INTO code_sending (id, batch, school, holder, label, division, n, state, reason) \
                   SELECT c.i, $2, $3, c.h, c.l, c.d, c.n, c.s, c.r FROM jsonb_to_recordset($1) \
                   AS c (i UUID, h UUID, l TEXT, d TEXT, n BIGINT, s TEXT, r TEXT)",
    )
    .bind(Json::Array(lines.collect()))
    .bind(id)
    .bind(at.school())
    .run(write)
    .await?;
    Ok(id)
}

struct New {
    purpose: &'static str,
    means: &'static str,
    again: bool,
    pairs: Vec<Json>,
    total: usize,
    done: usize,
    act: audit::Act,
    job: &'static str,
}

/// Adds a batch and its job; the one of the form, when there is one already.
async fn add(
    write: &mut Write,
    at: &At<ActivationCodes>,
    form: FormId,
    new: New,
    now: DateTime<Utc>,
) -> db::Result<(Id<Batch>, bool)> {
    let id = Id::<Batch>::new();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let added = sql!(
        "INSERT INTO code_batch (id, school, form_id, purpose, means, account, asked_at, again, pairs, \
         total, done, skipped) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) \
         ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(new.purpose)
    .bind(new.means)
    .bind(at.person().account)
    .bind(now)
    .bind(new.again)
    .bind(Json::Array(new.pairs))
    .bind(count(new.total))
    .bind(count(new.done))
    .run(write)
    .await?;
    if added == 0 {
        let (id,) = sql!("SELECT id FROM code_batch WHERE form_id = $1 AND school = $2")
            .bind(form.0)
            .bind(at.school())
            .one::<(Id<Batch>,)>(write)
            .await?;
        return Ok((id, false));
    }
    let payload = json!({ "batch": id.to_string() });
    jobs::enqueue(write, new.job, None, payload, now).await?;
    let line = Line::new(at.actor(), new.act).on("batch", id);
    audit::note(write, now, &line.detail(new.total.to_string())).await?;
    Ok((id, true))
}

/// A batch of the school where one works.
pub(crate) async fn find(
    read: &mut Read,
    at: &At<ActivationCodes>,
    id: Id<Batch>,
) -> db::Result<Option<Batch>> {
    sql!(
        "SELECT id, means, asked_at, total, done, skipped, finished_at FROM code_batch \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional(read)
    .await
}

/// The last batches of the school, the latest first.
pub(crate) async fn latest(read: &mut Read, at: &At<ActivationCodes>) -> db::Result<Vec<Batch>> {
    sql!(
        "SELECT id, means, asked_at, total, done, skipped, finished_at FROM code_batch \
         WHERE school = $1 ORDER BY asked_at DESC, id DESC LIMIT 50"
    )
    .bind(at.school())
    .all(read)
    .await
}

/// What a job has to do: for the program itself.
pub(crate) async fn work(read: &mut Read, id: Id<Batch>) -> db::Result<Option<Work>> {
    sql!(
        "SELECT school, account, means, again, pairs, done, finished_at FROM code_batch \
         WHERE id = $1"
    )
    .bind(id)
    .optional(read)
    .await
}

/// Notes that so many more are done, of which so many were left.
pub(crate) async fn advance(
    write: &mut Write,
    id: Id<Batch>,
    done: usize,
    skipped: usize,
) -> db::Result<()> {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    sql!("UPDATE code_batch SET done = done + $2, skipped = skipped + $3 WHERE id = $1")
        .bind(id)
        .bind(count(done))
        .bind(count(skipped))
        .run(write)
        .await?;
    Ok(())
}

/// Notes that all is done.
pub(crate) async fn finish(write: &mut Write, id: Id<Batch>, now: DateTime<Utc>) -> db::Result<()> {
    sql!("UPDATE code_batch SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL")
        .bind(id)
        .bind(now)
        .run(write)
        .await?;
    Ok(())
}
