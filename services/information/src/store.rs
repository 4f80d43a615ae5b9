//! What a school tells: rows of `information_entry`.

use crate::model::{Contact, Entry, EntryRow, Kind, Said};
use audit::Line;
use chrono::{DateTime, Utc};
use db::{Read, Write, sql};
use education::Id;
use identity::{At, AtSchool, SchoolInformationWriting};
use mail::Address;
use sms::PhoneNumber;
use web::FormId;

/// An entry, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: Id<EntryRow>,
    pub(crate) rank: i64,
    pub(crate) version: i64,
    pub(crate) entry: Entry,
    /// When the head last wrote it, or said that it is still true.
    pub(crate) checked_at: DateTime<Utc>,
    /// The page does not show it any more.
    pub(crate) withdrawn: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<EntryRow>,
    kind: String,
    rank: i64,
    title: String,
    who: String,
    phone: String,
    mail: String,
    place: String,
    body: String,
    version: i64,
    checked_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        // Our own words: what is none of them is shown as a text.
        let said = match Kind::from_code(&row.kind).unwrap_or(Kind::Text) {
            Kind::Contact => Said::Contact(Contact {
                who: row.who,
                phone: PhoneNumber::from_e164(&row.phone).ok(),
                mail: Address::parse(&row.mail).ok(),
                place: row.place,
            }),
            Kind::Place => Said::Place(row.body),
            Kind::Hours => Said::Hours(row.body),
            Kind::Text => Said::Text(row.body),
        };
        Self {
            id: row.id,
            rank: row.rank,
            version: row.version,
            entry: Entry {
                title: row.title,
                said,
            },
            checked_at: row.checked_at,
            withdrawn: row.ended_at.is_some(),
        }
    }
}

/// All that the school wrote, in the order of the page.
pub(crate) async fn all<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Vec<Stored>> {
    let rows = sql!(
        "SELECT id, kind, rank, title, who, phone, mail, place, body, version, checked_at, ended_at \
         FROM information_entry WHERE school = $1 ORDER BY rank, id"
    )
    .bind(at.school())
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Stored::from).collect())
}

