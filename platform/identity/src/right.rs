//! Rights that the head of a school gives to one person there, or withdraws from them: read anew at
//! each request, like the functions that they are exceptions to.

use crate::{
    admission::At,
    audience::{AtSchool, StaffAccounts},
};
use ::admission::{Audience, Function, Right, Rights, Standing};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School};
use web::{Error, Result};

/// What was decided of a right, for somebody at a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightException {
    /// Whose.
    pub account: Id<Account>,
    /// Which right.
    pub audience: Audience,
    /// Given, withdrawn, or as the functions say, again.
    pub standing: Standing,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Id<Account>,
    /// How often it changed.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    account: Id<Account>,
    audience: String,
    standing: String,
    changed_at: DateTime<Utc>,
    changed_by: Id<Account>,
    version: i64,
}

impl Row {
    /// A right that the program has no more is none.
    fn exception(self) -> Option<RightException> {
        Some(RightException {
            account: self.account,
            audience: Right::from_word(&self.audience)?.audience,
            standing: Standing::from_code(&self.standing)?,
            at: self.changed_at,
            by: self.changed_by,
            version: self.version,
        })
    }
}

/// What somebody holds at a school, whose functions there are these.
pub(crate) async fn rights(
    read: &mut Read,
    account: Id<Account>,
    school: Id<School>,
    functions: &[Function],
) -> db::Result<Rights> {
    let rows =
        sql!("SELECT audience, standing FROM right_exception WHERE school = $1 AND account = $2")
            .bind(school)
            .bind(account)
            .all::<(String, String)>(read)
            .await?;
    let known = rows.into_iter().filter_map(|(audience, standing)| {
        let right = Right::from_word(&audience)?;
        Some((right.audience, Standing::from_code(&standing)?))
    });
    Ok(
        known.fold(Rights::of(functions), |rights, (audience, standing)| {
            rights.with(audience, standing)
        }),
    )
}

/// All that was decided at the school.
pub async fn exceptions_here<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
) -> db::Result<Vec<RightException>> {
    let rows = sql!(
        "SELECT account, audience, standing, changed_at, changed_by, version \
         FROM right_exception WHERE school = $1 ORDER BY account, audience"
    )
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().filter_map(Row::exception).collect())
}

/// Gives rights to somebody of the school, and withdraws some, over what was seen: the sum of the
/// versions of all that was decided of them here. False, and nothing changes, when somebody changed
/// one since. Who may give what to whom, the caller judges, in the same transaction.
///
/// # Errors
///
/// `Forbidden` when whoever acts has lost the right to do so in the meantime, or would lose it by their
/// own hand: a school always keeps somebody who has it, whatever two people do to each other at once.
pub async fn set_rights(
    write: &mut Write,
    at: &At<StaffAccounts>,
    account: Id<Account>,
    seen: i64,
    wanted: &[(Audience, Standing)],
    now: DateTime<Utc>,
) -> Result<bool> {
    let actor = at.person().account;
    let anew = At::<StaffAccounts>::admit(write, actor, Some(at.school()), now).await?;
    let own = wanted.iter().filter(|_| account == actor);
    let after = own.fold(anew.rights().clone(), |rights, (audience, standing)| {
        rights.with(*audience, *standing)
    });
    if anew.school() != at.school() || !after.admits(Audience::StaffAccounts) {
        return Err(Error::Forbidden);
    }
    let known = exceptions_here(write, at).await?;
    let known: Vec<_> = known
        .into_iter()
        .filter(|one| one.account == account)
        .collect();
    if known.iter().map(|one| one.version).sum::<i64>() != seen {
        return Ok(false);
    }
    for (audience, standing) in wanted {
        let before = known.iter().find(|one| one.audience == *audience);
        let before = before.map_or(Standing::Default, |one| one.standing);
        if let Some(right) = audience.right().filter(|_| before != *standing) {
            change(write, at, account, right, *standing, now).await?;
        }
    }
    Ok(true)
}

async fn change(
    write: &mut Write,
    at: &At<StaffAccounts>,
    account: Id<Account>,
    right: Right,
    standing: Standing,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!(
        "INSERT INTO right_exception (school, account, audience, standing, changed_at, changed_by, \
         version) VALUES ($1, $2, $3, $4, $5, $6, 1) \
         ON CONFLICT (school, account, audience) DO UPDATE SET standing = excluded.standing, \
         changed_at = excluded.changed_at, changed_by = excluded.changed_by, \
         version = right_exception.version + 1"
    )
    .bind(at.school())
    .bind(account)
    .bind(right.word)
    .bind(standing.code())
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    sql!(
        "INSERT INTO right_change (id, school, account, audience, standing, changed_at, changed_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(Id::<RightException>::new())
    .bind(at.school())
    .bind(account)
    .bind(right.word)
    .bind(standing.code())
    .bind(now)
    .bind(at.person().account)
    .run(write)
    .await?;
    let act = match standing {
        Standing::Default => "right.restored",
        Standing::Given => "right.given",
        Standing::Withdrawn => "right.withdrawn",
    };
    let line = Line::new(at.actor(), act).on("account", account);
    audit::note(write, now, &line.detail(right.word)).await
}

/// What was changed for somebody at the school, the last first: right, standing, when, by whom.
pub async fn right_changes<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    account: Id<Account>,
) -> db::Result<Vec<(Right, Standing, DateTime<Utc>, Id<Account>)>> {
    let rows = sql!(
        "SELECT audience, standing, changed_at, changed_by FROM right_change \
         WHERE school = $1 AND account = $2 ORDER BY changed_at DESC, id DESC LIMIT 200"
    )
    .bind(at.school())
    .bind(account)
    .all::<(String, String, DateTime<Utc>, Id<Account>)>(read)
    .await?;
    let known = rows
        .into_iter()
        .filter_map(|(audience, standing, when, by)| {
            Some((
                Right::from_word(&audience)?,
                Standing::from_code(&standing)?,
                when,
                by,
            ))
        });
    Ok(known.collect())
}
