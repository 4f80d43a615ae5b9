//! Entries, read: of a pupil, of a day, one of them with what it said before.

use crate::{
    model::{
        kept,
        period::Period,
        scope::Scope,
        taught::Taught,
        terms::{Kind, Terms},
        wording::WordingRow,
    },
    store::{absence::Absence, collective::Collective},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use db::{Read, sql};
use education::{Account, Id, Pupil};
use identity::{At, AtSchool, SchoolLife};
use records::Staff;

/// An entry, as lists show it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) id: Id<Absence>,
    pub(crate) pupil: Id<Pupil>,
    pub(crate) terms: Terms,
    /// The lesson that it is about, when it is about one.
    pub(crate) taught: Taught,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) recorded_by: Id<Account>,
    pub(crate) cancelled_at: Option<DateTime<Utc>>,
    pub(crate) cancelled_by: Option<Id<Account>>,
    pub(crate) version: i64,
    /// The last version that rolls alone have written.
    pub(crate) roll_version: Option<i64>,
    /// Where the halves of a day parted when it was written.
    pub(crate) noon: NaiveTime,
    pub(crate) messages: i64,
}

/// What an entry says, in the columns of its row.
#[derive(sqlx::FromRow)]
pub(super) struct TermsRow {
    from_day: NaiveDate,
    from_time: NaiveTime,
    to_day: NaiveDate,
    to_time: NaiveTime,
    kind: String,
    scope: String,
    open_end: bool,
    minutes: Option<i64>,
    reason: Option<Id<WordingRow>>,
    proof: Option<Id<WordingRow>>,
    legitimate: bool,
    informed: bool,
    observed: bool,
    closed: bool,
}

impl From<TermsRow> for Terms {
    fn from(row: TermsRow) -> Self {
        Self {
            kind: Kind::stored(&row.kind),
            scope: Scope::stored(&row.scope),
            period: Period::stored(
                row.from_day.and_time(row.from_time),
                row.to_day.and_time(row.to_time),
            ),
            open_end: row.open_end,
            minutes: row.minutes,
            reason: row.reason,
            proof: row.proof,
            legitimate: row.legitimate,
            informed: row.informed,
            observed: row.observed,
            closed: row.closed,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Id<Absence>,
    pupil: Id<Pupil>,
    #[sqlx(flatten)]
    terms: TermsRow,
    teacher: Option<Id<Staff>>,
    subject: Option<String>,
    recorded_at: DateTime<Utc>,
    recorded_by: Id<Account>,
    cancelled_at: Option<DateTime<Utc>>,
    cancelled_by: Option<Id<Account>>,
    version: i64,
    roll_version: Option<i64>,
    noon: NaiveTime,
    messages: i64,
}

impl From<Row> for Listed {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            pupil: row.pupil,
            terms: row.terms.into(),
            taught: Taught {
                teacher: row.teacher,
                subject: row.subject,
            },
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            cancelled_at: row.cancelled_at,
            cancelled_by: row.cancelled_by,
            version: row.version,
            roll_version: row.roll_version,
            noon: row.noon,
            messages: row.messages,
        }
    }
}

/// One text for each list, so that all read the same columns.
macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT id, pupil, from_day, from_time, to_day, to_time, kind, scope, open_end, minutes, reason, proof, \
             legitimate, informed, observed, closed, teacher, subject, recorded_at, recorded_by, cancelled_at, cancelled_by, \
             version, roll_version, noon, (SELECT COUNT(DISTINCT n.message) FROM absence_notice n \
             WHERE n.absence = absence.id) + (SELECT COUNT(*) FROM absence_pupil_notice p \
             WHERE p.absence = absence.id AND NOT EXISTS (SELECT 1 FROM absence_notice n \
             WHERE n.message = p.message)) AS messages FROM absence ",
            $rest
        )
    };
}

/// What an entry said before, and who changed it when.
#[derive(Debug, Clone)]
pub(crate) struct Before {
    pub(crate) changed_at: DateTime<Utc>,
    pub(crate) changed_by: Id<Account>,
    /// `None` when another version of the program wrote it, in its own way.
    pub(crate) said: Option<(Terms, Taught)>,
}

/// The changes of an entry, the oldest first.
pub(crate) async fn changes<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<Absence>,
) -> db::Result<Vec<Before>> {
    let rows = sql!(
        "SELECT c.changed_at, c.changed_by, c.before FROM absence_change c \
         JOIN absence a ON a.id = c.absence WHERE a.school = $1 AND a.id = $2 ORDER BY c.version"
    )
    .bind(at.school())
    .bind(id)
    .all::<(DateTime<Utc>, Id<Account>, String)>(read)
    .await?;
    let changes = rows
        .into_iter()
        .map(|(changed_at, changed_by, before)| Before {
            changed_at,
            changed_by,
            said: kept::read(&before),
        });
    Ok(changes.collect())
}

