//! The second limit: what all sessions of a provider, on all machines, write in a second.

use crate::Provider;
use db::{Result, Write, sql};
use education::Id;

use super::machine_now;

/// Counts short messages about to be written to a provider, unless the second is full. A new second
/// takes at least one message, however long. No limit (0): nothing is counted.
pub(super) async fn admits(
    write: &mut Write,
    provider: Id<Provider>,
    most: i64,
    parts: i64,
) -> Result<bool> {
    if most == 0 {
        return Ok(true);
    }
    let counted = sql!(
        "INSERT INTO provider_count (provider, second, in_second) VALUES ($1, $2, $3) \
         ON CONFLICT (provider) DO UPDATE SET second = excluded.second, in_second = \
         CASE WHEN provider_count.second = $2 THEN provider_count.in_second + $3 ELSE $3 END \
         WHERE provider_count.second <> $2 OR provider_count.in_second + $3 <= $4"
    )
    .bind(provider)
    .bind(machine_now().timestamp())
    .bind(parts)
    .bind(most)
    .run(write)
    .await?;
    Ok(counted == 1)
}
