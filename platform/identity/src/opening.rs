//! Which services a school opens to families: closed until its head opens them, to guardians and
//! to pupils apart; each change dated and signed.

use crate::{admission::At, audience::FamilyOpening};
use ::admission::Family;
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School};

/// A service of a school that was opened to guardians or to pupils, at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The service's word, as its manifest declares it.
    pub service: String,
    /// To whom.
    pub to: Family,
    /// Whether it is open now.
    pub open: bool,
    /// Since when it is what it is.
    pub since: DateTime<Utc>,
    /// How often it changed.
    pub version: i64,
}

/// What a school opens to families.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Openings(Vec<Opening>);

impl Openings {
    /// What is known of a service for these people; `None`: it was never opened to them.
    pub fn of(&self, service: &str, to: Family) -> Option<&Opening> {
        self.0
            .iter()
            .find(|opening| opening.service == service && opening.to == to)
    }

    /// Whether a service is open to these people.
    pub fn is_open(&self, service: &str, to: Family) -> bool {
        self.of(service, to).is_some_and(|opening| opening.open)
    }

    /// What is open.
    pub fn open(&self) -> impl Iterator<Item = &Opening> {
        self.0.iter().filter(|opening| opening.open)
    }

    /// The version of the whole: it grows with each change.
    pub fn version(&self) -> i64 {
        self.0.iter().map(|opening| opening.version).sum()
    }
}

/// What a service is to be for these people: the service's word, to whom, open or not.
pub type WantedOpening<'a> = (&'a str, Family, bool);

/// A service was opened, or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningChange {
    /// Which change.
    pub id: Id<OpeningChange>,
    /// The service's word.
    pub service: String,
    /// To whom.
    pub to: Family,
    /// Opened, or closed.
    pub open: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Id<Account>,
    /// The version that it made.
    pub version: i64,
}

/// What became of a change that was to be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// It is as it was before the change.
    Done,
    /// This school has no such change.
    Unknown,
    /// The same service changed since, for the same people: the change, and the last one.
    ChangedSince(OpeningChange, OpeningChange),
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: Id<OpeningChange>,
    service: String,
    audience: String,
    open: bool,
    changed_at: DateTime<Utc>,
    changed_by: Id<Account>,
    version: i64,
}

impl ChangeRow {
    fn change(self) -> Option<OpeningChange> {
        Some(OpeningChange {
            id: self.id,
            service: self.service,
            to: Family::from_code(&self.audience)?,
            open: self.open,
            at: self.changed_at,
            by: self.changed_by,
            version: self.version,
        })
    }
}

/// What a school opens to families. For pages of the school, and for the admission of families,
/// which names the school.
pub async fn openings(read: &mut Read, school: Id<School>) -> db::Result<Openings> {
    let rows = sql!(
        "SELECT service, audience, open, changed_at, version FROM family_opening WHERE school = $1 \
         ORDER BY service, audience"
    )
    .bind(school)
    .all::<(String, String, bool, DateTime<Utc>, i64)>(read)
    .await?;
    let known = rows
        .into_iter()
        .filter_map(|(service, audience, open, since, version)| {
            Some(Opening {
                service,
                to: Family::from_code(&audience)?,
                open,
                since,
                version,
            })
        });
    Ok(Openings(known.collect()))
}

/// Whether a school opens a service to these people, now: asked at each request of theirs.
pub async fn is_service_open(
    read: &mut Read,
    school: Id<School>,
    service: &str,
    to: Family,
) -> db::Result<bool> {
    let found = sql!(
        "SELECT open FROM family_opening WHERE school = $1 AND service = $2 AND audience = $3"
    )
    .bind(school)
    .bind(service)
    .bind(to.code())
    .optional::<(bool,)>(read)
    .await?;
    Ok(found.is_some_and(|(open,)| open))
}