/// The entry that was typed last at the school where one works, and still stands.
pub(crate) async fn last<A: AtSchool>(read: &mut Read, at: &At<A>) -> db::Result<Option<Listed>> {
    let row = sql!(entries!(
        "WHERE school = $1 AND cancelled_at IS NULL ORDER BY recorded_at DESC, id DESC LIMIT 1"
    ))
    .bind(at.school())
    .optional::<Row>(read)
    .await?;
    Ok(row.map(Listed::from))
}

/// The entries that one collective entry gave.
pub(crate) async fn of_collective(
    read: &mut Read,
    at: &At<SchoolLife>,
    id: Id<Collective>,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(entries!(
        "WHERE school = $1 AND id IN \
         (SELECT p.absence FROM absence_collective_pupil p WHERE p.collective = $2)"
    ))
    .bind(at.school())
    .bind(id)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// One entry of the school where one works.
pub(crate) async fn one<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    id: Id<Absence>,
) -> db::Result<Option<Listed>> {
    let row = sql!(entries!("WHERE school = $1 AND id = $2"))
        .bind(at.school())
        .bind(id)
        .optional::<Row>(read)
        .await?;
    Ok(row.map(Listed::from))
}

/// Another entry by which the pupil is elsewhere at that time: of lessons, of meals or of nights, as
/// this one; an absence of days says nothing of the meals in between.
pub(super) async fn overlapping(
    read: &mut Read,
    at: &At<SchoolLife>,
    pupil: Id<Pupil>,
    id: Id<Absence>,
    terms: &Terms,
) -> db::Result<Option<Terms>> {
    if !terms.kind.excludes_others() {
        return Ok(None);
    }
    let rows = sql!(entries!(
        "WHERE school = $1 AND pupil = $2 AND cancelled_at IS NULL AND id <> $7 \
         AND (from_day < $5 OR (from_day = $5 AND from_time < $6)) \
         AND (to_day > $3 OR (to_day = $3 AND to_time > $4)) ORDER BY from_day, from_time"
    ))
    .bind(at.school())
    .bind(pupil)
    .bind(terms.period.from().date())
    .bind(terms.period.from().time())
    .bind(terms.period.to().date())
    .bind(terms.period.to().time())
    .bind(id)
    .all::<Row>(read)
    .await?;
    let mut others = rows.into_iter().map(|row| Listed::from(row).terms);
    Ok(others.find(|other| other.kind.excludes_others() && other.scope == terms.scope))
}

/// The entries that touch some part of a day at the school, those that were taken back too, in
/// the order in which they begin.
pub(crate) async fn touching<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    day: NaiveDate,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(entries!(
        "WHERE school = $1 AND from_day <= $2 AND to_day >= $2 ORDER BY from_day, from_time, id"
    ))
    .bind(at.school())
    .bind(day)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// The entries that stand and touch some day between two, of the whole school, pupil by pupil.
pub(crate) async fn standing_between<A: AtSchool>(
    read: &mut Read,
    at: &At<A>,
    from: NaiveDate,
    to: NaiveDate,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(entries!(
        "WHERE school = $1 AND to_day >= $2 AND from_day <= $3 AND cancelled_at IS NULL \
         ORDER BY pupil, from_day, from_time, id"
    ))
    .bind(at.school())
    .bind(from)
    .bind(to)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// The latest entries of a pupil, the newest first.
pub(crate) async fn of_pupil(
    read: &mut Read,
    at: &At<SchoolLife>,
    pupil: Id<Pupil>,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(entries!(
        "WHERE school = $1 AND pupil = $2 ORDER BY from_day DESC, from_time DESC, id DESC LIMIT 1000"
    ))
    .bind(at.school())
    .bind(pupil)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// What was recorded since an instant at the school, the newest first.
pub(crate) async fn recorded_since(
    read: &mut Read,
    at: &At<SchoolLife>,
    since: DateTime<Utc>,
) -> db::Result<Vec<Listed>> {
    let rows = sql!(entries!(
        "WHERE school = $1 AND recorded_at >= $2 ORDER BY recorded_at DESC LIMIT 100"
    ))
    .bind(at.school())
    .bind(since)
    .all::<Row>(read)
    .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}
