//! How far each account has read « Quoi de neuf ».

use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, SignedIn};

/// How many notes the page showed when the account last opened it; 0 when it never did. An account
/// and not an admission: the frame asks, for the person for whom it draws a page.
pub(crate) async fn seen(read: &mut Read, account: Id<Account>) -> db::Result<usize> {
    let row = sql!("SELECT notes FROM help_visit WHERE account = $1")
        .bind(account)
        .optional::<(i64,)>(read)
        .await?;
    Ok(row.map_or(0, |(notes,)| usize::try_from(notes).unwrap_or(0)))
}

/// The person opens the page, which shows so many notes.
pub(crate) async fn visit(
    write: &mut Write,
    at: &At<SignedIn>,
    notes: usize,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!(
        "INSERT INTO help_visit (account, notes, visited_at) VALUES ($1, $2, $3) \
         ON CONFLICT (account) DO UPDATE SET notes = $2, visited_at = $3"
    )
    .bind(at.person().account)
    .bind(i64::try_from(notes).unwrap_or(i64::MAX))
    .bind(now)
    .run(write)
    .await?;
    Ok(())
}
