//! Whether the school wishes to offer télé-services: rows of `teleservices_choice` and of its history.

use crate::model::Choice;
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id};
use identity::{At, FamilyOpening};

/// A choice, dated and signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) choice: Choice,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: Id<Account>,
}

fn choice_of(offers: bool) -> Choice {
    match offers {
        true => Choice::Offers,
        false => Choice::NotNow,
    }
}

/// What the school chose; `None`: nobody has yet.
pub(crate) async fn choice(
    read: &mut Read,
    at: &At<FamilyOpening>,
) -> db::Result<Option<(Choice, DateTime<Utc>)>> {
    let found = sql!("SELECT offers, changed_at FROM teleservices_choice WHERE school = $1")
        .bind(at.school())
        .optional::<(bool, DateTime<Utc>)>(read)
        .await?;
    Ok(found.map(|(offers, since)| (choice_of(offers), since)))
}

/// Whether télé-services may be opened here: the school said that it wishes to.
pub(crate) async fn offers(read: &mut Read, at: &At<FamilyOpening>) -> db::Result<bool> {
    let chosen = choice(read, at).await?;
    Ok(chosen.is_some_and(|(choice, _)| choice == Choice::Offers))
}

/// The latest choices, the last first; at most so many.
pub(crate) async fn choices(
    read: &mut Read,
    at: &At<FamilyOpening>,
    at_most: i64,
) -> db::Result<Vec<Chosen>> {
    let rows = sql!(
        "SELECT offers, changed_at, changed_by FROM teleservices_choice_change \
         WHERE school = $1 ORDER BY changed_at DESC, id DESC LIMIT $2"
    )
    .bind(at.school())
    .bind(at_most)
    .all::<(bool, DateTime<Utc>, Id<Account>)>(read)
    .await?;
    let chosen = rows.into_iter().map(|(offers, at, by)| Chosen {
        choice: choice_of(offers),
        at,
        by,
    });
    Ok(chosen.collect())
}

/// Writes a choice down, unless it is already that; « Pas maintenant » closes all that is open.
pub(crate) async fn choose(
    write: &mut Write,
    at: &At<FamilyOpening>,
    wanted: Choice,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let known = choice(write, at).await?;
    if known.is_some_and(|(known, _)| known == wanted) {
        return Ok(());
    }
    if wanted == Choice::NotNow {
        identity::close_all(write, at, now).await?;
    }
    sql!(
        "INSERT INTO teleservices_choice (school, offers, changed_at) VALUES ($1, $2, $3) \
         ON CONFLICT (school) DO UPDATE SET offers = excluded.offers, changed_at = excluded.changed_at"
    )
    .bind(at.school())
    .bind(wanted == Choice::Offers)
    .bind(now)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO teleservices_choice_change (id, school, offers, changed_at, changed_by) \
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(Id::<Chosen>::new())
    .bind(at.school())
    .bind(wanted == Choice::Offers)
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    let act = match wanted {
        Choice::Offers => "teleservices.offered",
        Choice::NotNow => "teleservices.not_now",
    };
    audit::note(write, now, &Line::new(at.actor(), act)).await
}
