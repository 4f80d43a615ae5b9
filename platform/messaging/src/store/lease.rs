//! What must be single, for a time: a session at a provider. Times here are the machine's, and
//! not those of the house's clock, which the demo sets back at each start.

use chrono::{DateTime, Duration, Utc};
use db::{Read, Result, Write, sql};
use uuid::Uuid;

/// A lease that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) name: String,
    pub(crate) holder: Uuid,
    /// Anything done under an older one is void.
    pub(crate) epoch: i64,
}

/// No lease is that long: one that ends later was written before a clock was set back, and would
/// keep everybody waiting until that hour comes again.
const ABSURD: Duration = Duration::minutes(5);

/// What time it is on this machine.
pub(crate) fn machine_now() -> DateTime<Utc> {
    web::Clock::system().now()
}

/// Takes a lease that nobody holds, unless its pool is full.
pub(crate) async fn acquire(
    write: &mut Write,
    name: &str,
    pool: Uuid,
    holder: Uuid,
    most: i64,
    length: Duration,
) -> Result<Option<Lease>> {
    let now = machine_now();
    let (others,) = sql!(
        "SELECT COUNT(*) FROM lease WHERE pool = $1 AND until > $2 AND until <= $4 AND name <> $3"
    )
    .bind(pool)
    .bind(now)
    .bind(name)
    .bind(now + ABSURD)
    .one::<(i64,)>(write)
    .await?;
    if others >= most {
        return Ok(None);
    }
    let taken = sql!(
        "INSERT INTO lease (name, pool, holder, epoch, until) VALUES ($1, $2, $3, 1, $4) \
         ON CONFLICT (name) DO UPDATE SET pool = excluded.pool, holder = excluded.holder, \
         epoch = lease.epoch + 1, until = excluded.until \
         WHERE lease.until <= $5 OR lease.until > $6 RETURNING epoch"
    )
    .bind(name)
    .bind(pool)
    .bind(holder)
    .bind(now + length)
    .bind(now)
    .bind(now + ABSURD)
    .optional::<(i64,)>(write)
    .await?;
    Ok(taken.map(|(epoch,)| Lease {
        name: name.to_owned(),
        holder,
        epoch,
    }))
}

/// Whether a pool has no lease left to give.
pub(super) async fn is_full(read: &mut Read, pool: Uuid, most: i64) -> Result<bool> {
    let now = machine_now();
    let (held,) = sql!("SELECT COUNT(*) FROM lease WHERE pool = $1 AND until > $2 AND until <= $3")
        .bind(pool)
        .bind(now)
        .bind(now + ABSURD)
        .one::<(i64,)>(read)
        .await?;
    Ok(held >= most)
}

/// Holds it longer; false when it ran out, were it taken by another or not.
pub(crate) async fn renew(write: &mut Write, lease: &Lease, length: Duration) -> Result<bool> {
    let now = machine_now();
    let kept = sql!(
        "UPDATE lease SET until = $4 WHERE name = $1 AND holder = $2 AND epoch = $3 \
         AND until > $5"
    )
    .bind(lease.name.as_str())
    .bind(lease.holder)
    .bind(lease.epoch)
    .bind(now + length)
    .bind(now)
    .run(write)
    .await?;
    Ok(kept == 1)
}

/// Whether it is still held: asked in the transaction whose effect depends on it.
pub(crate) async fn is_ours(write: &mut Write, lease: &Lease) -> Result<bool> {
    let found = sql!(
        "SELECT epoch FROM lease WHERE name = $1 AND holder = $2 AND epoch = $3 AND until > $4"
    )
    .bind(lease.name.as_str())
    .bind(lease.holder)
    .bind(lease.epoch)
    .bind(machine_now())
    .optional::<(i64,)>(write)
    .await?;
    Ok(found.is_some())
}

/// Gives it back: another may take it at once.
pub(crate) async fn free(write: &mut Write, lease: &Lease) -> Result<()> {
    sql!("UPDATE lease SET until = $4 WHERE name = $1 AND holder = $2 AND epoch = $3")
        .bind(lease.name.as_str())
        .bind(lease.holder)
        .bind(lease.epoch)
        .bind(DateTime::<Utc>::UNIX_EPOCH)
        .run(write)
        .await?;
    Ok(())
}
