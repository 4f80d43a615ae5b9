//! How a school publishes marks: the modes it has had, the days of its classes, and who changed them.

use crate::model::publication::{Dates, Pair, Publication, code, label, mode, told};
use audit::Line;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Read, Write, sql};
use education::{Account, Id, School, school_year_of};
use grading::{Mode, PublicationRule};
use identity::{At, AtSchool, Child, MarksSettings};

/// What stands at the school, in the school year of that day.
pub(crate) async fn publication<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    today: NaiveDate,
) -> db::Result<Publication> {
    at_school(read, at.school(), today).await
}

/// The same, at the school of a child.
pub(crate) async fn of_child(
    read: &mut Read,
    child: &Child,
    today: NaiveDate,
) -> db::Result<Publication> {
    at_school(read, child.school(), today).await
}

async fn at_school(
    read: &mut Read,
    school: Id<School>,
    today: NaiveDate,
) -> db::Result<Publication> {
    let modes =
        sql!("SELECT rank, from_at, mode FROM publication_mode WHERE school = $1 ORDER BY rank")
            .bind(school)
            .all::<(i64, DateTime<Utc>, String)>(read)
            .await?;
    let rows = sql!(
        "SELECT mef, division, on_day FROM publication_date WHERE school = $1 AND school_year = $2"
    )
    .bind(school)
    .bind(i64::from(school_year_of(today)))
    .all::<(String, String, NaiveDate)>(read)
    .await?;
    let version = modes.last().map_or(0, |(rank, ..)| *rank);
    // Our own words: what is none of them is what nobody has chosen.
    let chosen = modes
        .into_iter()
        .filter_map(|(_, from, word)| Some((from, mode(&word)?)));
    let mut now = None;
    let mut rule = PublicationRule::new(Mode::AtTerm);
    for (from, mode) in chosen {
        rule = rule.then(from, mode);
        now = Some(mode);
    }
    let mut dates = Dates::new();
    for (mef, division, day) in rows {
        let pair = Pair { mef, division };
        dates.entry(pair).or_default().insert(day);
    }
    Ok(Publication {
        rule,
        mode: now,
        version,
        dates,
    })
}

/// Chooses a mode from now on, over the choice that was seen; false when somebody chose since.
pub(crate) async fn choose(
    write: &mut Write,
    at: &At<MarksSettings>,
    (wanted, version): (Mode, i64),
    now: DateTime<Utc>,
) -> db::Result<bool> {
    let known = publication(write, at, at.today(now)).await?;
    if known.mode == Some(wanted) {
        return Ok(true);
    }
    if known.version != version {
        return Ok(false);
    }
    sql!("INSERT INTO publication_mode (school, rank, from_at, mode) VALUES ($1, $2, $3, $4)")
        .bind(at.school())
        .bind(version + 1)
        .bind(now)
        .bind(code(wanted))
        .run(write)
        .await?;
    changed(write, at, label(wanted).to_owned(), now).await?;
    Ok(true)
}

/// Sets a day for pairs, or takes it away from them; gives those for which that changed something.
pub(crate) async fn set_date(
    write: &mut Write,
    at: &At<MarksSettings>,
    (day, there): (NaiveDate, bool),
    pairs: &[Pair],
    now: DateTime<Utc>,
) -> db::Result<Vec<Pair>> {
    let mut done = Vec::new();
    for pair in pairs {
        let count = match there {
            true => add(write, at, day, pair, now).await?,
            false => remove(write, at, day, pair, now).await?,
        };
        if count == 1 {
            done.push(pair.clone());
        }
    }
    if !done.is_empty() {
        let said = match there {
            true => "Date ajoutée",
            false => "Date retirée",
        };
        changed(write, at, format!("{said} : {}", told(day, &done)), now).await?;
    }
    Ok(done)
}

async fn add(
    write: &mut Write,
    at: &At<MarksSettings>,
    day: NaiveDate,
    pair: &Pair,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    sql!(
        "INSERT INTO publication_date (school, school_year, mef, division, on_day) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(at.today(now))))
    .bind(pair.mef.as_str())
    .bind(pair.division.as_str())
    .bind(day)
    .run(write)
    .await
}

async fn remove(
    write: &mut Write,
    at: &At<MarksSettings>,
    day: NaiveDate,
    pair: &Pair,
    now: DateTime<Utc>,
) -> db::Result<u64> {
    sql!(
        "DELETE FROM publication_date WHERE school = $1 AND school_year = $2 AND mef = $3 \
         AND division = $4 AND on_day = $5"
    )
    .bind(at.school())
    .bind(i64::from(school_year_of(at.today(now))))
    .bind(pair.mef.as_str())
    .bind(pair.division.as_str())
    .bind(day)
    .run(write)
    .await
}

async fn changed(
    write: &mut Write,
    at: &At<MarksSettings>,
    what: String,
    now: DateTime<Utc>,
) -> db::Result<()> {
    let line = Line::new(at.actor(), "publication.changed").detail(what.clone());
    audit::note(write, now, &line).await?;
    sql!("INSERT INTO publication_change (id, school, at, by_account, what) VALUES ($1, $2, $3, $4, $5)")
        .bind(Id::<Change>::new())
        .bind(at.school())
        .bind(now)
        .bind(at.person().account)
        .bind(what)
        .run(write)
        .await?;
    Ok(())
}

/// Who changed what, when.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: Id<Account>,
    pub(crate) what: String,
}

/// The last changes, the latest first.
pub(crate) async fn changes(read: &mut Read, at: &At<MarksSettings>) -> db::Result<Vec<Change>> {
    let rows = sql!(
        "SELECT at, by_account, what FROM publication_change WHERE school = $1 \
         ORDER BY at DESC, id DESC LIMIT 50"
    )
    .bind(at.school())
    .all::<(DateTime<Utc>, Id<Account>, String)>(read)
    .await?;
    let changes = rows
        .into_iter()
        .map(|(at, by, what)| Change { at, by, what });
    Ok(changes.collect())
}