/// One of them.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<EntryRow>,
) -> db::Result<Option<Stored>> {
    let row = sql!(
        "SELECT id, kind, rank, title, who, phone, mail, place, body, version, checked_at, ended_at \
         FROM information_entry WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Stored::from))
}

/// The columns of what is said: who, phone, mail, place, body.
fn columns(entry: &Entry) -> [String; 5] {
    match &entry.said {
        Said::Contact(contact) => [
            contact.who.clone(),
            contact.phone.map(|phone| phone.e164()).unwrap_or_default(),
            contact
                .mail
                .as_ref()
                .map(|mail| mail.as_str().to_owned())
                .unwrap_or_default(),
            contact.place.clone(),
            String::new(),
        ],
        Said::Place(words) | Said::Hours(words) | Said::Text(words) => {
            let mut columns: [String; 5] = Default::default();
            columns[4].clone_from(words);
            columns
        }
    }
}

/// Adds an entry after those of its kind; the same form sent twice adds one.
pub(crate) async fn add(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    form: FormId,
    entry: &Entry,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let (last,): (i64,) = sql!(
        "SELECT COALESCE(MAX(rank), 0) FROM information_entry WHERE school = $1 AND kind = $2"
    )
    .bind(at.school())
    .bind(entry.kind().code())
    .one(write)
    .await?;
    let id: Id<EntryRow> = Id::new();
    let [who, phone, mail, place, body] = columns(entry);
    let added = sql!(
        "INSERT INTO information_entry (id, school, form_id, kind, rank, title, who, phone, mail, \
         place, body, version, checked_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12) \
         ON CONFLICT (form_id) DO NOTHING"
    )
    .bind(id)
    .bind(at.school())
    .bind(form.0)
    .bind(entry.kind().code())
    .bind(last + 1)
    .bind(entry.title.as_str())
    .bind(who)
    .bind(phone)
    .bind(mail)
    .bind(place)
    .bind(body)
    .bind(now)
    .run(write)
    .await?;
    if added == 1 {
        note(write, at, "information.added", id, now).await?;
    }
    Ok(())
}

/// Changes an entry, which keeps its kind and its place; `false` when somebody changed it since it was
/// shown, or there is none.
pub(crate) async fn change(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    (id, version): (Id<EntryRow>, i64),
    entry: &Entry,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let [who, phone, mail, place, body] = columns(entry);
    let changed = sql!(
        "UPDATE information_entry SET title = $4, who = $5, phone = $6, mail = $7, place = $8, \
         body = $9, checked_at = $10, version = version + 1 \
         WHERE school = $1 AND id = $2 AND version = $3"
    )
    .bind(at.school())
    .bind(id)
    .bind(version)
    .bind(entry.title.as_str())
    .bind(who)
    .bind(phone)
    .bind(mail)
    .bind(place)
    .bind(body)
    .bind(now)
    .run(write)
    .await?;
    if changed == 1 {
        note(write, at, "information.changed", id, now).await?;
    }
    Ok(changed == 1)
}

/// Withdraws an entry from the page, or puts it back; `false` when there is none.
pub(crate) async fn offer(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    id: Id<EntryRow>,
    offered: bool,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let Some(stored) = one(write, at, id).await? else {
        return Ok(false);
    };
    if stored.withdrawn != offered {
        return Ok(true);
    }
    sql!(
        "UPDATE information_entry SET ended_at = $3, version = version + 1 \
         WHERE school = $1 AND id = $2"
    )
    .bind(at.school())
    .bind(id)
    .bind((!offered).then_some(now))
    .run(write)
    .await?;
    let act = match offered {
        true => "information.restored",
        false => "information.withdrawn",
    };
    note(write, at, act, id, now).await?;
    Ok(true)
}

/// Where an entry goes, among those of its kind that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// Moves an entry past its neighbour, once: it must stand where it was seen. `false` when there is
/// none.
pub(crate) async fn shift(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    (id, seen): (Id<EntryRow>, i64),
    way: Way,
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let entries = all(write, at).await?;
    let Some(moved) = entries.iter().find(|stored| stored.id == id) else {
        return Ok(false);
    };
    let beside: Vec<&Stored> = entries
        .iter()
        .filter(|stored| !stored.withdrawn && stored.entry.kind() == moved.entry.kind())
        .collect();
    let here = beside.iter().position(|stored| stored.id == id);
    let there = here.and_then(|here| match way {
        Way::Up => here.checked_sub(1),
        Way::Down => Some(here + 1),
    });
    let neighbour = there.and_then(|there| beside.get(there));
    let Some(neighbour) = neighbour.filter(|_| moved.rank == seen) else {
        return Ok(true);
    };
    for (id, rank) in [(moved.id, neighbour.rank), (neighbour.id, moved.rank)] {
        sql!("UPDATE information_entry SET rank = $3 WHERE school = $1 AND id = $2")
            .bind(at.school())
            .bind(id)
            .bind(rank)
            .run(write)
            .await?;
    }
    note(write, at, "information.moved", id, now).await?;
    Ok(true)
}

/// The head has read all that is shown, and it is still true.
pub(crate) async fn review(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    sql!("UPDATE information_entry SET checked_at = $2 WHERE school = $1 AND ended_at IS NULL")
        .bind(at.school())
        .bind(now)
        .run(write)
        .await?;
    let line = Line::new(at.actor(), "information.reviewed").on("school", at.school());
    audit::note(write, now, &line).await
}

async fn note(
    write: &mut Write,
    at: &At<SchoolInformationWriting>,
    act: &'static str,
    id: Id<EntryRow>,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let line = Line::new(at.actor(), act).on("information", id);
    audit::note(write, now, &line).await
}