/// Opens and closes services, over what was seen ([`Openings::version`]): what is already so stays
/// untouched. False, and nothing changes, when somebody changed one since.
pub async fn set_openings(
    write: &mut Write,
    at: &At<FamilyOpening>,
    seen: i64,
    wanted: &[WantedOpening<'_>],
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let known = openings(write, at.school()).await?;
    if known.version() != seen {
        return Ok(false);
    }
    for (service, to, open) in wanted {
        if known.is_open(service, *to) != *open {
            change(write, at, (service, *to, *open), now).await?;
        }
    }
    Ok(true)
}

/// Closes all that is open.
pub async fn close_all(
    write: &mut Write,
    at: &At<FamilyOpening>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let known = openings(write, at.school()).await?;
    for opening in known.open() {
        change(write, at, (&opening.service, opening.to, false), now).await?;
    }
    Ok(())
}

async fn change(
    write: &mut Write,
    at: &At<FamilyOpening>,
    (service, to, open): WantedOpening<'_>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let (version,): (i64,) = sql!(
        "INSERT INTO family_opening (school, service, audience, open, changed_at, version) \
         VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (school, service, audience) DO UPDATE SET \
         open = excluded.open, changed_at = excluded.changed_at, \
         version = family_opening.version + 1 RETURNING version"
    )
    .bind(at.school())
    .bind(service)
    .bind(to.code())
    .bind(open)
    .bind(now)
    .one(write)
    .await?;
    sql!(
        "INSERT INTO family_opening_change (id, school, service, audience, open, changed_at, \
         changed_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(Id::<OpeningChange>::new())
    .bind(at.school())
    .bind(service)
    .bind(to.code())
    .bind(open)
    .bind(now)
    .bind(at.person().account)
    .bind(version)
    .run(write)
    .await?;
    let act = match open {
        true => "family_opening.opened",
        false => "family_opening.closed",
    };
    let line = Line::new(at.actor(), act).detail(format!("{service} {}", to.code()));
    audit::note(write, now, &line).await
}

/// Undoes a change, by another one, unless the same service changed since for the same people.
pub async fn undo_opening(
    write: &mut Write,
    at: &At<FamilyOpening>,
    id: Id<OpeningChange>,
    now: DateTime<Utc>,
) -> db::Result<Undone> {
    let found = sql!(
        "SELECT id, service, audience, open, changed_at, changed_by, version \
         FROM family_opening_change WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<ChangeRow>(write)
    .await?;
    let Some(undone) = found.and_then(ChangeRow::change) else {
        return Ok(Undone::Unknown);
    };
    let (service, to) = (undone.service.as_str(), undone.to);
    let known = openings(write, at.school()).await?;
    if known.of(service, to).map(|opening| opening.version) == Some(undone.version) {
        change(write, at, (service, to, !undone.open), now).await?;
        return Ok(Undone::Done);
    }
    let last = sql!(
        "SELECT id, service, audience, open, changed_at, changed_by, version \
         FROM family_opening_change WHERE school = $1 AND service = $2 AND audience = $3 \
         ORDER BY version DESC LIMIT 1"
    )
    .bind(at.school())
    .bind(service)
    .bind(to.code())
    .optional::<ChangeRow>(write)
    .await?;
    Ok(match last.and_then(ChangeRow::change) {
        // The same form sent twice: it is as the person wanted.
        Some(last) if last.version == undone.version + 1 && last.by == at.person().account => {
            Undone::Done
        }
        Some(last) => Undone::ChangedSince(undone, last),
        None => Undone::Unknown,
    })
}

/// The latest changes at a school, the last first; at most so many.
pub async fn opening_changes(
    read: &mut Read,
    at: &At<FamilyOpening>,
    at_most: i64,
) -> db::Result<Vec<OpeningChange>> {
    let rows = sql!(
        "SELECT id, service, audience, open, changed_at, changed_by, version \
         FROM family_opening_change WHERE school = $1 \
         ORDER BY changed_at DESC, id DESC LIMIT $2"
    )
    .bind(at.school())
    .bind(at_most)
    .all::<ChangeRow>(read)
    .await?;
    Ok(rows.into_iter().filter_map(ChangeRow::change).collect())
}
